"""Birthdays as triggers (clause 3.3)."""

from __future__ import annotations

import numpy as np

from sightline.engine.kernel.found import Who
from sightline.engine.kernel.moments import NONE, TRUE, UNKNOWN, Flags, Ints, days
from sightline.engine.kernel.openings import Attempt, Opening, join_openings, no_openings
from sightline.engine.kernel.rules import in_force, rule_for
from sightline.engine.kernel.runs import When, birthday, holds
from sightline.engine.kernel.view import View
from sightline.standard.model import BirthdayTrigger, Part, Rule


def birthdays(view: View, part: Part, owed_to: Flags) -> tuple[Opening, Ints]:
    """Birthdays as triggers: one on a file, by the first that applies (clause 3.3)."""
    tried = [
        _birthday(view, rule, number, trigger, place, owed_to)
        for number, rule in enumerate(part.rules)
        for place, trigger in enumerate(rule.when)
        if isinstance(trigger, BirthdayTrigger) and rule.clock is not None
    ]
    none = np.zeros(0, np.int64)
    if not tried:
        return no_openings(), none
    applied = join_openings([t.opening[t.applies] for t in tried])
    gates = np.concatenate([np.zeros(0, np.int8), *(t.gate[t.applies] for t in tried)])
    _, first = np.unique(applied.who.file, return_index=True)
    applied, gates = applied[first], gates[first]
    certain = applied.who.file[gates != UNKNOWN]
    unsure = np.concatenate([none, *(t.opening.who.file[t.unknown] for t in tried)])
    return applied[gates == TRUE], np.setdiff1d(unsure, certain)


def first_days(view: View) -> Ints:
    """The first day of any fact of each file; NONE where none has one."""

    def work() -> Ints:
        first = np.full(len(view.subject), 2**40, np.int64)
        np.minimum.at(first, view.file[view.there], view.start.day[view.there])
        return np.where(first == 2**40, NONE, first)

    found: Ints = view.remember("first days", work)
    return found


def _birthday(
    view: View, rule: Rule, number: int, trigger: BirthdayTrigger, place: int, owed_to: Flags
) -> Attempt:
    file = np.flatnonzero(owed_to)
    day = birthday(trigger.birthday.age, view.born(file))
    begun = first_days(view)[file]
    kept = (day != NONE) & (begun != NONE) & (day >= begun) & (day <= view.on.day)
    kept &= in_force(rule, day)
    file, moment = file[kept], days(day[kept])
    fact = np.full(len(file), -1, np.int64)
    when = When(file, moment, fact)
    chosen = rule_for(view, rule.for_, rule.for_conditions, when)
    own = holds(view, trigger.conditions, when)
    gate = holds(view, rule.conditions, when)
    opening = Opening(
        Who(file, fact),
        np.full(len(file), number, np.int64),
        np.full(len(file), place, np.int64),
        moment,
        moment,
    )
    unknown = chosen & (np.minimum(own, gate) == UNKNOWN)
    return Attempt(opening, chosen & (own == TRUE), gate, unknown)
