"""How long something has been overdue, in the unit of its rule."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from sightline.engine.model import Moment
from sightline.engine.overdue import Over, how_long, unit_of
from sightline.standard.calendar import Calendar, calendar_of, day_of, minute_of
from sightline.standard.model import Rule, Unit
from tests.england import england

FRIDAY, SATURDAY, TUESDAY = date(2025, 2, 7), date(2025, 2, 8), date(2025, 2, 11)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return calendar_of(england().calendar_for(""))


def rule_of(duty: str, position: int = -1) -> Rule:
    return england().duties[duty].parts[0].rules[position]


def said(calendar: Calendar, duty: str, due: Moment, on: Moment, step: int | None = None) -> str:
    return str(how_long(calendar, rule_of(duty), step, due, on))


def day(date_: date) -> Moment:
    return Moment(day_of(date_))


def at(hour: int, minute: int = 0) -> Moment:
    when = datetime(2025, 2, 11, hour, minute)
    return Moment(day_of(when), minute_of(when))


@pytest.mark.parametrize(
    ("due", "on", "expected"),
    [
        (FRIDAY, TUESDAY, "2 working days"),
        (FRIDAY, date(2025, 2, 10), "1 working day"),
        (FRIDAY, SATURDAY, "1 day"),  # no working day has passed, and it is overdue all the same
        (date(2025, 4, 17), date(2025, 4, 22), "1 working day"),  # Easter between
    ],
)
def test_working_days_leave_out_weekends_and_holidays(
    calendar: Calendar, due: date, on: date, expected: str
) -> None:
    assert said(calendar, "vuln-plan-create", day(due), day(on)) == expected


def test_a_step_has_the_unit_of_its_own_interval(calendar: Calendar) -> None:
    first = said(calendar, "lac-review-first", day(FRIDAY), day(TUESDAY), 1)
    later = said(calendar, "lac-review-later", day(FRIDAY), day(TUESDAY), 3)
    assert (first, later) == ("2 working days", "4 days")


def test_hours_are_counted_where_both_moments_have_a_time(calendar: Calendar) -> None:
    hours = next(rule for d in england().duties.values() for p in d.parts for rule in p.rules
                 if unit_of(rule) is Unit.HOURS)  # fmt: skip
    assert str(how_long(calendar, hours, None, at(9), at(12, 30))) == "3 hours"
    assert str(how_long(calendar, hours, None, at(9), day(date(2025, 2, 13)))) == "2 days"


def test_what_the_calendar_does_not_cover_is_told_in_days(calendar: Calendar) -> None:
    due, on = date(2030, 12, 20), date(2031, 1, 10)
    assert said(calendar, "vuln-plan-create", day(due), day(on)) == "21 days"


def test_school_days(calendar: Calendar) -> None:
    school = next(rule for d in england().duties.values() for p in d.parts for rule in p.rules
                  if unit_of(rule) is Unit.SCHOOL_DAYS)  # fmt: skip
    friday, monday = date(2025, 3, 7), date(2025, 3, 10)
    assert str(how_long(calendar, school, None, day(friday), day(monday))) == "1 school day"


def test_thousands_are_told_apart() -> None:
    assert str(Over(1204, Unit.DAYS)) == "1,204 days"
