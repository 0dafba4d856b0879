"""Columns of a mapping, found in the header of one table and ready to be read row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sightline.returns.errors import Mismatch, UnreadableFile, shown
from sightline.returns.ids import id_of
from sightline.returns.mapping import Column, Condition, RecordMapping, TableMapping
from sightline.returns.names import plain
from sightline.returns.tables import Row, Table
from sightline.returns.values import (
    Cell,
    DateReader,
    Memo,
    SharedDates,
    field_reader,
    memo_of,
    text_of,
)
from sightline.standard.model import Field, FieldType


class Refused(Exception):
    """One row, or one record of it, cannot be used. ``index``: the column at fault, if one is."""

    def __init__(self, mismatch: Mismatch, index: int | None = None) -> None:
        self.mismatch, self.index = mismatch, index
        super().__init__(mismatch.reason)


@dataclass(frozen=True, slots=True)
class Reader:
    """One value of each row. ``index`` -1: always the same, and then ``memo`` holds it alone."""

    index: int
    memo: Memo

    def __call__(self, cells: Row) -> Any:
        value = self.memo[cells[self.index] if self.index >= 0 else ""]
        if value.__class__ is Mismatch:
            raise Refused(value, self.index)
        return value


@dataclass(slots=True)
class Columns:
    """The columns of one table: where they are, which are used, which are missing."""

    table: Table
    mapping: TableMapping
    places: dict[str, int] = field(init=False)
    used: set[str] = field(default_factory=set)
    missing: dict[str, None] = field(default_factory=dict)
    _shared: SharedDates = field(default_factory=SharedDates)
    _texts: dict[str, Reader] = field(default_factory=dict)
    _moments: dict[int, Reader | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = self.table.columns()
        self.table.check_not_twice(wanted_columns(self.mapping))
        self.used = {plain(name) for name in wanted_columns(self.mapping)}

    def need(self, names: Iterable[str]) -> None:
        """Refuse the file if it lacks one of the columns without which its rows say nothing."""
        lacking = [name for name in dict.fromkeys(names) if plain(name) not in self.places]
        if lacking:
            raise UnreadableFile(
                self.table.file,
                f"There is no column {' and no column '.join(lacking)}; there "
                f"{'is' if len(self.table.header) == 1 else 'are'} {_listed(self.table.header)}.",
                self.table.header_line,
            )

    def text(self, name: str) -> Reader:
        """A column's plain text, None where it is not recorded."""
        if name not in self._texts:
            memo = memo_of(Column(name), self.mapping.not_recorded, text_of)
            self._texts[name] = Reader(self.places[plain(name)], memo)
        return self._texts[name]

    def moment(self, column: Column | None) -> Reader | None:
        """A column of moments; None where there is none."""
        if column is None:
            return None
        # The column of a start is mostly one of the key as well, and of the row's other records.
        # It goes by its identity, which lasts: the mapping, which holds it, is held here.
        if id(column) not in self._moments:
            self._moments[id(column)] = self._reader(column, self._dates(column))
        return self._moments[id(column)]

    def of_field(self, column: Column | None, field: Field) -> Reader | None:
        """A column that becomes a field; None where there is none."""
        if column is None:
            return None
        return self._reader(column, field_reader(field, self._dates(column)))

    def id(self, column: Column) -> Reader | None:
        """A column that becomes the id of somebody; None where there is none."""
        return self._reader(column, id_of)

    def plain_text(self, column: Column | None) -> Reader | None:
        """A column that becomes a name; None where there is none."""
        return self._reader(column, text_of) if column is not None else None

    def ignored(self) -> tuple[str, ...]:
        """The names of the columns that nothing is made of."""
        return tuple(name for name in self.table.header if name and plain(name) not in self.used)

    def _dates(self, column: Column) -> DateReader:
        return self._shared.reader(column.dates or self.mapping.dates, self.mapping.midnight_is_day)

    def _reader(self, column: Column, read: Callable[[Cell], object]) -> Reader | None:
        if column.always is not None:
            always = read(column.always)
            return Reader(-1, Memo(lambda _: always))
        index = self.places.get(plain(column.name))
        if index is None:
            self.missing[column.name] = None
            return None
        return Reader(index, memo_of(column, self.mapping.not_recorded, read))


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(map(shown, names[:40])) + (", …" if len(names) > 40 else "")


def taken(columns: Columns, conditions: Iterable[Condition]) -> list[tuple[int, Memo]]:
    """Where the columns of conditions are, and memos of whether their cells pass."""
    return [
        (
            columns.places[plain(condition.column)],
            memo_of(Column(condition.column), columns.mapping.not_recorded, _passes(condition)),
        )
        for condition in conditions
    ]


def _passes(condition: Condition) -> Callable[[Cell], bool]:
    values = condition.values
    return lambda cell: True if values is None else text_of(cell) in values


def wanted_columns(mapping: TableMapping) -> list[str]:
    """The names of all columns that a table's mapping mentions."""
    return [*essential_columns(mapping), *(c.name for c in all_columns(mapping) if c.name)]


def essential_columns(mapping: TableMapping) -> list[str]:
    """Columns without which rows would say something else than they do.

    A field's column may be missing, and is then not recorded. But without its ends every span
    would seem to last, and without a condition's column every row would be taken.
    """
    names = [mapping.subject.id.name, *(condition.column for condition in mapping.only)]
    if mapping.subject.place is not None:
        names.append(mapping.subject.place.name)
    if mapping.activity is not None:
        names.append(mapping.activity.column)
    for record in mapping.all_records():
        names += record.key
        names += [condition.column for condition in record.only]
        names += record.join.by if record.join is not None else ()
        names += [column.name for column in _moments(record, aside=False)]
        names += [record.agency.name] if record.agency is not None else []
    return [name for name in dict.fromkeys(names) if name]


def record_columns(table: TableMapping, record: RecordMapping) -> list[str]:
    """The columns that one record of a table is made of, the conditions on its rows included."""
    names = [condition.column for condition in (*table.only, *record.only)]
    names += [table.activity.column] if table.activity is not None else []
    names += record.key
    names += record.join.by if record.join is not None else ()
    return [name for name in (*names, *(c.name for c in _columns(record))) if name]


def _moments(record: RecordMapping, *, aside: bool = True) -> Iterator[Column]:
    """The columns of its moments; ``aside``: those too without which it means the same."""
    moments = [record.start, record.end, record.planned_start, record.planned_end]
    if aside:
        moments += [record.recorded, record.not_before]
    return (column for column in moments if column is not None)


def all_columns(mapping: TableMapping) -> Iterator[Column]:
    subject = mapping.subject
    yield from filter(None, (subject.id, subject.born, subject.place))
    yield from subject.attributes.values()
    for record in mapping.all_records():
        yield from _columns(record)


def _columns(record: RecordMapping) -> Iterator[Column]:
    yield from _moments(record)
    yield from filter(None, (record.agency, record.author))
    yield from record.about.columns if record.about is not None else ()
    yield from record.fields.values()


def dated_columns(record: RecordMapping, fields: dict[str, Field]) -> dict[str, Column]:
    """The columns that a record reads as dates, by plain name: a key reads them the same way."""
    columns = [*_moments(record)]
    columns += [
        column
        for name, column in record.fields.items()
        if fields[name].type in (FieldType.DATE, FieldType.MOMENT)
    ]
    return {plain(column.name): column for column in columns if column.name}
