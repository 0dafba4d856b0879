"""The frozen table of England against the holidays package, and the terms against good sense."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from sightline.standard import load
from sightline.standard.calendar import calendar_of, day_of
from sightline.standard.model import CalendarTable
from tools.bank_holidays import SCHOOL_YEARS, lines

ENGLAND = Path(__file__).parents[2] / "src" / "sightline" / "standards" / "england"


@pytest.fixture(scope="module")
def table() -> CalendarTable:
    return load(ENGLAND).calendars["england"]


def test_the_file_is_what_the_tool_prints() -> None:
    frozen = (ENGLAND / "reference" / "calendar.yaml").read_text()
    assert frozen == "\n".join(lines()) + "\n"


def test_every_year_against_the_holidays_package(table: CalendarTable) -> None:
    assert (table.first, table.last) == (date(1996, 1, 1), date(2030, 12, 31))
    for year in range(1996, 2031):
        expected = sorted(holidays.country_holidays("GB", subdiv="ENG", years=year))
        assert [day for day in table.holidays if day.year == year] == expected


@pytest.mark.parametrize(
    "day",
    [
        date(1999, 12, 31),  # the eve of the millennium
        date(2002, 6, 3),  # the Golden Jubilee, and the spring bank holiday moved to it
        date(2002, 6, 4),
        date(2011, 4, 29),  # the royal wedding
        date(2012, 6, 4),  # the Diamond Jubilee
        date(2012, 6, 5),
        date(2020, 5, 8),  # the early May bank holiday, moved to VE Day
        date(2022, 6, 2),  # the Platinum Jubilee
        date(2022, 6, 3),
        date(2022, 9, 19),  # the state funeral
        date(2023, 5, 8),  # the coronation
        date(2021, 12, 27),  # substitutes for Christmas at a weekend
        date(2021, 12, 28),
        date(2005, 3, 25),  # Good Friday
        date(2005, 3, 28),  # Easter Monday
    ],
)
def test_days_that_are_holidays(table: CalendarTable, day: date) -> None:
    assert day in table.holidays


@pytest.mark.parametrize(
    "day",
    [
        date(2002, 5, 27),  # moved to June
        date(2012, 5, 28),
        date(2020, 5, 4),
        date(2022, 5, 30),
        date(2008, 3, 17),  # St Patrick's Day is none of England's
        date(2008, 1, 2),  # nor is Scotland's second of January
    ],
)
def test_days_that_are_not(table: CalendarTable, day: date) -> None:
    assert day not in table.holidays


def test_school_terms(table: CalendarTable) -> None:
    assert (table.terms_guessed, table.opens) == (True, 8 * 60 + 50)
    assert (table.terms[0][0].year, table.terms[-1][1].year) == (1996, 2030)
    assert len(table.terms) == len(table.breaks) == 3 * len(SCHOOL_YEARS)
    for term, half_term in zip(table.terms, table.breaks, strict=True):
        assert term[0] < half_term[0] < half_term[1] < term[1]
        assert half_term[1] - half_term[0] == timedelta(4)


def test_a_school_year_has_about_as_many_days_as_the_law_says(table: CalendarTable) -> None:
    """190 days for pupils by regulation, and at most 9 more with training days."""
    school = calendar_of(table).school
    for year in SCHOOL_YEARS:
        first, last = day_of(date(year, 9, 1)), day_of(date(year + 1, 8, 31))
        assert 190 <= sum(first <= day <= last for day in school.days) <= 199
