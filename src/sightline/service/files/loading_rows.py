"""The evidence of files that are loaded, as rows: subjects, names, particulars, records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sightline.engine import model as engine
from sightline.engine.model import Record
from sightline.service.files import models
from sightline.service.files.bulk import ChainOfFile, Table, Values, insert_heads
from sightline.service.files.moments import at_minute, columns_of, maybe_date
from sightline.service.files.recording import answers_kept
from sightline.service.files.standard import kind_version, standard
from sightline.service.files.translating import Translated
from sightline.service.ledger.chains import file_chain
from sightline.service.ledger.ids import id_from
from sightline.standard.model import BIRTHDAY_TRIGGER, Lasts

Names = Callable[[engine.Subject], tuple[str, str] | None]
"""The given and family name of a subject, as its source calls it; None where none is to be kept."""


class Tables:
    """Collects the rows of files, and writes them a step at a time."""

    def __init__(self, source: str, names: Names, at: datetime) -> None:
        self._source, self._names, self._at = source, names, at
        self._subjects, self._called = Table(models.Subject), Table(models.Name)
        self._particulars, self._records = Table(models.Particulars), Table(models.Record)
        self._also_on = Table(models.AlsoOn)
        self._heads: list[ChainOfFile] = []
        self._versions: dict[str, UUID] = {}
        self._count = 0

    def add(self, original: engine.Subject, translated: Translated) -> None:
        """Add all that one file holds. ``original``: its subject, as its source calls it."""
        id_, file = translated.id, translated.file
        chain = ChainOfFile(file_chain(id_), self._at)
        subject = {"source": self._source, "source_id": original.id, "type": original.type}
        chain.add(self._subjects, {"id": id_, **subject})
        since = _known_since(file, self._at)
        for row in self._names_of(id_, original, since):
            chain.add(self._called, row)
        chain.add(self._particulars, self._particulars_of(id_, original, since))
        for record in file.records:
            if record.file == file.subject.id:
                fact = UUID(translated.facts[record.id])
                chain.add(self._records, self._record(id_, fact, record))
                self._count += 1
            else:
                stands = {"record_id": UUID(record.id), "file_id": id_}
                chain.add(self._also_on, {"id": id_from(record.id, str(id_)), **stands})
        self._heads.append(chain)

    def write(self) -> int:
        """Write what was added, and say how many records that was."""
        evidence = (self._subjects, self._called, self._particulars, self._records, self._also_on)
        for table in evidence:
            table.write()
        insert_heads(self._heads)
        self._heads = []
        count, self._count = self._count, 0
        return count

    def _names_of(self, id_: UUID, original: engine.Subject, since: datetime) -> Iterator[Values]:
        found = self._names(original)
        if found is not None:
            yield {
                **self._of_person(id_, original, "name", since),
                "use": models.Name.Use.LEGAL.value,
                "given": found[0],
                "family": found[1],
            }

    def _particulars_of(self, id_: UUID, original: engine.Subject, since: datetime) -> Values:
        return {
            **self._of_person(id_, original, "particulars", since),
            "born_on": maybe_date(original.born),
            "place": original.place,
            "attributes": answers_kept(original.attributes),
        }

    def _of_person(self, id_: UUID, original: engine.Subject, what: str, at: datetime) -> Values:
        own_id = id_from(self._source, original.id, what)
        return {"id": own_id, "subject_id": id_, "recorded_at": at, "withdrawn": False}

    def _record(self, id_: UUID, fact: UUID, record: Record) -> Values:
        occurred_at, precision = columns_of(record.at)
        ended_at, ended_precision = columns_of(record.ended)
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
            "reason": "",
        }

    def _kind_version(self, record: Record) -> UUID | None:
        """The row of the kind under which answers were given; a withdrawal gives none."""
        if record.withdraws is not None or record.kind not in standard().kinds:
            return None
        if record.kind not in self._versions:
            self._versions[record.kind] = kind_version(record.kind).pk
        return self._versions[record.kind]


@lru_cache(maxsize=65_536)
def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _known_since(file: engine.File, otherwise: datetime) -> datetime:
    """Since when a subject is known: since the first record of its file was entered."""
    first = min((record.recorded_at for record in file.records), default=None)
    return otherwise if first is None else at_minute(first)
