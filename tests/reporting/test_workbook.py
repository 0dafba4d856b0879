"""The workbook, opened again: it says what the content says, typed, and nothing is a formula."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from sightline.engine.model import File, Moment, Record, Subject
from sightline.engine.words import STATE_SENTENCES
from sightline.reporting import workbook
from sightline.reporting.content import SHOWN
from sightline.reporting.judged import Judged
from sightline.reporting.made import report_of
from sightline.standard.calendar import date_of, day_of
from tests.reporting.small import (
    FORMULA,
    HOSTILE,
    STARTED,
    everybody,
    in_time,
    judged,
    late,
    overdue,
)

SHEETS = ["Summary", "Duties", "Children", "Not judged", "Rejects", "Obligations"]


def written(tmp_path: Path, case: Judged) -> Workbook:
    path = tmp_path / "report.xlsx"
    workbook.write(path, report_of(case), case)
    assert [each.name for each in tmp_path.iterdir()] == ["report.xlsx"]
    return openpyxl.load_workbook(path)


def rows_of(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    header, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def summary(book: Workbook) -> dict[str, Any]:
    return {row["What"]: row["Value"] for row in rows_of(book, "Summary")}


def test_the_sheets_equal_the_content(tmp_path: Path) -> None:
    case = everybody()
    report = report_of(case)
    book = written(tmp_path, case)
    assert book.sheetnames == SHEETS
    told = summary(book)
    assert told["Digest"] == report.digest
    assert told["Obligations"] == report.obligations
    for state in SHOWN:
        assert told[state.value.capitalize()] == report.states[state]
    assert told["In time: done in time"] == report.share.numerator
    assert told["In time: met, late and overdue"] == report.share.denominator
    assert told["In time"] == pytest.approx(report.share.value)
    for duty, row in zip(report.duties, rows_of(book, "Duties"), strict=True):
        assert (row["Called"], row["Obligations"]) == (duty.id, duty.obligations)
        assert [row[state.value.capitalize()] for state in SHOWN] == list(duty.states.values())
        assert (row["Overdue, still to do"], row["Overdue, ended since"]) == (
            duty.to_do,
            duty.ended,
        )
        assert row["Certainty"] == duty.mark
    children = rows_of(book, "Children")
    assert [row["Overdue, still to do"] for row in children] == [f.to_do for f in report.children]
    assert len(rows_of(book, "Not judged")) == sum(len(gap.rows) for gap in report.gaps)
    rejects = rows_of(book, "Rejects")
    assert [(row["File"], row["Line"], row["Reason"]) for row in rejects] == [
        (reject.file, reject.line, reject.reason) for reject in report.rejects
    ]


def test_every_obligation_is_there_with_typed_dates(tmp_path: Path) -> None:
    case = judged(in_time(), late(), overdue())
    rows = rows_of(written(tmp_path, case), "Obligations")
    assert len(rows) == case.rows.num_rows
    for row, plain in zip(rows, case.rows.to_pylist(), strict=True):
        assert (row["file"], row["state"]) == (plain["file"], plain["state"])
        assert isinstance(row["due"], datetime)
        assert row["due"].date() == date_of(plain["due_day"])
        assert row["duty_title"] == "The first review of a looked after child"
    (over,) = (row for row in rows if row["state"] == "overdue")
    assert (over["overdue_for"], over["overdue_unit"]) == (40, "working days")


def test_what_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    book = written(tmp_path, everybody())
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert not [cell.coordinate for cell in cells if cell.hyperlink is not None]
    texts = {cell.value for cell in cells if cell.data_type in ("s", "inlineStr")}
    assert {FORMULA, "+1", "@x", "-1"} <= texts
    assert len(HOSTILE) > 4


def test_the_sheets_are_ready_to_work_in_and_to_print(tmp_path: Path) -> None:
    for sheet in written(tmp_path, everybody()):
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        footer = sheet.oddFooter
        assert footer is not None and footer.left is not None
        assert "Sensitive" in str(footer.left.text)
        assert all(sheet.column_dimensions[letter].width > 5 for letter in "ABC")


def test_more_rows_than_a_sheet_holds_go_on_in_the_next_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "SHEET_ROWS", 41)  # forty, and the header
    case = judged(*(overdue(f"child-{n:03}") for n in range(85)))
    book = written(tmp_path, case)
    assert book.sheetnames == [
        "Summary", "Duties", "Children", "Children 2", "Children 3", "Not judged", "Rejects",
        "Obligations", "Obligations 2", "Obligations 3",
    ]  # fmt: skip
    parts = [rows_of(book, name) for name in book.sheetnames if name.startswith("Obligations")]
    assert [len(part) for part in parts] == [40, 40, 5]
    assert [row["file"] for part in parts for row in part] == [f"child-{n:03}" for n in range(85)]
    said = [row["What that says"] for row in rows_of(book, "Summary") if row["What that says"]]
    assert any("go on in Obligations 2 to Obligations 3" in sentence for sentence in said)


def test_an_empty_check_is_a_workbook_that_says_so(tmp_path: Path) -> None:
    book = written(tmp_path, judged())
    assert book.sheetnames == SHEETS
    assert summary(book)["In time"] == "no data"
    assert rows_of(book, "Obligations") == []
    said = [row["What that says"] for row in rows_of(book, "Summary")]
    assert "Nothing was owed on 0 files." in said


def test_each_state_is_told_in_the_words_of_the_engine(tmp_path: Path) -> None:
    said = {r["What"]: r["What that says"] for r in rows_of(written(tmp_path, judged()), "Summary")}
    assert [said[state.value.capitalize()] for state in SHOWN] == [
        STATE_SENTENCES[state] for state in SHOWN
    ]


def test_others_than_children_have_a_sheet_of_their_own(tmp_path: Path) -> None:
    worker = File(
        Subject("worker-1", "worker"),
        (
            Record(
                "post-1", "worker-1", "post", Moment(day_of(STARTED)), recorded_at=0,
                details={"children": "yes"},
            ),
        ),
    )  # fmt: skip
    case = judged(worker, duties=("vetting-before-start",))
    report = report_of(case)
    assert [other.id for other in report.others] == ["worker-1"]
    book = written(tmp_path, case)
    assert [row["File"] for row in rows_of(book, "Other files")] == ["worker-1"]
    assert rows_of(book, "Children") == []
