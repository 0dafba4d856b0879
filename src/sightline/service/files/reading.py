"""Files out of the database, as the engine reads them, at any moment of knowledge.

The number of queries never depends on how many files or records are asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.engine import model as engine
from sightline.service.files.models import AlsoOn, Particulars, Record, Subject
from sightline.service.files.moments import day_number, minute_at, moment_from
from sightline.service.files.naming import names
from sightline.service.ledger.failures import NotFound
from sightline.service.ledger.row_security import as_machine
from sightline.standard.model import BIRTHDAY_TRIGGER

__all__ = ["engine_file", "engine_files", "latest", "names", "standing_particulars", "versions"]

AT_ONCE = 500
"""Files read in one go: their records fit a small machine's memory."""

_COLUMNS = (
    "id", "file", "kind", "occurred_at", "occurred_precision", "ended_at", "ended_precision",
    "planned_start_on", "planned_end_on", "agency", "author", "recorded_at", "entry_known",
    "version_of", "withdraws", "about", "details",
)  # fmt: skip


def engine_file(id: UUID, known_at: datetime | None = None) -> engine.File:
    """One file as known at a moment, or as known now. Raises NotFound."""
    for file in engine_files([id], known_at):
        return file
    raise NotFound("There is no such file.")


def engine_files(
    ids: Iterable[UUID] | None = None, known_at: datetime | None = None
) -> Iterator[engine.File]:
    """Files as known at a moment, in the order given; all, in order of their ids, if None.

    Holds no more than ``AT_ONCE`` of them at a time. Ids of no file are passed over.
    """
    if ids is None:
        ids = Subject.objects.order_by("id").values_list("id", flat=True).iterator(AT_ONCE)
    asked = iter(ids)
    while some := list(islice(asked, AT_ONCE)):
        yield from _some_files(some, known_at)


def _some_files(ids: Collection[UUID], known_at: datetime | None) -> Iterator[engine.File]:
    own = Record.objects.filter(file__in=ids)
    elsewhere = AlsoOn.objects.filter(file__in=ids)
    if known_at is not None:
        own = own.filter(recorded_at__lte=known_at)
        elsewhere = elsewhere.filter(record__recorded_at__lte=known_at)
    records: defaultdict[UUID, list[engine.Record]] = defaultdict(list)
    for row in own.values_list(*_COLUMNS):
        records[row[1]].append(_record(row))
    others: defaultdict[UUID, set[UUID]] = defaultdict(set)
    columns = [f"record__{name}" for name in _COLUMNS]
    for also_on, *row in elsewhere.values_list("file", *columns):
        records[also_on].append(_record(row))
        others[also_on].add(row[1])
    subjects = _subjects(ids, known_at)
    if elsewhere_kept := set().union(*others.values()).difference(subjects):
        # A condition may ask of somebody whose file is closed to whoever reads this one.
        with as_machine():
            subjects |= _subjects(elsewhere_kept, known_at)
    for id_ in ids:
        if id_ in subjects:
            yield engine.File(
                subjects[id_],
                tuple(sorted(records[id_], key=lambda record: (record.recorded_at, record.id))),
                {str(other): subjects[other] for other in sorted(others[id_])},
            )


def _record(row: Any) -> engine.Record:
    (
        id_, file, kind, at, precision, ended, ended_precision, planned_start, planned_end,
        agency, author, recorded_at, entry_known, version_of, withdraws, about, details,
    ) = row  # fmt: skip
    return engine.Record(
        id=str(id_),
        file=str(file),
        kind=kind,
        at=moment_from(at, precision),
        recorded_at=minute_at(recorded_at),
        details={} if details is None else values_from(details),
        ended=moment_from(ended, ended_precision),
        planned_start=day_number(planned_start),
        planned_end=day_number(planned_end),
        about=None if about is None else BIRTHDAY_TRIGGER if about == file else str(about),
        agency="" if agency is None else str(agency),
        author="" if author is None else str(author),
        version_of=None if version_of is None else str(version_of),
        withdraws=None if withdraws is None else str(withdraws),
        entry_known=entry_known,
    )


def values_from(answers: Mapping[str, Any]) -> dict[str, engine.Value]:
    """Answers as the engine holds them: a list of them is a tuple."""
    return {
        name: tuple(answer) if isinstance(answer, list) else answer
        for name, answer in answers.items()
    }


# --- subjects --------------------------------------------------------------------------------


def _subjects(ids: Collection[UUID], known_at: datetime | None) -> dict[UUID, engine.Subject]:
    told = {row.subject_id: row for row in standing_particulars(ids, known_at)}
    return {
        id_: _subject(id_, type_, told.get(id_))
        for id_, type_ in Subject.objects.filter(id__in=ids).values_list("id", "type")
    }


def _subject(id_: UUID, type_: str, told: Particulars | None) -> engine.Subject:
    if told is None:
        return engine.Subject(str(id_), type_)
    return engine.Subject(
        str(id_), type_, day_number(told.born_on), told.place, values_from(told.attributes or {})
    )


def standing_particulars(
    ids: Collection[UUID], known_at: datetime | None = None
) -> Iterable[Particulars]:
    """The particulars of each subject that stand as known at a moment: its last row."""
    rows: QuerySet[Particulars] = Particulars.objects.filter(subject__in=ids)
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    last = {row.subject_id: row for row in rows.order_by("position")}
    return [row for row in last.values() if not row.withdrawn]


# --- rows for pages --------------------------------------------------------------------------


def stands_on(file: UUID) -> Q:
    """Of records, those that stand on a file: its own, and those of others that stand there too.

    The others are looked up here and not in the query: PostgreSQL reads every record there is where
    a condition is met by the one or the other.
    """
    others = list(AlsoOn.objects.filter(file=file).values_list("record", flat=True))
    return Q(file=file) | Q(pk__in=others)


def latest(file: UUID) -> QuerySet[Record]:
    """The records that stand on a file now: of each fact the last version, if not withdrawn."""
    row = OuterRef("pk")
    over = Exists(Record.objects.filter(Q(version_of=row) | Q(withdraws=row)))
    return Record.objects.filter(stands_on(file), withdraws__isnull=True).exclude(over)


def versions(fact: UUID) -> QuerySet[Record]:
    """All versions of a fact in order of entry, and its withdrawal last if there is one."""
    return Record.objects.filter(fact=fact).order_by("recorded_at", "position")
