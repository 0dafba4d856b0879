"""Which rule and which trigger make an obligation (section 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from sightline.engine.kernel.answers import Who, groups_of, is_tied, latest_before
from sightline.engine.kernel.clocks import no_earlier
from sightline.engine.kernel.moments import (
    FALSE,
    NONE,
    TRUE,
    UNKNOWN,
    Flags,
    Ints,
    Moments,
    Truths,
    at_or_before,
    choose,
    days,
    days_of_minutes,
    join,
    nowhere,
    order_key,
)
from sightline.engine.kernel.runs import When, birthday, covers, holds, pairs, runs
from sightline.engine.kernel.select import match, moments, passes
from sightline.engine.kernel.view import View
from sightline.standard.calendar import day_of
from sightline.standard.model import (
    END,
    PLANNED_END,
    START,
    Alternative,
    BirthdayTrigger,
    Conditions,
    Part,
    Rule,
    Shape,
    Test,
    Unless,
)


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

    def __getitem__(self, index: object) -> Opening:
        return Opening(
            self.who[index],
            self.rule[index],  # type: ignore[index]
            self.trigger[index],  # type: ignore[index]
            self.moment[index],
            self.opened[index],
        )

    @property
    def read(self) -> Moments:
        """The moment at which conditions are read."""
        return self.moment.or_else(self.opened)


def join_openings(parts: list[Opening]) -> Opening:
    """Openings one after another."""
    none = np.zeros(0, np.int64)
    return Opening(
        Who(
            np.concatenate([none, *(p.who.file for p in parts)]),
            np.concatenate([none, *(p.who.fact for p in parts)]),
        ),
        np.concatenate([none, *(p.rule for p in parts)]),
        np.concatenate([none, *(p.trigger for p in parts)]),
        join([p.moment for p in parts]) if parts else nowhere(0),
        join([p.opened for p in parts]) if parts else nowhere(0),
    )


def in_force(rule: Rule, day: Ints) -> Flags:
    """Whether a rule is in force on days."""
    found = day >= day_of(rule.from_)
    if rule.until is not None:
        found = found & (day < day_of(rule.until))
    return found & (day != NONE)


def first_day(rule: Rule) -> int:
    """The day on which a rule begins."""
    return _day(rule.from_)


def _day(day: date) -> int:
    return day_of(day)


# --- openings --------------------------------------------------------------------------------


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
    if trigger.at == START:
        moment = moment.or_else(planned)
    opened = choose(view.start.there[facts], view.start[facts], _or_entered(view, facts, planned))
    return moment, opened.keep(view.by_now(opened))


# --- attempts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """One trigger of one rule tried on facts: which apply, which are gated, which are unknown."""

    opening: Opening
    applies: Flags
    gate: Truths
    unknown: Flags


def eligible(view: View, types: tuple[str, ...]) -> Flags:
    """The files of subjects of the types to whom a duty is owed (clause 3.0)."""
    column = view.bucket.subjects.types
    listed = np.array([value in types for value in column.values], bool)
    if not len(listed):
        return np.zeros(len(view.subject), bool)
    found: Flags = listed[column.codes[view.subject]]
    return found


def rule_for(view: View, tests: tuple[Test, ...], conditions: Conditions, when: When) -> Flags:
    """Whether ``for_``, of the fact's own fields, and ``for_conditions`` hold."""
    found = np.ones(len(when.file), bool)
    if tests:
        found &= fact_passes(view, tests, when.fact) == TRUE
    if conditions:
        found &= holds(view, conditions, when) == TRUE
    return found


def fact_passes(view: View, tests: tuple[Test, ...], facts: Ints) -> Truths:
    """Whether facts of any kind pass tests; a birthday has no fields."""
    found = np.full(len(facts), FALSE, np.int8)
    for kind, here in view.kinds.items():
        mine = np.flatnonzero((facts >= here.start) & (facts < here.stop))
        if len(mine):
            found[mine] = passes(view, kind, tests, view.use[facts[mine]])
    return found


def attempts(view: View, part: Part, owed_to: Flags) -> Iterator[Attempt]:
    """Every trigger of every rule with a single clock, in order (clause 3.1)."""
    for number, rule in enumerate(part.rules):
        if rule.clock is None:
            continue
        for place, trigger in enumerate(rule.when):
            if isinstance(trigger, Alternative):
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
    facts = np.flatnonzero((match(view, trigger.selector) != FALSE) & ~moment.there) + low
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
    tried = list(attempts(view, part, owed_to))
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
    opened = opened[~_excused(view, part, opened)]
    births, unknown_births = _birthdays(view, part, owed_to)
    births = births[~_excused(view, part, births)]
    return Tried(join_openings([_once_a_day(view, part, opened), births]), unknown, unknown_births)


# --- birthdays -------------------------------------------------------------------------------


