"""Moments of the engine and columns of the database: the same thing written twice.

The engine counts days in London and minutes since 1970; a column holds a datetime in UTC and says
beside it how exactly it is known. What is known to the day is kept as the first minute of that day
in London; what is known to the month or worse is no moment to the engine (clause 1.6).
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from sightline.engine.model import Day, Minute, Moment
from sightline.standard.calendar import date_of, day_of, day_of_minute, end_of_day, start_of_day

MINUTE, DAY = "minute", "day"
"""The precisions that make a moment: the values of ``models.Precision``."""


def at_minute(minute: Minute) -> datetime:
    """The datetime of a minute, in UTC."""
    return datetime.fromtimestamp(minute * 60, UTC)


def minute_at(moment: datetime) -> Minute:
    """The minute in which a datetime falls."""
    return int(moment.timestamp() // 60)


def day_at(moment: datetime) -> Day:
    """The London day on which a datetime falls."""
    return day_of_minute(minute_at(moment))


def columns_of(moment: Moment | None) -> tuple[datetime | None, str]:
    """The datetime and the precision that a moment is kept as; None and '' for none."""
    if moment is None:
        return None, ""
    if moment.minute is not None:
        return at_minute(moment.minute), MINUTE
    return at_minute(start_of_day(moment.day)), DAY


def moment_from(at: datetime | None, precision: str) -> Moment | None:
    """The moment of a datetime and its precision; None where that is a month or worse."""
    if at is None or precision not in (MINUTE, DAY):
        return None
    minute = minute_at(at)
    return Moment(day_of_minute(minute), minute if precision == MINUTE else None)


def moment_of(on: date | None, at: datetime | None) -> Moment | None:
    """The moment of a day and, where it was recorded, the minute in it."""
    if on is None:
        return None
    return Moment(day_of(on), None if at is None else minute_at(at))


def day_number(on: date | None) -> Day | None:
    """The engine's number of a date."""
    return None if on is None else day_of(on)


def maybe_date(day: Day | None) -> date | None:
    """The date of the engine's number, None for none."""
    return None if day is None else date_of(day)


def is_past(on: Moment, due: Moment) -> bool:
    """Whether a day (its end, where it has no minute) is past due (clause 7.4)."""
    if due.minute is None:
        return on.day > due.day
    return (end_of_day(on.day) if on.minute is None else on.minute) > due.minute
