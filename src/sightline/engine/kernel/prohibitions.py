"""Prohibitions: what must never run together (clause 6.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sightline.engine.kernel.candidates import asked_about, tied
from sightline.engine.kernel.found import nothing
from sightline.engine.kernel.judge import CODE, Owed, decisions, no_owed, owed
from sightline.engine.kernel.moments import (
    NONE,
    TRUE,
    Flags,
    Index,
    Ints,
    Moments,
    at_or_after,
    at_or_before,
    choose,
    days,
    earlier,
    join,
    nowhere,
    order_key,
)
from sightline.engine.kernel.rules import in_force
from sightline.engine.kernel.runs import Runs, When, holds, meetings, runs
from sightline.engine.kernel.select import matching, same_group
from sightline.engine.kernel.spans import Spans, applying, spans, standing, unknown_spans
from sightline.engine.kernel.view import View
from sightline.engine.kernel.watching import Watch
from sightline.engine.model import Note, State
from sightline.standard.calendar import day_of
from sightline.standard.model import Alternative, Duty, Lasts, Part, Rule, Shape


def is_prohibition(rule: Rule) -> bool:
    """Whether a rule is a prohibition."""
    return rule.shape is Shape.PROHIBITION


def evaluate_prohibitions(
    view: View, watch: Watch, duty: Duty, part: Part, owed_to: Flags
) -> tuple[Owed, Ints]:
    """One obligation for each span, with its breaches; and the unknown triggers."""
    if not any(map(is_prohibition, part.rules)):
        return no_owed(), np.zeros(0, np.int64)
    found = spans(view, part, is_prohibition, owed_to)
    work = _Never(view, watch, duty, part, found)
    return work.run(), unknown_spans(view, part, is_prohibition, owed_to)


@dataclass(frozen=True)
class Breaches:
    """Breaches of spans, by their positions: by which fact, and from when."""

    span: Ints
    fact: Ints
    moment: Moments


@dataclass(frozen=True)
class Pairs:
    """A span and something that may break it: which, when it runs, and whether it is a point."""

    span: Ints
    fact: Ints
    start: Moments
    cover_from: Moments
    cover_to: Moments
    over: Moments
    point: Flags

    def __getitem__(self, index: Index) -> Pairs:
        return Pairs(
            self.span[index],
            self.fact[index],
            self.start[index],
            self.cover_from[index],
            self.cover_to[index],
            self.over[index],
            self.point[index],
        )


@dataclass(frozen=True)
class _Never:
    view: View
    watch: Watch
    duty: Duty
    part: Part
    spans: Spans

    def run(self) -> Owed:
        """Every span under a rule, with its state."""
        found = self.spans
        rule, begins = self._rules()
        breaches = self._breaches()
        breaches = _sorted(self.view, breaches)
        exempt = self._exemptions(breaches)
        kept = np.flatnonzero(rule >= 0)
        place = np.full(len(found), -1, np.int64)
        place[kept] = np.arange(len(kept))
        mine = place[breaches.span] >= 0
        owner, facts = place[breaches.span[mine]], breaches.fact[mine]
        exempt = exempt[mine]
        count = np.bincount(owner, minlength=len(kept)).astype(np.int64)
        spared = np.bincount(owner[exempt >= 0], minlength=len(kept))
        first = np.cumsum(count) - count
        excused = np.full(len(kept), -1, np.int64)
        all_of_them = (count > 0) & (spared == count)
        excused[all_of_them] = exempt[first[all_of_them]]
        seen = self._watched(rule[kept], kept, begins[kept])
        open_ = ~found.over[kept].there
        state = np.select(
            [spared < count, count > 0, ~seen],
            [CODE[State.BREACHED], CODE[State.EXCUSED], CODE[State.NOT_WATCHED]],
            CODE[State.KEPT],
        )
        notes = np.where(open_ & (state == CODE[State.KEPT]), Note.PROVISIONAL.value, 0)
        size = len(kept)
        drafts = owed(
            found.who[kept], 0, found.start[kept], nowhere(size), nothing(size),
            np.zeros(size, bool), notes=notes.astype(np.int64),
        )  # fmt: skip
        return replace(
            drafts, rule=rule[kept], state=state, excused=excused, breaches=(count, facts)
        )

    def _rules(self) -> tuple[Ints, Ints]:
        """The rule in force on the first day, or the first to begin; and the day it counts from."""
        view, found = self.view, self.spans
        everyone = np.arange(len(found), dtype=np.int64)
        rule = standing(self.part, found, everyone, found.start)
        begins = np.where(rule >= 0, found.start.day, NONE)
        numbered = zip(found.rules, found.matches, strict=True)
        later = sorted(((day_of(self.part.rules[n].from_), n, m) for n, m in numbered),
                       key=lambda one: one[:2])  # fmt: skip
        for day, number, matches in later:
            over = found.cover_to.day
            good = (rule < 0) & matches & (day > found.start.day) & (day <= view.on.day)
            good &= (over == NONE) | (day <= over)
            mine = np.flatnonzero(good)
            rule[mine], begins[mine] = number, day
        return rule, begins

    def _watched(self, rule: Ints, kept: Ints, first: Ints) -> Flags:
        found = self.spans
        seen = np.ones(len(kept), bool)
        until = found.cover_to.day[kept]
        on = np.full(len(kept), self.view.on.day, np.int64)
        last = np.where(until == NONE, on, np.minimum(until, on))
        for number in np.unique(rule):
            mine = np.flatnonzero(rule == number)
            kinds = [a.selector.kind for a in _answers(self.part.rules[int(number)])]
            file = found.file[kept[mine]]
            seen[mine] = self.watch.over(self.view, kinds, file, first[mine], last[mine])
        return seen

    # --- breaches ---

    def _breaches(self) -> Breaches:
        """Every breach, of several ways in which one fact breaks a span the earliest."""
        parts = [
            one
            for number in self.spans.rules
            for what in _answers(self.part.rules[number])
            for one in self._by(number, what)
        ]
        span = np.concatenate([np.zeros(0, np.int64), *(p.span for p in parts)])
        fact = np.concatenate([np.zeros(0, np.int64), *(p.fact for p in parts)])
        return Breaches(span, fact, join([p.moment for p in parts]))

    def _by(self, number: int, what: Alternative) -> list[Breaches]:
        """The breaches of one rule by one of the things it forbids."""
        view, found = self.view, self.spans
        both = self._pairs(what)
        own = applying(view, self.part, found, both.span, both.start)
        at_start = both[(own == number) & self._holds(what, both, both.start)]
        together = _together(found, at_start)
        moment = _later(found.start[at_start.span], at_start.start)
        first = Breaches(
            at_start.span[together], at_start.fact[together], moment[np.flatnonzero(together)]
        )
        return [first, self._running(number, what, both, own)]

    def _holds(self, what: Alternative, both: Pairs, moment: Moments) -> Flags:
        if not what.conditions:
            return np.ones(len(both.span), bool)
        when = When(self.view.file[both.fact], moment, both.fact)
        found: Flags = holds(self.view, what.conditions, when) == TRUE
        return found

    def _running(self, number: int, what: Alternative, both: Pairs, own: Ints) -> Breaches:
        """What was already running when the rule began that forbids it."""
        view, found, rule = self.view, self.spans, self.part.rules[number]
        day = day_of(rule.from_)
        if rule.running_spared or day > view.on.day:
            return Breaches(np.zeros(0, np.int64), np.zeros(0, np.int64), nowhere(0))
        both = both[~both.point & (own != number) & (both.start.day < day)]
        moment = days(np.full(len(both.span), day, np.int64))
        good = applying(view, self.part, found, both.span, moment) == number
        good &= ~both.cover_to.there | at_or_after(both.cover_to, moment)
        span = both.span
        good &= ~found.cover_to[span].there | at_or_after(found.cover_to[span], moment)
        good &= _together(found, both) & self._holds(what, both, moment)
        moment = _later(moment, found.start[span])
        good &= in_force(rule, moment.day)
        return Breaches(both.span[good], both.fact[good], moment[np.flatnonzero(good)])

    def _pairs(self, what: Alternative) -> Pairs:
        view, found = self.view, self.spans
        run, point = self._forbidden(what)
        span, at = tied(view, what, run.fact, found.who)
        one = run[at]
        return Pairs(
            span, one.fact, one.start, one.cover_from, one.cover_to, one.over,
            np.full(len(span), point, bool),
        )  # fmt: skip

    def _forbidden(self, what: Alternative) -> tuple[Runs, bool]:
        view = self.view
        if view.lasts(what.selector.kind) is not Lasts.POINT:
            return runs(view, what.selector), False
        facts = matching(view, what.selector)
        facts = facts[view.there[facts]]
        start = view.start[facts]
        return Runs(facts, view.file[facts], start, start, start, start), True

    # --- exemptions ---

    def _exemptions(self, breaches: Breaches) -> Ints:
        """The decision that covers the day of each breach; -1 for none."""
        view, found = self.view, self.spans
        exempt = np.full(len(breaches.span), -1, np.int64)
        facts = decisions(view, self.duty, self.part)
        who = found.who[breaches.span]
        if not len(facts) or not len(who):
            return exempt
        theirs, mine = same_group(
            [(view.file[facts], who.file), (view.about[facts], asked_about(view, who))]
        )
        query, at = meetings(mine, theirs)
        fact = facts[at]
        day = breaches.moment.day[query]
        good = (view.start.day[fact] <= day) & (view.about[fact] != -1)
        good &= ~view.end[fact].there | (view.end.day[fact] >= day)
        query, fact = query[good], fact[good]
        best = np.lexsort((view.ranks(fact), order_key(view.start[fact]), query))
        _, first = np.unique(query[best], return_index=True)
        exempt[query[best[first]]] = fact[best[first]]
        return exempt


def _answers(rule: Rule) -> tuple[Alternative, ...]:
    return tuple(a for a in rule.then if isinstance(a, Alternative))


def _later(a: Moments, b: Moments) -> Moments:
    return choose(order_key(a) >= order_key(b), a, b)


def _together(found: Spans, both: Pairs) -> Flags:
    """Whether the two run together; intervals that only touch do not."""
    a_start, a_end = found.start[both.span], found.over[both.span]
    crossing = (~a_end.there | earlier(both.start, a_end)) & (
        ~both.over.there | earlier(a_start, both.over)
    )
    a_to, a_from = found.cover_to[both.span], found.cover_from[both.span]
    inside = at_or_before(a_from, both.start) & (~a_to.there | at_or_after(a_to, both.start))
    together: Flags = np.where(both.point, inside, crossing)
    return together


def _sorted(view: View, found: Breaches) -> Breaches:
    """By span, then in order of moment; of each fact the first."""
    order = np.lexsort((view.ranks(found.fact), order_key(found.moment), found.span))
    span, fact = found.span[order], found.fact[order]
    size = max(len(view), 1)
    _, first = np.unique(span * size + fact, return_index=True)
    order = order[np.sort(first)]
    return Breaches(found.span[order], found.fact[order], found.moment[order])
