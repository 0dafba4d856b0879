"""Days, minutes, working days, school days and periods, against dates that anyone can look up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.standard.calendar import (
    Calendar,
    OutsideCalendar,
    calendar_of,
    date_of,
    day_of,
    day_of_minute,
    end_of_day,
    minute_of,
    start_of_day,
)
from sightline.standard.model import CalendarTable, PeriodName, Standard
from tests.england import england


def england_calendar() -> Calendar:
    """England's calendar, made ready anew rather than taken from what was made before."""
    return calendar_of.__wrapped__(england().calendar_for(""))


def three_years() -> Calendar:
    """England's working days from 2007 to 2009: quick to make ready, and so fit for generating."""
    first, last = date(2007, 1, 1), date(2009, 12, 31)
    table = england().calendar_for("")
    holidays = tuple(day for day in table.holidays if first <= day <= last)
    return calendar_of.__wrapped__(
        replace(table, first=first, last=last, holidays=holidays, terms=(), breaks=())
    )


def school() -> Calendar:
    """A small calendar with two terms, made ready anew."""
    return calendar_of.__wrapped__(TABLE)


def day(text: str) -> int:
    return day_of(date.fromisoformat(text))


def dates(days: tuple[int, int]) -> tuple[str, str]:
    return date_of(days[0]).isoformat(), date_of(days[1]).isoformat()


# --- days and minutes ------------------------------------------------------------------------


def test_days_are_counted_from_the_first_of_january_1970() -> None:
    assert day("1970-01-01") == 0
    assert day("2008-02-29") == 13_938
    assert date_of(13_938) == date(2008, 2, 29)


def test_a_london_day_begins_an_hour_before_utc_in_summer() -> None:
    assert start_of_day(day("2008-01-07")) == minute_of(datetime(2008, 1, 7, tzinfo=UTC))
    assert start_of_day(day("2008-07-07")) == minute_of(datetime(2008, 7, 6, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "hours"), [("2008-03-30", 23), ("2008-10-26", 25), ("2008-06-01", 24)]
)
def test_the_days_of_a_clock_change_are_an_hour_short_or_long(text: str, hours: int) -> None:
    first, last = start_of_day(day(text)), end_of_day(day(text))
    assert last - first + 1 == 60 * hours
    assert (day_of_minute(first), day_of_minute(last)) == (day(text), day(text))
    assert (day_of_minute(first - 1), day_of_minute(last + 1)) == (day(text) - 1, day(text) + 1)


def test_a_local_time_without_an_offset_is_londons_and_the_first_of_two() -> None:
    assert minute_of(datetime(2008, 7, 7, 9)) == minute_of(datetime(2008, 7, 7, 8, tzinfo=UTC))
    twice = datetime(2008, 10, 26, 1, 30)
    assert minute_of(twice) == minute_of(datetime(2008, 10, 26, 0, 30, tzinfo=UTC))


# --- working days ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2008-03-20", 1, "2008-03-25"),  # Maundy Thursday; Good Friday and Easter Monday are out
        ("2008-01-07", 5, "2008-01-14"),  # a Monday and the next
        ("2008-01-05", 1, "2008-01-07"),  # from a Saturday, the first working day is Monday
        ("2008-01-05", 0, "2008-01-05"),  # none of any unit is the day itself
        ("2022-06-01", 1, "2022-06-06"),  # the Platinum Jubilee: Thursday and Friday are out
        ("2023-05-05", 1, "2023-05-09"),  # the coronation's Monday
        ("2011-04-28", 2, "2011-05-04"),  # a royal wedding and May Day
    ],
)
def test_working_days_after(start: str, n: int, due: str) -> None:
    assert england_calendar().working.add(day(start), n) == day(due)


