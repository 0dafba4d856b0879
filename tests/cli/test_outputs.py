"""What is written of a table: in every format some rows at a time, and whole or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sightline.cli import outputs
from sightline.cli.failing import CannotGoOn
from sightline.cli.outputs import write_table, write_to
from sightline.reporting import counting
from sightline.reporting.counting import batches, counts

TABLE = pa.table({"file": [f"c{n}" for n in range(7)], "n": range(7), "by": [["a", "b"]] * 7})


@pytest.fixture(autouse=True)
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs, "_CELLS_AT_ONCE", 2)
    monkeypatch.setattr(outputs, "batches", lambda table, most=3: batches(table, most))
    monkeypatch.setattr(counting, "batches", lambda table, most=3: batches(table, most))


def test_pieces_of_a_table_are_the_whole_of_it() -> None:
    assert [some.num_rows for some in batches(TABLE, 3)] == [3, 3, 1]
    assert pa.concat_tables(batches(TABLE, 3)).equals(TABLE)
    assert list(batches(TABLE.slice(0, 0))) == []


def test_csv(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", TABLE)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["file", "n", "by"], *([f"c{n}", str(n), "a; b"] for n in range(7))]


def test_parquet(tmp_path: Path) -> None:
    write_table(tmp_path / "t.parquet", TABLE)
    assert pq.read_table(tmp_path / "t.parquet").equals(TABLE)


def test_a_workbook(tmp_path: Path) -> None:
    write_table(tmp_path / "t.xlsx", TABLE)
    (sheet,) = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert rows == [("file", "n", "by"), *((f"c{n}", n, "a; b") for n in range(7))]
    assert [path.name for path in tmp_path.iterdir()] == ["t.xlsx"]


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_a_table_without_rows_still_says_its_columns(tmp_path: Path, ending: str) -> None:
    write_table(tmp_path / f"t{ending}", TABLE.slice(0, 0))
    assert (tmp_path / f"t{ending}").stat().st_size > 0


def test_what_is_shown_of_rows_is_worked_out_piece_by_piece(tmp_path: Path) -> None:
    sizes = []

    def shown(rows: pa.Table) -> pa.Table:
        sizes.append(rows.num_rows)
        return rows.select(["n"])

    write_to(tmp_path / "t", ".csv", TABLE, shown=shown)
    assert sizes == [0, 2, 2, 2, 1]
    write_to(tmp_path / "t", ".parquet", TABLE, shown=shown)
    assert pq.read_table(tmp_path / "t").equals(TABLE.select(["n"]))


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_what_fails_half_way_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    path = tmp_path / f"t{ending}"
    path.write_text("as it was")
    pieces = iter(batches(TABLE, 2))

    def breaks(table: pa.Table, most: int = 0) -> object:
        yield next(pieces)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs, "batches", breaks)
    with pytest.raises(CannotGoOn, match="No space left on device"):
        write_table(path, TABLE)
    assert path.read_text() == "as it was"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_more_rows_than_a_sheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "EXCEL_ROWS", 6)
    with pytest.raises(CannotGoOn, match="There are 7 rows, and a sheet of Excel holds 6"):
        write_table(tmp_path / "t.xlsx", TABLE)
    assert not list(tmp_path.iterdir())


def test_counts_of_pieces_are_added_up() -> None:
    rows = pa.table(
        {"file": ["a", "b", "c", "d", "a"], "duty": ["x"] * 5, "state": ["met"] * 4 + ["late"]}
    )
    assert counts(rows) == {"": {"x": {"met": 4, "late": 1}}}
    subjects = pa.table({"id": ["a", "b", "c"], "grouped": ["n", "s", None]})
    assert counts(rows, subjects) == {
        "n": {"x": {"met": 1, "late": 1}},
        "s": {"x": {"met": 1}},
        "not recorded": {"x": {"met": 2}},
    }
