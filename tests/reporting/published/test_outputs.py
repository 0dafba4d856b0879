"""Every form of a report: what it says, how it is built, and that it says nothing more."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pikepdf
import pytest

from sightline.reporting.published import downloads, html, pdf, word
from sightline.reporting.published.charts import picture_of
from sightline.reporting.published.content import Cell, CellKind, DataTable, Source
from sightline.reporting.published.document import NoSuchPage, pages
from sightline.reporting.published.suppress import published
from tests import office
from tests.reporting.published.small import raw, source
from tests.reporting.strict import read as read_strictly

NAMES = pages(source())


def text_of_html(page: str) -> str:
    said = re.sub("<[^>]*>", " ", re.sub("(?s)<style>.*?</style>", "", page))
    return " ".join([unescape(said), *re.findall(r'(?:title|alt|aria-label)="([^"]*)"', page)])


def parts_of_word(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name).decode("utf-8", "replace") for name in opened.namelist()}


# --- numbers ---------------------------------------------------------------------------------

ALLOWED = {
    # The report's own day, the mark for a date, an age, a law, a name, and what is asked by when.
    "2", "2026", "8", "2008", "10", "17", "2004", "7", "1", "2026-03-02",
    # The axis of a chart, the confidence of an interval, and the sentence about rounding.
    "0", "25", "50", "75", "100", "95", "5", "40",
    # Whom a child may ring.
    "999", "0800", "1111",
}  # fmt: skip


def numbers_in(text: str) -> set[str]:
    return {each.replace(",", "") for each in re.findall(r"\d[\d,]*\d|\d", text)}


def numbers_of(cells: Iterator[Cell] | Any) -> set[str]:
    found: set[str] = set()
    for cell in cells:
        for value in (cell.numerator, cell.denominator, cell.percent, cell.low, cell.high,
                      cell.not_applicable, cell.unknown):  # fmt: skip
            found |= set() if value is None else {str(value)}
        found |= numbers_in(f"{cell.shown} {cell.printed} {' '.join(cell.group.values())}")
    return found


def test_every_number_of_every_form_is_of_a_figure_or_a_mark() -> None:
    made = source()
    known = ALLOWED | numbers_of(made.cells.values())
    for name in NAMES:
        assert numbers_in(text_of_html(html.page(made, name))) <= known, name
    told = docx.Document(io.BytesIO(word.document(made, "report")))
    cells = [cell.text for table in told.tables for row in table.rows for cell in row.cells]
    assert numbers_in(" ".join([*cells, *(each.text for each in told.paragraphs)])) <= known
    for form in downloads.OF_FIGURES:
        rows = list(rows_of(made, form))
        assert numbers_in(" ".join(" ".join(map(str, row)) for row in rows)) <= known


def test_a_withheld_figure_is_nowhere() -> None:
    """Its true numbers are 2 of 7: neither it nor what could be made of it is in any file."""
    hidden = {cell.id: cell for cell in source().cells.values() if cell.withheld}
    assert set(hidden) == {"few"}
    row = next(row for row in rows_of(source(), "csv") if row[1] == "few")
    assert row[6:13] == ["withheld"] * 7
    for name in NAMES:
        page = html.page(source(), name)
        assert "29%" not in page and "28%" not in page and "2 of 7" not in page
    report = html.page(source(), "report")
    assert "withheld" in report.lower() and "Northwick" in report


def rows_of(made: Source, form: str) -> Iterator[list[Any]]:
    content = downloads.figures_as(made, form).content
    if form == "csv":
        yield from csv.reader(io.StringIO(content.decode("utf-8-sig")))
        return
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        yield from ([cell.value for cell in row] for row in sheet.iter_rows())


def test_numbers_in_every_script_that_a_title_might_bring_are_escaped_not_read() -> None:
    hostile = "<script>alert(1)</script> & {figure:seen} \u202e"
    made = source(title=hostile, kept=hostile, publisher=hostile)
    for name in NAMES:
        page = html.page(made, name)
        assert "<script" not in page and "\u202e" not in page


# --- HTML ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_well_built(name: str) -> None:
    page = html.page(source(), name)
    root = read_strictly(page)
    assert root.all("html")[0].attributes["lang"] == "en-GB"
    assert len(root.all("main")) == len(root.all("h1")) == 1
    assert len(root.all("head")[0].all("title")) == 1
    ids = [each.attributes["id"] for each in everything(root) if "id" in each.attributes]
    assert len(set(ids)) == len(ids)
    levels = [int(each.name[1]) for each in root.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in root.all("table"):
        assert table.all("caption") and len(table.all("thead")) == 1
        assert all(each.attributes.get("scope") for each in table.all("th"))
        assert 2 <= len(table.all("thead")[0].all("th")) <= 5
    for chart in root.all("svg"):
        assert chart.attributes["role"] == "img"
        assert chart.all("title")[0].said() and chart.all("desc")[0].said()
    for link in root.all("a"):
        to = link.attributes["href"]
        assert to.startswith("#") and (to[1:] in ids), "alone in one file, it leads nowhere else"
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", page)
    assert not re.search(r"\sstyle=|\son\w+=|<script", page)


def everything(element: Any) -> Iterator[Any]:
    for child in element.children:
        yield child
        yield from everything(child)


def test_the_policy_allows_the_page_its_own_style_and_nothing_else() -> None:
    page = html.page(source(), "report")
    policy = re.search(r'Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert "unsafe" not in policy[1]


def test_the_childrens_page_says_whom_to_ring_unless_its_writer_did() -> None:
    assert "0800 1111" in html.page(source(), "children")
    rung = source({"children": "# For you\n\nRing {name:999}."})
    assert "0800 1111" not in html.page(rung, "children")
    assert "interval" not in text_of_html(html.page(rung, "children"))


def test_a_page_that_is_not_there_is_said() -> None:
    only = source({"report": "# A title"})
    assert pages(only) == ("report", "chair", "practitioner", "figures")
    with pytest.raises(NoSuchPage, match="northwick has no page 'summary'; it has report"):
        html.page(only, "summary")


def test_what_is_for_a_chair_and_for_a_practitioner_is_there() -> None:
    chair = text_of_html(html.page(source(), "chair"))
    assert all(each in chair for each in ("Who answers for plans?", "Planning", "The board"))
    practitioner = text_of_html(html.page(source(), "practitioner"))
    assert all(each in practitioner for each in ("Ask first.", "A worker who asked", "What seen"))
    asked = source(questions=())
    assert "Who here answers for recommendation 1" in html.page(asked, "chair")


# --- PDF -------------------------------------------------------------------------------------


def tagged(element: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Every element of a PDF's tree of tags, in reading order."""
    if isinstance(element, pikepdf.Array):
        for each in element:
            yield from tagged(each, depth)
    elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
        yield str(element.S).strip("/"), element
        yield from tagged(element.get("/K"), depth + 1)


