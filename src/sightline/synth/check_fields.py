"""Whether a record says what its kind lets it say, in codes that were valid on the day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sightline.engine.model import Day, Record, Value
from sightline.standard.calendar import date_of, day_of_minute
from sightline.standard.model import RESERVED_ANSWERS, Code, Field, FieldType
from sightline.synth.filing import england
from sightline.synth.roster import role

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\dZ)?")


def field_faults(record: Record) -> Iterator[str]:
    """What is wrong with the kind, the writer or the fields of one record."""
    if record.withdraws is not None:
        return
    kind = england().kinds.get(record.kind)
    if kind is None:
        yield f"{record.id} is of the kind {record.kind}, which the standard does not have."
        return
    if kind.recorded_by and role(record.agency) not in kind.recorded_by:
        yield f"{record.id}: {record.agency} does not enter records of the kind {record.kind}."
    for name, field in kind.fields.items():
        if field.required and name not in record.details:
            yield f"{record.id} does not say its {name}."
    for name, value in record.details.items():
        if name not in kind.fields:
            yield f"{record.id} has a field {name}, which the kind {record.kind} does not have."
        elif not is_valid(kind.fields[name], value, _day(record)):
            yield f"{record.id}: {name} was never {value!r} on {date_of(_day(record))}."


def _day(record: Record) -> Day:
    """The day on which codes must be valid."""
    if record.at is not None:
        return record.at.day
    return record.planned_start or day_of_minute(record.recorded_at)


def is_valid(field: Field, value: Value, day: Day) -> bool:
    """Whether a value is one that the field could hold on a day."""
    if value in RESERVED_ANSWERS:
        return True
    match field.type:
        case FieldType.NUMBER:
            return isinstance(value, int | float)
        case FieldType.YES_NO:
            return value in ("yes", "no")
        case FieldType.DATE:
            return isinstance(value, str) and _DATE.fullmatch(value) is not None
        case FieldType.MOMENT:
            return isinstance(value, str) and _MOMENT.fullmatch(value) is not None
        case FieldType.CODE:
            return any(code.value == value and _valid_on(code, day) for code in field.codes)
        case FieldType.CODES:
            codes = {code.value for code in field.codes if _valid_on(code, day)}
            return isinstance(value, tuple) and codes.issuperset(value)
        case _:
            return isinstance(value, str)


def _valid_on(code: Code, day: Day) -> bool:
    date = date_of(day)
    return (code.from_ is None or code.from_ <= date) and (code.until is None or date < code.until)
