"""CSV: any usual delimiter, encoding and line end, read row by row with true line numbers."""

from __future__ import annotations

import csv
from collections.abc import Collection, Generator, Iterator
from pathlib import Path
from typing import NoReturn, TextIO

from sightline.returns.encodings import encoding_of
from sightline.returns.errors import UnreadableFile
from sightline.returns.names import plain
from sightline.returns.stamps import CHANGED, Stamp, stamp_of
from sightline.returns.tables import Row, Table

DELIMITERS = (",", ";", "\t", "|")
LONGEST_ROW = 4_000_000
"""Characters. A longer row is no row of a table, and would be held in memory whole."""

MOST_COLUMNS = 16_384
"""As many as Excel has. Every one is named in the coverage statement."""

LAST_HEADER_LINE = 1_000
"""By this line the header has begun; a file of empty lines is not looked through for one."""

MOST_LINES = 50_000_000
"""A return of a whole nation has fewer. Some notes are kept of every line."""


def read_csv(
    path: Path, shown: str, *, wanted: Collection[str], encoding: str = "", delimiter: str = ""
) -> Table:
    """The table of a CSV file.

    ``wanted``: names of columns, by which the delimiter is found where it is not declared.
    Raises UnreadableFile here for what is wrong with the file and its header, and from ``rows``
    for what is wrong further down.
    """
    before = stamp_of(path)
    codec = encoding_of(path, shown, encoding)
    rows = _rows(path, shown, codec, delimiter or _delimiter(path, shown, codec, wanted), before)
    for line, cells in _up_to_header(rows):
        header = tuple(str(cell).strip() for cell in cells)
        if len(header) > MOST_COLUMNS:
            problem = f"The header has {len(header):,} columns, and at most {MOST_COLUMNS:,} can be"
            raise UnreadableFile(shown, f"{problem} read.", line)
        return Table(shown, header, line, rows, codec)
    raise UnreadableFile(shown, "The file holds nothing but empty lines.")


def _up_to_header(rows: Iterator[tuple[int, Row]]) -> Iterator[tuple[int, Row]]:
    """The first row that says something, if one near the start does."""
    for line, cells in rows:
        if any(str(cell).strip() for cell in cells):
            yield line, cells
            return
        if line > LAST_HEADER_LINE:
            return


def _rows(
    path: Path, shown: str, codec: str, delimiter: str, before: Stamp | None = None
) -> Generator[tuple[int, Row], None, None]:
    line = 1
    try:
        with path.open(encoding=codec, newline="") as text:
            lines = _Lines(text, shown)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            for cells in reader:
                yield line, cells  # type: ignore[misc] # every cell of a CSV file is text
                line = reader.line_num + 1
                lines.of_row = 0
        changed = before is not None and stamp_of(path) != before
    except csv.Error as error:
        raise UnreadableFile(shown, _said(error), line) from None
    except (OSError, UnicodeError):
        # It could be read to its end when its encoding was looked for.
        changed = True
    if changed:
        raise UnreadableFile(shown, CHANGED, line)


class _Lines:
    """The lines of a file, as long as a row of them is no longer than a row can be."""

    def __init__(self, text: TextIO, shown: str) -> None:
        self._text, self._shown = text, shown
        self._number = self.of_row = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        self._number += 1
        self.of_row += len(line)
        if len(line) >= LONGEST_ROW:
            self._refuse("The line is too long for a line of a table.")
        if self.of_row >= LONGEST_ROW:
            self._refuse("The row is too long for a row of a table; a quote may be missing.")
        if self._number > MOST_LINES:
            self._refuse(f"The file has more than {MOST_LINES:,} lines; send it in parts.")
        return line

    def _refuse(self, problem: str) -> NoReturn:
        raise UnreadableFile(self._shown, problem, self._number)


def _said(error: csv.Error) -> str:
    said = str(error)
    if "end of data" in said:
        return "The file ends inside a quoted value, so its end is missing."
    if "field larger" in said:
        return "A value is longer than 131,072 characters; a quote may be missing."
    if "expected after" in said:
        return "A quoted value goes on after its closing quote."
    return f"The row cannot be read as CSV ({said})."


def _delimiter(path: Path, shown: str, codec: str, wanted: Collection[str]) -> str:
    """The delimiter by which the header has most of the wanted columns; of equals, the comma."""
    names = {plain(name) for name in wanted}
    best, most = DELIMITERS[0], -1
    for delimiter in DELIMITERS:
        try:
            header = _first_row(path, shown, codec, delimiter)
        except UnreadableFile:
            continue
        found = len(names.intersection(map(plain, header)))
        if found > most:
            best, most = delimiter, found
    return best


def _first_row(path: Path, shown: str, codec: str, delimiter: str) -> list[str]:
    rows = _rows(path, shown, codec, delimiter)
    try:
        return [str(cell) for _, cells in _up_to_header(rows) for cell in cells]
    finally:
        rows.close()
