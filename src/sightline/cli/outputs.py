"""Writing results so that they appear whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sightline.cli.failing import CannotGoOn, told_plainly

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = (".csv", ".parquet", ".xlsx")

EXCEL_ROWS = 1_048_575
"""The most rows that a sheet of Excel holds, its header left out."""


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
    """Write a table in the format that the path's ending says."""
    from sightline.returns.whole import write_whole

    content = as_bytes(path, table, sheet)
    with told_plainly():
        write_whole(path, content)


def as_bytes(path: Path, table: pa.Table, sheet: str = "obligations") -> bytes:
    """A table in the format that the path's ending says."""
    match path.suffix.lower():
        case ".parquet":
            return _parquet(table)
        case ".csv":
            return _csv(table)
        case _:
            return _excel(table, sheet)


def _parquet(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def _csv(table: pa.Table) -> bytes:
    from sightline.returns.harmless import harmless

    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.column_names)
    for row in _rows(table):
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _excel(table: pa.Table, sheet: str) -> bytes:
    import xlsxwriter

    if table.num_rows > EXCEL_ROWS:
        raise CannotGoOn(
            f"There are {table.num_rows:,} rows, and a sheet of Excel holds {EXCEL_ROWS:,}. "
            "Write them as .csv or .parquet."
        )
    out = io.BytesIO()
    # Text stays text: a cell that begins with = must never become a formula on opening.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        page.write_row(0, 0, table.column_names, book.add_format({"bold": True}))
        for number, row in enumerate(_rows(table), start=1):
            page.write_row(number, 0, row)
    return out.getvalue()


def _rows(table: pa.Table) -> Iterator[list[Any]]:
    """Rows as plain cells: dates as text, lists joined, nothing for what is not there."""
    for batch in table.to_batches(max_chunksize=10_000):
        columns = [column.to_pylist() for column in batch.columns]
        for row in zip(*columns, strict=True):
            yield [_cell(value) for value in row]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if isinstance(value, bool | int | float) else str(value)