@pytest.mark.parametrize(
    ("end", "n", "due"),
    [
        ("2008-03-25", 1, "2008-03-20"),
        ("2008-01-12", 1, "2008-01-11"),  # before a Saturday, Friday
        ("2008-01-14", 5, "2008-01-07"),
        ("2009-01-05", 20, "2008-12-03"),
        ("2008-01-12", 0, "2008-01-12"),
    ],
)
def test_working_days_before(end: str, n: int, due: str) -> None:
    assert england_calendar().working.subtract(day(end), n) == day(due)


@given(st.integers(day("2007-01-01"), day("2008-12-31")), st.integers(1, 200))
def test_counting_forward_and_back_from_a_working_day_returns(start: int, n: int) -> None:
    working = three_years().working
    there = working.add(start, n)
    assert working.counts(there)
    between = [d for d in range(start + 1, there + 1) if working.counts(d)]
    assert len(between) == n
    if working.counts(start):
        assert working.subtract(there, n) == start


@pytest.mark.parametrize("text", ["1995-12-30", "2031-01-02", "1900-01-01"])
def test_outside_its_days_the_calendar_raises_and_says_what_it_covers(text: str) -> None:
    with pytest.raises(OutsideCalendar, match="covers 1996-01-01 to 2030-12-31"):
        england_calendar().working.add(day(text), 1)


def test_a_clock_that_runs_out_at_either_end_raises() -> None:
    with pytest.raises(OutsideCalendar, match="2030-12-30 runs out of it"):
        england_calendar().working.add(day("2030-12-30"), 5)
    with pytest.raises(OutsideCalendar):
        england_calendar().working.subtract(day("1996-01-03"), 5)
    assert england_calendar().working.subtract(day("1996-01-03"), 1) == day("1996-01-02")


# --- school days -----------------------------------------------------------------------------

TABLE = CalendarTable(
    "nowhere",
    "made up",
    date(2008, 1, 1),
    date(2009, 12, 31),
    (date(2008, 3, 21), date(2008, 5, 5)),
    terms=((date(2008, 1, 7), date(2008, 3, 28)), (date(2008, 4, 14), date(2008, 7, 18))),
    breaks=((date(2008, 2, 11), date(2008, 2, 15)),),
)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2008-01-04", 1, "2008-01-07"),  # before the first term, its first day
        ("2008-02-08", 1, "2008-02-18"),  # over the break
        ("2008-03-20", 1, "2008-03-24"),  # over a holiday within the term
        ("2008-03-28", 1, "2008-04-14"),  # over the gap between terms
        ("2008-05-02", 2, "2008-05-07"),
    ],
)
def test_school_days_leave_out_breaks_holidays_and_the_gap_between_terms(
    start: str, n: int, due: str
) -> None:
    if day(start) < school().school.first - 1:
        with pytest.raises(OutsideCalendar):
            school().school.add(day(start), n)
    else:
        assert school().school.add(day(start), n) == day(due)


def test_without_terms_school_days_raise() -> None:
    bare = CalendarTable("bare", "made up", date(2008, 1, 1), date(2008, 12, 31), ())
    with pytest.raises(OutsideCalendar, match="is empty"):
        calendar_of(bare).school.add(day("2008-03-03"), 1)


# --- periods ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "periods"),
    [
        (PeriodName.MONTH, [("2008-02-01", "2008-02-29"), ("2008-03-01", "2008-03-31"),
                            ("2008-04-01", "2008-04-30")]),
        (PeriodName.QUARTER, [("2008-01-01", "2008-03-31"), ("2008-04-01", "2008-06-30")]),
        (PeriodName.FINANCIAL_YEAR, [("2007-04-01", "2008-03-31"), ("2008-04-01", "2009-03-31")]),
        (PeriodName.CALENDAR_YEAR, [("2008-01-01", "2008-12-31")]),
        (PeriodName.TERM, [("2008-01-07", "2008-03-28"), ("2008-04-14", "2008-07-18")]),
    ],
)  # fmt: skip
def test_periods_that_touch_the_days_asked_for(
    name: PeriodName, periods: list[tuple[str, str]]
) -> None:
    found = list(school().periods(name, day("2008-02-29"), day("2008-04-14")))
    assert [dates(period) for period in found] == periods


