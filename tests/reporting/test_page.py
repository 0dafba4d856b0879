"""The page: sound HTML that says what the content says, and nothing that a file smuggled in."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest

from sightline.reporting.content import Report
from sightline.reporting.made import LISTED, report_of
from sightline.reporting.page import REJECTS_LISTED, bars, page
from sightline.returns.errors import Reject
from tests.reporting.small import (
    HOSTILE,
    SCRIPT,
    everybody,
    in_a_hotel,
    in_time,
    judged,
    late,
    overdue,
)
from tests.reporting.strict import Element, read


@cache
def of_everybody() -> Report:
    return report_of(everybody())


@cache
def of_nobody() -> Report:
    return report_of(judged())


def rows_of(page_: Element, id_: str) -> list[list[str]]:
    """A table's rows, its header first."""
    (table,) = (table for table in page_.all("table") if table.attributes.get("id") == id_)
    return [[cell.said() for cell in row.all("th", "td")] for row in table.all("tr")]


reports = pytest.mark.parametrize("report", [of_everybody, of_nobody], ids=["all", "empty"])
Made = Callable[[], Report]


@reports
def test_the_page_is_sound(report: Made) -> None:
    root = read(page(report()))
    everything = _descend(root)
    ids = [element.attributes["id"] for element in everything if "id" in element.attributes]
    assert len(set(ids)) == len(ids)
    for element in everything:
        for name in ("aria-labelledby", "aria-describedby"):
            assert {*element.attributes.get(name, "").split()} <= {*ids}
        target = element.attributes.get("href", "#main")
        assert target.startswith("#") and target[1:] in ids
    (html,) = root.all("html")
    assert html.attributes["lang"] == "en-GB"
    assert len(root.all("h1")) == len(root.all("main")) == len(root.all("title")) == 1


def _descend(element: Element) -> list[Element]:
    return [element, *(inner for child in element.children for inner in _descend(child))]


