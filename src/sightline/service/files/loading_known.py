"""What a system last said of each fact, kept as hashes (``models.Delivered``), read and written."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from sightline.engine.model import Moment, Record, Subject
from sightline.service.files.models import Delivered, Particulars
from sightline.service.files.models import Record as Row
from sightline.service.files.reading import engine_files
from sightline.service.files.translating import Translated
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.row_security import as_machine

_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode

AT_ONCE = 500
"""Ids that one statement asks for."""


@dataclass(slots=True)
class Known:
    """A row of ``Delivered``."""

    id: UUID
    file: UUID
    fact: UUID
    version: UUID
    content: bytes
    ended: str


# --- hashes ----------------------------------------------------------------------------------


def content_of(record: Record) -> bytes:
    """The hash of what a record in our ids says, without when it was entered."""
    return _hash(
        [
            record.kind,
            record.file,
            _pair(record.at),
            _pair(record.ended),
            record.planned_start,
            record.planned_end,
            record.about,
            record.agency,
            record.author,
            record.details,
        ]
    )


def content_of_subject(subject: Subject) -> bytes:
    """The hash of a subject's particulars."""
    return _hash([subject.born, subject.place, subject.attributes])


def _hash(said: list[Any]) -> bytes:
    return blake2b(_canonical(said).encode(), digest_size=16).digest()


def _pair(moment: Moment | None) -> object:
    return None if moment is None else [moment.day, moment.minute]


def particulars_id(source: str, told: Subject) -> UUID:
    """The id under which a system's word on a subject's particulars is known."""
    return id_from(source, told.id, "particulars")


# --- reading what was said -------------------------------------------------------------------

_COLUMNS = ("id", "file_id", "fact", "version", "content", "ended")


def said_of_files(system: int, files: Collection[UUID]) -> dict[UUID, dict[UUID, Known]]:
    """What was said of files, by file and by the system's name for it."""
    found: defaultdict[UUID, dict[UUID, Known]] = defaultdict(dict)
    for row in _read("file_id", sorted(files), system):
        found[row.file][row.id] = row
    return found


def said_of_records(system: int, ids: Iterable[UUID]) -> dict[UUID, Known]:
    """What was said under the system's own names."""
    return {row.id: row for row in _read("id", sorted(ids), system)}


def _read(column: str, ids: Sequence[UUID], system: int) -> Iterator[Known]:
    """Not by way of the models, which take as long for each row as comparing it does."""
    table, names = Delivered._meta.db_table, ", ".join(_COLUMNS)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        with connection.cursor() as cursor:
            values = [id_.hex for id_ in some]  # both databases take a UUID so
            cursor.execute(
                f"SELECT {names} FROM {table} "
                f"WHERE {column} IN ({', '.join(['%s'] * len(some))}) AND system_id = %s",
                [*values, system],
            )
            for id_, file, fact, version, content, ended in cursor.fetchall():
                yield Known(
                    _id(id_), _id(file), _id(fact), _id(version), bytes(content), str(ended)
                )


def _id(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


# --- what was loaded before there was any of this --------------------------------------------


def adopt(system: int, source: str, files: Collection[Translated]) -> dict[UUID, dict[UUID, Known]]:
    """Note what was said of files that were loaded when that was not noted yet."""
    by_id = {file.id: file for file in files}
    loaded = Row.objects.filter(file__in=by_id, by=None).values_list("id", "fact")
    facts = dict(loaded)
    told = dict(
        Particulars.objects.filter(subject__in=by_id, by=None).values_list("subject_id", "id")
    )
    found: dict[UUID, dict[UUID, Known]] = {}
    for file in engine_files(by_id):
        id_ = UUID(file.subject.id)
        rows = found[id_] = {}
        for record in file.records:
            own = UUID(record.id)
            if own in facts and record.file == file.subject.id:
                rows[own] = Known(own, id_, facts[own], own, content_of(record), "")
        if id_ in told:
            natural = particulars_id(source, by_id[id_].told)
            said = content_of_subject(file.subject)
            rows[natural] = Known(natural, id_, id_, told[id_], said, "")
    Delivered.objects.bulk_create(
        [
            Delivered(
                id=row.id, system_id=system, file_id=row.file, fact=row.fact,
                version=row.version, content=row.content, ended=row.ended,
            )
            for rows in found.values()
            for row in rows.values()
        ],
        batch_size=AT_ONCE,
    )  # fmt: skip
    return found


# --- what is erased --------------------------------------------------------------------------


def forget(records: Collection[UUID], particulars: Collection[UUID]) -> None:
    """Nothing is left of what a system said of rows that are erased, and it is not brought back."""
    facts = Row.objects.filter(pk__in=records).values_list("fact", flat=True)
    with as_machine():
        said = Delivered.objects.filter(Q(fact__in=list(facts)) | Q(version__in=particulars))
        said.update(content=b"", ended=Delivered.Ended.ERASED)
