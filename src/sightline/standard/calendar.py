"""Days, minutes, working days, school days and calendar periods, in London.

The one table that both evaluators share. Days and minutes are counted as in ``engine.model``:
days since 1970-01-01, minutes since 1970-01-01T00:00Z.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

from sightline.standard.days import date_of as date_of
from sightline.standard.days import day_of as day_of
from sightline.standard.model import CalendarTable, PeriodName

LONDON = ZoneInfo("Europe/London")
_QUARTER_STARTS = (1, 4, 7, 10)


class OutsideCalendar(LookupError):
    """A clock ran out of the days that a calendar covers; no answer is better than a wrong one."""


@lru_cache(maxsize=65_536)
def start_of_day(day: int) -> int:
    """The first minute of a London day."""
    midnight = datetime.combine(date_of(day), time(), LONDON)
    return int(midnight.timestamp()) // 60


def end_of_day(day: int) -> int:
    """The last minute of a London day."""
    return start_of_day(day + 1) - 1


def day_of_minute(minute: int) -> int:
    """The London day in which a minute falls."""
    return day_of(datetime.fromtimestamp(minute * 60, LONDON).date())


def minute_of(moment: datetime) -> int:
    """The minute of a datetime; one without an offset is London time.

    A local time that the autumn clock change gives twice is its first occurrence.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LONDON)
    return int(moment.timestamp() // 60)


@dataclass(frozen=True, slots=True)
class CountedDays:
    """Days that count (working days or school days) over a range, for clocks to count in.

    ``first``: the first day covered. ``count[i]``: how many counted days there are up to and
    including day ``first + i``. ``days``: the counted days themselves, in order.
    """

    name: str
    first: int
    count: Sequence[int]
    days: Sequence[int]

    @property
    def last(self) -> int:
        """The last day covered."""
        return self.first + len(self.count) - 1

    def add(self, day: int, n: int) -> int:
        """The day on which the n-th counted day after ``day`` falls; ``day`` itself for 0.

        Raises OutsideCalendar where the answer is not covered.
        """
        return day if n == 0 else self._nth(day, self._counted_to(day, day) + n - 1)

    def subtract(self, day: int, n: int) -> int:
        """The n-th counted day before ``day``; ``day`` itself for 0.

        Raises OutsideCalendar where the answer is not covered.
        """
        return day if n == 0 else self._nth(day, self._counted_to(day - 1, day) - n)

    def counts(self, day: int) -> bool:
        """Whether the day is one of the counted days. Raises OutsideCalendar."""
        return self._counted_to(day, day) != self._counted_to(day - 1, day)

    def _counted_to(self, day: int, start: int) -> int:
        """How many there are up to a day, for a clock that starts on ``start``."""
        index = day - self.first
        if index == -1:
            return 0
        if not 0 <= index < len(self.count):
            raise self.outside(start)
        return self.count[index]

    def _nth(self, day: int, index: int) -> int:
        if not 0 <= index < len(self.days):
            raise self.outside(day)
        return self.days[index]

    def outside(self, day: int) -> OutsideCalendar:
        """The error for a clock that starts on ``day``."""
        covers = (
            f"covers {date_of(self.first)} to {date_of(self.last)}" if self.count else "is empty"
        )
        return OutsideCalendar(
            f"the calendar of {self.name} {covers}; a clock that starts on {date_of(day)} runs "
            "out of it"
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    """A CalendarTable made ready to count in."""

    table: CalendarTable
    working: CountedDays
    school: CountedDays

    def periods(self, name: PeriodName, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The periods of a kind that touch days ``first``..``last``: their first and last days.

        School weeks and terms raise OutsideCalendar for days that the terms do not cover.
        """
        match name:
            case PeriodName.TERM:
                self._check_terms(first, last)
                for begins, ends in self.table.terms:
                    if day_of(ends) >= first and day_of(begins) <= last:
                        yield day_of(begins), day_of(ends)
            case PeriodName.SCHOOL_WEEK:
                self._check_terms(first, last)
                for monday, sunday in _weeks(first, last):
                    at = bisect_right(self.school.days, sunday)
                    if at and self.school.days[at - 1] >= monday:
                        yield monday, sunday
            case PeriodName.WEEK:
                yield from _weeks(first, last)
            case _:
                starts = _period_starts(name, first, last)
                for start, following in pairwise(starts):
                    yield start, following - 1

    def _check_terms(self, first: int, last: int) -> None:
        for day in (first, last):
            if not self.school.count or not self.school.first <= day <= self.school.last:
                raise self.school.outside(day)


def _weeks(first: int, last: int) -> Iterator[tuple[int, int]]:
    monday = first - date_of(first).weekday()
    for day in range(monday, last + 1, 7):
        yield day, day + 6


def _period_starts(name: PeriodName, first: int, last: int) -> list[int]:
    """First days of the periods touching first..last, and of the one after them."""
    months = {
        PeriodName.MONTH: tuple(range(1, 13)),
        PeriodName.QUARTER: _QUARTER_STARTS,
        PeriodName.FINANCIAL_YEAR: (4,),
        PeriodName.CALENDAR_YEAR: (1,),
    }[name]
    years = range(date_of(first).year - 1, date_of(last).year + 2)
    starts = [day_of(date(year, month, 1)) for year in years for month in months]
    begin = bisect_right(starts, first) - 1
    return starts[begin : bisect_right(starts, last) + 1]


@lru_cache(maxsize=64)
def calendar_of(table: CalendarTable) -> Calendar:
    """The calendar of a table."""
    holidays = frozenset(table.holidays)
    span = [table.first + timedelta(n) for n in range((table.last - table.first).days + 1)]
    working = [day.weekday() < 5 and day not in holidays for day in span]
    return Calendar(
        table,
        _counted(f"working days of {table.jurisdiction}", table.first, working),
        _school_days(table, holidays),
    )


def _school_days(table: CalendarTable, holidays: frozenset[date]) -> CountedDays:
    name = f"school days of {table.jurisdiction}"
    if not table.terms:
        return CountedDays(name, day_of(table.first), (), ())
    first, last = min(t[0] for t in table.terms), max(t[1] for t in table.terms)
    span = [first + timedelta(n) for n in range((last - first).days + 1)]
    breaks = [
        *table.breaks,
        *((a[1] + timedelta(1), b[0] - timedelta(1)) for a, b in pairwise(sorted(table.terms))),
    ]
    # Day by day, since every command makes a calendar, and asking each day of each break is slow.
    closed = {start + timedelta(n) for start, end in breaks for n in range((end - start).days + 1)}
    flags = [day.weekday() < 5 and day not in holidays and day not in closed for day in span]
    return _counted(name, first, flags)


def _counted(name: str, first: date, flags: list[bool]) -> CountedDays:
    start = day_of(first)
    return CountedDays(
        name,
        start,
        tuple(accumulate(int(flag) for flag in flags)),
        tuple(start + i for i, flag in enumerate(flags) if flag),
    )
