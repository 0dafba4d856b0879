"""Subjects and watched days as tables of an extract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa

from sightline.engine.model import Day, Subject, Value, Watched
from sightline.returns.extract_columns import DAYS, ValueColumn, check_within
from sightline.standard.calendar import date_of, day_of
from sightline.standard.model import FieldType

SUBJECT_TITLES = {
    "id": "The subject's id, a pseudonym.",
    "type": "What the subject is: child, adult, worker, agency, board, establishment.",
    "born": "The first day of the month of birth, in days since 1970-01-01.",
    "place": "The area whose agencies deliver records on the subject.",
}

_WATCHED = pa.schema(
    [
        ("place", pa.string()),
        ("kind", pa.string()),
        ("first", pa.int32()),
        ("last", pa.int32()),
        ("agency", pa.string()),
    ]
)
_ATTRIBUTE = "attributes."


def subject_table(subjects: Sequence[Subject]) -> pa.Table:
    """Subjects as rows: one column an attribute, of the type that its values have."""
    contents: dict[str, list[Any]] = {
        "id": [subject.id for subject in subjects],
        "type": [subject.type for subject in subjects],
        "born": [month_of(subject.born) for subject in subjects],
        "place": [subject.place for subject in subjects],
    }
    types = {"id": pa.string(), "type": pa.string(), "born": pa.int32(), "place": pa.string()}
    for name in sorted({name for subject in subjects for name in subject.attributes}):
        values = [subject.attributes.get(name) for subject in subjects]
        column = ValueColumn(name, _ATTRIBUTE + name, _type_of(values))
        contents |= column.put(values)
        types |= column.arrow
    return pa.table(contents, schema=pa.schema(list(types.items())))


def _type_of(values: Iterable[Value | None]) -> FieldType:
    told = [value for value in values if value is not None]
    if any(isinstance(value, tuple) for value in told):
        return FieldType.CODES
    if any(not isinstance(value, str) for value in told):
        return FieldType.NUMBER
    return FieldType.TEXT


def month_of(born: Day | None) -> Day | None:
    """The first day of the month of a birth."""
    return None if born is None else day_of(date_of(born).replace(day=1))


def check_subjects(table: pa.Table) -> None:
    """Raise ValueError for what a table of subjects cannot be."""
    known = {"id": pa.string(), "type": pa.string(), "born": pa.int32(), "place": pa.string()}
    held = (pa.string(), pa.float64(), pa.list_(pa.string()))
    for name, type_ in known.items():
        if table.schema.get_field_index(name) < 0 or table.schema.field(name).type != type_:
            raise ValueError(f"the column {name} is not there as it is written")
    for name in table.column_names:
        if name not in known and table.schema.field(name).type not in held:
            raise ValueError(f"the column {name} is of a type that is never written")
    for name in ("id", "type", "place"):
        if table.column(name).null_count:
            raise ValueError(f"the column {name} is not filled throughout")
    check_within(table.column("born"), "born", DAYS)
    ids = table.column("id").to_pylist()
    if any(a >= b for a, b in pairwise(ids)):
        raise ValueError("its subjects are not in order, each once")


def subjects_of(table: pa.Table) -> dict[str, Subject]:
    """Rows as subjects again, by id."""
    columns = [_column(table, name) for name in table.column_names if _is_attribute(name)]
    values = [column.take(table) for column in columns]
    header = (table.column(name).to_pylist() for name in SUBJECT_TITLES)
    subjects = {}
    for index, (id_, type_, born, place) in enumerate(zip(*header, strict=True)):
        told = {
            column.field: value
            for column, found in zip(columns, values, strict=True)
            if (value := found[index]) is not None
        }
        subjects[id_] = Subject(id_, type_, born, place, told)
    return subjects


def _is_attribute(name: str) -> bool:
    return name.startswith(_ATTRIBUTE) and not name.endswith("!")


def _column(table: pa.Table, name: str) -> ValueColumn:
    type_ = table.schema.field(name).type
    if pa.types.is_list(type_):
        held = FieldType.CODES
    else:
        held = FieldType.NUMBER if pa.types.is_floating(type_) else FieldType.TEXT
    return ValueColumn(name.removeprefix(_ATTRIBUTE), name, held)


def watched_table(watched: Iterable[Watched]) -> pa.Table:
    """Watched days as rows."""
    rows = [
        {"place": w.place, "kind": w.kind, "first": w.first, "last": w.last, "agency": w.agency}
        for w in watched
    ]
    return pa.Table.from_pylist(rows, schema=_WATCHED)


def watched_of(table: pa.Table) -> tuple[Watched, ...]:
    """Rows as watched days again. Raises ValueError for what cannot be."""
    if not table.schema.equals(_WATCHED):
        raise ValueError("its columns are not those that are written")
    if any(column.null_count for column in table.columns):
        raise ValueError("it is not filled throughout")
    return tuple(Watched(**row) for row in table.to_pylist())
