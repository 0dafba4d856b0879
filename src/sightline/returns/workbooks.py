"""Excel workbooks (.xlsx): values of cells, dates as dates, one sheet.

A formula counts as the value that Excel last worked out for it. Where Excel never did (a workbook
written by a program), the cell would look empty, and a fact would go unseen: that is refused.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from sightline.returns.errors import UnreadableFile
from sightline.returns.tables import Row, Table
from sightline.returns.values import Cell

LARGEST_UNPACKED = 1 << 30
"""Bytes. What a workbook may unpack to; more is refused before it is unpacked."""

MOST_ROWS = 1_048_576
"""As many as Excel has; a damaged sheet may claim more, each of them empty."""

Rows = Generator[tuple[int, Row], None, None]

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(path: Path) -> bool:
    """Whether the file's first bytes are those of a workbook, whatever its name."""
    with path.open("rb") as file:
        return file.read(8).startswith((_ZIP, _OLD_EXCEL))


def read_workbook(path: Path, shown: str, *, sheet: str = "") -> Table:
    """The table of a sheet: the named one, or the only one. Raises UnreadableFile."""
    _check_zip(path, shown)
    name, formulas = _sheet_name(path, shown, sheet)
    where = f"{shown} [{name}]"
    rows = _rows(path, where, name, formulas)
    for line, cells in rows:
        if any(cell != "" for cell in cells):
            header = tuple(str(cell).strip() for cell in cells)
            return Table(where, header, line, _padded(rows, len(header)), "xlsx")
    raise UnreadableFile(where, "The sheet holds nothing.")


def _padded(rows: Rows, width: int) -> Rows:
    """Rows as long as the header: a workbook leaves out the empty cells at a row's end."""
    with closing(rows):
        for line, cells in rows:
            yield line, [*cells, *[""] * (width - len(cells))]


def _check_zip(path: Path, shown: str) -> None:
    with path.open("rb") as file:
        if file.read(8) == _OLD_EXCEL:
            raise UnreadableFile(
                shown,
                "This is a workbook in the old Excel format or one with a password. Save it as "
                ".xlsx without a password.",
            )
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFile(shown, "The workbook is damaged, or its end is missing.") from None
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableFile(
            shown, f"The workbook would unpack to more than {LARGEST_UNPACKED >> 20} MB."
        )


@contextmanager
def _open(path: Path, shown: str, *, values: bool) -> Iterator[Any]:
    import openpyxl  # slow to import, and most returns are CSV

    # openpyxl leaves open what it opens itself when the workbook turns out to be damaged.
    with path.open("rb") as file, ExitStack() as stack:
        try:
            # What openpyxl warns of is decoration that it leaves out.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(file, read_only=True, data_only=values)
        except Exception:  # openpyxl and the XML parser raise all sorts for a damaged workbook
            raise UnreadableFile(shown, "The file is not a workbook that can be read.") from None
        stack.enter_context(closing(book))
        yield book


def _sheet_name(path: Path, shown: str, wanted: str) -> tuple[str, bool]:
    """The name of the sheet to read, and whether any sheet has formulas."""
    with _open(path, shown, values=True) as book:
        names = [sheet.title for sheet in book.worksheets]
    plain = wanted.strip().casefold()
    found = [name for name in names if name.strip().casefold() == plain] if wanted else names
    if len(found) == 1:
        return found[0], _has_formulas(path)
    listed = ", ".join(names)
    if wanted:
        raise UnreadableFile(shown, f"There is no sheet {wanted}; there are {listed}.")
    raise UnreadableFile(
        shown, f"The workbook has several sheets ({listed}); say `sheet` in the mapping."
    )


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed:
        for part in packed.namelist():
            if not re.match(r"xl/worksheets/[^/]+\.xml$", part):
                continue
            with packed.open(part) as xml:
                before = b""
                while chunk := xml.read(1 << 16):
                    if re.search(rb"<(?:\w+:)?f[ >/]", before + chunk):
                        return True
                    before = chunk[-16:]
    return False


def _rows(path: Path, where: str, name: str, formulas: bool) -> Rows:
    with _open(path, where, values=True) as book, ExitStack() as stack:
        values = _numbered(where, _raw_rows(book, name, plain=not formulas))
        if formulas:
            written = stack.enter_context(_open(path, where, values=False))
            as_written = _numbered(where, _raw_rows(written, name, plain=True))
            values = _worked_out(where, values, as_written)
        for line, row in values:
            yield line, [_cell(value) for value in row]


def _raw_rows(book: Any, name: str, *, plain: bool) -> Iterator[tuple[Any, ...]]:
    sheet = book[name]
    # Other programs write sheets whose stated size is wrong; without this, rows would be cut off.
    sheet.reset_dimensions()
    return iter(sheet.iter_rows(values_only=plain))


def _numbered(where: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    line = 0
    while True:
        line += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception:  # damaged XML shows itself row by row, in every sort of exception
            raise UnreadableFile(where, "The row cannot be read.", line) from None
        if line > MOST_ROWS:
            raise UnreadableFile(where, f"The sheet has more than {MOST_ROWS:,} rows.", line)
        yield line, row


def _worked_out(
    where: str,
    values: Iterator[tuple[int, tuple[Any, ...]]],
    formulas: Iterator[tuple[int, tuple[Any, ...]]],
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The values of rows of cells, none of which may be a formula without one.

    A formula that was worked out to be an empty text says so by its type, ``str``.
    """
    for (line, cells), (_, written) in zip(values, formulas, strict=True):
        for cell, formula in zip(cells, written, strict=True):
            if cell.value is None and formula is not None and cell.data_type != "str":
                raise UnreadableFile(
                    where,
                    "The row holds a formula that was never worked out. Open the workbook in "
                    "Excel, save it, and send it again.",
                    line,
                )
        yield line, tuple(cell.value for cell in cells)


def _cell(value: object) -> Cell:
    """A cell's value: dates stay dates; all else becomes the text that Excel would show plainly."""
    match value:
        case None:
            return ""
        case str() | date():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case time() | timedelta():
            return str(value)
        case _:
            return str(value)
