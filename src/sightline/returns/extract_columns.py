"""The columns of an extract: a record as a row, and a row as the record that it was.

Header columns are the same for every kind; after them comes one column a field, named like it
(behind ``details.`` where that is a header column's name). A field of type codes is a list of
texts, a number is a double with a companion column, ``<name>!``, for the answers that are no
number (unknown, not-asked, declined); every other field is text. What is not recorded is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sightline.engine.model import Moment, Record, Value
from sightline.standard.model import RESERVED_ANSWERS, FieldType, Kind

HEADER: Mapping[str, tuple[Any, str]] = {
    "id": (pa.string(), "The record's id, the same on every file on which it stands."),
    "file": (pa.string(), "The subject on whose file it was filed."),
    "stands_on": (pa.string(), "The subject on whose file this row stands."),
    "at_day": (pa.int32(), "When it began: days since 1970-01-01 in London; null if planned."),
    "at_minute": (pa.int64(), "The minute, since 1970-01-01T00:00Z, where it was recorded."),
    "recorded_at": (pa.int64(), "The minute at which it was entered."),
    "entry_known": (pa.bool_(), "False where the moment of delivery stands for the entry."),
    "ended_day": (pa.int32(), "When it ended, as a day."),
    "ended_minute": (pa.int64(), "When it ended, as a minute, where it was recorded."),
    "planned_start": (pa.int32(), "The day on which it is planned to begin."),
    "planned_end": (pa.int32(), "The day on which it is planned to end."),
    "about": (pa.string(), "The record or subject that it is about."),
    "agency": (pa.string(), "The agency that recorded it."),
    "author": (pa.string(), "Who recorded it."),
    "version_of": (pa.string(), "The id of the version that this one replaces."),
    "withdraws": (pa.string(), "The id of a version of the fact that this record withdraws."),
}


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """The column or columns that hold one field."""

    field: str
    column: str
    type: FieldType
    title: str = ""

    @property
    def companion(self) -> str:
        """The column of a number's other answers."""
        return f"{self.column}!"

    @property
    def arrow(self) -> dict[str, Any]:
        """Arrow types by column."""
        if self.type is FieldType.CODES:
            return {self.column: pa.list_(pa.string())}
        if self.type is FieldType.NUMBER:
            return {self.column: pa.float64(), self.companion: pa.string()}
        return {self.column: pa.string()}

    def put(self, values: list[Value | None]) -> dict[str, list[Any]]:
        """The columns' contents for a list of values."""
        if self.type is FieldType.CODES:
            return {self.column: [[v] if isinstance(v, str) else v for v in values]}
        if self.type is FieldType.NUMBER:
            return {
                self.column: [None if isinstance(v, str) else v for v in values],
                self.companion: [v if isinstance(v, str) else None for v in values],
            }
        return {self.column: values}

    def take(self, table: Any) -> list[Value | None]:
        """The values again."""
        values = plain_list(table.column(self.column))
        if self.type is FieldType.CODES:
            return [None if value is None else _codes(value) for value in values]
        if self.type is FieldType.NUMBER:
            others = plain_list(table.column(self.companion))
            return [v if o is None else o for v, o in zip(values, others, strict=True)]
        return values


def plain_list(column: Any) -> list[Any]:
    """A column as a list. A text that a dictionary holds once is made once."""
    if not pa.types.is_dictionary(column.type):
        found: list[Any] = column.to_pylist()
        return found
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    values: list[Any] = []
    for chunk in chunks:
        _check_lengths(chunk.dictionary)
        texts = chunk.dictionary.to_pylist()
        values += [None if i is None else texts[i] for i in chunk.indices.to_pylist()]
    return values


def _check_lengths(texts: Any) -> None:
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest > LONGEST_TEXT:
        raise ValueError(f"a text of it is longer than {LONGEST_TEXT:,} bytes")


def _codes(values: list[str]) -> Value:
    """One reserved answer stands alone; it is no list of codes."""
    return values[0] if len(values) == 1 and values[0] in RESERVED_ANSWERS else tuple(values)


def value_columns(kind: Kind) -> tuple[ValueColumn, ...]:
    """The columns of a kind's fields. Narrative stays behind."""
    return tuple(
        ValueColumn(name, f"details.{name}" if name in HEADER else name, field.type, field.title)
        for name, field in kind.fields.items()
        if not field.narrative
    )


