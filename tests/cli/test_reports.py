"""``sightline check --page --workbook``: both, one, with ``--out``, and whole or not at all."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sightline.reporting import workbook
from tests.cli.test_commands import as_json, on_tables, tables, with_reviews

__all__ = ["tables"]


def test_the_page_and_the_workbook_are_written_with_the_obligations(tables: Path) -> None:
    folder = tables.parent
    page, book, out = folder / "report.html", folder / "report.xlsx", folder / "rows.csv"
    result = on_tables("check", tables, "--page", page, "--workbook", book, "--out", out)
    assert result.exit_code == 0, result.output
    for path in (page, book, out):
        assert str(path) in result.stdout
    assert "They hold personal data" in result.stdout
    html = page.read_text("utf-8")
    assert "Reviews of looked after children" in html
    assert "report.xlsx" in html
    assert "Obligations" in openpyxl.load_workbook(book).sheetnames
    assert out.read_text("utf-8-sig").count("\n") == len(list(_rows(book))) + 1


def _rows(book: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(book)["Obligations"].iter_rows(min_row=2, values_only=True))


def test_json_says_where_each_was_written(tables: Path) -> None:
    page = tables.parent / "report.html"
    written = as_json(on_tables("check", tables, "--page", page, "--json"))["written"]
    assert written == {
        "obligations": None, "page": str(page), "workbook": None, "rejects": None
    }  # fmt: skip


def test_the_numbers_are_those_of_the_command(tables: Path) -> None:
    book = tables.parent / "report.xlsx"
    found = as_json(on_tables("check", tables, "--workbook", book, "--json"))
    header, *rows = openpyxl.load_workbook(book)["Duties"].iter_rows(values_only=True)
    for row in rows:
        told = dict(zip(map(str, header), row, strict=True))
        states = found["duties"][told["Called"]]["states"]
        assert {state: told[state.capitalize()] for state in states} == states


def test_refused_rows_are_in_the_page_when_it_is_asked_to_go_on(tables: Path) -> None:
    bad = with_reviews(tables, b"CHILD,REVIEWED\na1,31/02/2025\nb2,04/02/2025\n")
    page, rejects = tables.parent / "report.html", tables.parent / "rejects.csv"
    more = ("--rejects", rejects, "--page", page)
    stopped = on_tables("check", bad, *more)
    assert stopped.exit_code == 3
    assert not page.exists()
    went_on = on_tables("check", bad, "--keep-going", *more)
    assert went_on.exit_code == 0
    assert "31/02/2025" in page.read_text("utf-8")


def test_an_interval_needs_to_know_how_many_files_there_were(tables: Path) -> None:
    page = tables.parent / "report.html"
    on_tables("check", tables, "--page", page, "--read-of", 50, "--duty", "lac-review-first")
    assert "2 of 50 files were read" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--page", "report.pdf"), "a page can be written as .html, .htm"),
        (("--workbook", "report.csv"), "a workbook can be written as .xlsx"),
        (("--page", "nowhere/report.html"), "there is no folder nowhere"),
        (("--workbook", "a.xlsx", "--out", "a.xlsx"), "two outputs cannot be written to one file"),
    ],
)
def test_what_cannot_be_written_is_refused_before_any_work(
    tables: Path, more: tuple[str, ...], says: str
) -> None:
    result = on_tables("check", tables, *more)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())


def test_either_all_outputs_appear_or_none(tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    folder = tables.parent
    before = sorted(folder.iterdir())
    monkeypatch.setattr(workbook, "write", full)
    result = on_tables(
        "check", tables, "--out", folder / "o.csv", "--page", folder / "p.html",
        "--workbook", folder / "w.xlsx",
    )  # fmt: skip
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert sorted(folder.iterdir()) == before


def test_an_output_replaces_the_one_before(tables: Path) -> None:
    page = tables.parent / "report.html"
    page.write_text("old", "utf-8")
    assert on_tables("check", tables, "--page", page).exit_code == 0
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_manual_has_the_two_commands() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "returns" / "report.md").read_text("utf-8")
    for option in ("--page", "--workbook", "--keep-going", "--as-at"):
        assert option in manual
