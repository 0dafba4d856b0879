"""Answers checked against the kind that asks for them, before they become a record.

Each fault is a sentence for the person who typed: what is wrong and what to do. What is not known
is never left to be guessed: ``unknown``, ``not-asked`` and ``declined`` answer any field.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

from sightline.engine.model import Day, Value
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.members import group_of
from sightline.service.files.models import Precision, Record, Subject, SubjectType
from sightline.service.files.moments import day_at
from sightline.service.files.one_answer import NO_FILE, Days, fault_in, file_named
from sightline.service.files.times import faults_in_times
from sightline.service.ledger import clock
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import date_of, day_of
from sightline.standard.model import EXEMPTION, Field, FieldType, Kind, Lasts, Standard


def check(entry: Entry, standard: Standard, *, file: UUID, now: datetime | None = None) -> None:
    """Raise BadEntry where an entry on a file cannot be recorded, with every fault at once.

    ``now``: the present moment, if not the clock's.
    """
    kind = standard.kinds.get(entry.kind)
    if kind is None:
        raise BadEntry({"kind": f"Choose a kind of record: there is no kind {entry.kind!r}."})
    now = now or clock.now()
    today, faults = day_at(now), faults_in_times(entry, kind, now)
    days = Days(today, today) if faults else _days_for_codes(entry, kind, now)
    faults |= _faults_in_details(entry, kind, standard, days)
    for name, fault in _faults_in_references(entry, kind, file):
        faults.setdefault(name, fault)
    if faults:
        raise BadEntry(faults)


def _days_for_codes(entry: Entry, kind: Kind, now: datetime) -> Days:
    """The days whose code lists hold: when it was so, or will be; else today.

    What is known to the month or the year may have been any day of it.
    """
    start = entry.planned_start
    if kind.lasts is Lasts.PERIOD and start is not None and entry.planned_end is not None:
        return Days(start, entry.planned_end)
    if entry.occurred is None:
        day = day_at(now) if start is None else start
        return Days(day, day)
    return days_within(entry.occurred.day, entry.precision)


def days_within(day: Day, precision: str) -> Days:
    """The days that a moment may be of which is known to this precision."""
    first = date_of(day)
    if precision == Precision.YEAR:
        return Days(day_of(date(first.year, 1, 1)), day_of(date(first.year, 12, 31)))
    if precision == Precision.MONTH:
        last = monthrange(first.year, first.month)[1]
        return Days(day_of(first.replace(day=1)), day_of(first.replace(day=last)))
    return Days(day, day)


# --- answers ---------------------------------------------------------------------------------


def _faults_in_details(entry: Entry, kind: Kind, standard: Standard, days: Days) -> dict[str, str]:
    faults = {
        name: f"{kind.title} does not ask for {name!r}. Take this answer away."
        for name in entry.details
        if name not in kind.fields
    }
    for name, field in kind.fields.items():
        answer = entry.details.get(name)
        fault = _required(field) if answer is None else fault_in(field, answer, days)
        if fault:
            faults[name] = fault
    if kind.name == EXEMPTION and "duty" not in faults:
        fault = _fault_in_duty(entry.details["duty"], standard)
        if fault:
            faults["duty"] = fault
    return faults


def _required(field: Field) -> str:
    if not field.required:
        return ""
    return f"Answer “{field.title}”. If it is not known, say that it is not known."


def _fault_in_duty(answer: Value, standard: Standard) -> str:
    name, _, part = str(answer).partition("/")
    duty = standard.duties.get(name)
    if duty is None or (part and part not in {p.name for p in duty.parts}):
        return "Choose the duty from which this exempts: the standard has none of this name."
    return ""


# --- what it refers to, and where it stands --------------------------------------------------

_FILE_OF = {
    SubjectType.CHILD: "a child",
    SubjectType.ADULT: "an adult",
    SubjectType.WORKER: "a worker",
    SubjectType.AGENCY: "an agency",
    SubjectType.BOARD: "a board",
    SubjectType.ESTABLISHMENT: "an establishment",
}


def fault_in_type(kind: Kind, type_: str) -> str:
    """Why records of a kind are not kept on the file of a type of subject; '' where they are."""
    if type_ in kind.of:
        return ""
    *before, last = (_FILE_OF[SubjectType(of)] for of in kind.of)
    where = f"{', '.join(before)} or {last}" if before else last
    return (
        f"“{kind.title}” is kept on the file of {where}, not of {_FILE_OF[SubjectType(type_)]}. "
        "Record it there."
    )


def files_named(entry: Entry, kind: Kind, file: UUID) -> list[UUID]:
    """The further files on which an entry stands, each once."""
    named = [
        entry.about if name == "about" else file_named(entry.details.get(name))
        for name in kind.also_on
    ]
    return [also for also in dict.fromkeys(named) if also is not None and also != file]


def stands_also_on(entry: Entry, kind: Kind, file: UUID) -> list[UUID]:
    """All further files on which an entry stands: those it names, and those that were chosen."""
    named = files_named(entry, kind, file)
    return [*named, *sorted((entry.also or frozenset()).difference(named))]


def _fault_in_also(entry: Entry, kind: Kind, file: UUID, known: Mapping[UUID, str]) -> str:
    """What is wrong with the files that were chosen, as a sentence; '' if nothing."""
    also = entry.also or frozenset()
    if also and not kind.several:
        return f"“{kind.title}” stands on one file. Record it on each."
    if also.intersection(group_of(file)):
        return "The record is on this file already. Choose others only."
    for one in sorted(also):
        if one not in known:
            return NO_FILE
        if fault := fault_in_type(kind, known[one]):
            return fault
    return ""


def _faults_in_references(entry: Entry, kind: Kind, file: UUID) -> Iterable[tuple[str, str]]:
    named = {
        name: found
        for name, field in kind.fields.items()
        if field.type is FieldType.FILE
        and (found := file_named(entry.details.get(name))) is not None
    }
    named |= {
        name: found
        for name, found in (("agency", entry.agency), ("author", entry.author))
        if found is not None
    }
    asked = {file, *named.values()} | ({entry.about} if entry.about else set())
    asked |= entry.also or set()
    # A correction leaves what names somebody whose file is closed to whoever corrects.
    with as_machine():
        known = dict(Subject.objects.filter(id__in=asked).values_list("id", "type"))
    if file in known and (fault := fault_in_type(kind, known[file])):
        yield "kind", fault
    for name, found in named.items():
        if found not in known:
            yield name, NO_FILE
        elif found == file and name in kind.also_on:
            yield name, "Choose another file: the record is on this one already."
    if fault := _fault_in_also(entry, kind, file, known):
        yield "also", fault
    if (
        entry.about is not None
        and entry.about not in known
        and not Record.objects.filter(id=entry.about).exists()
    ):
        yield "about", "Choose what this is about: there is no such record or file."
