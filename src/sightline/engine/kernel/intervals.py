"""Intervals that answer while they are in force (clause 5.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.engine.kernel.candidates import tied
from sightline.engine.kernel.found import Found, Who, nothing
from sightline.engine.kernel.moments import (
    TRUE,
    Flags,
    Ints,
    Moments,
    at_or_after,
    choose,
    earlier,
    nowhere,
    order_key,
)
from sightline.engine.kernel.runs import Runs, When, covers, holds, runs
from sightline.engine.kernel.view import View
from sightline.standard.model import Alternative


@dataclass(frozen=True)
class Meeting:
    """Pairs of askers and intervals: who asks, which interval, and at which moment it answers."""

    query: Ints
    at: Ints
    moment: Moments
    found: Runs


def _meetings(view: View, what: Alternative, who: Who) -> Meeting:
    found = runs(view, what.selector)
    query, at = tied(view, what, found.fact, who)
    return Meeting(query, at, nowhere(len(query)), found)


def first_in_force(
    view: View, what: Alternative, who: Who, asked: Moments, later_day: Flags | None = None
) -> Found:
    """The first moment, from those asked about on, at which an interval runs (clause 5.2)."""
    met = _meetings(view, what, who)
    at_once = covers(met.found, met.at, asked[met.query])
    start = met.found.start[met.at]
    until = met.found.cover_to[met.at]
    gone = until.there & earlier(until, asked[met.query])
    later = at_or_after(start, asked[met.query]) & asked[met.query].there & ~gone
    moment = choose(at_once, asked[met.query], start).keep(at_once | later)
    if later_day is not None:
        moment = moment.keep(~later_day[met.query] | (moment.day > asked.day[met.query]))
    return _chosen(view, what, who, Meeting(met.query, met.at, moment, met.found))


def in_force_at(view: View, what: Alternative, who: Who, asked: Moments) -> Found:
    """An interval that covers the moments asked about."""
    met = _meetings(view, what, who)
    at_once = covers(met.found, met.at, asked[met.query])
    moment = asked[met.query].keep(at_once)
    return _chosen(view, what, who, Meeting(met.query, met.at, moment, met.found))


def _chosen(view: View, what: Alternative, who: Who, met: Meeting) -> Found:
    """The earliest; of several, the one that ends last, then the lowest id (clause 5.2)."""
    good = np.flatnonzero(view.by_now(met.moment))
    query, moment = met.query[good], met.moment[good]
    run = met.found[met.at[good]]
    if what.conditions:
        when = When(run.file, moment, run.fact)
        kept = holds(view, what.conditions, when) == TRUE
        query, moment, run = query[kept], moment[kept], run[kept]
    ends = np.where(run.over.there, order_key(run.over), 2**60)
    order = np.lexsort((view.ranks(run.fact), -ends, order_key(moment), query))
    _, first = np.unique(query[order], return_index=True)
    chosen = order[first]
    found = nothing(len(who))
    found.fact[query[chosen]] = run.fact[chosen]
    found.moment.day[query[chosen]] = moment.day[chosen]
    found.moment.minute[query[chosen]] = moment.minute[chosen]
    return found
