"""Calendar arithmetic on day numbers, written plainly (clauses 1.4, 2.5 and 4.1)."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime
from functools import lru_cache

from sightline.engine.model import Day, Moment
from sightline.standard.calendar import Calendar, date_of, day_of, day_of_minute
from sightline.standard.model import Age, Interval, Unit


@lru_cache(maxsize=65_536)
def plus_months(day: Day, months: int) -> Day:
    """The same day of a later (or earlier) month, clamped to the month's last day."""
    start = date_of(day)
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return day_of(date(year, month, min(start.day, monthrange(year, month)[1])))


def age_reached(born: Day, age: Age) -> Day:
    """The day on which someone reaches an age; born 29 February, 1 March in common years."""
    reached = plus_months(born, age.years * 12 + age.months)
    birth = date_of(born)
    leap_birthday = (birth.month, birth.day) == (2, 29) and age.months == 0
    return reached + 1 if leap_birthday and date_of(reached).day == 28 else reached


def interval_after(day: Day, interval: Interval, calendar: Calendar | None = None) -> Day:
    """The day an interval (not of hours) after ``day``. Raises OutsideCalendar."""
    return _moved(day, interval, 1, calendar)


def interval_before(day: Day, interval: Interval, calendar: Calendar | None = None) -> Day:
    """The day an interval (not of hours) before ``day``. Raises OutsideCalendar."""
    return _moved(day, interval, -1, calendar)


def _moved(day: Day, interval: Interval, sign: int, calendar: Calendar | None) -> Day:
    count = sign * interval.count
    match interval.unit:
        case Unit.DAYS:
            return day + count
        case Unit.WEEKS:
            return day + 7 * count
        case Unit.MONTHS:
            return plus_months(day, count)
        case Unit.YEARS:
            return plus_months(day, 12 * count)
        case Unit.WORKING_DAYS | Unit.SCHOOL_DAYS if calendar is not None:
            working = interval.unit is Unit.WORKING_DAYS
            days = calendar.working if working else calendar.school
            return (days.add if sign > 0 else days.subtract)(day, interval.count)
    raise ValueError(f"{interval} cannot be counted in days here")


@lru_cache(maxsize=65_536)
def parse_moment(text: str) -> Moment | None:
    """A date or moment field's text as a moment; None for an answer that is no date."""
    if len(text) == 10 and text[4] == "-":
        return Moment(day_of(date.fromisoformat(text)))
    if len(text) == 17 and text.endswith("Z"):
        at = datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
        minute = int(at.timestamp() // 60)
        return Moment(day_of_minute(minute), minute)
    return None
