"""The evidence that a delivery adds, as rows: subjects, names, particulars, records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sightline.engine import model as engine
from sightline.engine.model import Record
from sightline.service.files import models
from sightline.service.files.bulk import (
    ChainOfFile,
    Table,
    Values,
    columns_of,
    insert,
    insert_heads,
    move_heads,
)
from sightline.service.files.moments import at_minute, maybe_date
from sightline.service.files.moments import columns_of as columns_of_moment
from sightline.service.files.recording import answers_kept
from sightline.service.files.standard import kind_version, standard
from sightline.service.ledger.chains import Head, file_chain
from sightline.service.ledger.ids import id_from
from sightline.standard.model import BIRTHDAY_TRIGGER, Lasts

Names = Callable[[engine.Subject], tuple[str, str] | None]
"""The given and family name of a subject, as its source calls it; None where none is to be kept."""


class Tables:
    """Collects the rows of one step, and writes them.

    ``at``: when this database takes them. ``heads``: of the chains that are there and locked.
    ``versions``: the rows of kinds, as far as they were looked up before.
    """

    def __init__(self, at: datetime, heads: Mapping[str, Head], versions: dict[str, UUID]) -> None:
        self._at, self._heads, self._versions = at, heads, versions
        self._subjects, self._called = Table(models.Subject), Table(models.Name)
        self._particulars, self._records = Table(models.Particulars), Table(models.Record)
        self._also_on = Table(models.AlsoOn)
        self._chains: dict[UUID, ChainOfFile] = {}
        self._new: list[ChainOfFile] = []
        self._stands: set[tuple[str, UUID]] = set()
        self._delivered: list[tuple[Any, ...]] = []

    def open(self, id_: UUID, system: models.System, told: engine.Subject) -> None:
        """Add a new file. ``told``: its subject, as its source calls it."""
        chain = self._chains[id_] = ChainOfFile(file_chain(id_), self._at)
        self._new.append(chain)
        subject = {"source": system.name, "source_id": told.id, "type": told.type}
        chain.add(self._subjects, {"id": id_, **subject})

    def name(self, id_: UUID, row: UUID, called: tuple[str, str], since: datetime) -> None:
        """Add the name of a file's subject."""
        use = {"use": models.Name.Use.LEGAL.value, "given": called[0], "family": called[1]}
        self._add(self._called, id_, {**_of_person(id_, row, since), **use})

    def particulars(
        self,
        id_: UUID,
        row: UUID,
        told: engine.Subject,
        since: datetime,
        version_of: UUID | None = None,
    ) -> None:
        """Add what duties ask of a file's subject itself."""
        says = {
            "born_on": maybe_date(told.born),
            "place": told.place,
            "attributes": answers_kept(told.attributes),
            "version_of": version_of,
        }
        self._add(self._particulars, id_, {**_of_person(id_, row, since), **says})

    def record(self, id_: UUID, fact: UUID, record: Record, reason: str = "") -> None:
        """Add a version of a fact, or its withdrawal, to a file that it stands on."""
        self._add(self._records, id_, self._record(id_, fact, record, reason))

    def stands_on(self, record: str, files: Iterable[UUID]) -> None:
        """A record that is added, or is there, stands on further files as well; each once."""
        for id_ in files:
            if (record, id_) not in self._stands:
                self._stands.add((record, id_))
                stands = {"record_id": UUID(record), "file_id": id_}
                self._add(self._also_on, id_, {"id": id_from(record, str(id_)), **stands})

    def delivered(
        self, natural: UUID, system: int, file: UUID, fact: UUID, version: UUID, content: bytes
    ) -> None:
        """Note what the system said of a new fact."""
        row = (natural.hex, system, file.hex, fact.hex, version.hex, content, "")
        self._delivered.append(row)

    def write(self) -> None:
        """Write what was added."""
        evidence = (self._subjects, self._called, self._particulars, self._records, self._also_on)
        for table in evidence:
            table.write()
        insert_heads(self._new)
        new = {chain.name for chain in self._new}
        move_heads(chain for chain in self._chains.values() if chain.name not in new)
        insert(models.Delivered, _DELIVERED, self._delivered)

    def _add(self, table: Table, id_: UUID, said: Values) -> None:
        chain = self._chains.get(id_)
        if chain is None:
            name = file_chain(id_)
            chain = self._chains[id_] = ChainOfFile(name, self._at, self._heads[name])
        chain.add(table, said)

    def _record(self, id_: UUID, fact: UUID, record: Record, reason: str) -> Values:
        occurred_at, precision = columns_of_moment(record.at)
        ended_at, ended_precision = columns_of_moment(record.ended)
        kind = standard().kinds.get(record.kind)
        if kind is not None and kind.lasts is Lasts.PERIOD:
            precision = models.Precision.PERIOD.value
        return {
            "id": UUID(record.id),
            "file_id": id_,
            "kind": record.kind,
            "kind_version_id": self._kind_version(record),
            "fact": fact,
            "occurred_at": occurred_at,
            "occurred_precision": precision,
            "ended_at": ended_at,
            "ended_precision": ended_precision,
            "planned_start_on": maybe_date(record.planned_start),
            "planned_end_on": maybe_date(record.planned_end),
            "agency": _id(record.agency),
            "author": _id(record.author),
            "recorded_at": at_minute(record.recorded_at),
            "entry_known": record.entry_known,
            "version_of": _id(record.version_of),
            "withdraws": _id(record.withdraws),
            "misfiled": False,
            "about": id_ if record.about == BIRTHDAY_TRIGGER else _id(record.about),
            "details": answers_kept(record.details),
            "reason": reason,
        }

    def _kind_version(self, record: Record) -> UUID | None:
        """The row of the kind under which answers were given; a withdrawal gives none."""
        if record.withdraws is not None or record.kind not in standard().kinds:
            return None
        if record.kind not in self._versions:
            self._versions[record.kind] = kind_version(record.kind).pk
        return self._versions[record.kind]


_DELIVERED = columns_of(models.Delivered)


def _of_person(id_: UUID, row: UUID, at: datetime) -> dict[str, Any]:
    return {"id": row, "subject_id": id_, "recorded_at": at, "withdrawn": False}


@lru_cache(maxsize=65_536)
def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def known_since(records: Collection[Record], otherwise: datetime) -> datetime:
    """Since when a subject is known: since the first record of its file was entered."""
    first = min((record.recorded_at for record in records), default=None)
    return otherwise if first is None else at_minute(first)
