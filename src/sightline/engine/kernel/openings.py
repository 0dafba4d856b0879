"""Triggers that open: at what moment, and when (clauses 3.5, 5.5 and 5.6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from sightline.engine.kernel.found import Who
from sightline.engine.kernel.moments import (
    NONE,
    Flags,
    Index,
    Ints,
    Moments,
    Truths,
    choose,
    days,
    days_of_minutes,
    join,
    nowhere,
)
from sightline.engine.kernel.select import moments
from sightline.engine.kernel.view import View
from sightline.standard.model import END, Alternative, Rule, Shape


@dataclass(frozen=True)
class Opening:
    """Triggers that opened, or would have: by which rule and trigger, at what moment.

    ``moment``: what the clock runs from (none: undated); ``opened``: when it opened.
    """

    who: Who
    rule: Ints
    trigger: Ints
    moment: Moments
    opened: Moments

    def __len__(self) -> int:
        return len(self.rule)

    def __getitem__(self, index: Index) -> Opening:
        return Opening(
            self.who[index],
            self.rule[index],
            self.trigger[index],
            self.moment[index],
            self.opened[index],
        )

    @property
    def read(self) -> Moments:
        """The moment at which conditions are read."""
        return self.moment.or_else(self.opened)


def join_openings(parts: list[Opening]) -> Opening:
    """Openings one after another."""
    parts = [part for part in parts if len(part)] or [no_openings()]
    if len(parts) == 1:
        return parts[0]
    return Opening(
        Who(
            np.concatenate([p.who.file for p in parts]), np.concatenate([p.who.fact for p in parts])
        ),
        np.concatenate([p.rule for p in parts]),
        np.concatenate([p.trigger for p in parts]),
        join([p.moment for p in parts]),
        join([p.opened for p in parts]),
    )


@cache
def no_openings() -> Opening:
    """No triggers at all."""
    none = np.zeros(0, np.int64)
    return Opening(Who(none, none), none, none, nowhere(0), nowhere(0))


@dataclass(frozen=True)
class Attempt:
    """One trigger of one rule tried on facts: which apply, which are gated, which are unknown."""

    opening: Opening
    applies: Flags
    gate: Truths
    unknown: Flags


def entry_days(view: View, facts: Ints) -> Ints:
    """The days on which the first versions were recorded, where that is known."""
    known = view.of_first("entry_known", facts) != 0
    recorded = view.of_first("recorded_at", facts)
    return np.where(known, days_of_minutes(recorded), NONE)


def trigger_moments(
    view: View, rule: Rule, trigger: Alternative, facts: Ints
) -> tuple[Moments, Moments]:
    """The moment of each fact as a trigger, and when it opens; none where it does not, by D."""
    kind = trigger.selector.kind
    low = view.facts_of(kind).start
    if rule.shape is Shape.PRECONDITION:
        return _ahead(view, facts)
    moment = moments(view, kind, trigger.at)[facts - low]
    if rule.shape is Shape.BEFORE_END:
        return _before_end(view, trigger, facts, moment)
    good = view.there[facts] & view.by_now(moment)
    return moment.keep(good), moment.keep(good)


def _planned(view: View, facts: Ints) -> Moments:
    planned = view.number("planned_start", facts)
    return days(np.where(view.start.there[facts], NONE, planned))


def _ahead(view: View, facts: Ints) -> tuple[Moments, Moments]:
    """A precondition: on the moment's day, or when it was entered if that is earlier (5.5)."""
    moment = view.start[facts].or_else(_planned(view, facts))
    opened = _or_entered(view, facts, moment)
    return moment, opened.keep(view.by_now(opened))


def _or_entered(view: View, facts: Ints, moment: Moments) -> Moments:
    entry = entry_days(view, facts)
    sooner = (entry != NONE) & ((entry < moment.day) | ~moment.there)
    return choose(sooner, days(entry), moment)


def _before_end(
    view: View, trigger: Alternative, facts: Ints, moment: Moments
) -> tuple[Moments, Moments]:
    """Before an end: from the start, or for a plan from when it is planned or entered (5.6)."""
    if trigger.at == END:
        moment = moment.or_else(days(view.number("planned_end", facts)))
    planned = _planned(view, facts)
    opened = choose(view.start.there[facts], view.start[facts], _or_entered(view, facts, planned))
    return moment, opened.keep(view.by_now(opened))