@reports
def test_headings_go_down_one_step_at_a_time(report: Made) -> None:
    levels = [int(h.name[1]) for h in read(page(report())).all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@reports
def test_tables_have_captions_and_headers_and_scroll_on_their_own(report: Made) -> None:
    tables = read(page(report())).all("table")
    captions = [table.all("caption")[0].said() for table in tables]
    assert len(set(captions)) == len(captions), "a region is told from another by its name"
    for table in tables:
        (caption,) = table.all("caption")
        assert caption.said()
        head, *body = table.all("tr")
        assert {cell.attributes["scope"] for cell in head.all("th")} == {"col"}
        width = len(head.all("th"))
        for row in body:
            assert [cell.attributes["scope"] for cell in row.all("th")] == ["row"]
            assert len(row.all("th", "td")) == width
        assert table.parent is not None
        region = table.parent.attributes
        assert (region["role"], region["tabindex"]) == ("region", "0")


@reports
def test_nothing_runs_and_nothing_is_fetched(report: Made) -> None:
    html = page(report())
    root = read(html)
    names = {element.name for element in _descend(root)}
    assert names.isdisjoint({"script", "img", "link", "iframe", "object", "form", "base"})
    for element in _descend(root):
        assert not [name for name in element.attributes if name.startswith("on")]
        assert {"style", "src", "srcset", "action"}.isdisjoint(element.attributes)
    (policy,) = (
        meta.attributes["content"]
        for meta in root.all("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )
    assert "http" not in re.sub(r"http-equiv|http://example\.org", "", html)


def test_hostile_ids_and_values_are_only_ever_text() -> None:
    html = page(of_everybody())
    assert "<script" not in html and "<img" not in html
    assert "\u202e" not in html and "\x07" not in html
    root = read(html)
    listed = {row[0] for row in rows_of(root, "children-table")}
    spelt = {id_.replace("\u202e", "\\u202e").replace("\x07", "\\x07") for id_ in HOSTILE}
    assert spelt <= listed
    found = {row[3] for row in rows_of(root, "reject-rows")}
    assert spelt <= found
    assert SCRIPT in html.replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'")


def test_a_hostile_source_and_coverage_are_only_ever_text() -> None:
    case = judged(in_time(SCRIPT), coverage={"title": SCRIPT, SCRIPT: [SCRIPT, {SCRIPT: SCRIPT}]},
                  read_from=[SCRIPT])  # fmt: skip
    html = page(report_of(case), SCRIPT)
    assert "<script" not in html
    read(html)


def test_a_name_that_is_no_text_can_be_written_all_the_same() -> None:
    html = page(report_of(judged(in_time(), read_from=["care\udcff.csv"])), "\udcff.xlsx")
    assert "care\\udcff.csv" in html.encode("utf-8").decode("utf-8")


def test_the_page_says_what_the_content_says() -> None:
    report = of_everybody()
    root = read(page(report))
    said = root.said()
    for sentence in (*report.lead, *report.share_said, report.when, report.digest):
        assert sentence in said
    header, *rows = rows_of(root, "duty-table")
    assert [
        row[0].startswith(duty.title) for duty, row in zip(report.duties, rows[:-1], strict=True)
    ]
    for duty, row in zip(report.duties, rows[:-1], strict=True):
        told = dict(zip(header, row, strict=True))
        for state, number in duty.states.items():
            assert told.get(state.value.capitalize(), "0") == f"{number:,}"
        assert told["Certainty"] == duty.mark
        assert f"{duty.share.numerator:,} of" in told["In time"] or told["In time"] == "no data"
    assert rows[-1][0] == "All"


def test_every_duty_leads_to_its_details() -> None:
    report = of_everybody()
    root = read(page(report))
    (table,) = (t for t in root.all("table") if t.attributes.get("id") == "duty-table")
    targets = [a.attributes["href"].removeprefix("#duty-") for a in table.all("a")]
    assert targets == [duty.id for duty in report.duties]
    for duty in report.duties:
        if duty.overdue:
            rows = rows_of(root, f"overdue-{duty.id}")[1:]
            assert [row[0] for row in rows[:3]] == [o.file for o in duty.overdue[:3]]


def test_bars_fill_their_duty_and_say_it_in_words() -> None:
    report = of_everybody()
    pictures = [svg for svg in read(page(report)).all("svg") if svg.attributes.get("role") == "img"]
    assert len(pictures) == sum(1 for duty in report.duties if duty.obligations)
    for duty in report.duties:
        pieces = list(bars(duty))
        assert sum(piece.width for piece in pieces) == (1000 if duty.obligations else 0)
        assert sum(piece.number for piece in pieces) == duty.obligations
    assert all(": " in svg.attributes["aria-label"] for svg in pictures)


def test_late_and_overdue_are_never_merged() -> None:
    root = read(page(report_of(judged(late(), overdue()))))
    assert "1 late; 1 overdue, no evidence on file" in root.said()
    header = rows_of(root, "duty-table")[0]
    assert {"Late", "Overdue"} <= set(header)


def test_the_page_says_that_it_is_sensitive() -> None:
    assert "pseudonymised personal data, not anonymous" in read(page(of_nobody())).said()


def test_long_lists_are_cut_and_say_where_the_rest_is() -> None:
    children = [overdue(f"child-{n:03}") for n in range(LISTED + 2)]
    rejects = [Reject("a.csv", n, "F", "x", "a day", "No day.") for n in range(REJECTS_LISTED + 3)]
    report = report_of(judged(*children, rejects=rejects))
    root = read(page(report, "all.xlsx"))
    assert len(rows_of(root, "children-table")) == LISTED + 1
    assert len(rows_of(root, "reject-rows")) == REJECTS_LISTED + 1
    assert "And 2 more children: they are in all.xlsx, on the sheet Children." in root.said()
    assert "And 3 rows more: all of them are in all.xlsx, on the sheet Rejects." in root.said()
    assert "a workbook made with --workbook has them all" in read(page(report)).said()


def test_what_was_not_watched_is_not_said_to_be_in_order() -> None:
    said = read(page(report_of(judged(overdue(), watched=())))).said()
    assert "None of it could be judged." in said
    assert "Nothing is overdue" not in said


def test_a_breach_is_listed_without_a_due_day() -> None:
    root = read(page(report_of(judged(in_a_hotel(), duties=("no-bed-and-breakfast",)))))
    header, row = rows_of(root, "breached-no-bed-and-breakfast")
    assert "Due" not in header
    assert row[0] == "hotel"
