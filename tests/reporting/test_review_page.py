"""The page of a review: sound HTML, every figure with all that belongs to it, and nothing added."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from sightline.engine.reviewed import SOURCES as FROM
from sightline.reporting.review_content import FigureRow
from sightline.reporting.review_made import ON_A_SHEET
from sightline.reporting.review_page import review_page
from sightline.reporting.review_rows import SOURCES, row_of
from sightline.standard.model import Agreement
from tests.england import england
from tests.reporting.review_small import REVIEW, found, report
from tests.reporting.small import SCRIPT
from tests.reporting.strict import Element, read


@pytest.fixture(scope="module")
def html() -> str:
    return review_page(report())


@pytest.fixture(scope="module")
def root(html: str) -> Element:
    return read(html)


def everything(element: Element) -> list[Element]:
    return [element, *(inner for child in element.children for inner in everything(child))]


def row(id_: str) -> FigureRow:
    return next(row for row in report().rows if row.id == id_)


def cells(root: Element, id_: str) -> list[str]:
    """What the row of a figure says, cell by cell."""
    (told,) = (tr for tr in root.all("tr") if tr.attributes.get("id") == id_)
    return [cell.said() for cell in told.all("th", "td")]


def test_ids_are_there_once_and_what_points_to_them_finds_them(root: Element) -> None:
    elements = everything(root)
    ids = [each.attributes["id"] for each in elements if "id" in each.attributes]
    assert len(set(ids)) == len(ids)
    for each in elements:
        assert {*each.attributes.get("aria-labelledby", "").split()} <= {*ids}
        target = each.attributes.get("href", "#main")
        assert target.startswith("#") and target[1:] in ids


def test_headings_go_down_one_step_at_a_time(root: Element) -> None:
    levels = [int(heading.name[1]) for heading in root.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_have_captions_of_their_own_and_scoped_headers(root: Element) -> None:
    tables = root.all("table")
    captions = [table.all("caption")[0].said() for table in tables]
    assert len(set(captions)) == len(captions)
    assert all(captions)
    for table in tables:
        assert {th.attributes["scope"] for th in table.all("thead")[0].all("th")} == {"col"}
        for body in table.all("tbody"):
            assert {th.attributes["scope"] for th in body.all("th")} <= {"row"}


def test_nothing_runs_and_nothing_is_fetched(html: str, root: Element) -> None:
    assert {each.name for each in everything(root)}.isdisjoint(
        {"script", "img", "link", "iframe", "object", "form", "base", "image", "use"}
    )
    for each in everything(root):
        assert not [name for name in each.attributes if name.startswith("on")]
        assert {"style", "src", "srcset", "action"}.isdisjoint(each.attributes)
    assert "http" not in html.replace("http-equiv", "")
    assert "default-src 'none'" in html


def test_every_printed_figure_has_one_row_under_its_section(root: Element) -> None:
    printed = england().printed[REVIEW].figures
    rows = [tr.attributes["id"] for tr in root.all("tr") if "id" in tr.attributes]
    assert sorted(rows) == sorted(printed)
    assert len(report().rows) == len(found())
    assert f"0 of {len(printed)} agree" in root.said()


def test_a_row_says_what_was_printed_and_what_was_worked_out(root: Element) -> None:
    told = cells(root, "fig-safeguarding-not-addressed")
    printed = england().printed[REVIEW].figures["fig-safeguarding-not-addressed"].printed
    assert told[1:] == [
        printed,
        "46.7%42 of 90, 0 unknown",
        "36.7% to 56.9%",
        "judgement",
        "no",
    ]


def test_under_each_row_stand_its_definition_period_doubt_and_measure(root: Element) -> None:
    said = root.said()
    for one in report().rows:
        assert one.definition in said
        assert one.doubt in said
        assert f"Period: {one.period}. To agree: {one.wanted}." in said
        assert f"Measure: {one.measure}. Row: {one.id}." in said


def test_a_figure_without_an_interval_says_why() -> None:
    assert row("fig-case-files").interval == "none: a count"
    assert row("fig-safeguarding-worst-area").interval == "none: chosen because it is the highest"
    assert row("fig-no-home-visit-yot").interval == "no data"
    assert row("fig-safeguarding-worst-area").computed == "100.0% in Upham"


def test_a_figure_without_data_says_so_and_does_not_agree() -> None:
    told = row("fig-no-home-visit-yot")
    assert (told.computed, told.of, told.agrees) == ("no data", "0 of 0", False)


def test_what_a_figure_can_be_worked_out_from_is_explained() -> None:
    assert set(SOURCES) == set(FROM)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (Agreement(percent=29, numerator=88, denominator=305),
         "29% to the whole per cent, numerator 88, denominator 305"),
        (Agreement(from_=48, to=52), "at least 48% and at most 52%"),
        (Agreement(from_=100, to=100), "100%"),
        (Agreement(over=50), "more than 50%"),
        (Agreement(under=50), "less than 50%"),
        (Agreement(count=31), "exactly 31"),
        (Agreement(count_over=3200), "more than 3,200"),
        (Agreement(values=("16", "18")), "the values 16 and 18"),
    ],
)  # fmt: skip
def test_what_must_be_so_to_agree_is_said(wanted: Agreement, says: str) -> None:
    one = found()[0]
    assert row_of(replace(one, printed=replace(one.printed, agrees=wanted))).wanted == says


def test_charts_stand_with_their_tables(root: Element) -> None:
    figures = root.all("figure")
    assert len(figures) == sum(len(chapter.charts) for chapter in report().chapters) + 4
    for figure in figures:
        (picture,) = [svg for svg in figure.all("svg") if svg.attributes.get("role") == "img"]
        (table,) = figure.all("table")
        assert table.attributes["id"] == f"{picture.attributes['id']}-table"


def test_every_share_is_in_one_chart_and_no_chart_is_longer_than_a_sheet() -> None:
    charts = [chart for chapter in report().chapters for chart in chapter.charts]
    assert max(len(chart.rows) for chart in charts) <= ON_A_SHEET
    kinds = Counter(each.printed.kind.value for each in found())
    assert sum(len(chart.rows) for chart in charts) == kinds["share"] + kinds["extreme"]


def test_the_area_of_whom_nothing_was_addressed_is_named() -> None:
    chart = report().areas[0]
    assert "Upham lies above the 99.8% limit" in chart.sentence
    assert [line[0] for line in report().times[0].rows] == ["2004/05", "2005/06", "2006/07"]


def test_places_and_sources_are_only_ever_text() -> None:
    hostile = replace(report(), origin=replace(report().origin, records=SCRIPT, invented=False))
    told = review_page(hostile)
    assert "<script" not in told and "<b>" not in told
    assert "&lt;b&gt;Wex &amp; Dale&lt;/b&gt;" in told
    read(told)


def test_invented_records_are_said_to_be_and_others_are_not(html: str) -> None:
    assert "Nobody here exists" in html
    real = replace(report(), origin=replace(report().origin, invented=False))
    assert "Nobody here exists" not in review_page(real)
    for said in (html, review_page(real)):
        assert "The printed figures are the inspectorate" in said


def test_the_margin_of_the_printed_page_calls_nobody_sensitive(html: str) -> None:
    assert not re.search(r"content: \"Sensitive", html)
