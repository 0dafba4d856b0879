"""The earliest and the latest answer to triggers, and what is booked (clauses 5.1 to 5.3, 7.7)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sightline.engine.kernel.candidates import groups_of, is_tied, pools
from sightline.engine.kernel.found import (
    Accepts,
    Found,
    Who,
    best_of,
    first_from,
    last_to,
    nothing,
    pool_of,
)
from sightline.engine.kernel.intervals import first_in_force
from sightline.engine.kernel.moments import (
    NONE,
    Flags,
    Ints,
    Moments,
    at_or_after,
    choose,
    days,
    earlier,
)
from sightline.engine.kernel.select import matching
from sightline.engine.kernel.view import View
from sightline.standard.model import START, Alternative


def first_at_or_after(
    view: View,
    alternatives: Sequence[Alternative],
    who: Who,
    asked: Moments,
    *,
    itself: bool = False,
    later_day: Flags | None = None,
) -> Found:
    """The earliest answer at or after moments, never the trigger itself (clauses 5.1 and 5.2).

    ``itself``: the trigger counts by any moment but its start. ``later_day``: for which only a
    later day will do.
    """
    found: list[Found] = []
    starts = asked
    if later_day is not None and later_day.any():
        starts = choose(later_day, days(asked.day + 1), asked)
    if itself:
        groups = [
            tuple(a for a in alternatives if a.at == START),
            tuple(a for a in alternatives if a.at != START),
        ]
    else:
        groups = [tuple(alternatives)]
    for number, group in enumerate(groups):
        banned = who.fact if number == 0 else np.full(len(who), -2, np.int64)
        for pool, mine in pools(view, group, who):
            found.append(
                first_from(pool, mine, starts, np.where(banned < 0, -2, banned), at_or_after)
            )
    for what in alternatives:
        if what.in_force:
            found.append(first_in_force(view, what, who, asked, later_day))
    return best_of(view, found) if found else nothing(len(who))


def latest_before(
    view: View,
    alternatives: Sequence[Alternative],
    who: Who,
    asked: Moments,
    accepts: Accepts,
    no_earlier: Moments | None = None,
) -> Found:
    """The latest answer before moments, never the trigger itself."""
    banned = np.where(who.fact < 0, -2, who.fact)
    found = [
        last_to(pool, mine, asked, banned, accepts, no_earlier)
        for pool, mine in pools(view, alternatives, who)
    ]
    return best_of(view, found, last=True) if found else nothing(len(who))


def is_before(candidate: Moments, asked: Moments) -> Flags:
    """Certainly earlier, or on its day when both lack a minute (clause 5.1)."""
    bare = (candidate.minute == NONE) & (asked.minute == NONE)
    found: Flags = earlier(candidate, asked) | (bare & (candidate.day == asked.day))
    return found


def first_after(
    view: View, alternatives: tuple[Alternative, ...], who: Who, asked: Moments
) -> Found:
    """The earliest answer certainly after moments."""
    banned = np.where(who.fact < 0, -2, who.fact)

    def is_after(candidate: Moments, moment: Moments) -> Flags:
        return earlier(moment, candidate)

    found = [
        first_from(pool, mine, asked, banned, is_after)
        for pool, mine in pools(view, alternatives, who)
    ]
    return best_of(view, [nothing(len(who)), *found])


def any_planned(view: View) -> bool:
    """Whether any record is planned; most files of a bucket's past hold none."""
    found: bool = view.remember("any planned", lambda: not view.start.there.all())
    return found


def first_booked(view: View, alternatives: Sequence[Alternative], who: Who) -> Ints:
    """The earliest planned start, from D on, of a planned fact that would answer (clause 7.7)."""
    booked = np.full(len(who), NONE, np.int64)
    if not any_planned(view):
        return booked
    for what in alternatives:
        facts = matching(view, what.selector)
        planned = view.number("planned_start", facts)
        kept = ~view.start.there[facts] & (planned != NONE) & (planned >= view.on.day)
        facts, planned = facts[kept], planned[kept]
        if not len(facts):
            continue
        if is_tied(what):
            groups, mine = groups_of(view, what, facts, who)
        else:
            groups, mine = view.file[facts], who.file
        kept = groups >= 0
        pool = pool_of(view, groups[kept], facts[kept], days(planned[kept]))
        asked = days(np.full(len(who), view.on.day, np.int64))
        day = first_from(pool, mine, asked, np.where(who.fact < 0, -2, who.fact), at_or_after)
        first = np.where(booked == NONE, day.moment.day, np.minimum(booked, day.moment.day))
        booked = np.where(day.there, first, booked)
    return booked
