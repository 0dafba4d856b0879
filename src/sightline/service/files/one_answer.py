"""One answer checked against the field that asks for it: a sentence for each fault."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sightline.engine.model import Day, Value
from sightline.service.files.times import FIRST_YEAR, LAST_YEAR
from sightline.standard.calendar import date_of
from sightline.standard.model import RESERVED_ANSWERS, Code, Field, FieldType

LONGEST_TEXT = 20_000
"""Characters in one answer: some ten pages."""

MOST_NAMED = 8
"""So many answers are named where one of another day was chosen; more are read in the list."""

_LARGEST = 1e15
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NO_FILE = "Choose a file that exists: there is none of this number."


@dataclass(frozen=True, slots=True)
class Days:
    """The days whose code lists hold: that of the record, or all that it may have happened on."""

    first: Day
    last: Day


def fault_in(field: Field, answer: Value, days: Day | Days) -> str:
    """What is wrong with an answer, as a sentence; '' if nothing. ``days``: whose codes hold."""
    if isinstance(answer, str) and answer in RESERVED_ANSWERS:
        return ""
    if not isinstance(days, Days):
        days = Days(days, days)
    return _CHECKS[field.type](field, answer, days)


def is_in_use(code: Code, days: Days) -> bool:
    """Whether a code may be chosen of something that happened on one of these days."""
    begun = code.from_ is None or code.from_ <= date_of(days.last)
    return begun and (code.until is None or date_of(days.first) < code.until)


def _text(field: Field, answer: Value, days: Days) -> str:
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


def _number(field: Field, answer: Value, days: Days) -> str:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not math.isfinite(answer):
        return f"“{field.title}” must be a number, such as 12 or 3.5."
    return "" if abs(answer) < _LARGEST else f"“{field.title}” is too large to be meant."


def _yes_no(field: Field, answer: Value, days: Days) -> str:
    return "" if answer in ("yes", "no") else f"Answer “{field.title}” with yes or no."


def _date(field: Field, answer: Value, days: Days) -> str:
    if isinstance(answer, str) and _DAY.fullmatch(answer):
        return _fault_in_day(field, answer)
    return f"“{field.title}” must be a date, such as 31 March 2018."


def _moment(field: Field, answer: Value, days: Days) -> str:
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


def _code(field: Field, answer: Value, days: Days) -> str:
    code = next((code for code in field.codes if code.value == answer), None)
    if code is None:
        return f"Choose one of the answers listed for “{field.title}”."
    return "" if is_in_use(code, days) else _of_another_day(field, code, days)


def _of_another_day(field: Field, code: Code, days: Days) -> str:
    """When a code was in use, when the record is of, and, if they are few, what was in use then."""
    of = said_day(date_of(days.first))
    if days.last > days.first:
        of += f" to {said_day(date_of(days.last))}"
    in_use = [f"“{one.label}”" for one in field.codes if is_in_use(one, days)]
    choose = f" Choose {_any_of(in_use)}." if 0 < len(in_use) <= MOST_NAMED else ""
    if not in_use:
        choose = " Nothing in this list was in use then: say why there is no answer."
    return f"“{code.label}” ({field.title}) {when_in_use(code)}. This record is of {of}.{choose}"


def when_in_use(code: Code) -> str:
    """``was in use from 1 April 2000 until 31 March 2018``, or since when it is."""
    first = "" if code.from_ is None else f" from {said_day(code.from_)}"
    if code.until is None:
        return f"is in use{first}"
    return f"was in use{first} until {said_day(code.until - timedelta(days=1))}"


def said_day(on: date) -> str:
    """``31 March 2018``."""
    return f"{on.day} {on:%B %Y}"


def _any_of(names: Sequence[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} or {last}" if before else last


def _codes(field: Field, answer: Value, days: Days) -> str:
    if not isinstance(answer, tuple) or not answer:
        return f"Choose at least one of the answers listed for “{field.title}”, or leave it out."
    if len(set(answer)) < len(answer):
        return f"“{field.title}” has the same answer twice."
    return next(filter(None, (_code(field, one, days) for one in answer)), "")


def _file(field: Field, answer: Value, days: Days) -> str:
    return "" if file_named(answer) is not None else NO_FILE


_CHECKS: Mapping[FieldType, Callable[[Field, Value, Days], str]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.YES_NO: _yes_no,
    FieldType.DATE: _date,
    FieldType.MOMENT: _moment,
    FieldType.CODE: _code,
    FieldType.CODES: _codes,
    FieldType.FILE: _file,
}


def file_named(answer: Value | None) -> UUID | None:
    """The file that an answer names, if it is written as we write it."""
    try:
        found = UUID(str(answer))
    except ValueError:
        return None
    return found if str(found) == answer else None
