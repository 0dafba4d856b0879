"""The small world of one generated case: which days, ages, kinds and fields it is about.

Everything is drawn from few values that lie where a clock could go wrong, so that ties, nulls and
answers on the very day are common: leap days, clock changes, bank holidays, ends of months and
terms, and whatever lies one of the rules' own intervals away from them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sightline.engine.model import Day, Minute, Moment
from sightline.standard.calendar import calendar_of, date_of, day_of, end_of_day, start_of_day
from sightline.standard.model import (
    Age,
    CalendarTable,
    Interval,
    Unit,
)
from tests.generative.choices import Choices
from tests.generative.world import DOMAIN, FIRST, LAST, POINTS, SPANS, UNTIL_NEXTS, calendars

_ANCHORS = tuple(
    day_of(date(*ymd))
    for ymd in (
        (2008, 2, 29),  # a leap day
        (2008, 3, 20),  # the Thursday before Easter
        (2008, 3, 29),  # the day before the clocks go forward
        (2007, 10, 27),  # the day before they go back
        (2007, 12, 21),  # the last Friday before Christmas, the first day out of school
        (2008, 1, 31),  # the end of a month whose next is shorter
        (2008, 8, 30),  # a Saturday, days before school begins
        (2009, 4, 3),  # the last day of a term; the week of two year ends
    )
)

SCALES = ("days", "weeks", "months", "years")
_GAPS = {
    "days": (1, 0, 2, 3, 4),
    "weeks": (5, 1, 7, 10, 14, 20),
    "months": (30, 1, 14, 60, 92, 120),
    "years": (180, 2, 90, 365, 366, 240),
}
COUNTS: dict[str, dict[Unit, tuple[int, ...]]] = {
    "days": {
        Unit.DAYS: (1, 0, 2, 3, 5),
        Unit.WORKING_DAYS: (1, 0, 2, 3),
        Unit.HOURS: (24, 0, 1, 12, 48),
        Unit.SCHOOL_DAYS: (1, 0, 2, 3),
        Unit.WEEKS: (1, 0),
    },
    "weeks": {
        Unit.DAYS: (7, 1, 14, 20),
        Unit.WORKING_DAYS: (5, 1, 10, 15),
        Unit.SCHOOL_DAYS: (5, 1, 10),
        Unit.WEEKS: (1, 2, 3),
        Unit.HOURS: (48, 1, 168),
        Unit.MONTHS: (1, 0),
    },
    "months": {
        Unit.MONTHS: (1, 2, 3, 6),
        Unit.WORKING_DAYS: (20, 5, 45),
        Unit.WEEKS: (4, 6, 12),
        Unit.DAYS: (28, 1, 90),
        Unit.SCHOOL_DAYS: (15, 40),
        Unit.HOURS: (24, 1),
    },
    "years": {
        Unit.YEARS: (1, 2, 0),
        Unit.MONTHS: (6, 3, 12, 18),
        Unit.WEEKS: (26, 52),
        Unit.DAYS: (365, 28),
        Unit.WORKING_DAYS: (60, 20),
    },
}

# Near enough to one another that no birthday leaves the calendar's years.
AGES = (Age(16), Age(17), Age(17, 6), Age(18), Age(16, 6))


@dataclass
class Scene:
    """What a case is about. The lists grow as rules and records are made that say what matters."""

    choices: Choices
    scale: str
    days: list[Day]
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    timed: bool
    calendars: dict[str, CalendarTable]
    minutes: list[Minute] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)
    by_days: list[Day] = field(default_factory=list)
    """Days by which something is due in a period: where spans end and answers come too late."""
    first: int = field(init=False)
    """How many of the days were there first: those that triggers keep to."""

    def __post_init__(self) -> None:
        self.first = len(self.days)

    def day(self) -> Day:
        """One of the days that matter, or one beside it."""
        days = self.days[: self.first] if self.choices.chance(40) else self.days
        return self.choices.pick(days) + self.choices.weighted((6, 0), (1, 1), (1, -1))

    def interval(self, hours: bool = True, units: Collection[Unit] | None = None) -> Interval:
        """An interval as long as the scene admits."""
        counts = COUNTS[self.scale]
        wanted = counts if units is None else units
        allowed = [u for u in counts if u in wanted and (hours or u is not Unit.HOURS)]
        if not allowed:
            return Interval(self.choices.pick((1, 2)), Unit.WEEKS)
        # Hours alone ask for minutes, and are wanted more often where days are few.
        often = [Unit.HOURS] * 3 if self.scale == "days" and Unit.HOURS in allowed else []
        unit = self.choices.pick(allowed + often)
        return Interval(self.choices.pick(counts[unit]), unit)

    def moment(self, day: Day, percent: int = 60) -> Moment:
        """A moment on a day: without its minute, or with one so often in a hundred."""
        if not self.choices.chance(percent if self.timed else 4):
            return Moment(day)
        near = [minute for minute in self.minutes if start_of_day(day) <= minute <= end_of_day(day)]
        if near and self.choices.chance(60):
            return Moment(day, self.choices.pick(near))
        return Moment(day, self.minute(day))

    def minute(self, day: Day) -> Minute:
        """A minute of a day: its first, its last, the opening of school, one said twice ..."""
        start, end = start_of_day(day), end_of_day(day)
        return min(start + self.choices.pick((720, 540, 0, 541, 510, 30, 90, 150, 9999)), end)

    def learn(self, days: Iterable[Day]) -> None:
        """Add days that matter, as far as the calendars go on both sides."""
        low, high = day_of(FIRST) + 1000, day_of(LAST) - 1000
        self.days += [day for day in days if low <= day <= high and day not in self.days]


def scene(choices: Choices) -> Scene:
    """A new scene."""
    scale = choices.weighted((3, "days"), (3, "weeks"), (3, "months"), (2, "years"))
    day = choices.pick(_ANCHORS) - (365 if scale == "years" else 0)
    days = [day]
    for _ in range(choices.integer(1, 3)):
        day += choices.pick(_GAPS[scale])
        days.append(day)
    return Scene(
        choices,
        scale,
        days,
        kinds=(choices.pick(POINTS), choices.pick(SPANS), choices.pick(UNTIL_NEXTS)),
        fields=(choices.pick(("type", "level", "seen")), choices.pick(tuple(DOMAIN))),
        timed=choices.chance(40),
        calendars=calendars(choices),
    )


def shift(day: Day, interval: Interval, sign: int, table: CalendarTable) -> Day:
    """About where a clock of this interval would be due; only used to choose days that matter."""
    count = interval.count
    calendar = calendar_of(table)
    match interval.unit:
        case Unit.HOURS:
            return day + sign * count // 24
        case Unit.DAYS:
            return day + sign * count
        case Unit.WEEKS:
            return day + sign * 7 * count
        case Unit.MONTHS | Unit.YEARS:
            months = count * (12 if interval.unit is Unit.YEARS else 1)
            return _months_on(day, sign * months)
        case unit:
            counted = calendar.working if unit is Unit.WORKING_DAYS else calendar.school
            return counted.add(day, count) if sign > 0 else counted.subtract(day, count)


def _months_on(day: Day, months: int) -> Day:
    start = date_of(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(1)).day
    return day_of(date(year, month + 1, min(start.day, last)))


def born(age: Age, day: Day) -> Day:
    """A day of birth of which ``day`` is about that birthday."""
    return _months_on(day, -12 * age.years - age.months)
