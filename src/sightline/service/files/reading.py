"""Files out of the database, as the engine reads them, at any moment of knowledge.

The number of queries never depends on how many files or records are asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.engine import model as engine
from sightline.service.files.members import group_of, groups_of, taken_off_in_vain
from sightline.service.files.models import AlsoOn, Particulars, Record, Subject
from sightline.service.files.moments import day_number, minute_at, moment_from
from sightline.service.files.naming import names
from sightline.service.ledger.asked import once
from sightline.service.ledger.failures import NotFound
from sightline.service.ledger.row_security import as_machine
from sightline.standard.model import BIRTHDAY_TRIGGER

__all__ = [
    "engine_file",
    "engine_files",
    "engine_records",
    "latest",
    "names",
    "standing_particulars",
    "versions",
]

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


Unsaved = Sequence[tuple[Record, Collection[UUID]]]
"""Rows that are not in the database, each with the further files on which it would stand."""


def engine_files(
    ids: Iterable[UUID] | None = None, known_at: datetime | None = None, unsaved: Unsaved = ()
) -> Iterator[engine.File]:
    """Files as known at a moment, in the order given; all, in order of their ids, if None.

    Holds no more than ``AT_ONCE`` of them at a time. Ids of no file are passed over, and those of
    files that are read on another, with which they are joined. ``unsaved``: read as if it were on
    file.
    """
    if ids is None:
        ids = Subject.objects.order_by("id").values_list("id", flat=True).iterator(AT_ONCE)
    asked = iter(ids)
    while some := list(islice(asked, AT_ONCE)):
        yield from _some_files(some, known_at, unsaved)


def _some_files(
    ids: Collection[UUID], known_at: datetime | None, unsaved: Unsaved
) -> Iterator[engine.File]:
    groups = groups_of(ids, known_at)
    asked = {*ids, *groups}
    in_vain = taken_off_in_vain(groups)
    own = Record.objects.filter(file__in=asked).exclude(id__in=in_vain)
    elsewhere = AlsoOn.objects.filter(file__in=asked)
    if known_at is not None:
        own = own.filter(recorded_at__lte=known_at)
        elsewhere = elsewhere.filter(record__recorded_at__lte=known_at)
    records: defaultdict[UUID, dict[str, engine.Record]] = defaultdict(dict)
    typed = [row for row, _ in unsaved if row.file_id in asked]
    for row in chain(own.values_list(*_COLUMNS), map(_columns_of, typed)):
        leading = groups.get(row[1], row[1])
        record = _record(row)
        records[leading][record.id] = replace(record, file=str(leading)) if groups else record
    others: defaultdict[UUID, set[UUID]] = defaultdict(set)
    columns = [f"record__{name}" for name in _COLUMNS]
    typed_elsewhere = [
        (file, *_columns_of(row)) for row, also in unsaved for file in also if file in asked
    ]
    for also_on, *row in chain(elsewhere.values_list("file", *columns), typed_elsewhere):
        leading = groups.get(also_on, also_on)
        if groups.get(row[1], row[1]) != leading:
            record = _record(row)
            records[leading][record.id] = record
            others[leading].add(row[1])
    subjects = _joined(_subjects(asked, known_at), groups)
    if elsewhere_kept := set().union(*others.values()).difference(subjects):
        # A condition may ask of somebody whose file is closed to whoever reads this one.
        with as_machine():
            subjects |= _subjects(elsewhere_kept, known_at)
    for id_ in ids:
        if id_ in subjects and groups.get(id_, id_) == id_:
            yield engine.File(
                subjects[id_],
                tuple(sorted(records[id_].values(), key=lambda one: (one.recorded_at, one.id))),
                {str(other): subjects[other] for other in sorted(others[id_])},
            )


def engine_records(rows: QuerySet[Record]) -> list[engine.Record]:
    """Records as the engine reads them, in order of entry."""
    found = map(_record, rows.values_list(*_COLUMNS))
    return sorted(found, key=lambda one: (one.recorded_at, one.id))


def _columns_of(row: Record) -> tuple[Any, ...]:
    return tuple(getattr(row, "file_id" if name == "file" else name) for name in _COLUMNS)


def _joined(
    subjects: dict[UUID, engine.Subject], groups: Mapping[UUID, UUID]
) -> dict[UUID, engine.Subject]:
    """Subjects, of whom the leading one says what it does not know itself as its members do."""
    for member, leading in sorted(groups.items()):
        if member != leading and {member, leading} <= subjects.keys():
            one, other = subjects[leading], subjects[member]
            subjects[leading] = replace(
                one,
                born=other.born if one.born is None else one.born,
                place=one.place or other.place,
                attributes={**other.attributes, **one.attributes},
            )
    return subjects


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
    """Of records, those that stand on a file, or on one that is joined with it.

    The others are looked up here and not in the query: PostgreSQL reads every record there is where
    a condition is met by the one or the other.
    """
    group = group_of(file)
    others = once(("also on", group), lambda: _also_on(group))
    here = Q(file__in=group) | Q(pk__in=others)
    if len(group) > 1 and (in_vain := taken_off_in_vain(dict.fromkeys(group, group[0]))):
        here &= ~Q(pk__in=in_vain)
    return here


def _also_on(files: Collection[UUID]) -> list[UUID]:
    return list(AlsoOn.objects.filter(file__in=files).values_list("record", flat=True))


def latest(file: UUID) -> QuerySet[Record]:
    """The records that stand on a file now: of each fact the last version, if not withdrawn."""
    here, row = stands_on(file), OuterRef("pk")
    # What is taken off one file stands on all others still.
    over = Exists(Record.objects.filter(here, Q(version_of=row) | Q(withdraws=row)))
    return Record.objects.filter(here, withdraws__isnull=True).exclude(over)


def versions(fact: UUID) -> QuerySet[Record]:
    """All versions of a fact in order of entry, and its withdrawal last if there is one."""
    return Record.objects.filter(fact=fact).order_by("recorded_at", "position")
