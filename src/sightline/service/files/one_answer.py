"""One answer checked against the field that asks for it: a sentence for each fault."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from sightline.engine.model import Day, Value
from sightline.service.files.times import FIRST_YEAR, LAST_YEAR
from sightline.standard.calendar import date_of
from sightline.standard.model import RESERVED_ANSWERS, Code, Field, FieldType

LONGEST_TEXT = 20_000
"""Characters in one answer: some ten pages."""

_LARGEST = 1e15
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NO_FILE = "Choose a file that exists: there is none of this number."


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
    return "" if file_named(answer) is not None else NO_FILE


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


def file_named(answer: Value | None) -> UUID | None:
    """The file that an answer names, if it is written as we write it."""
    try:
        found = UUID(str(answer))
    except ValueError:
        return None
    return found if str(found) == answer else None
