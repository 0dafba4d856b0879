"""Recurrences by calendar period (clauses 6.5 and 6.6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from sightline.engine.kernel.chains import ranges
from sightline.engine.kernel.clocks import calendars
from sightline.engine.kernel.found import Found, Who, best_of, nothing
from sightline.engine.kernel.intervals import in_force_at
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
    Index,
    Ints,
    Moments,
    at_or_after,
    at_or_before,
    choose,
    days,
    order_key,
)
from sightline.engine.kernel.rolling import answered
from sightline.engine.kernel.spans import Spans, applying, spans, unknown_spans
from sightline.engine.kernel.view import View
from sightline.engine.kernel.watching import Watch
from sightline.engine.model import Note
from sightline.standard.calendar import Calendar, date_of, day_of
from sightline.standard.model import Alternative, Duty, Each, Part, PeriodName, Rule

_SCHOOL = (PeriodName.SCHOOL_WEEK, PeriodName.TERM)


def is_each(rule: Rule) -> bool:
    """Whether a rule recurs by calendar period."""
    return rule.each is not None


def evaluate_each(
    view: View, watch: Watch, duty: Duty, part: Part, owed_to: Flags
) -> tuple[Owed, Ints]:
    """The periods of the rules of a part that have them, and its unknown triggers."""
    if not any(map(is_each, part.rules)):
        return no_owed(), np.zeros(0, np.int64)
    work = _Periods(view, watch, duty, part, spans(view, part, is_each, owed_to))
    return work.run(), unknown_spans(view, part, is_each, owed_to)


@dataclass(frozen=True)
class Chosen:
    """Periods of spans, by their positions: the rule, first and last day, and the due day."""

    span: Ints
    rule: Ints
    first: Ints
    last: Ints
    due: Ints
    provisional: Flags

    def __getitem__(self, index: Index) -> Chosen:
        return Chosen(
            self.span[index],
            self.rule[index],
            self.first[index],
            self.last[index],
            self.due[index],
            self.provisional[index],
        )


@dataclass(frozen=True)
class _Periods:
    view: View
    watch: Watch
    duty: Duty
    part: Part
    spans: Spans

    def run(self) -> Owed:
        """Every period that is owed, with what answers it."""
        names = dict.fromkeys(self._each(n).period for n in self.spans.rules)
        parts = [one for name in names for one in self._chosen(name)]
        if not parts:
            return no_owed()
        chosen = Chosen(
            *(
                np.concatenate([getattr(p, name) for p in parts])
                for name in ("span", "rule", "first", "last", "due", "provisional")
            )
        )
        chosen = chosen[self._is_owed(chosen)]
        chosen = chosen[np.lexsort((chosen.first, chosen.span))]
        met = self._answers(chosen)
        found: list[Owed] = []
        for rule in np.unique(chosen.rule):
            mine = np.flatnonzero(chosen.rule == rule)
            found.append(self._judged(int(rule), chosen[mine], met[mine]))
        return join_owed(found)

    def _each(self, rule: int) -> Each:
        each = self.part.rules[rule].each
        assert each is not None
        return each

    def _chosen(self, name: PeriodName) -> Iterator[Chosen]:
        """The periods of a name, of the spans for which a rule with that name applies then."""
        view, found = self.view, self.spans
        for calendar, here in calendars(view):
            mine = np.flatnonzero(here[found.file])
            if not len(mine):
                continue
            start = found.start.day[mine]
            first, last = _table(calendar, name, int(start.min()), view.on.day)
            low = np.searchsorted(last, start)
            count = np.maximum(np.searchsorted(first, view.on.day, side="right") - low, 0)
            span, at = np.repeat(mine, count), ranges(low, count)
            rule = applying(view, self.part, found, span, days(first[at]))
            for number in found.rules:
                if self._each(number).period is name:
                    kept = rule == number
                    yield self._made(calendar, number, span[kept], first, last, at[kept])

    def _made(
        self, calendar: Calendar, rule: int, span: Ints, first: Ints, last: Ints, at: Ints
    ) -> Chosen:
        each = self._each(rule)
        distinct, back = np.unique(at, return_inverse=True)
        due = np.array([_due(each, int(first[n]), int(last[n])) for n in distinct], np.int64)
        guessed = each.period in _SCHOOL and calendar.table.terms_guessed
        return Chosen(
            span,
            np.full(len(span), rule, np.int64),
            first[at],
            last[at],
            due[back] if len(at) else at,
            np.full(len(span), guessed, bool),
        )

    def _is_owed(self, chosen: Chosen) -> Flags:
        found = self.spans
        start = found.start.day[chosen.span]
        over, until = found.over.day[chosen.span], found.cover_to.day[chosen.span]
        whole = (start <= chosen.first) & ((over == NONE) | (over > chosen.due))
        part = (start <= chosen.last) & ((until == NONE) | (until >= chosen.first))
        by_part = np.array([r.each is not None and r.each.part_owed for r in self.part.rules], bool)
        owed_: Flags = np.where(by_part[chosen.rule], part, whole)
        return owed_

    # --- answers ---

    def _answers(self, chosen: Chosen) -> Found:
        """The earliest answer in each period not used by an earlier one of its span (6.6)."""
        met = nothing(len(chosen.span))
        for rule in np.unique(chosen.rule):
            mine = np.flatnonzero(chosen.rule == rule)
            self._in_force(int(rule), chosen, mine, met)
        pools = {int(r): self._pool(int(r)) for r in np.unique(chosen.rule)}
        order = _place_in_group(chosen.span)
        used: set[tuple[int, int]] = set()
        until = chosen.last.copy()
        for rule in pools:
            if self._each(rule).after:
                mine = np.flatnonzero(chosen.rule == rule)
                until[mine] = chosen.due[mine]
        repeats = bool((until > chosen.last).any()) or len(pools) > 1
        rounds = range(int(order.max(initial=-1)) + 1) if repeats else (None,)
        for number in rounds:
            for rule, pool in pools.items():
                here = chosen.rule == rule
                mine = np.flatnonzero(here if number is None else here & (order == number))
                self._take(pool, chosen, mine, until, met, used if repeats else None)
        return met

    def _in_force(self, rule: int, chosen: Chosen, mine: Ints, met: Found) -> None:
        view = self.view
        what = [a for a in _answers(self.part.rules[rule]) if a.in_force]
        if not what or not len(mine):
            return
        who = self.spans.who[chosen.span[mine]]
        asked = days(chosen.due[mine])
        asked = asked.keep(view.by_now(asked))
        found = best_of(view, [in_force_at(view, one, who, asked) for one in what])
        met.fact[mine] = found.fact
        met.moment.day[mine], met.moment.minute[mine] = found.moment.day, found.moment.minute

    def _pool(self, rule: int) -> tuple[Ints, Ints, Ints, Moments]:
        plain = [a for a in _answers(self.part.rules[rule]) if not a.in_force]
        span, fact, moment = answered(self.view, self.spans, plain)
        start, end = self.spans.start[span], self.spans.cover_to[span]
        kept = at_or_after(moment, start) & (~end.there | at_or_before(moment, end))
        span, fact, moment = span[kept], fact[kept], moment[kept]
        order = np.lexsort((self.view.ranks(fact), order_key(moment), span))
        span, fact, moment = span[order], fact[order], moment[order]
        return (span << 24) + moment.day + 4_000_000, span, fact, moment

    def _take(
        self,
        pool: tuple[Ints, Ints, Ints, Moments],
        chosen: Chosen,
        mine: Ints,
        until: Ints,
        met: Found,
        used: set[tuple[int, int]] | None,
    ) -> None:
        key, span, fact, moment = pool
        if not len(key):
            return
        at = np.searchsorted(key, (chosen.span[mine] << 24) + chosen.first[mine] + 4_000_000)
        while len(mine):
            safe = np.minimum(at, len(key) - 1)
            inside = (at < len(key)) & (span[safe] == chosen.span[mine])
            inside &= moment.day[safe] <= until[mine]
            now = met.moment[mine]  # an interval in force on the due day, if there is one
            inside &= ~now.there | self._is_first(moment[safe], fact[safe], now, met.fact[mine])
            again = np.zeros(len(mine), bool)
            if used is not None:
                again = np.array([(int(span[n]), int(fact[n])) in used for n in safe], bool)
            good = inside & ~again
            met.fact[mine[good]] = fact[safe[good]]
            met.moment.day[mine[good]] = moment.day[safe[good]]
            met.moment.minute[mine[good]] = moment.minute[safe[good]]
            if used is not None:
                used.update((int(span[n]), int(fact[n])) for n in safe[good])
            on = inside & again
            mine, at = mine[on], at[on] + 1

    def _is_first(self, moment: Moments, fact: Ints, now: Moments, other: Ints) -> Flags:
        """Whether a fact comes before another in the order of 1.7; of no other, any is first."""
        key, other_key = order_key(moment), order_key(now)
        ranks = self.view.ranks(np.concatenate([fact, np.where(other < 0, fact, other)]))
        lower = ranks[: len(fact)] < ranks[len(fact) :]
        first: Flags = (key < other_key) | ((key == other_key) & lower)
        return first

    # --- states ---

    def _judged(self, rule: int, chosen: Chosen, met: Found) -> Owed:
        view, made = self.view, self.part.rules[rule]
        who: Who = self.spans.who[chosen.span]
        start = self.spans.start[chosen.span]
        due = days(chosen.due)
        opened = choose(start.day > chosen.first, start, days(chosen.first))
        on_time = met.there & at_or_before(met.moment, due)
        drafts = owed(
            who, rule, opened, due, met, on_time, period=chosen.first,
            notes=np.where(chosen.provisional, Note.PROVISIONAL.value, 0).astype(np.int64),
        )  # fmt: skip
        lapse = first_lapse(view, made.lapses, who, opened)
        weighed = weigh_lapse(lapse, due, met, on_time)
        answers = _answers(made)
        return judged(view, self.watch, self.duty, self.part, made, drafts, weighed, answers)


def _answers(rule: Rule) -> tuple[Alternative, ...]:
    return tuple(a for a in rule.then if isinstance(a, Alternative))


def _place_in_group(group: Ints) -> Ints:
    """The place of each row in its group, of groups that lie together."""
    if not len(group):
        return group
    fresh = np.ones(len(group), bool)
    fresh[1:] = group[1:] != group[:-1]
    starts = np.flatnonzero(fresh)
    places: Ints = np.arange(len(group), dtype=np.int64) - starts[np.cumsum(fresh) - 1]
    return places


def _table(calendar: Calendar, name: PeriodName, first: int, last: int) -> tuple[Ints, Ints]:
    found = list(calendar.periods(name, first, last)) if first <= last else []
    return (
        np.array([a for a, _ in found], np.int64),
        np.array([b for _, b in found], np.int64),
    )


def _due(each: Each, first: int, last: int) -> int:
    """The last good day of a period, perhaps in the next one (clause 6.5)."""
    if each.by_day is None:
        return last
    begins = date_of(last + 1) if each.after else date_of(first)
    if each.by_month is None:
        return _day_in(begins.year, begins.month, each.by_day)
    year = begins.year + (each.by_month < begins.month)
    return _day_in(year, each.by_month, each.by_day)


def _day_in(year: int, month: int, day: int) -> int:
    return day_of(date(year, month, min(day, monthrange(year, month)[1])))
