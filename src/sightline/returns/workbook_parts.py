"""The parts of a workbook, looked through before openpyxl reads them.

A workbook is a zip of XML. openpyxl trusts it: it holds a text of any length in memory, and passes
over a row or a cell that stands out of order without a word. So every part is read once before,
piece by piece, and what could not be read fully and safely is refused.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.parsers import expat

from sightline.returns.errors import UnreadableFile

LARGEST_PACKED = 256 << 20
LARGEST_UNPACKED = 1 << 30
LARGEST_HELD = 192 << 20
"""Bytes: what a workbook may be, what it may unpack to, and what any part may that is not a sheet,
since openpyxl holds those in memory (the texts of the cells above all)."""

MOST_TIMES_SMALLER, SMALL = 200, 16 << 20
"""Sheets pack ten to thirty times smaller; one that packs 200 times smaller is made to harm."""

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
"""As many as Excel has; a damaged sheet may claim more, each of them empty."""

MOST_CELLS = 100_000_000
"""Counting the empty ones before the last of each row, which are made as well."""

LONGEST_TEXT = 1_000_000
"""Characters between two tags; Excel holds 32,767 in a cell."""

DEEPEST = 60

_PIECE = 1 << 18
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PLACE = re.compile(r"([A-Za-z]{1,3})[0-9]{1,7}")
_DAMAGED = "The workbook is damaged, or its end is missing."


def check_parts(path: Path, shown: str) -> bool:
    """Whether a sheet of the workbook has formulas. Raises UnreadableFile for what is not sound."""
    if path.stat().st_size > LARGEST_PACKED:
        raise UnreadableFile(shown, f"The workbook is larger than {LARGEST_PACKED >> 20} MB.")
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            _check_sizes(parts, shown)
            read = [_read(packed, part, shown) for part in parts if _is_xml(part)]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        raise UnreadableFile(shown, _DAMAGED) from None
    except RuntimeError:  # what zipfile raises for a part with a password
        raise UnreadableFile(shown, "A part of the workbook is locked with a password.") from None
    return any(part.formulas for part in read)


def _is_xml(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith((".xml", ".rels"))


def _check_sizes(parts: list[zipfile.ZipInfo], shown: str) -> None:
    names = [part.filename for part in parts]
    if len({*names}) < len(names):
        raise UnreadableFile(shown, "The workbook holds a part twice.")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableFile(
            shown, f"The workbook would unpack to more than {LARGEST_UNPACKED >> 20} MB."
        )
    for part in parts:
        if part.file_size > max(SMALL, part.compress_size * MOST_TIMES_SMALLER):
            raise UnreadableFile(
                shown,
                f"A part of the workbook is packed more than {MOST_TIMES_SMALLER} times smaller, "
                "as no table is.",
            )
        if part.file_size > LARGEST_HELD and not _SHEET.fullmatch(part.filename):
            raise UnreadableFile(
                shown, f"The texts of the workbook are larger than {LARGEST_HELD >> 20} MB."
            )


def _read(packed: zipfile.ZipFile, part: zipfile.ZipInfo, shown: str) -> _Part:
    found = _Part(shown, sheet=_SHEET.fullmatch(part.filename) is not None)
    with packed.open(part) as xml:
        while piece := xml.read(_PIECE):
            found.feed(piece)
    found.feed(b"", last=True)
    return found


class _Part:
    """One part, piece by piece. Raises UnreadableFile."""

    def __init__(self, shown: str, *, sheet: bool) -> None:
        self._shown, self._sheet = shown, sheet
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        self.formulas = False
        self._depth = self._row = self._column = self._cells = self._long = 0

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        try:
            self._parser.Parse(piece, last)
        except (expat.ExpatError, LookupError, ValueError):  # the latter of odd encodings
            line = self._row if self._sheet and self._row else None
            problem = "The row cannot be read." if line else _DAMAGED
            raise UnreadableFile(self._shown, problem, line) from None

    def _refuse(self, problem: str) -> None:
        raise UnreadableFile(self._shown, problem, self._row or None)

    def _doctype(self, *_: Any) -> None:
        self._refuse("A part of the workbook declares a document type, as Excel never does.")

    def _start(self, tag: str, told: dict[str, str]) -> None:
        self._depth += 1
        self._long = 0
        if self._depth > DEEPEST:
            self._refuse("A part of the workbook is nested more deeply than any workbook is.")
        if self._sheet:
            name = tag.rpartition(":")[2]
            if name == "row":
                self._start_row(told.get("r"))
            elif name == "c":
                self._start_cell(told.get("r"))
            elif name == "f":
                self.formulas = True

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._long = 0
        if self._sheet and tag.rpartition(":")[2] == "row":
            self._cells += self._column
            if self._cells > MOST_CELLS:
                self._refuse(f"The sheet spans more than {MOST_CELLS:,} cells.")

    def _text(self, text: str) -> None:
        self._long += len(text)
        if self._long > LONGEST_TEXT:
            self._refuse("A text in the workbook is longer than Excel can hold.")

    def _start_row(self, number: str | None) -> None:
        before = self._row
        if number is None:
            self._row += 1
        elif number.isascii() and number.isdigit() and len(number) < 12:
            self._row = int(number)
        else:
            self._refuse("The number of the row cannot be read.")
        if self._row <= before:
            self._refuse("The rows of the sheet are not in order, so one would be passed over.")
        if self._row > MOST_ROWS:
            self._refuse(f"The sheet has more than {MOST_ROWS:,} rows.")
        self._column = 0

    def _start_cell(self, place: str | None) -> None:
        before = self._column
        if place is None:
            self._column += 1
        elif (found := _PLACE.fullmatch(place)) is not None:
            self._column = _number_of(found[1])
        else:
            self._refuse("The place of a cell cannot be read.")
        if self._column <= before:
            self._refuse("The cells of the row are not in order, so one would be passed over.")
        if self._column > MOST_COLUMNS:
            self._refuse(f"The sheet has more than {MOST_COLUMNS:,} columns.")


def _number_of(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
