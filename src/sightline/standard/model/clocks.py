"""The clocks of a rule: by when, and how often."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.standard.model.conditions import Interval
from sightline.standard.model.triggers import Birthday
from sightline.standard.model.words import PeriodName, Unit

Of = str | Birthday
"""The moment of the trigger that a clock runs from: a moment's name, or a birthday."""


@dataclass(frozen=True, slots=True)
class Within:
    """So long after a moment; ``of`` None is the trigger's own moment (its ``at``)."""

    interval: Interval
    of: Of | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """So long before a moment; the last good day is inclusive."""

    interval: Interval
    of: Of | None = None


@dataclass(frozen=True, slots=True)
class By:
    """On the moment itself, its whole day included."""

    of: Of


@dataclass(frozen=True, slots=True)
class BySchoolOpens:
    """Before the next school day opens after the trigger's day (Operation Encompass)."""


@dataclass(frozen=True, slots=True)
class LaterOf:
    """The later of two clocks; unknown if either is."""

    first: Clock
    second: Clock


@dataclass(frozen=True, slots=True)
class EarlierOf:
    """The earlier of two clocks; if one is unknown, the other, marked provisional."""

    first: Clock
    second: Clock


Clock = Within | Before | By | BySchoolOpens | LaterOf | EarlierOf


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a rolling recurrence, from the last response or (``of_start``) the start."""

    interval: Interval
    of_start: bool = False


@dataclass(frozen=True, slots=True)
class Every:
    """A rolling recurrence. Without ``first`` the clock starts at the first response in the span.

    ``then`` are the steps after that; its last one repeats for ever.
    ``only_from``/``only_to`` keep the steps with these numbers (1 is the first), where one
    recurrence is told as several duties (first review, second, later ones).
    """

    then: tuple[Step, ...]
    first: Step | None = None
    only_from: int = 1
    only_to: int | None = None

    def __post_init__(self) -> None:
        if not self.then:
            raise ValueError("a recurrence has at least one step that repeats")
        if self.then[-1].of_start:
            raise ValueError("the step that repeats cannot be counted from the start each time")
        if any(s.interval.unit is Unit.HOURS for s in (self.first, *self.then) if s is not None):
            raise ValueError("a recurrence counts in days or longer")
        if self.only_from < 1 or (self.only_to is not None and self.only_to < self.only_from):
            raise ValueError("steps are numbered from 1, and the last is not before the first")


@dataclass(frozen=True, slots=True)
class Each:
    """A recurrence by calendar period (clause 6.5).

    Due is the period's last day, or the day ``by_month``/``by_day`` of the period, or (``after``)
    of the next one. In a period of one month ``by_month`` is None.
    """

    period: PeriodName
    by_day: int | None = None
    by_month: int | None = None
    after: bool = False
    part_owed: bool = False

    def __post_init__(self) -> None:
        yearly = self.period in (PeriodName.FINANCIAL_YEAR, PeriodName.CALENDAR_YEAR)
        if self.by_day is None:
            if self.by_month is not None or self.after:
                raise ValueError("'each' says 'after' only with a 'by' day")
        elif yearly == (self.by_month is None):
            raise ValueError("'by' is a day and month of a year, or a day of a month")
        elif not yearly and self.period is not PeriodName.MONTH:
            raise ValueError("'by' goes with years and months only")