needs_pango = pytest.mark.skipif(not pdf.can_be_made(), reason="no WeasyPrint or no Pango here")


@needs_pango
def test_a_pdf_is_tagged_and_says_what_it_is() -> None:
    content = pdf.document(source(), "report")
    assert content == pdf.document(source(), "report"), "the same source, the same bytes"
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert bool(opened.Root.MarkInfo.Marked)
        assert str(opened.Root.Lang) == "en-GB"
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert "The report" in str(opened.docinfo["/Title"])
        with opened.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
        tags = list(tagged(opened.Root.StructTreeRoot.K))
    names = [name for name, _ in tags]
    levels = [int(name[1]) for name in names if re.fullmatch("H[1-6]", name)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert names.count("TH") and names.count("TD") and names.count("L") and names.count("Caption")
    heads = {str(each.ID) for name, each in tags if name == "TH"}
    for each in (each for name, each in tags if name == "TD"):
        named = {str(head) for head in each.A.Headers}
        assert named and named <= heads, "each cell names the heads of its column and its row"
    pictures = [str(each.get("/Alt", "")) for name, each in tags if name == "Figure"]
    assert len(pictures) == 1 and "What seen counts: about 50% (30 of 60)" in pictures[0]


@needs_pango
@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_other_readers_of_pdf_agree(name: str, tmp_path: Path) -> None:
    path = tmp_path / "it.pdf"
    path.write_bytes(pdf.document(source(), name))
    tools = {"qpdf": ["qpdf", "--check", str(path)], "pdfinfo": ["pdfinfo", str(path)]}
    here = {tool: call for tool, call in tools.items() if shutil.which(tool)}
    if not here:
        pytest.skip("neither qpdf nor pdfinfo is installed")
    for tool, call in here.items():
        found = subprocess.run(call, capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stdout + found.stderr
        assert tool != "pdfinfo" or re.search(r"Tagged:\s+yes", found.stdout)


def test_what_is_missing_for_a_pdf_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(pdf.CannotBeMade, match=r"pip install 'sightline-safeguarding\[service\]'"):
        pdf.document(source(), "report")


# --- Word ------------------------------------------------------------------------------------


def test_a_word_document_has_headings_lists_table_heads_and_words_for_pictures() -> None:
    content = word.document(source(), "report")
    assert content == word.document(source(), "report"), "the same source, the same bytes"
    told = docx.Document(io.BytesIO(content))
    styles = [each.style.name for each in told.paragraphs if each.style is not None]
    levels = [int(name[-1]) for name in styles if name and name.startswith("Heading")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {"List Bullet", "List Bullet 2", "List Number", "Quote", "Caption"} <= set(styles)
    parts = parts_of_word(content)
    body = parts["word/document.xml"]
    assert body.count("<w:tblHeader/>") == body.count("<w:tbl>") == body.count("<w:tblCaption")
    assert 'descr="Visits and plans. What seen counts: about 50% (30 of 60)' in body
    assert "<c:barChart>" in parts["word/charts/chart1.xml"]
    assert told.core_properties.language == "en-GB"
    assert told.core_properties.title == "The report"


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_opens_the_word_document(name: str, tmp_path: Path) -> None:
    made = source()
    pdf_ = office.opened(word.document(made, name), "report.docx", "pdf", tmp_path)
    words = office.words_of(pdf_, tmp_path)
    assert made.title in words
    # The lines of a narrow cell are read between those of the next.
    shown = made.cells["seen"].shown
    if shown in html.page(made, name):
        assert set(shown.split()) <= set(words.split())


@pytest.mark.long
def test_libreoffice_opens_the_spreadsheet(tmp_path: Path) -> None:
    book = downloads.figures_as(source(), "xlsx").content
    first = office.opened(book, "figures.xlsx", "csv", tmp_path).decode()
    assert "Northwick" in first


# --- data ------------------------------------------------------------------------------------


def test_a_spreadsheet_works_nothing_out() -> None:
    evil = Cell("evil", CellKind.FACT, "=HYPERLINK(1)", "@SUM(A1)", "+1", group={"-a": "=b"})
    made = source(cells={**source().cells, "evil": evil},
                  tables=(DataTable("t", "=1+1", ("evil",)),))  # fmt: skip
    for row in rows_of(made, "csv"):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row), row
    book = openpyxl.load_workbook(io.BytesIO(downloads.figures_as(made, "xlsx").content))
    assert book.sheetnames == ["About", "Figures", "Methodology"]
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    method = [row[0].value for row in book["Methodology"].iter_rows()]
    assert method == ["How the figures were made", "How it was done", "Files were drawn by lot.",
                      "The sample", "Of the whole caseload."]  # fmt: skip


def test_what_is_not_told_is_never_blank_and_never_nought() -> None:
    rows = [row for row in rows_of(source(), "csv") if row[1] in ("teams", "areas", "plans")]
    by_id = {row[1]: row for row in rows}
    assert by_id["teams"][7:11] == ["no share"] * 4
    assert by_id["areas"][9:13] == ["all files", "all files", "not told", "not told"]
    assert by_id["plans"][11] == "not told"


def test_a_share_of_few_has_its_counts_and_words_in_place_of_a_percentage() -> None:
    letters = published(raw("letters", 9, 14, read_of=400))
    assert letters.shown == "about 10 of about 15"
    made = source(cells={**source().cells, "letters": letters})
    row = next(row for row in rows_of(made, "csv") if row[1] == "letters")
    assert row[6:11] == ["10", "15", *["too few for a percentage"] * 3]
    drawn = picture_of("t", "T", [made.cells["seen"], letters])
    assert drawn is not None and len(drawn.bars) == 1
    assert drawn.not_drawn.startswith("Not drawn because they are too few for a percentage: What l")
    assert picture_of("t", "T", [letters]) is None
