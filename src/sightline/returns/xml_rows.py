"""Rows of tables, taken from the sections of a unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sightline.returns.cells import Refused, all_columns, wanted_columns
from sightline.returns.errors import Mismatch
from sightline.returns.mapping import TableMapping
from sightline.returns.names import plain
from sightline.returns.tables import Row, Table
from sightline.returns.xml_model import REPEATED, Steps, XmlRows
from sightline.returns.xml_sections import HOLDS_OTHERS, Section


@dataclass(frozen=True, slots=True)
class XmlColumn:
    """Where a column's values stand, seen from the row's element.

    ``up``: so many sections above it; ``down``: the sections from there; ``name``: the value's.
    """

    column: str
    called: str
    up: int
    down: Steps
    name: str
    repeated: bool

    @property
    def own(self) -> bool:
        """Whether it stands in the row's element itself."""
        return not self.up and not self.down

    def values(self, row: Section) -> list[tuple[str, int]]:
        """Every value, with its line."""
        section: Section | None = row
        for _ in range(self.up):
            assert section is not None, "the mapping's paths begin at the unit"
            section = section.above
        assert section is not None, "the mapping's paths begin at the unit"
        sections = [section]
        for step in self.down:
            sections = [part for each in sections for part in each.parts.get(step, ())]
        return [value for each in sections for value in each.all_of(self.name)]


class XmlTable:
    """One table of a mapping, read from a document."""

    def __init__(self, mapping: TableMapping, rows: XmlRows) -> None:
        self.mapping, self.rows = mapping, rows
        self.columns = _columns(mapping, rows)
        self._own = [column.name if column.own else "" for column in self.columns]
        self._others = [(i, column) for i, column in enumerate(self.columns) if not column.own]

    def table(self, file: str, encoding: str) -> Table:
        """The table as its reader wants it; its rows are given one by one."""
        header = tuple(column.column for column in self.columns)
        called = tuple(column.called for column in self.columns)
        return Table(file, header, 1, iter(()), encoding, called)

    def cells(self, row: Section) -> tuple[Row, Refused | None]:
        """The cells of a row, and what is wrong with it if one of them cannot be told."""
        if row.blank:
            return ["" for _ in self._own], None
        told = row.values
        cells: Row = [told.get(name, "") for name in self._own]
        refused = None
        for index, column in self._others:
            values = column.values(row)
            if len(values) == 1:
                cells[index] = values[0][0]
            elif values:
                cells[index], refused = _several(values, index, column, refused)
        if row.again:
            for index, name in enumerate(self._own):
                if name in row.again:
                    values = list(row.all_of(name))
                    cells[index], refused = _several(values, index, self.columns[index], refused)
        if HOLDS_OTHERS in cells:
            refused = _holds_others(cells, cells.index(HOLDS_OTHERS))
        return cells, refused

    def line_of(self, row: Section) -> Callable[[int], int]:
        """The line of a cell, or that of the row where nothing stands there."""

        def line_of(index: int) -> int:
            values = self.columns[index].values(row)
            return values[0][1] if values else row.line

        return line_of


def _columns(mapping: TableMapping, rows: XmlRows) -> list[XmlColumn]:
    repeated = {plain(column.name) for column in all_columns(mapping) if column.split == REPEATED}
    columns = []
    for plain_name, column in {plain(name): name for name in wanted_columns(mapping)}.items():
        steps = rows.steps_of(column)
        shared = _shared(rows.rows, steps[:-1])
        columns.append(
            XmlColumn(
                column,
                rows.path_of(column),
                len(rows.rows) - shared,
                steps[shared:-1],
                steps[-1],
                plain_name in repeated,
            )
        )
    return columns


def _shared(rows: Steps, around: Steps) -> int:
    """How many steps two paths have in common from the unit on."""
    shared = 0
    for step, other in zip(rows, around, strict=False):
        if step != other:
            break
        shared += 1
    return shared


def _several(
    values: list[tuple[str, int]], index: int, column: XmlColumn, refused: Refused | None
) -> tuple[str, Refused | None]:
    if HOLDS_OTHERS in (text for text, _ in values):
        return HOLDS_OTHERS, refused
    if column.repeated:
        return REPEATED.join(text for text, _ in values), refused
    wrong = Mismatch("one value", f"{column.called} is there {len(values)} times.")
    return "", refused or Refused(wrong, index)


def _holds_others(cells: Row, index: int) -> Refused:
    cells[:] = ["" if cell == HOLDS_OTHERS else cell for cell in cells]
    return Refused(Mismatch("a value", "The element holds other elements."), index)
