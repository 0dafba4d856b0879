"""Bars lie to scale, inside the drawing, and none over another."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from sightline.service.casework.chronology.lanes import (
    LEAST,
    MOST_ROWS,
    MOST_TICKS,
    Bar,
    Drawing,
    Span,
    draw,
)
from sightline.standard.calendar import day_of

TODAY = day_of(date(2026, 11, 23))
NEARLY = 1e-9


def day(text: str) -> int:
    return day_of(date.fromisoformat(text))


def span(
    first: str, last: str | None = None, *, group: str = "Custody", planned: str | None = None,
    sure: str | None = None, is_planned: bool = False, number: int = 0,
) -> Span:  # fmt: skip
    return Span(
        fact=UUID(int=number),
        group=group,
        label="",
        first=day(first),
        sure=day(sure or first),
        last=None if last is None else day(last),
        planned=None if planned is None else day(planned),
        is_planned=is_planned,
    )


def drawn(*spans: Span, **asked: int) -> Drawing:
    found = draw(spans, TODAY, **asked)
    assert found is not None
    return found


def bars(drawing: Drawing) -> list[Bar]:
    return [bar for lane in drawing.lanes for row in lane.rows for bar in row]


@st.composite
def spans(draw_: st.DrawFn) -> Span:
    first = draw_(st.integers(TODAY - 6000, TODAY))
    last = draw_(st.none() | st.integers(first, TODAY))
    return Span(
        fact=draw_(st.uuids()),
        group=draw_(st.sampled_from(["Custody", "Placement", "Plan"])),
        label="",
        first=first,
        sure=first + draw_(st.sampled_from([0, 0, 30, 365])),
        last=last,
        planned=None if last is not None else draw_(st.none() | st.integers(first, TODAY + 2000)),
    )


DAYS = st.none() | st.integers(TODAY - 6000, TODAY)


@given(st.lists(spans(), max_size=40), DAYS, DAYS)
def test_no_bar_leaves_the_drawing_or_lies_over_another(
    some: list[Span], first: int | None, last: int | None
) -> None:
    drawing = draw(some, TODAY, first=first, last=last)
    if drawing is None:
        return
    for lane in drawing.lanes:
        assert 0 < len(lane.rows) <= MOST_ROWS
        for row in lane.rows:
            for before, after in pairwise(row):
                assert before.end <= after.x + NEARLY
    for bar in bars(drawing):
        assert bar.x >= -NEARLY and bar.end <= 1 + NEARLY and bar.width >= LEAST - NEARLY
        assert 0 <= bar.rough <= bar.width + NEARLY and 0 <= bar.ahead <= bar.width + NEARLY
    for mark in (drawing.today, *(tick.x for tick in drawing.ticks)):
        assert mark is None or 0 <= mark <= 1


@given(st.lists(spans(), min_size=1, max_size=40))
def test_every_span_is_drawn_or_counted_as_left_out(some: list[Span]) -> None:
    drawing = drawn(*some)
    assert drawing.drawn + drawing.left_out == len(some)


@given(st.lists(spans(), min_size=1, max_size=40))
def test_a_bar_is_as_long_as_it_lasted(some: list[Span]) -> None:
    """In shares of all days that are drawn; what is too short to be seen is made wider."""
    drawing = drawn(*some)
    days = drawing.last + 1 - drawing.first
    for bar in bars(drawing):
        of = bar.span
        if of.last is not None and (of.last - of.first) / days > LEAST:
            assert abs(bar.width * days - (of.last - of.first)) < 1e-6
            assert abs(drawing.first + bar.x * days - of.first) < 1e-6


def test_what_ends_as_the_next_begins_stands_in_one_row() -> None:
    drawing = drawn(
        span("2020-01-01", "2022-01-01", number=1), span("2022-01-01", "2024-01-01", number=2)
    )
    (lane,) = drawing.lanes
    assert [len(row) for row in lane.rows] == [2]


def test_what_runs_at_once_stands_in_rows_of_its_own() -> None:
    some = [span("2020-01-01", "2024-01-01", number=n) for n in range(MOST_ROWS + 2)]
    drawing = drawn(*some)
    assert [len(row) for row in drawing.lanes[0].rows] == [1] * MOST_ROWS
    assert drawing.left_out == 2


def test_what_has_not_ended_runs_until_today_and_is_only_planned_after_it() -> None:
    (bar,) = bars(drawn(span("2026-01-01", planned="2027-01-01")))
    drawing = drawn(span("2026-01-01", planned="2027-01-01"))
    assert bar.runs and drawing.today is not None
    days = drawing.last + 1 - drawing.first
    assert abs((bar.end - bar.ahead) * days - (TODAY + 1 - drawing.first)) < 1e-6
    (ended,) = bars(drawn(span("2020-01-01", "2021-01-01")))
    assert not ended.runs and ended.ahead == 0


def test_what_is_known_to_the_month_is_rough_for_that_month() -> None:
    drawing = drawn(span("2024-03-01", "2024-08-01", sure="2024-04-01"))
    (bar,) = bars(drawing)
    days = drawing.last + 1 - drawing.first
    assert round(bar.rough * days) == 31


def test_what_is_only_planned_has_not_begun() -> None:
    (bar,) = bars(drawn(span("2026-12-01", planned="2027-02-01", is_planned=True)))
    assert bar.ahead == bar.width and not bar.runs


def test_chosen_days_are_drawn_and_what_began_before_them_is_cut() -> None:
    long, gone = span("2010-01-01", "2022-01-01", number=1), span("2001-01-01", "2002-01-01")
    drawing = drawn(long, gone, first=day("2020-01-01"), last=day("2021-12-31"))
    (bar,) = bars(drawing)
    assert bar.span == long and bar.cut and bar.x == 0 and bar.end == 1
    assert drawing.today is None


def test_years_are_marked_and_so_many_are_written_as_there_is_room_for() -> None:
    drawing = drawn(span("2001-05-01"))
    assert [tick.year for tick in drawing.ticks] == list(range(2002, 2027))
    assert 2 <= sum(tick.is_said for tick in drawing.ticks) <= MOST_TICKS
    days = drawing.last + 1 - drawing.first
    for tick in drawing.ticks:
        assert round(tick.x * days) == day(f"{tick.year}-01-01") - drawing.first


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw([], TODAY) is None
    assert draw([span("2001-01-01", "2002-01-01")], TODAY, first=day("2020-01-01")) is None
