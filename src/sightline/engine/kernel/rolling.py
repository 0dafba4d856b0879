"""Rolling recurrences: a loop over the number of the step, all spans side by side (6.1 to 6.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sightline.engine.kernel.answers import latest_before
from sightline.engine.kernel.candidates import candidates, tied
from sightline.engine.kernel.clocks import guessed, no_earlier, shift
from sightline.engine.kernel.found import Found, best_of, nothing
from sightline.engine.kernel.judge import (
    Owed,
    first_lapse,
    join_owed,
    judged,
    no_owed,
    owed,
    weigh_lapse,
)
from sightline.engine.kernel.moments import (
    NONE,
    Flags,
    Ints,
    Moments,
    at_or_after,
    at_or_before,
    choose,
    days,
    earlier,
    join,
    order_key,
)
from sightline.engine.kernel.spans import Spans, applying, spans, unknown_spans
from sightline.engine.kernel.view import View
from sightline.engine.kernel.watching import Watch
from sightline.engine.model import Note
from sightline.standard.calendar import day_of
from sightline.standard.model import Alternative, Duty, Every, Part, Rule, Step


def is_rolling(rule: Rule) -> bool:
    """Whether a rule is a rolling recurrence."""
    return rule.every is not None


@dataclass(frozen=True)
class Links:
    """Answers within spans, one a day: in order of span and day."""

    key: Ints
    span: Ints
    fact: Ints
    moment: Moments

    def later(self, span: Ints, day: Ints) -> Found:
        """The first of each span on a later day."""
        if not len(self.key):
            return nothing(len(span))
        at = np.searchsorted(self.key, _key(span, day + 1))
        safe = np.minimum(at, len(self.key) - 1)
        hit = (at < len(self.key)) & (self.span[safe] == span)
        return Found(np.where(hit, self.fact[safe], -1), self.moment[safe].keep(hit))


def _key(span: Ints, day: Ints) -> Ints:
    return (span << 24) + np.where(day == NONE, 0, day + 4_000_000)


def links(view: View, found: Spans, answers: Sequence[Alternative]) -> Links:
    """The answers of each span at or after its start and not after its end (6.1)."""
    span, fact, moment = answered(view, found, answers)
    kept = at_or_after(moment, found.start[span])
    end = found.cover_to[span]
    kept &= ~end.there | at_or_before(moment, end)
    span, fact, moment = span[kept], fact[kept], moment[kept]
    order = np.lexsort((view.ranks(fact), order_key(moment), span))
    key = _key(span, moment.day)[order]
    first = np.ones(len(key), bool)
    first[1:] = key[1:] != key[:-1]
    order = order[first]
    return Links(key[first], span[order], fact[order], moment[order])


def answered(
    view: View, found: Spans, answers: Sequence[Alternative]
) -> tuple[Ints, Ints, Moments]:
    """Every answer to each span, whenever it came: the span's position, the fact, its moment."""
    spans_: list[Ints] = [np.zeros(0, np.int64)]
    facts: list[Ints] = [np.zeros(0, np.int64)]
    moments: list[Moments] = []
    for what in answers:
        fact, moment = candidates(view, what)
        span, at = tied(view, what, fact, found.who)
        spans_.append(span)
        facts.append(fact[at])
        moments.append(moment[at])
    return np.concatenate(spans_), np.concatenate(facts), join(moments)


# --- the steps -------------------------------------------------------------------------------


@dataclass
class Clocks:
    """Clocks about to start: of which spans, when, and under which rule (-1: to be seen)."""

    span: Ints
    start: Moments
    rule: Ints


