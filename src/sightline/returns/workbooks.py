"""Excel workbooks (.xlsx): values of cells, dates as dates, one sheet.

A formula counts as the value that Excel last worked out for it; nothing is ever worked out here.
Where Excel never did (a workbook written by a program), the cell would look empty, and a fact would
go unseen: that is refused.
"""

from __future__ import annotations

import warnings
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from sightline.returns.errors import UnreadableFile, printable
from sightline.returns.stamps import CHANGED, Stamp, stamp_of
from sightline.returns.tables import Row, Table
from sightline.returns.values import Cell
from sightline.returns.workbook_parts import check_parts

MOST_LISTED = 40
"""How many sheets an error names."""

Rows = Generator[tuple[int, Row], None, None]

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(path: Path) -> bool:
    """Whether the file's first bytes are those of a workbook, whatever its name."""
    with path.open("rb") as file:
        return file.read(8).startswith((_ZIP, _OLD_EXCEL))


def read_workbook(path: Path, shown: str, *, sheet: str = "") -> Table:
    """The table of a sheet: the named one, or the only one. Raises UnreadableFile."""
    before = stamp_of(path)
    _check_format(path, shown)
    formulas = check_parts(path, shown)
    name = _sheet_name(path, shown, sheet)
    where = f"{shown} [{printable(name)}]"
    rows = _rows(path, where, name, formulas, before)
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


def _check_format(path: Path, shown: str) -> None:
    with path.open("rb") as file:
        if file.read(8) == _OLD_EXCEL:
            raise UnreadableFile(
                shown,
                "This is a workbook in the old Excel format or one with a password. Save it as "
                ".xlsx without a password.",
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


def _sheet_name(path: Path, shown: str, wanted: str) -> str:
    """The name of the sheet to read."""
    with _open(path, shown, values=True) as book:
        names: list[str] = [sheet.title for sheet in book.worksheets]
    plain = wanted.strip().casefold()
    found = [name for name in names if name.strip().casefold() == plain] if wanted else names
    if len(found) == 1:
        return found[0]
    listed = printable(", ".join(names[:MOST_LISTED])) + (", …" if names[MOST_LISTED:] else "")
    if wanted:
        raise UnreadableFile(shown, f"There is no sheet {wanted}; there are {listed}.")
    if not names:
        raise UnreadableFile(shown, "The workbook has no sheet with cells.")
    raise UnreadableFile(
        shown, f"The workbook has several sheets ({listed}); say `sheet` in the mapping."
    )


def _rows(path: Path, where: str, name: str, formulas: bool, before: Stamp) -> Rows:
    with _open(path, where, values=True) as book, ExitStack() as stack:
        values = _numbered(where, _raw_rows(book, name, plain=not formulas))
        if formulas:
            written = stack.enter_context(_open(path, where, values=False))
            as_written = _numbered(where, _raw_rows(written, name, plain=True))
            values = _worked_out(where, values, as_written)
        for line, row in values:
            yield line, [_cell(value) for value in row]
    if stamp_of(path) != before:
        raise UnreadableFile(where, CHANGED)


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
            # A date that Excel does not have is warned of; as a value it is then refused.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                row = next(rows)
        except StopIteration:
            return
        except Exception:  # damaged XML shows itself row by row, in every sort of exception
            raise UnreadableFile(where, "The row cannot be read.", line) from None
        yield line, row


def _worked_out(
    where: str,
    values: Iterator[tuple[int, tuple[Any, ...]]],
    formulas: Iterator[tuple[int, tuple[Any, ...]]],
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The values of rows of cells, none of which may be a formula without one.

    A formula that was worked out to be an empty text says so by its type, ``str``. The two are as
    long as each other unless the file changed meanwhile, which whoever reads the rows finds out.
    """
    for (line, cells), (_, written) in zip(values, formulas, strict=False):
        for cell, formula in zip(cells, written, strict=False):
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
