"""How long something has been overdue, counted in the unit in which its rule counts.

Hours are said only of less than ``IN_HOURS``: nobody reads 553 days out of 13,281 hours.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from sightline.engine.model import Moment
from sightline.standard.calendar import Calendar, CountedDays
from sightline.standard.model import (
    Before,
    BySchoolOpens,
    Clock,
    EarlierOf,
    LaterOf,
    Rule,
    Unit,
    Within,
)

IN_HOURS = 48
"""Hours from which on days are said."""


@dataclass(frozen=True, slots=True)
class Over:
    """So many of a unit past the due day: ``12 working days``."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        unit = self.unit.value
        return f"{self.count:,} {unit[:-1] if self.count == 1 else unit}"


def how_long(calendar: Calendar, rule: Rule, step: int | None, due: Moment, on: Moment) -> Over:
    """How long after ``due`` the moment ``on`` lies; ``step``: of a rolling recurrence.

    Working days and school days are counted as the rule counts them, hours (fewer than
    ``IN_HOURS``) where both moments have a minute. Everything else is told in days, and so is what
    the calendar does not cover and what is over by days none of which counts.
    """
    days = Over(max(0, on.day - due.day), Unit.DAYS)
    match unit_of(rule, step):
        case Unit.HOURS if due.minute is not None and on.minute is not None:
            hours = max(0, on.minute - due.minute) // 60
            return Over(hours, Unit.HOURS) if hours < IN_HOURS else days
        case Unit.WORKING_DAYS:
            counted = _between(calendar.working, due.day, on.day)
            return Over(counted, Unit.WORKING_DAYS) if counted else days
        case Unit.SCHOOL_DAYS:
            counted = _between(calendar.school, due.day, on.day)
            return Over(counted, Unit.SCHOOL_DAYS) if counted else days
    return days


def unit_of(rule: Rule, step: int | None = None) -> Unit:
    """The unit in which a rule's clock counts; days where it names none, or two."""
    if rule.every is not None:
        first = rule.every.first
        steps = rule.every.then if first is None else (first, *rule.every.then)
        return steps[min(step or 1, len(steps)) - 1].interval.unit
    return Unit.DAYS if rule.clock is None else _unit_of_clock(rule.clock)


def _unit_of_clock(clock: Clock) -> Unit:
    match clock:
        case LaterOf(first, second) | EarlierOf(first, second):
            one, other = _unit_of_clock(first), _unit_of_clock(second)
            return one if one is other else Unit.DAYS
        case Within(interval) | Before(interval):
            return interval.unit
        case BySchoolOpens():
            return Unit.SCHOOL_DAYS
    return Unit.DAYS


def _between(days: CountedDays, after: int, to: int) -> int:
    """How many counted days lie after one day, up to and including another; 0 if not covered."""
    if not days.count or after < days.first or to > days.last:
        return 0
    return bisect_right(days.days, to) - bisect_right(days.days, after)