def _birthdays(view: View, part: Part, owed_to: Flags) -> tuple[Opening, Ints]:
    """Birthdays as triggers: one on a file, by the first that applies (clause 3.3)."""
    tried = [
        _birthday(view, rule, number, trigger, place, owed_to)
        for number, rule in enumerate(part.rules)
        for place, trigger in enumerate(rule.when)
        if isinstance(trigger, BirthdayTrigger) and rule.clock is not None
    ]
    applied = join_openings([t.opening[t.applies] for t in tried])
    gates = np.concatenate([np.zeros(0, np.int8), *(t.gate[t.applies] for t in tried)])
    _, first = np.unique(applied.who.file, return_index=True)
    applied, gates = applied[first], gates[first]
    certain = applied.who.file[gates != UNKNOWN]
    none = np.zeros(0, np.int64)
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


# --- unless ----------------------------------------------------------------------------------


def _excused(view: View, part: Part, opened: Opening) -> Flags:
    """Which an ``unless`` keeps from arising (clause 3.6)."""
    found = np.zeros(len(opened), bool)
    for number, rule in enumerate(part.rules):
        if rule.unless and rule.clock is not None:
            mine = np.flatnonzero(opened.rule == number)
            for unless in rule.unless:
                found[mine] |= _is_met(view, unless, opened.who[mine], opened.read[mine])
    return found


def _is_met(view: View, unless: Unless, who: Who, moment: Moments) -> Flags:
    if unless.covering:
        return _is_covered(view, unless.what, who, moment)
    bound = no_earlier(view, who.file, moment, unless.within)
    return latest_before(view, (unless.what,), who, moment, at_or_before, bound).there


def _is_covered(view: View, what: Alternative, who: Who, moment: Moments) -> Flags:
    run = runs(view, what.selector)
    groups, mine = groups_of(view, what, run.fact, who) if is_tied(what) else (run.file, who.file)
    order = np.argsort(groups, kind="stable")
    query, place = pairs(mine, groups[order])
    at = order[place]
    kept = (mine[query] >= 0) & (run.fact[at] != who.fact[query])
    query, at = query[kept], at[kept]
    hit = covers(run, at, moment[query])
    query, at = query[hit], at[hit]
    if what.conditions:
        when = When(run.file[at], moment[query], run.fact[at])
        query = query[holds(view, what.conditions, when) == TRUE]
    found = np.zeros(len(who), bool)
    found[query] = True
    return found


# --- one a day -------------------------------------------------------------------------------


def chains(view: View, rule: Rule, facts: Ints) -> Flags:
    """Which triggers themselves match an answer of their rule (clause 3.4)."""
    found = np.zeros(len(facts), bool)
    for answer in rule.then:
        if isinstance(answer, Alternative) and answer.at == START and not answer.in_force:
            here = view.facts_of(answer.selector.kind)
            mine = np.flatnonzero((facts >= here.start) & (facts < here.stop))
            found[mine] |= match(view, answer.selector)[facts[mine] - here.start] == TRUE
    return found


def _are_chains(view: View, part: Part, opened: Opening) -> Flags:
    """Which openings are chains of their own rules."""
    found = np.zeros(len(opened), bool)
    for number, rule in enumerate(part.rules):
        mine = np.flatnonzero(opened.rule == number)
        if len(mine):
            found[mine] = chains(view, rule, opened.who.fact[mine])
    return found


def _once_a_day(view: View, part: Part, opened: Opening) -> Opening:
    """Two triggers of one day about the same thing open one obligation; so do chains (3.4)."""
    chain = _are_chains(view, part, opened)
    if len(opened) < 2 or not (chain.any() or (view.about[opened.who.fact] != -1).any()):
        return opened
    fact, moment = opened.who.fact, opened.read
    order = np.lexsort((view.ranks(fact), order_key(moment), opened.who.file))
    opened, chain = opened[order], chain[order]
    file, day = opened.who.file, opened.read.day
    about = view.about[opened.who.fact]
    again = (file[1:] == file[:-1]) & (day[1:] == day[:-1])
    shared = np.zeros(len(opened), bool)
    shared[1:] |= again
    shared[:-1] |= again
    kept = np.ones(len(opened), bool)
    rows = np.flatnonzero(shared & (chain | (about != -1)))
    kept[rows] = _first_of_each(file[rows], day[rows], about[rows], chain[rows])
    return opened[kept]


def _first_of_each(file: Ints, day: Ints, about: Ints, chain: Flags) -> Flags:
    """Which of these rows, in order, shares no mark with an earlier one that is kept."""
    kept = np.zeros(len(file), bool)
    seen: set[tuple[int, int, int | None]] = set()
    rows = zip(file.tolist(), day.tolist(), about.tolist(), chain.tolist(), strict=True)
    for row, (of, on, thing, is_chain) in enumerate(rows):
        # What is not a fact of the file has a number below -1, so a chain's mark is none at all.
        marks: set[tuple[int, int, int | None]] = {(of, on, thing)} if thing != -1 else set()
        marks |= {(of, on, None)} if is_chain else set()
        if not marks & seen:
            kept[row] = True
            seen |= marks
    return kept


__all__ = ["PLANNED_END", "Opening", "Tried", "chains", "in_force", "try_triggers"]
