"""CSV: any usual delimiter, encoding and line end, read row by row with true line numbers."""

from __future__ import annotations

import csv
from collections.abc import Collection, Generator, Iterator
from pathlib import Path
from typing import TextIO

from sightline.returns.encodings import encoding_of
from sightline.returns.errors import UnreadableFile
from sightline.returns.tables import Row, Table, plain

DELIMITERS = (",", ";", "\t", "|")
LONGEST_LINE = 4_000_000
"""Characters. A longer line is no line of a table, and would be held in memory whole."""


def read_csv(
    path: Path, shown: str, *, wanted: Collection[str], encoding: str = "", delimiter: str = ""
) -> Table:
    """The table of a CSV file.

    ``wanted``: names of columns, by which the delimiter is found where it is not declared.
    Raises UnreadableFile here for what is wrong with the file and its header, and from ``rows``
    for what is wrong further down.
    """
    codec = encoding_of(path, shown, encoding)
    rows = _rows(path, shown, codec, delimiter or _delimiter(path, shown, codec, wanted))
    for line, cells in rows:
        if any(cell.strip() for cell in cells if isinstance(cell, str)):
            header = tuple(str(cell).strip() for cell in cells)
            return Table(shown, header, line, rows, codec)
    raise UnreadableFile(shown, "The file holds nothing but empty lines.")


def _rows(
    path: Path, shown: str, codec: str, delimiter: str
) -> Generator[tuple[int, Row], None, None]:
    with path.open(encoding=codec, newline="") as text:
        reader = csv.reader(_lines(text, shown), delimiter=delimiter, strict=True)
        line = 1
        try:
            for cells in reader:
                yield line, cells  # type: ignore[misc] # every cell of a CSV file is text
                line = reader.line_num + 1
        except csv.Error as error:
            raise UnreadableFile(shown, _said(error), line) from None


def _lines(text: TextIO, shown: str) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise UnreadableFile(shown, "The line is too long for a line of a table.", number)
        yield line


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
        for _, cells in rows:
            if any(str(cell).strip() for cell in cells):
                return [str(cell) for cell in cells]
        return []
    finally:
        rows.close()
