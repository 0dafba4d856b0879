"""A table as every reader gives it: a header, and rows with their true line numbers."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

from sightline.returns.errors import UnreadableFile
from sightline.returns.names import plain as plain
from sightline.returns.values import Cell

Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of one file.

    ``file``: its name as errors show it (with the sheet's, of a workbook). ``rows``: the line
    (of a workbook, the row) on which each begins, counted from 1, and its cells; a row is as long
    as it is written. ``encoding``: how the file's bytes were read. ``called``: what errors call
    the columns, where that is not what the header says.
    """

    file: str
    header: tuple[str, ...]
    header_line: int
    rows: Iterator[tuple[int, Row]]
    encoding: str
    called: tuple[str, ...] = ()

    def close(self) -> None:
        """Close the file, where its rows were not read to their end."""
        if isinstance(self.rows, Generator):
            self.rows.close()

    def columns(self) -> dict[str, int]:
        """Where each column is, by its plain name; of two of one name, none is."""
        places: dict[str, int] = {}
        twice: set[str] = set()
        for index, name in enumerate(map(plain, self.header)):
            if name in places:
                twice.add(name)
            places[name] = index
        return {name: index for name, index in places.items() if name not in twice}

    def check_not_twice(self, wanted: Iterable[str]) -> None:
        """Refuse a file in which a column that is wanted occurs twice."""
        names = [plain(name) for name in self.header]
        for name in wanted:
            if names.count(plain(name)) > 1:
                raise UnreadableFile(
                    self.file, f"The column {name} is there twice.", self.header_line
                )
