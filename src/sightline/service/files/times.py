"""The moments of an entry checked: that they are there, in order, and not ahead of the present."""

from __future__ import annotations

from datetime import datetime

from sightline.engine.model import Day, Moment, before
from sightline.service.files.entries import Entry
from sightline.service.files.models import Precision
from sightline.service.files.moments import day_at, minute_at
from sightline.standard.calendar import date_of, day_of_minute
from sightline.standard.model import EXEMPTION, Kind, Lasts

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Dates outside these years are slips of the hand, not dates of people's lives."""

_WITH_MINUTE = (Precision.MINUTE,)
_ALONE = (Precision.DAY, Precision.MONTH, Precision.YEAR)


def faults_in_times(entry: Entry, kind: Kind, now: datetime) -> dict[str, str]:
    """For each moment that is wrong, the sentence that says so."""
    present = Moment(day_at(now), minute_at(now))
    faults = {
        name: f"Give a date between {FIRST_YEAR} and {LAST_YEAR}."
        for name, day in _days(entry).items()
        if not FIRST_YEAR <= _year(day) <= LAST_YEAR
    }
    if faults:
        return faults
    if kind.lasts is Lasts.PERIOD:
        return _of_period(entry)
    return _of_start(entry, present) | _of_end(entry, kind, present) | _of_plan(entry, kind)


def _days(entry: Entry) -> dict[str, Day]:
    days = {
        "occurred": None if entry.occurred is None else entry.occurred.day,
        "ended": None if entry.ended is None else entry.ended.day,
        "planned_start": entry.planned_start,
        "planned_end": entry.planned_end,
    }
    return {name: day for name, day in days.items() if day is not None}


def _year(day: Day) -> int:
    try:
        return date_of(day).year
    except (ValueError, OverflowError):
        return 0


def _of_period(entry: Entry) -> dict[str, str]:
    """A record said of a whole reporting period has its first and last day and no other moment."""
    faults = {}
    for name, said in (("occurred", entry.occurred), ("ended", entry.ended)):
        if said is not None:
            faults[name] = "This is said of a whole period. Give its first and its last day only."
    if entry.planned_start is None:
        faults["planned_start"] = "Give the first day of the period."
    elif entry.planned_end is None:
        faults["planned_end"] = "Give the last day of the period."
    elif entry.planned_end < entry.planned_start:
        faults["planned_end"] = "The period ends before it begins."
    return faults


def _of_start(entry: Entry, present: Moment) -> dict[str, str]:
    at = entry.occurred
    if at is None:
        if entry.planned_start is not None:
            return {}
        return {"occurred": "Say when it happened, or for which day it is planned."}
    if entry.known_to not in (_ALONE if at.minute is None else _WITH_MINUTE):
        return {"occurred": "Say how exactly it is known when it happened."}
    return _not_as_it_is(at, "occurred") or (
        {"occurred": "This is ahead. Give the day it is planned for instead."}
        if before(present, at)
        else {}
    )


def _of_end(entry: Entry, kind: Kind, present: Moment) -> dict[str, str]:
    end = entry.ended
    if end is None:
        return {}
    if kind.lasts is not Lasts.SPAN:
        return {"ended": f"{kind.title} has no end of its own. Leave this out."}
    if entry.occurred is None:
        return {"ended": "It cannot have ended without having begun. Say when it began."}
    if before(end, entry.occurred):
        return {"ended": "It ends before it begins."}
    if wrong := _not_as_it_is(end, "ended"):
        return wrong
    # Only an exemption is decided until a day ahead; any other end is planned until it comes.
    if kind.name != EXEMPTION and before(present, end):
        return {"ended": "This is ahead. Give the planned end instead."}
    return {}


def _not_as_it_is(moment: Moment, name: str) -> dict[str, str]:
    if moment.minute is not None and day_of_minute(moment.minute) != moment.day:
        return {name: "The time is not on this day."}
    return {}


def _of_plan(entry: Entry, kind: Kind) -> dict[str, str]:
    end = entry.planned_end
    if end is None:
        return {}
    if kind.lasts is Lasts.POINT:
        return {"planned_end": f"{kind.title} is over at once. Leave this out."}
    start = entry.planned_start if entry.occurred is None else entry.occurred.day
    if start is not None and end < start:
        return {"planned_end": "It is planned to end before it begins."}
    return {}
