"""No number stands in a text but from a figure or a mark, and faults speak to the writer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.reporting.published.content import DataTable, PracticeExample, Rating
from sightline.reporting.published.texts import Fault, faults, faults_of
from tests.reporting.published.small import source


def said(text: str, line: int | None = None) -> str:
    """The sentences of the faults of a text below a title; all on ``line``, where one is given."""
    found = faults_of(source(), "report", f"# A title\n\n{text}")
    assert line is None or {fault.line for fault in found} == {line}, found
    return " ".join(fault.sentence for fault in found)


def test_the_small_report_has_no_fault() -> None:
    assert faults(source()) == []


@pytest.mark.parametrize(
    "bare",
    [
        "38 children", "38% of them", "٣٨ children", "３８ children", "x² more", "½ of them",
        "Ⅳ visits", "④ visits", "part IV", "thirty-eight of them", "two of them", "one in six",
        "One-in-six", "a third of them", "two thirds", "half of them", "a quarter", "per cent",
        "percent", "twice as many", "hundreds", "a dozen", "only one", "one child", "threefold",
        "t**w**o files", "*tw*o files", "two\nthirds", "t\u200bwo", "twо", "t\u0301wo", "&#51;8",
        "\\38", "[38 files](#a-title)", "> 38 said so", "- 38 said so", "fi\u00adve", "１０",
        "{name:38% of them}", "{name:one in six}", "{age:38%}", "{law:38}", "{name:305}",
        "{date:2008-02-30}", "{date:38}", "{age:many}", "<b>38</b>", "`38`", "## Part 38",
        "五 visits", "![38](#a-title)", "{Figure:seen} 3",
    ],
)  # fmt: skip
def test_a_bare_number_blocks(bare: str) -> None:
    assert said(bare), bare


@pytest.mark.parametrize(
    "fine",
    [
        "No one came.", "On their behalf, someone asked one another.", "The third review.",
        "Most of them, nearly all.", "A manifold scaffold unfolds.", "They must often attend.",
        "{name:Year 7} and {name:0800 1111} or {name:999}", "{age:under 18}", "{age:10 to 17}",
        "{law:section 10 of the Children Act 2004}", "{date:2006/2008}", "{date:2008-07}",
        "{date:2006-04-01/2007-03-31}", "{figure:seen}", "Café, naïve, Llŷn.", "MI5's CD-ROM"[:0]
        or "A CD.", "[a title](#a-title)", "[the summary](summary)", "1. Look.\n2. Listen.",
    ],
)  # fmt: skip
def test_what_is_no_number_does_not(fine: str) -> None:
    assert said(fine) == ""


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("Fine.\n\nIt was 38 here.", 5, "“38” is a number that stands in no figure; expected"),
        ("First\nsecond\nthird line has 38", 5, "expected {figure:...}"),
        ("{figure:sen}", 3, "expected one such as"),
        ("{figure:few}", 3, "is withheld, so no sentence can speak of it"),
        ("{figur:seen}", 3, "is no mark; expected one of figure, date"),
        ("See {table:visits} here", 3, "expected it as a paragraph of its own"),
        ("{chart:nothing}", 3, "there is no such table"),
        ("{recommendations:1}", 3, "expected {recommendations}"),
        ("{date:8 July}", 3, "expected a date such as {date:2008-07-08}"),
        ("{date:2008/2006}", 3, "expected the earlier date first"),
        ("A { alone", 3, "that belongs to no mark"),
        ("### Deep", 3, "expected ##"),
        ("# Again", 3, "A second title"),
        ("- ## Inside", 3, "expected it to stand alone"),
        ("[click here](#a-title)", 3, "does not say where it leads"),
        ('[the title](#a-title "more")', 3, "shows only under the mouse"),
        ("[elsewhere](https://example.org/)", 3, "expected #section, or an edition"),
        ("[the part](#nowhere)", 3, "a section that is not here"),
        ("{table:visits}\n\n{table:visits}", 5, "a second time"),
    ],
)
def test_a_fault_says_where_what_and_what_was_expected(text: str, line: int, expected: str) -> None:
    assert expected in said(text, line)


def test_a_text_without_a_title_or_without_words_is_said() -> None:
    assert "begins without a title" in faults_of(source(), "report", "Words.")[0].sentence
    empty = faults(source({"report": ""}))
    assert any("No edition has a text" in fault.sentence for fault in empty)
    assert (
        "There is no such edition" in faults(source({"report": "# A", "poem": "# B"}))[0].sentence
    )


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"title": "Northwick in 38 files"}, "title"),
        ({"kept": "Of 38 files."}, "what every page carries"),
        ({"methodology": "# How\n\nOf 38 files."}, "methodology"),
        ({"tables": (DataTable("t", "38 files", ()),)}, "table t, its title"),
        ({"examples": (PracticeExample("e", "A visit", "After 38 days."),)}, "practice example e"),
        ({"examples": (PracticeExample("e", "Day 38", "Asked."),)},
         "practice example e, its title"),
        ({"ratings": (Rating("s", "S", "Good", "", "", "In 38 files."),)},
         "the rating of s, its reason"),
        ({"questions": ("Why 38?",)}, "question 1 for a chair"),
        ({"tables": (DataTable("t", "Files", ("gone",)),)}, "table t"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_texts_is_read_as_well(
    changed: dict[str, object], where: str
) -> None:
    """Captions of tables and words for pictures come from the titles of tables."""
    found = faults(source({"report": "# A title"}, **changed))
    assert where in {fault.edition for fault in found}


def test_a_rating_on_a_withheld_figure_needs_its_reason() -> None:
    on_few = Rating("s", "S", "Good", "few", "", "")
    assert any("which is withheld" in each.sentence for each in faults(source(ratings=(on_few,))))


@given(st.text(max_size=60))
def test_nothing_that_somebody_types_stops_the_reader(text: str) -> None:
    assert all(isinstance(fault, Fault) for fault in faults_of(source(), "report", text))


@given(
    st.text("0123456789٣Ⅳ½²①", min_size=1, max_size=3),
    st.sampled_from(
        ["{} files", "- {}", "> {}", "[{}](#a-title)", "## {}", "**{}**", "a{}b", "\\{}", "{{x}}{}"]
    ),
)
def test_a_digit_is_found_wherever_it_stands(digits: str, place: str) -> None:
    assert said(place.format(digits))
