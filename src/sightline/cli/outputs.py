"""Writing results so that they appear whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sightline.cli.failing import CannotGoOn, told_plainly
from sightline.reporting.counting import batches

if TYPE_CHECKING:
    import pyarrow as pa

Shown = Callable[["pa.Table"], "pa.Table"]
"""What becomes of some rows of a table before they are written."""

FORMATS = (".csv", ".parquet", ".xlsx")

EXCEL_ROWS = 1_048_575
"""The most rows that a sheet of Excel holds, its header left out."""

_CELLS_AT_ONCE = 10_000
"""Rows that are held as Python's own values, which take many times more memory than Arrow's."""


def check_format(path: Path, formats: tuple[str, ...] = FORMATS, what: str = "obligations") -> None:
    """Refuse, before any work is done, a file whose ending is none that can be written."""
    if path.suffix.lower() not in formats:
        raise CannotGoOn(
            f"{path}: {what} can be written as {', '.join(formats)}, and the file's ending says "
            "which."
        )
    if not path.absolute().parent.is_dir():
        raise CannotGoOn(f"{path}: there is no folder {path.parent} to write it in.")


def write_table(path: Path, table: pa.Table, sheet: str = "obligations") -> None:
    """Write a table in the format that the path's ending says, whole or not at all."""
    from sightline.returns.whole import whole_file

    with told_plainly(), whole_file(path) as file:
        write_to(file, path.suffix, table, sheet)


def write_to(
    file: Path,
    ending: str,
    table: pa.Table,
    sheet: str = "obligations",
    shown: Shown = lambda rows: rows,
) -> None:
    """Write a table to a file in the format of an ending, some rows at a time.

    ``shown``: what becomes of some rows of the table before they are written. Raises CannotGoOn
    where the format cannot hold so many.
    """
    match ending.lower():
        case ".parquet":
            _parquet(file, table, shown)
        case ".csv":
            _csv(file, table, shown)
        case _:
            _excel(file, table, shown, sheet)


def _parquet(file: Path, table: pa.Table, shown: Shown) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(file, shown(table.slice(0, 0)).schema) as writer:
        for some in batches(table):
            writer.write_table(shown(some))


def _csv(file: Path, table: pa.Table, shown: Shown) -> None:
    from sightline.returns.harmless import harmless

    with file.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(shown(table.slice(0, 0)).column_names)
        for row in _rows(table, shown):
            writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])


def _excel(file: Path, table: pa.Table, shown: Shown, sheet: str) -> None:
    """Row by row, in constant memory; what does not fit in it waits beside the file."""
    import xlsxwriter

    if table.num_rows > EXCEL_ROWS:
        raise CannotGoOn(
            f"There are {table.num_rows:,} rows, and a sheet of Excel holds {EXCEL_ROWS:,}. "
            "Write them as .csv or .parquet."
        )
    with TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as scratch:
        # Text stays text: a cell that begins with = must never become a formula on opening.
        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "constant_memory": True,
            "tmpdir": scratch,
        }
        with xlsxwriter.Workbook(str(file), options) as book:
            page = book.add_worksheet(sheet)
            page.freeze_panes(1, 0)
            names = shown(table.slice(0, 0)).column_names
            page.write_row(0, 0, names, book.add_format({"bold": True}))
            for number, row in enumerate(_rows(table, shown), start=1):
                page.write_row(number, 0, row)


def _rows(table: pa.Table, shown: Shown) -> Iterator[list[Any]]:
    """Rows as plain cells: dates as text, lists joined, nothing for what is not there."""
    for some in batches(table, _CELLS_AT_ONCE):
        columns = [column.to_pylist() for column in shown(some).columns]
        for row in zip(*columns, strict=True):
            yield [_cell(value) for value in row]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if isinstance(value, bool | int | float) else str(value)
