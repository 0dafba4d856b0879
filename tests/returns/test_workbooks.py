"""Excel workbooks: values as they are, and no cell that is silently empty."""

import zipfile
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from sightline.returns import UnreadableFile
from sightline.returns.workbooks import read_workbook

Rows = list[tuple[int, list[object]]]
HEADER = ["child", "day", "result"]


def written(folder: Path, *rows: list[Any], sheets: tuple[str, ...] = ("Visits",)) -> Path:
    path = folder / "t.xlsx"
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in (HEADER, *rows):
            sheet.append(row)
    book.save(path)
    return path


def rows_of(path: Path, sheet: str = "") -> Rows:
    with closing(read_workbook(path, path.name, sheet=sheet)) as table:
        return [(line, list(cells)) for line, cells in table.rows]


def problem(path: Path, sheet: str = "") -> str:
    with pytest.raises(UnreadableFile) as raised:
        rows_of(path, sheet)
    return raised.value.problem


def test_values(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        [566910, date(2022, 10, 6), True],
        ["  A2", datetime(2022, 10, 7, 14, 5), 3.0],
        [None, 1.5, "x"],
    )
    assert rows_of(path) == [
        (2, ["566910", datetime(2022, 10, 6), "true"]),
        (3, ["  A2", datetime(2022, 10, 7, 14, 5), "3"]),
        (4, ["", "1.5", "x"]),
    ]


def test_rows_keep_their_numbers_and_are_as_long_as_the_header(tmp_path: Path) -> None:
    path = written(tmp_path, ["A1"], [], ["A2", None, "K"])
    assert rows_of(path) == [(2, ["A1", "", ""]), (3, ["", "", ""]), (4, ["A2", "", "K"])]


def test_the_only_sheet_or_the_named_one(tmp_path: Path) -> None:
    path = written(tmp_path, ["A1", "", "K"], sheets=("Visits", "Other"))
    assert problem(path).startswith("The workbook has several sheets (Visits, Other)")
    assert problem(path, "Reviews") == "There is no sheet Reviews; there are Visits, Other."
    assert rows_of(path, " visits ") == [(2, ["A1", "", "K"])]


def changed(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """A copy of a workbook with other bytes in one of its parts."""
    copy = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(copy, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            assert part not in name or old in content
            after.writestr(name, content.replace(old, new) if part in name else content)
    return copy


def test_a_formula_counts_as_the_value_that_excel_worked_out(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["A1", ""])
        sheet.write_formula(1, 2, "=1+1", None, 2)
        sheet.write(2, 0, "A2")
        sheet.write_formula(2, 2, '=IF(A1="","","")', None, "empty")
    # As Excel writes a formula whose value is an empty text.
    path = changed(path, "sheet1", b"<v>empty</v>", b"<v></v>")
    assert rows_of(path) == [(2, ["A1", "", "2"]), (3, ["A2", "", ""])]


def test_a_formula_that_nobody_worked_out_is_not_an_empty_cell(tmp_path: Path) -> None:
    path = written(tmp_path, ["A1", None, "K"], ["A2", "=TODAY()", "K"])
    with pytest.raises(UnreadableFile) as raised:
        rows_of(path)
    assert raised.value.line == 3
    assert "formula that was never worked out" in raised.value.problem


def test_a_sheet_whose_stated_size_is_wrong_is_read_whole(tmp_path: Path) -> None:
    path = written(tmp_path, ["A1", None, "K"], ["A2", None, "M"])
    path = changed(path, "sheet1", b'ref="A1:C3"', b'ref="A1:A1"')
    assert [cells[2] for _, cells in rows_of(path)] == ["K", "M"]


def test_the_end_is_missing(tmp_path: Path) -> None:
    path = written(tmp_path, ["A1", None, "K"])
    path.write_bytes(path.read_bytes()[:-30])
    assert problem(path) == "The workbook is damaged, or its end is missing."


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "hello")
    assert problem(path) == "The file is not a workbook that can be read."


def test_a_damaged_sheet(tmp_path: Path) -> None:
    path = written(tmp_path, ["A1", None, "K"], ["A2", None, "K"])
    path = changed(path, "sheet1", b"</sheetData>", b"<row>")
    assert problem(path) == "The row cannot be read."


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.returns.workbook_parts.LARGEST_UNPACKED", 1 << 20)
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (2 << 20))
    assert problem(path) == "The workbook would unpack to more than 1 MB."


def test_an_old_or_locked_workbook(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert problem(path).startswith("This is a workbook in the old Excel format")


def test_an_empty_sheet(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    openpyxl.Workbook().save(path)
    assert problem(path) == "The sheet holds nothing."
