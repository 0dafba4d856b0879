"""When something is due, and whether an answer was in time (clause 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sightline.engine.model import Moment, before
from sightline.engine.reference.days import age_reached, interval_after, interval_before
from sightline.engine.reference.facts import Fact
from sightline.engine.reference.view import View
from sightline.standard.calendar import day_of_minute, end_of_day, start_of_day
from sightline.standard.model import (
    Before,
    Birthday,
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


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment, or None where it is unknown; provisional where it rests on a guess."""

    moment: Moment | None
    provisional: bool = False


def due(view: View, clock: Clock, moment: Moment | None, fact: Fact | None) -> Due:
    """When a clock of a trigger at ``moment`` is due. Raises OutsideCalendar (clause 4.5)."""
    match clock:
        case LaterOf(first, second):
            a, b = due(view, first, moment, fact), due(view, second, moment, fact)
            guessed = a.provisional or b.provisional
            if a.moment is None or b.moment is None:
                return Due(None, guessed)
            return Due(max(a.moment, b.moment, key=_reach), guessed)
        case EarlierOf(first, second):
            a, b = due(view, first, moment, fact), due(view, second, moment, fact)
            known = [d.moment for d in (a, b) if d.moment is not None]
            guessed = a.provisional or b.provisional or len(known) == 1
            return Due(min(known, key=_reach, default=None), guessed)
        case By(of):
            return Due(base_of(view, of, moment, fact))
        case BySchoolOpens():
            return _school_opens(view, moment)
        case Within(interval, of):
            base = base_of(view, of, moment, fact)
            return _moved(view, base, interval, end_of_day, interval_after, 1)
        case Before(interval, of):
            base = base_of(view, of, moment, fact)
            if interval.count == 0:
                return Due(base)
            return _moved(view, base, interval, start_of_day, interval_before, -1)


def base_of(view: View, of: Of | None, moment: Moment | None, fact: Fact | None) -> Moment | None:
    """The moment that a clock counts from (clause 4.4)."""
    if of is None:
        return moment
    if isinstance(of, Birthday):
        return None if view.born is None else Moment(age_reached(view.born, of.age))
    return None if fact is None else view.moment(fact.record, of)


def in_time(answer: Moment, due_: Moment) -> bool:
    """Whether an answer is at or before due (clause 4.6)."""
    return not before(due_, answer)


def is_past(view: View, due_: Moment) -> bool:
    """Whether D is after due; due today is not past (clause 7.4)."""
    assert view.on.minute is not None
    if due_.minute is None:
        return view.on.day > due_.day
    return view.on.minute > due_.minute


def minute_could_matter(interval: Interval, base: Moment, answer: Moment) -> bool:
    """Whether a minute that was not recorded could turn met to late or back (clause 4.6)."""
    span = 60 * interval.count
    first_due, last_due = (minute + span for minute in _minutes(base))
    first_answer, last_answer = _minutes(answer)
    return first_answer <= last_due and last_answer > first_due


def _minutes(moment: Moment) -> tuple[int, int]:
    """The first and last minute that a moment may have been."""
    if moment.minute is not None:
        return moment.minute, moment.minute
    return start_of_day(moment.day), end_of_day(moment.day)


def _reach(moment: Moment) -> tuple[int, float]:
    """Of a due day and a due minute on one day, the day alone is later (clause 4.4)."""
    return moment.day, float("inf") if moment.minute is None else moment.minute


def _moved(
    view: View,
    base: Moment | None,
    interval: Interval,
    minute_of_day: Callable[[int], int],
    move: Callable[..., int],
    sign: int,
) -> Due:
    if base is None:
        return Due(None)
    if interval.unit is Unit.HOURS:
        start = minute_of_day(base.day) if base.minute is None else base.minute
        minute = start + sign * 60 * interval.count
        return Due(Moment(day_of_minute(minute), minute))
    return Due(Moment(move(base.day, interval, view.calendar)), rests_on_guess(view, interval))


def rests_on_guess(view: View, interval: Interval) -> bool:
    """Whether a clock counts school days in terms that were assumed (clause 4.4)."""
    counts = interval.unit is Unit.SCHOOL_DAYS and interval.count > 0
    return counts and view.calendar.table.terms_guessed


def _school_opens(view: View, moment: Moment | None) -> Due:
    if moment is None:
        return Due(None)
    table = view.calendar.table
    day = view.calendar.school.add(moment.day, 1)
    return Due(Moment(day, start_of_day(day) + table.opens), table.terms_guessed)
