"""Which rule and which trigger make an obligation (clauses 3.1 and 3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sightline.engine.kernel.birthdays import birthdays
from sightline.engine.kernel.found import Who
from sightline.engine.kernel.moments import FALSE, TRUE, UNKNOWN, Flags, Ints
from sightline.engine.kernel.once_a_day import once_a_day
from sightline.engine.kernel.openings import (
    Attempt,
    Opening,
    join_openings,
    no_openings,
    trigger_moments,
)
from sightline.engine.kernel.rules import in_force, rule_for
from sightline.engine.kernel.runs import When, holds
from sightline.engine.kernel.select import match, moments
from sightline.engine.kernel.unless import spared
from sightline.engine.kernel.view import View
from sightline.standard.model import END, PLANNED_END, START, Alternative, Part, Rule, Shape


def attempts(view: View, part: Part, owed_to: Flags) -> Iterator[Attempt]:
    """Every trigger of every rule with a single clock, in order (clause 3.1).

    No single return holds most of a standard's kinds: what they would trigger is not tried.
    """
    for number, rule in enumerate(part.rules):
        if rule.clock is None:
            continue
        for place, trigger in enumerate(rule.when):
            if isinstance(trigger, Alternative) and trigger.selector.kind in view.kinds:
                yield _attempt(view, rule, number, trigger, place, owed_to)


def _attempt(
    view: View, rule: Rule, number: int, trigger: Alternative, place: int, owed_to: Flags
) -> Attempt:
    low = view.facts_of(trigger.selector.kind).start
    matched = match(view, trigger.selector)
    facts = np.flatnonzero(matched != FALSE) + low
    facts = facts[owed_to[view.file[facts]]]
    moment, opened = trigger_moments(view, rule, trigger, facts)
    read = moment.or_else(opened)
    kept = opened.there & in_force(rule, read.day)
    facts, moment, opened, read = facts[kept], moment[kept], opened[kept], read[kept]
    file = view.file[facts]
    when = When(file, read, facts)
    chosen = rule_for(view, rule.for_, rule.for_conditions, when)
    own = np.minimum(matched[facts - low], holds(view, trigger.conditions, when))
    gate = holds(view, rule.conditions, when)
    count = len(facts)
    opening = Opening(
        Who(file, facts),
        np.full(count, number, np.int64),
        np.full(count, place, np.int64),
        moment,
        opened,
    )
    unknown = chosen & (np.minimum(own, gate) == UNKNOWN)
    return Attempt(opening, chosen & (own == TRUE), gate, unknown)


def without_moment(view: View, part: Part, owed_to: Flags) -> Ints:
    """Facts that would trigger a response, but for a moment that was not recorded (1.4, 3.2).

    The rule in force and the conditions are then read at their start.
    """
    found = [np.zeros(0, np.int64)]
    for rule in part.rules:
        if rule.clock is None or rule.shape is not Shape.RESPONSE:
            continue
        for trigger in rule.when:
            if isinstance(trigger, Alternative) and trigger.at not in (START, END, PLANNED_END):
                found.append(_without(view, rule, trigger, owed_to))
    return np.concatenate(found)


def _without(view: View, rule: Rule, trigger: Alternative, owed_to: Flags) -> Ints:
    low = view.facts_of(trigger.selector.kind).start
    moment = moments(view, trigger.selector.kind, trigger.at)
    facts: Ints = np.flatnonzero((match(view, trigger.selector) != FALSE) & ~moment.there) + low
    facts = facts[view.there[facts] & owed_to[view.file[facts]]]
    facts = facts[in_force(rule, view.start.day[facts])]
    when = When(view.file[facts], view.start[facts], facts)
    good = rule_for(view, rule.for_, rule.for_conditions, when)
    good &= holds(view, trigger.conditions, when) != FALSE
    good &= holds(view, rule.conditions, when) != FALSE
    return facts[good]


@dataclass(frozen=True)
class Tried:
    """What the triggers of a part opened, and the facts that an unknown kept from opening."""

    openings: Opening
    unknown: Ints
    unknown_birthdays: Ints


def try_triggers(view: View, part: Part, owed_to: Flags) -> Tried:
    """The obligations that arise, one for each fact, by the first rule and trigger (clause 3.1)."""
    opened, unknown = _of_facts(view, part, owed_to)
    births, unknown_births = birthdays(view, part, owed_to)
    births = births[~spared(view, part, births)]
    return Tried(join_openings([opened, births]), unknown, unknown_births)


def _of_facts(view: View, part: Part, owed_to: Flags) -> tuple[Opening, Ints]:
    tried = list(attempts(view, part, owed_to))
    if not tried:
        return no_openings(), np.zeros(0, np.int64)
    applied = join_openings([t.opening[t.applies] for t in tried])
    gates = np.concatenate([np.zeros(0, np.int8), *(t.gate[t.applies] for t in tried)])
    if len(tried) > 1:
        _, first = np.unique(applied.who.fact, return_index=True)
        applied, gates = applied[first], gates[first]
    unsure = np.concatenate(
        [without_moment(view, part, owed_to), *(t.opening.who.fact[t.unknown] for t in tried)]
    )
    certain = applied.who.fact[gates != UNKNOWN]
    unknown = np.setdiff1d(unsure, certain) if len(unsure) else unsure
    opened = applied[gates == TRUE]
    opened = opened[~spared(view, part, opened)]
    return once_a_day(view, part, opened), unknown