def schema_of(columns: Sequence[ValueColumn]) -> Any:
    """The Arrow schema of a kind's table."""
    types = {name: type_ for name, (type_, _) in HEADER.items()}
    for column in columns:
        types |= column.arrow
    return pa.schema(list(types.items()))


LONGEST_TEXT = 1_000_000
"""Bytes of one text; narrative is left out of extracts."""

DAYS = range(-100_000, 100_000)
"""The days that an extract can speak of: from 1696 to 2243."""

_MINUTES = range(DAYS.start * 1440, DAYS.stop * 1440)
_NEVER_NULL = ("id", "file", "stands_on", "recorded_at", "entry_known", "agency", "author")


def texts_in(columns: Iterable[ValueColumn]) -> list[str]:
    """The columns that hold texts, which are read so that each is held once."""
    types = [(name, type_) for name, (type_, _) in HEADER.items()]
    types += [pair for column in columns for pair in column.arrow.items()]
    return [name for name, type_ in types if type_ == pa.string()]


def check_schema(schema: Any, columns: Sequence[ValueColumn]) -> None:
    """Raise ValueError where a table's columns are not those that a kind's table has."""
    for field in schema_of(columns):
        if schema.get_field_index(field.name) < 0:
            raise ValueError(f"the column {field.name} is not there, or is there twice")
        found = schema.field(field.name).type
        if pa.types.is_dictionary(found):
            found = found.value_type
        if found != field.type:
            raise ValueError(f"the column {field.name} is {found}, and {field.type} is written")


def _check_header(table: Any) -> None:
    for name in _NEVER_NULL:
        if table.column(name).null_count:
            raise ValueError(f"the column {name} is not filled throughout")
    for name, (type_, _) in HEADER.items():
        if pa.types.is_integer(type_):
            check_within(table.column(name), name, DAYS if type_ == pa.int32() else _MINUTES)


def check_within(column: Any, name: str, within: range) -> None:
    """Raise ValueError for a day or minute that lies centuries away."""
    found = pc.min_max(column).as_py()
    if any(value is not None and value not in within for value in found.values()):
        raise ValueError(f"a value of the column {name} is centuries away")


Row = tuple[str, Record]
"""The subject on whose file a record stands, and the record."""


def table_of(rows: list[Row], columns: Sequence[ValueColumn]) -> Any:
    """Rows as an Arrow table."""
    contents: dict[str, list[Any]] = {
        name: list(values)
        for name, values in zip(HEADER, zip(*map(_header, rows), strict=True), strict=True)
    }
    for column in columns:
        contents |= column.put([record.details.get(column.field) for _, record in rows])
    return pa.table(contents, schema=schema_of(columns))


def _header(row: Row) -> tuple[Any, ...]:
    stands_on, record = row
    at, ended = record.at, record.ended
    return (
        record.id,
        record.file,
        stands_on,
        at.day if at is not None else None,
        at.minute if at is not None else None,
        record.recorded_at,
        record.entry_known,
        ended.day if ended is not None else None,
        ended.minute if ended is not None else None,
        record.planned_start,
        record.planned_end,
        record.about,
        record.agency,
        record.author,
        record.version_of,
        record.withdraws,
    )


def rows_of(table: Any, kind: str, columns: Iterable[ValueColumn]) -> Iterator[Row]:
    """The rows of a kind's table, as records again. Raises ValueError for what cannot be."""
    _check_header(table)
    header = zip(*(plain_list(table.column(name)) for name in HEADER), strict=True)
    names = [column.field for column in columns]
    values = [column.take(table) for column in columns]
    details = zip(*values, strict=True) if values else (() for _ in range(table.num_rows))
    for cells, found in zip(header, details, strict=True):
        told = {n: v for n, v in zip(names, found, strict=True) if v is not None}
        yield cells[2], _record(cells, kind, told)


def _record(cells: tuple[Any, ...], kind: str, details: dict[str, Value]) -> Record:
    id_, file, _, day, minute, recorded_at, known, end_day, end_minute, *rest = cells
    planned_start, planned_end, about, agency, author, version_of, withdraws = rest
    return Record(
        id_,
        file,
        kind,
        Moment(day, minute) if day is not None else None,
        recorded_at,
        details,
        Moment(end_day, end_minute) if end_day is not None else None,
        planned_start,
        planned_end,
        about,
        agency,
        author,
        version_of,
        withdraws,
        known,
    )
