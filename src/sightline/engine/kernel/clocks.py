"""When things are due (section 4), for many moments at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sightline.engine.kernel.moments import (
    NONE,
    Flags,
    Ints,
    Moments,
    add_months,
    choose,
    days,
    first_minutes,
    instants,
    none,
)
from sightline.engine.kernel.view import View
from sightline.standard.calendar import Calendar, CountedDays, calendar_of
from sightline.standard.model import (
    Before,
    By,
    BySchoolOpens,
    Clock,
    EarlierOf,
    Interval,
    LaterOf,
    Of,
    Unit,
    Within,
)


@dataclass(frozen=True)
class Due:
    """When each is due, if that is known, and whether that rests on a guess."""

    moment: Moments
    provisional: Flags


MomentOf = Callable[[Of], Moments]
"""The moment of each trigger that a clock names."""


def calendars(view: View) -> list[tuple[Calendar, Flags]]:
    """The calendars in use, and the files of each."""

    def work() -> list[tuple[Calendar, Flags]]:
        places = view.bucket.subjects.places
        tables = [view.standard.calendar_for(str(place)) for place in places.values]
        codes = places.codes[view.subject]
        found = []
        for table in dict.fromkeys(tables):
            here = np.array([each is table or each == table for each in tables], bool)
            found.append((calendar_of(table), here[codes]))
        return found

    made: list[tuple[Calendar, Flags]] = view.remember("calendars", work)
    return made


def shift(view: View, file: Ints, day: Ints, interval: Interval, sign: int = 1) -> Ints:
    """So many days or longer after a day, or before it (clause 4.1). Raises OutsideCalendar."""
    n = interval.count * sign
    match interval.unit:
        case Unit.DAYS:
            found = day + n
        case Unit.WEEKS:
            found = day + 7 * n
        case Unit.MONTHS:
            return add_months(day, n)
        case Unit.YEARS:
            return add_months(day, 12 * n)
        case Unit.WORKING_DAYS | Unit.SCHOOL_DAYS:
            return _counted(view, file, day, n, interval.unit)
        case _:
            raise ValueError("hours are not counted in days")
    return np.where(day == NONE, NONE, found)


def _counted(view: View, file: Ints, day: Ints, n: int, unit: Unit) -> Ints:
    if n == 0:
        return day
    found = none(len(day))
    for calendar, here in calendars(view):
        table = calendar.working if unit is Unit.WORKING_DAYS else calendar.school
        mine = here[file] & (day != NONE)
        found[mine] = _nth(view, table, day[mine], n)
    return found


def _nth(view: View, table: CountedDays, day: Ints, n: int) -> Ints:
    if not len(day):
        return day
    key = ("counted", table.name, table.first, len(table.count))
    counts, counted = view.bucket.remember(key, lambda: _arrays(table))
    place = day - table.first - (n < 0)
    outside = (place < -1) | (place >= len(counts) - 1)
    if outside.any():
        raise table.outside(int(day[outside][0]))
    index = counts[place + 1] + (n - 1 if n > 0 else n)
    outside = (index < 0) | (index >= len(counted))
    if outside.any():
        raise table.outside(int(day[outside][0]))
    found: Ints = counted[index]
    return found


def _arrays(table: CountedDays) -> tuple[Ints, Ints]:
    counts = np.array([0, *table.count], np.int64)
    return counts, np.array(table.days, np.int64)


def back(view: View, file: Ints, moment: Moments, interval: Interval) -> Moments:
    """So long before moments; for 0, the moments themselves (clauses 4.1 and 4.2)."""
    if interval.count == 0:
        return moment
    if interval.unit is not Unit.HOURS:
        return days(shift(view, file, moment.day, interval, -1))
    start = np.where(moment.timed, moment.minute, NONE)
    bare = moment.there & ~moment.timed
    start[bare] = first_minutes(moment.day[bare])
    return instants(np.where(moment.there, start - 60 * interval.count, NONE))


def no_earlier(view: View, file: Ints, moment: Moments, within: Interval | None) -> Moments | None:
    """The first days that are not too long before moments; None however early (clause 3.6)."""
    if within is None:
        return None
    return days(shift(view, file, moment.day, within, -1))


def after(view: View, file: Ints, moment: Moments, interval: Interval) -> Moments:
    """So long after moments (clauses 4.1 and 4.2)."""
    if interval.unit is not Unit.HOURS:
        return days(shift(view, file, moment.day, interval))
    return instants(np.where(moment.there, _last_minute(moment) + 60 * interval.count, NONE))


def _last_minute(moment: Moments) -> Ints:
    start = moment.minute.copy()
    bare = moment.there & ~moment.timed
    start[bare] = first_minutes(moment.day[bare] + 1) - 1
    return start


def due(view: View, clock: Clock, file: Ints, own: Moments, moment_of: MomentOf) -> Due:
    """When a clock runs out; ``own`` is the moment that it runs from where it names none."""
    sure = np.zeros(len(file), bool)
    match clock:
        case Within(interval, of):
            start = own if of is None else moment_of(of)
            return Due(after(view, file, start, interval), guessed(view, file, start, interval))
        case Before(interval, of):
            start = own if of is None else moment_of(of)
            return Due(back(view, file, start, interval), guessed(view, file, start, interval))
        case By(of):
            return Due(moment_of(of), sure)
        case BySchoolOpens():
            return _school_opens(view, file, own)
        case LaterOf(first, second):
            return _later(*(due(view, c, file, own, moment_of) for c in (first, second)))
        case EarlierOf(first, second):
            return _earlier(*(due(view, c, file, own, moment_of) for c in (first, second)))


def guessed(view: View, file: Ints, start: Moments, interval: Interval) -> Flags:
    """Whether a clock counted school days in guessed terms (clause 4.4)."""
    if interval.unit is not Unit.SCHOOL_DAYS or interval.count == 0:
        return np.zeros(len(file), bool)
    return _in_guessed_terms(view, file) & start.there


def _in_guessed_terms(view: View, file: Ints) -> Flags:
    found = np.zeros(len(file), bool)
    for calendar, here in calendars(view):
        if calendar.table.terms_guessed:
            found |= here[file]
    return found


def _school_opens(view: View, file: Ints, own: Moments) -> Due:
    day = _counted(view, file, own.day, 1, Unit.SCHOOL_DAYS)
    opens = np.zeros(len(file), np.int64)
    for calendar, here in calendars(view):
        opens[here[file]] = calendar.table.opens
    known = day != NONE
    minute = none(len(file))
    minute[known] = first_minutes(day[known]) + opens[known]
    return Due(Moments(day, minute), _in_guessed_terms(view, file) & known)


def _is_later(a: Moments, b: Moments) -> Flags:
    """Whether ``a`` is the later: a day alone stands for its end (clause 4.4)."""
    a_minute = np.where(a.timed, a.minute, 2**60)
    b_minute = np.where(b.timed, b.minute, 2**60)
    found: Flags = (a.day > b.day) | ((a.day == b.day) & (a_minute > b_minute))
    return found


def _later(a: Due, b: Due) -> Due:
    both = a.moment.there & b.moment.there
    found = choose(_is_later(a.moment, b.moment), a.moment, b.moment).keep(both)
    return Due(found, a.provisional | b.provisional)


def _earlier(a: Due, b: Due) -> Due:
    one = a.moment.there ^ b.moment.there
    found = choose(_is_later(a.moment, b.moment), b.moment, a.moment)
    found = found.keep(a.moment.there & b.moment.there)
    found = choose(one, a.moment.or_else(b.moment), found)
    return Due(found, a.provisional | b.provisional | one)