def test_weeks_start_on_monday() -> None:
    found = list(school().periods(PeriodName.WEEK, day("2008-02-03"), day("2008-02-04")))
    assert [dates(week) for week in found] == [
        ("2008-01-28", "2008-02-03"), ("2008-02-04", "2008-02-10"),
    ]  # fmt: skip


def test_a_school_week_has_a_school_day_in_it() -> None:
    found = school().periods(PeriodName.SCHOOL_WEEK, day("2008-02-04"), day("2008-02-18"))
    assert [dates(week)[0] for week in found] == ["2008-02-04", "2008-02-18"]


@pytest.mark.parametrize("name", [PeriodName.TERM, PeriodName.SCHOOL_WEEK])
def test_terms_and_school_weeks_raise_outside_the_terms(name: PeriodName) -> None:
    with pytest.raises(OutsideCalendar):
        list(school().periods(name, day("2008-07-01"), day("2008-09-01")))


@given(
    st.sampled_from([PeriodName.WEEK, PeriodName.MONTH, PeriodName.QUARTER,
                     PeriodName.FINANCIAL_YEAR, PeriodName.CALENDAR_YEAR]),
    st.integers(day("1990-01-01"), day("2035-12-31")),
    st.integers(0, 1500),
)  # fmt: skip
def test_periods_follow_one_another_without_gap_and_cover_all_days(
    name: PeriodName, first: int, length: int
) -> None:
    found = list(school().periods(name, first, first + length))
    assert found[0][0] <= first <= found[0][1]
    assert found[-1][0] <= first + length <= found[-1][1]
    assert all(a[1] + 1 == b[0] for a, b in pairwise(found))


# --- the edges -------------------------------------------------------------------------------


def test_a_minute_before_1970_has_begun_when_its_seconds_have() -> None:
    assert minute_of(datetime(1969, 12, 31, 23, 59, 30, tzinfo=UTC)) == -1
    assert minute_of(datetime(1970, 1, 1, 0, 0, 30, tzinfo=UTC)) == 0


TWO_TERMS = CalendarTable(
    "edge",
    "made up",
    date(2008, 1, 1),
    date(2008, 1, 31),
    (date(2008, 1, 18),),
    terms=((date(2008, 1, 10), date(2008, 1, 21)), (date(2008, 1, 7), date(2008, 1, 8))),
    breaks=((date(2008, 1, 15), date(2008, 1, 16)),),
)
"""Monday and Tuesday, then Thursday to the Monday after next, but for two days and a holiday."""


def edge() -> Calendar:
    return calendar_of.__wrapped__(TWO_TERMS)


def test_the_school_days_of_two_short_terms() -> None:
    found = [date_of(number).day for number in edge().school.days]
    assert found == [7, 8, 10, 11, 14, 17, 21]
    assert (edge().school.first, edge().school.last) == (day("2008-01-07"), day("2008-01-21"))


def test_a_calendar_covers_its_first_and_its_last_day() -> None:
    working = edge().working
    assert (working.first, working.last) == (day("2008-01-01"), day("2008-01-31"))
    assert working.add(day("2007-12-31"), 1) == day("2008-01-01")
    assert working.add(day("2008-01-30"), 1) == day("2008-01-31")
    assert working.subtract(day("2008-02-01"), 1) == day("2008-01-31")


COVERS = "the calendar of working days of edge covers 2008-01-01 to 2008-01-31"
SCHOOL_COVERS = "the calendar of school days of edge covers 2008-01-07 to 2008-01-21"


