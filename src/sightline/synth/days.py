"""The days in which the synthetic service lives, and simple arithmetic with them.

Offices here close at weekends, at Christmas and on New Year's Day only. The standard's own
calendar has more holidays, so a day counted here is never later than the due day of a duty: what a
story does in time is in time by the standard too.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime

from sightline.engine.model import Day, Moment
from sightline.standard.calendar import date_of, day_of, start_of_day


def on(text: str) -> Day:
    """The day of a date as it is written: ``2026-10-31``."""
    return day_of(date.fromisoformat(text))


FIRST = on("2024-01-08")
"""The day on which the service went over to its present records."""
TODAY = on("2026-10-31")
"""The day on which the demo stands: fixed, so that its output can be reproduced."""
LAST = on("2026-11-30")
"""The last day on which anything is entered. What comes after TODAY is there to be hindsight."""
OLD_FIRST = on("2006-04-03")
"""The day from which the files of the older children were kept."""


def clock(day: Day, hour: int, minute: int = 0) -> Moment:
    """A day with a time. (On the two days a year when clocks change, an hour out before dawn.)"""
    return Moment(day, start_of_day(day) + hour * 60 + minute)


def is_office_day(day: Day) -> bool:
    """Whether offices are open."""
    on_ = date_of(day)
    return on_.weekday() < 5 and (on_.month, on_.day) not in {(12, 25), (12, 26), (1, 1)}


def office_day(day: Day) -> Day:
    """The first day on or after ``day`` on which offices are open."""
    while not is_office_day(day):
        day += 1
    return day


def office_days_after(day: Day, n: int) -> Day:
    """The n-th office day after ``day``; ``day`` itself for 0."""
    for _ in range(n):
        day = office_day(day + 1)
    return day


def office_days_before(day: Day, n: int) -> Day:
    """The n-th office day before ``day``; ``day`` itself for 0."""
    for _ in range(n):
        day -= 1
        while not is_office_day(day):
            day -= 1
    return day


def months_after(day: Day, months: int) -> Day:
    """The same day of a later (or earlier) month, or that month's last day."""
    start = date_of(day)
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return day_of(date(year, month, min(start.day, monthrange(year, month)[1])))


def birthday(born: Day, years: int, months: int = 0) -> Day:
    """The day on which somebody reaches an age. (Nobody here is born on 29 February.)"""
    return months_after(born, years * 12 + months)


def date_text(day: Day) -> str:
    """A day as a date field holds it."""
    return date_of(day).isoformat()


def moment_text(moment: Moment) -> str:
    """A moment as a moment field holds it."""
    if moment.minute is None:
        return date_text(moment.day)
    return datetime.fromtimestamp(moment.minute * 60, UTC).strftime("%Y-%m-%dT%H:%MZ")