class Rolling:
    """All spans of the rolling rules of a part."""

    def __init__(self, view: View, watch: Watch, duty: Duty, part: Part, owed_to: Flags) -> None:
        self.view, self.watch, self.duty, self.part = view, watch, duty, part
        self.spans = spans(view, part, is_rolling, owed_to)
        self.answers = {n: _answers(part.rules[n]) for n in self.spans.rules}
        every = [a for n in self.spans.rules for a in self.answers[n]]
        self.links = links(view, self.spans, tuple(dict.fromkeys(every)))
        self.own = {n: links(view, self.spans, self.answers[n]) for n in self.spans.rules}
        self.begins = np.unique(
            np.array([day_of(part.rules[n].from_) for n in self.spans.rules], np.int64)
        )

    def run(self) -> Owed:
        """Every step of every span."""
        found: list[Owed] = []
        clocks, number = self._first(), 1
        while len(clocks.span):
            following = self.links.later(clocks.span, clocks.start.day)
            for rule in np.unique(clocks.rule):
                mine = np.flatnonzero(clocks.rule == rule)
                if _is_kept(self._every(int(rule)), number):
                    found.append(self._step(int(rule), clocks, mine, number, following))
            there = following.there
            clocks = self._settled(
                Clocks(
                    clocks.span[there],
                    following.moment[there],
                    np.full(int(there.sum()), -1, np.int64),
                )
            )
            number += 1
        return join_owed(found)

    def _every(self, rule: int) -> Every:
        every = self.part.rules[rule].every
        assert every is not None
        return every

    # --- where clocks start ---

    def _first(self) -> Clocks:
        """Where the first clock of each span starts (6.2)."""
        view, found = self.view, self.spans
        everyone = np.arange(len(found), dtype=np.int64)
        rule = applying(view, self.part, found, everyone, found.start)
        start, fixed = Moments(found.start.day.copy(), found.start.minute.copy()), rule.copy()
        for number in found.rules:
            mine = np.flatnonzero(rule == number)
            if not len(mine):
                continue
            prior = self._prior(number, mine)
            at_first = self.links.later(mine, found.start.day[mine] - 1)
            if self._every(number).first is not None:
                begins = prior.moment.or_else(found.start[mine])
                fixed[mine] = number
            else:
                begins = prior.moment.or_else(at_first.moment)
                fixed[mine] = np.where(prior.there, number, -1)
            start.day[mine], start.minute[mine] = begins.day, begins.minute
        kept = start.there
        return self._settled(Clocks(everyone[kept], start[kept], fixed[kept]))

    def _prior(self, number: int, mine: Ints) -> Found:
        already = self.part.rules[number].already
        if already is None:
            return nothing(len(mine))
        who, start = self.spans.who[mine], self.spans.start[mine]
        bound = no_earlier(self.view, who.file, start, already.within)
        return latest_before(self.view, self.answers[number], who, start, earlier, bound)

    def _settled(self, clocks: Clocks) -> Clocks:
        """Clocks under the rules that apply when they start, or when one next does (6.2)."""
        span, start, rule = clocks.span, clocks.start, clocks.rule
        done: list[Clocks] = []
        while len(span):
            asked = np.flatnonzero(rule < 0)
            rule = rule.copy()
            rule[asked] = applying(self.view, self.part, self.spans, span[asked], start[asked])
            good = rule >= 0
            done.append(Clocks(span[good], start[good], rule[good]))
            span, start = span[~good], start[~good]
            start = self._next(span, start.day)
            there = start.there
            span, start = span[there], start[there]
            rule = np.full(len(span), -1, np.int64)
        if not done:
            return clocks
        span = np.concatenate([c.span for c in done])
        order = np.argsort(span, kind="stable")
        return Clocks(
            span[order],
            join([c.start for c in done])[order],
            np.concatenate([c.rule for c in done])[order],
        )

    def _next(self, span: Ints, day: Ints) -> Moments:
        """The earlier of the next answer on a later day and the next day on which a rule begins."""
        following = self.links.later(span, day).moment
        padded = np.append(self.begins, NONE)
        begins = padded[np.searchsorted(self.begins, day, side="right")]
        end = self.spans.cover_to.day[span]
        begins = np.where((end != NONE) & (begins > end), NONE, begins)
        begins = np.where(begins > self.view.on.day, NONE, begins)
        sooner = (begins != NONE) & (~following.there | (begins < following.day))
        return choose(sooner, days(begins), following)

    # --- one step ---

    def _step(self, rule: int, clocks: Clocks, mine: Ints, number: int, following: Found) -> Owed:
        view, found = self.view, self.spans
        span, start, next_ = clocks.span[mine], clocks.start[mine], following[mine]
        who = found.who[span]
        step = _step_of(self._every(rule), number)
        base = found.start.day[span] if step.of_start else start.day
        due = days(shift(view, who.file, base, step.interval))
        met = self.own[rule].later(span, start.day)
        on_time = met.there & at_or_before(met.moment, due)
        opened = start
        if number == 1:
            opened = choose(earlier(start, found.start[span]), found.start[span], start)
        guess = guessed(view, who.file, days(base), step.interval)
        drafts = owed(
            who, rule, opened, due, met, on_time, step=np.full(len(mine), number, np.int64),
            notes=np.where(guess, Note.PROVISIONAL.value, 0).astype(np.int64),
        )  # fmt: skip
        lapse = first_lapse(view, self.part.rules[rule].lapses, who, opened)
        end = found.over[span]
        ended = Found(np.where(end.there, found.fact[span], -1), end)
        lapse = best_of(view, [lapse, ended])
        lapse = lapse.keep(~next_.there | (lapse.moment.day < next_.moment.day))
        weighed = weigh_lapse(lapse, due, met, on_time)
        made = self.part.rules[rule]
        return judged(
            view, self.watch, self.duty, self.part, made, drafts, weighed, self.answers[rule]
        )


def _answers(rule: Rule) -> tuple[Alternative, ...]:
    return tuple(a for a in rule.then if isinstance(a, Alternative))


def _step_of(every: Every, number: int) -> Step:
    steps = every.then if every.first is None else (every.first, *every.then)
    return steps[min(number, len(steps)) - 1]


def _is_kept(every: Every, number: int) -> bool:
    return number >= every.only_from and (every.only_to is None or number <= every.only_to)


def evaluate_rolling(
    view: View, watch: Watch, duty: Duty, part: Part, owed_to: Flags
) -> tuple[Owed, Ints]:
    """The steps of the rolling rules of a part, and its unknown triggers."""
    if not any(map(is_rolling, part.rules)):
        return no_owed(), np.zeros(0, np.int64)
    found = Rolling(view, watch, duty, part, owed_to).run()
    return found, unknown_spans(view, part, is_rolling, owed_to)
