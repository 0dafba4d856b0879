"""Recommendations in words: states, what shows them, who was asked and who answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sightline.engine.figures import Over
from sightline.engine.recommended import (
    Answering,
    Done,
    PartDone,
    RecommendationDone,
    Seen,
    recommended,
)
from sightline.reporting.review_page import review_page
from sightline.reporting.review_recommended import (
    STATES,
    asks,
    done_in_words,
    holder,
    of,
    owner_rows,
    recommendation_rows,
    say_long,
    shown_by_titles,
)
from sightline.standard.calendar import day_of
from sightline.standard.model import DutyPart, RecommendedPart, ShownBy
from sightline.standard.succession import Holding, Step, successor
from tests.england import england
from tests.reporting.review_small import REVIEW, done, files, known, report
from tests.reporting.strict import Element, read

DAY = date(2008, 12, 31)
PLAN = ShownBy((DutyPart("vuln-plan-create"),))


def part(seen: Seen | None, state: Done = Done.PARTLY) -> PartDone:
    return PartDone(RecommendedPart("a", "It is so.", PLAN), state, DAY, DAY, seen)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (None, ""),
        (Seen(5, 9, 0), "5 of 9"),
        (Seen(5, 1009, 2000), "5 of 1,009, 2,000 unknown"),
        (Seen(0, 0, 0, {"open": 0, "not watched": 1200}), "0 of 0, 1,200 not watched"),
        (Seen(0, 0, 1, {"open": 2, "not watched": 3}), "0 of 0, 1 unknown, 2 open, 3 not watched"),
        (Seen(1, 2, 0, {"open": 2}), "1 of 2"),
    ],
)
def test_of_how_many_it_is_so(seen: Seen | None, said: str) -> None:
    assert of(part(seen)) == said


@pytest.mark.parametrize(
    ("shown_by", "said"),
    [
        (PLAN, "so of all"),
        (replace(PLAN, at_least=0.25), "so of at least 25%"),
        (ShownBy(measure="started-before-clearance", none=True), "so of none"),
    ],
)
def test_of_how_many_it_must_be_so(shown_by: ShownBy, said: str) -> None:
    assert asks(shown_by) == said


def test_what_shows_it_is_called_by_its_title() -> None:
    standard = england()
    both = (DutyPart("continuity-check", "health"), DutyPart("aim-assess"))
    assert shown_by_titles(standard, ShownBy(both)) == (
        f"{standard.duties['continuity-check'].title}: Health care is still there",
        standard.duties["aim-assess"].title,
    )
    measure = ShownBy(measure="board-seats-filled")
    assert shown_by_titles(standard, measure) == (standard.measures["board-seats-filled"].title,)


def test_a_day_is_written_out() -> None:
    assert say_long(date(2008, 9, 1)) == "1 September 2008"


def test_how_many_parts_are_done_counts_each_state_that_there_is() -> None:
    all_ = [part(None, state) for state in (*Done, Done.MET, Done.NO_DATA)]
    found = replace(done()[0], parts=tuple(all_))
    assert done_in_words([found]) == (
        "2 of 7 parts are shown to be done; 1 partly, 1 not met, 2 no data, 1 not checkable"
    )
    assert done_in_words([replace(found, parts=tuple(all_[:1]))]) == (
        "1 of 1 parts are shown to be done"
    )


# --- who answers -----------------------------------------------------------------------------


def answering(body: str, on: date) -> list[Answering]:
    bodies = england().bodies
    functions = bodies.declared[body].functions
    return [Answering(body, f, successor(bodies, body, f, on)) for f in functions]


def test_whoever_is_still_there_is_the_same() -> None:
    (row,) = owner_rows(england().bodies, answering("police-force", DAY))
    assert (row.then, row.now) == ("Police force", ("the same",))


def test_who_took_it_up_is_named_and_a_day_to_check_is_said() -> None:
    (row,) = owner_rows(england().bodies, answering("healthcare-commission", date(2026, 11, 1)))
    assert (row.then, row.now) == ("Healthcare Commission", ("Care Quality Commission",))
    to_check = answering("department-for-children-schools-and-families", date(2026, 11, 1))
    (row,) = owner_rows(england().bodies, to_check)
    assert row.now == ("Department for Education (a day on the way has still to be checked)",)


def test_functions_that_went_different_ways_are_told_apart() -> None:
    bodies = england().bodies
    on = date(2015, 1, 1)
    (row,) = owner_rows(bodies, answering("probation-area", on))
    assert row.now == (
        "Supervising adults of high risk of harm: National Probation Service",
        "Supervising all other adults: Community rehabilitation company",
    )
    (row,) = owner_rows(bodies, answering("probation-area", date(2026, 1, 1)))
    assert row.now == ("Probation Service",)


def test_where_nobody_can_be_named_it_is_said_why() -> None:
    step = Step("ofsted", england().bodies.declared["ofsted"].passes[0])
    now = Holding("", (step,), "It ended.")
    assert holder(england().bodies, "ofsted", now) == "nobody can be named. It ended."


# --- rows and page ---------------------------------------------------------------------------


def test_each_recommendation_is_a_row_with_its_parts() -> None:
    rows = recommendation_rows(england(), done())
    asked = england().recommendations[REVIEW].listed
    assert [row.id for row in rows] == list(asked)
    first = rows[0]
    assert (first.number, first.due, first.past_due, first.on) == (
        "1.1", "1 September 2008", True, "31 December 2008"
    )  # fmt: skip
    assert first.gist == asked["1-1"].gist
    assert first.title == england().reviews[REVIEW].sections["recommendations/1-1"].title
    letters = [part.letter for part in first.parts]
    assert letters == list(asked["1-1"].parts)
    seats = first.parts[1]
    assert (seats.state, seats.of, seats.asks) == ("no data", "0 of 0", "so of all")
    assert seats.period == "1 September 2008 to 30 September 2008"
    assert seats.shown_by == ("Seats on the safeguarding board that are filled",)
    assert seats.note == asked["1-1"].parts["b"].note
    assert (seats.why, seats.by) == ("", "")
    assert (rows[1].due, rows[1].past_due) == ("", False)


def test_a_part_that_records_cannot_show_says_why_and_nothing_else() -> None:
    row = next(row for row in recommendation_rows(england(), done()) if row.number == "2.2")
    criteria = row.parts[1]
    assert (criteria.state, criteria.of, criteria.shown_by) == ("not checkable", "", ())
    assert (criteria.asks, criteria.period) == ("", "")
    assert criteria.why.startswith("Criteria of inspections")
    assert criteria.by.startswith("HM Inspectorate of Probation, ")
    assert criteria.by.endswith(" and Commission for Social Care Inspection")


@pytest.fixture(scope="module")
def root() -> Element:
    return read(review_page(report()))


def test_the_page_has_each_part_with_its_state_and_what_shows_it(root: Element) -> None:
    tables = [
        table
        for table in root.all("table")
        if table.attributes["id"].startswith("table-recommended-")
    ]
    assert len(tables) == 16
    rows = [tr for table in tables for tr in table.all("tbody")[0].all("tr")]
    parts = [part for row in report().recommended for part in row.parts]
    assert len(rows) == len(parts) == len(england().recommendations[REVIEW].parts)
    for row, part in zip(rows, parts, strict=True):
        head, state, number, shown = (cell.said() for cell in row.all("th", "td"))
        assert head.startswith(f"({part.letter}) {part.says}")
        assert (state, number) == (part.state, part.of or "nothing to count")
        assert part.note in shown
        assert (part.why or part.shown_by[0]) in shown
        assert part.period in shown
        if part.by:
            assert f"Asked of {part.by}." in head


def test_the_page_says_how_many_are_done_who_was_asked_and_who_answers(root: Element) -> None:
    said = root.said()
    assert report().recommended_in_words == done_in_words(done())
    assert report().recommended_in_words in said
    assert "That day has gone by, and not all of it is shown to be done." in said
    assert "who answers for it on 31 December 2008" in said
    assert [state for state in STATES.values() if state not in said] == []
    owners = [li.said() for li in root.all("li")]
    assert "Police force: the same" in owners
    assert [a.attributes["href"] for a in root.all("a")].count("#recommended") == 1


def test_states_all_have_a_meaning() -> None:
    assert list(STATES) == list(Done)


def test_a_page_without_recommendations_has_no_place_for_them() -> None:
    without = replace(report(), recommended=(), recommended_in_words="")
    html = review_page(without)
    assert 'id="recommended"' not in html
    assert "#recommended" not in html


def test_what_is_not_past_its_day_is_not_said_to_be() -> None:
    asked = england().recommendations[REVIEW]
    over = Over(day_of(asked.first), day_of(date(2008, 9, 1)))
    early = recommended(england(), asked, files(), over, known())
    assert isinstance(early[0], RecommendationDone)
    rows = recommendation_rows(england(), early)
    html = review_page(replace(report(), recommended=rows))
    assert "To be done by 1 September 2008." in html
    assert "That day has gone by" not in html