@pytest.mark.parametrize(
    ("start", "n", "school_days", "message"),
    [
        ("2008-01-31", 1, False, f"{COVERS}; a clock that starts on 2008-01-31 runs out of it"),
        ("2008-02-01", 1, False, f"{COVERS}; a clock that starts on 2008-02-01 runs out of it"),
        ("2007-12-30", 1, False, f"{COVERS}; a clock that starts on 2007-12-30 runs out of it"),
        ("2008-01-21", 1, True, f"{SCHOOL_COVERS}; a clock that starts on 2008-01-21 runs out of "
                                "it"),
    ],
)  # fmt: skip
def test_a_clock_that_runs_out_is_told_what_the_calendar_covers(
    start: str, n: int, school_days: bool, message: str
) -> None:
    days = edge().school if school_days else edge().working
    with pytest.raises(OutsideCalendar) as raised:
        days.add(day(start), n)
    assert str(raised.value) == message


def test_before_its_first_counted_day_there_is_none() -> None:
    with pytest.raises(OutsideCalendar):
        edge().working.subtract(day("2008-01-01"), 1)
    assert edge().working.subtract(day("2008-01-02"), 1) == day("2008-01-01")


def test_an_empty_calendar_says_so() -> None:
    bare = CalendarTable("bare", "made up", date(2008, 1, 1), date(2008, 12, 31), ())
    school_days = calendar_of.__wrapped__(bare).school
    message = "the calendar of school days of bare is empty; a clock that starts on 2008-03-03 "
    for count in (school_days.add, school_days.subtract):
        with pytest.raises(OutsideCalendar) as raised:
            count(day("2008-03-03"), 1)
        assert str(raised.value) == f"{message}runs out of it"
    assert (school_days.count, school_days.days) == ((), ())
    assert school_days.first == day("2008-01-01")


@pytest.mark.parametrize(
    ("first", "last", "terms"),
    [
        ("2008-03-28", "2008-04-01", ["2008-01-07"]),  # the last day of a term
        ("2008-03-29", "2008-04-13", []),
        ("2008-04-01", "2008-04-14", ["2008-04-14"]),  # the first day of one
        ("2008-01-07", "2008-07-18", ["2008-01-07", "2008-04-14"]),
    ],
)
def test_a_term_touches_its_first_and_its_last_day(first: str, last: str, terms: list[str]) -> None:
    found = school().periods(PeriodName.TERM, day(first), day(last))
    assert [dates(term)[0] for term in found] == terms


def test_one_school_day_on_its_monday_makes_a_school_week() -> None:
    found = edge().periods(PeriodName.SCHOOL_WEEK, day("2008-01-07"), day("2008-01-21"))
    assert [dates(week)[0] for week in found] == ["2008-01-07", "2008-01-14", "2008-01-21"]


@pytest.mark.parametrize("text", ["2008-01-06", "2008-01-22"])
def test_a_day_beyond_the_terms_is_in_no_term(text: str) -> None:
    with pytest.raises(OutsideCalendar):
        list(edge().periods(PeriodName.TERM, day(text), day(text)))


def test_the_months_of_a_winter() -> None:
    found = school().periods(PeriodName.MONTH, day("2007-12-31"), day("2008-02-01"))
    assert [dates(month) for month in found] == [
        ("2007-12-01", "2007-12-31"), ("2008-01-01", "2008-01-31"), ("2008-02-01", "2008-02-29"),
    ]  # fmt: skip


# --- which calendar --------------------------------------------------------------------------


def test_a_place_may_have_a_calendar_of_its_own() -> None:
    other = CalendarTable("x", "made up", date(2008, 1, 1), date(2008, 12, 31), ())
    own = Standard("x", "X", "1", "", "nowhere", {}, {}, {}, {}, {"nowhere": TABLE, "here": other})
    assert own.calendar_for("here") is other
    assert own.calendar_for("elsewhere") is TABLE


def test_the_same_table_is_made_ready_once() -> None:
    made: Calendar = calendar_of(TABLE)
    assert made is calendar_of(TABLE)
    assert made.table.first + timedelta(1) == date(2008, 1, 2)
