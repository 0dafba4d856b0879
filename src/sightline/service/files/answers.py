"""Answers checked against the kind that asks for them, before they become a record.

Each fault is a sentence for the person who typed: what is wrong and what to do. What is not known
is never left to be guessed: ``unknown``, ``not-asked`` and ``declined`` answer any field.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from sightline.engine.model import Day, Value
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Record, Subject, SubjectType
from sightline.service.files.moments import day_at
from sightline.service.files.times import FIRST_YEAR, LAST_YEAR, faults_in_times
from sightline.service.ledger import clock
from sightline.standard.calendar import date_of
from sightline.standard.model import (
    EXEMPTION,
    RESERVED_ANSWERS,
    Code,
    Field,
    FieldType,
    Kind,
    Standard,
)

LONGEST_TEXT = 20_000
"""Characters in one answer: some ten pages."""

_LARGEST = 1e15
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NO_FILE = "Choose a file that exists: there is none of this number."


def check(entry: Entry, standard: Standard, *, file: UUID, now: datetime | None = None) -> None:
    """Raise BadEntry where an entry on a file cannot be recorded, with every fault at once.

    ``now``: the present moment, if not the clock's.
    """
    kind = standard.kinds.get(entry.kind)
    if kind is None:
        raise BadEntry({"kind": f"Choose a kind of record: there is no kind {entry.kind!r}."})
    now = now or clock.now()
    faults = faults_in_times(entry, kind, now)
    day = day_at(now) if faults else _day_for_codes(entry, now)
    faults |= _faults_in_details(entry, kind, standard, day)
    for name, fault in _faults_in_references(entry, kind, file):
        faults.setdefault(name, fault)
    if faults:
        raise BadEntry(faults)


def _day_for_codes(entry: Entry, now: datetime) -> Day:
    """The day whose code lists hold: when it was so, or will be; else today."""
    if entry.occurred is not None:
        return entry.occurred.day
    return day_at(now) if entry.planned_start is None else entry.planned_start


# --- answers ---------------------------------------------------------------------------------


def _faults_in_details(entry: Entry, kind: Kind, standard: Standard, day: Day) -> dict[str, str]:
    faults = {
        name: f"{kind.title} does not ask for {name!r}. Take this answer away."
        for name in entry.details
        if name not in kind.fields
    }
    for name, field in kind.fields.items():
        answer = entry.details.get(name)
        fault = _required(field) if answer is None else fault_in(field, answer, day)
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


def fault_in(field: Field, answer: Value, day: Day) -> str:
    """What is wrong with an answer, as a sentence; '' if nothing. ``day``: whose codes hold."""
    if isinstance(answer, str) and answer in RESERVED_ANSWERS:
        return ""
    return _CHECKS[field.type](field, answer, day)


def _text(field: Field, answer: Value, day: Day) -> str:
    if not isinstance(answer, str) or not answer.strip():
        return f"“{field.title}” must be text. Leave it out if there is nothing to say."
    if len(answer) > LONGEST_TEXT:
        return (
            f"“{field.title}” has {len(answer):,} characters. "
            f"Shorten it to {LONGEST_TEXT:,} or fewer."
        )
    if _NOT_TEXT.search(answer):
        return f"“{field.title}” holds a character that cannot be kept. Type it again."
    return ""


def _number(field: Field, answer: Value, day: Day) -> str:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not math.isfinite(answer):
        return f"“{field.title}” must be a number, such as 12 or 3.5."
    return "" if abs(answer) < _LARGEST else f"“{field.title}” is too large to be meant."


def _yes_no(field: Field, answer: Value, day: Day) -> str:
    return "" if answer in ("yes", "no") else f"Answer “{field.title}” with yes or no."


def _date(field: Field, answer: Value, day: Day) -> str:
    if isinstance(answer, str) and _DAY.fullmatch(answer):
        return _fault_in_day(field, answer)
    return f"“{field.title}” must be a date, such as 31 March 2018."


def _moment(field: Field, answer: Value, day: Day) -> str:
    if isinstance(answer, str) and _DAY.fullmatch(answer):
        return _fault_in_day(field, answer)
    if isinstance(answer, str) and _MOMENT.fullmatch(answer):
        try:
            datetime.strptime(answer, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
        except ValueError:
            return f"“{field.title}” is no day and time that there is."
        return _fault_in_day(field, answer[:10])
    return f"“{field.title}” must be a date, with a time if it is known."


def _fault_in_day(field: Field, text: str) -> str:
    try:
        year = date.fromisoformat(text).year
    except ValueError:
        return f"“{field.title}” is no day that there is."
    if FIRST_YEAR <= year <= LAST_YEAR:
        return ""
    return f"“{field.title}” must lie between {FIRST_YEAR} and {LAST_YEAR}."


def _code(field: Field, answer: Value, day: Day) -> str:
    code = next((code for code in field.codes if code.value == answer), None)
    if code is None:
        return f"Choose one of the answers listed for “{field.title}”."
    return _fault_in_code(field, code, day)


def _fault_in_code(field: Field, code: Code, day: Day) -> str:
    on = date_of(day)
    if code.from_ is not None and on < code.from_:
        return f"“{code.label}” ({field.title}) began on {_said(code.from_)}, after this record."
    if code.until is not None and on >= code.until:
        return f"“{code.label}” ({field.title}) ended on {_said(code.until)}, before this record."
    return ""


def _said(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _codes(field: Field, answer: Value, day: Day) -> str:
    if not isinstance(answer, tuple) or not answer:
        return f"Choose at least one of the answers listed for “{field.title}”, or leave it out."
    if len(set(answer)) < len(answer):
        return f"“{field.title}” has the same answer twice."
    return next(filter(None, (_code(field, one, day) for one in answer)), "")


def _file(field: Field, answer: Value, day: Day) -> str:
    return "" if _uuid(answer) is not None else _NO_FILE


_CHECKS: Mapping[FieldType, Callable[[Field, Value, Day], str]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.YES_NO: _yes_no,
    FieldType.DATE: _date,
    FieldType.MOMENT: _moment,
    FieldType.CODE: _code,
    FieldType.CODES: _codes,
    FieldType.FILE: _file,
}


def _uuid(answer: Value | None) -> UUID | None:
    """The file that an answer names, if it is written as we write it."""
    try:
        found = UUID(str(answer))
    except ValueError:
        return None
    return found if str(found) == answer else None


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
        entry.about if name == "about" else _uuid(entry.details.get(name)) for name in kind.also_on
    ]
    return [also for also in dict.fromkeys(named) if also is not None and also != file]


def _faults_in_references(entry: Entry, kind: Kind, file: UUID) -> Iterable[tuple[str, str]]:
    named = {
        name: found
        for name, field in kind.fields.items()
        if field.type is FieldType.FILE and (found := _uuid(entry.details.get(name))) is not None
    }
    named |= {
        name: found
        for name, found in (("agency", entry.agency), ("author", entry.author))
        if found is not None
    }
    asked = {file, *named.values()} | ({entry.about} if entry.about else set())
    known = dict(Subject.objects.filter(id__in=asked).values_list("id", "type"))
    if file in known and (fault := fault_in_type(kind, known[file])):
        yield "kind", fault
    for name, found in named.items():
        if found not in known:
            yield name, _NO_FILE
        elif found == file and name in kind.also_on:
            yield name, "Choose another file: the record is on this one already."
    if (
        entry.about is not None
        and entry.about not in known
        and not Record.objects.filter(id=entry.about).exists()
    ):
        yield "about", "Choose what this is about: there is no such record or file."
