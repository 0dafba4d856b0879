"""Joining triggers with what answers, lapses or excuses them (clauses 1.7, 5.1 to 5.3).

The candidates of a join lie in order of group, moment and id; a group is a file, or what an answer
must share with its trigger besides. The first at or after a moment is then found by bisection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from sightline.engine.kernel.moments import (
    NONE,
    TRUE,
    Flags,
    Ints,
    Moments,
    at_or_after,
    choose,
    days,
    earlier,
    group_key,
    join,
    nowhere,
    order_key,
    repeat,
)
from sightline.engine.kernel.runs import Runs, When, covers, holds, pairs, runs
from sightline.engine.kernel.select import matching, moments, same_group, value_keys
from sightline.engine.kernel.view import View
from sightline.standard.model import BIRTHDAY_TRIGGER, START, Alternative


@dataclass(frozen=True)
class Who:
    """For whom something is looked for: the file, and the triggering fact (-1: a birthday)."""

    file: Ints
    fact: Ints

    def __len__(self) -> int:
        return len(self.file)

    def __getitem__(self, index: object) -> Who:
        return Who(self.file[index], self.fact[index])  # type: ignore[index]


@dataclass(frozen=True)
class Found:
    """What was found for each: the fact, -1 for nothing, and its moment."""

    fact: Ints
    moment: Moments

    def __len__(self) -> int:
        return len(self.fact)

    def __getitem__(self, index: object) -> Found:
        return Found(self.fact[index], self.moment[index])  # type: ignore[index]

    @property
    def there(self) -> Flags:
        """For which something was found."""
        return self.moment.there

    def keep(self, where: Flags) -> Found:
        """What was found where so, and nothing elsewhere."""
        return Found(np.where(where, self.fact, -1), self.moment.keep(where))

    def or_else(self, other: Found) -> Found:
        """This where something was found, and the other elsewhere."""
        where = self.there
        return Found(
            np.where(where, self.fact, other.fact), choose(where, self.moment, other.moment)
        )


def nothing(count: int) -> Found:
    """Nothing found, so many times."""
    return Found(np.full(count, -1, np.int64), nowhere(count))


@dataclass(frozen=True)
class Pool:
    """Candidates in order of group, moment and id."""

    group: Ints
    key: Ints
    fact: Ints
    moment: Moments

    def __len__(self) -> int:
        return len(self.fact)


def pool_of(view: View, group: Ints, fact: Ints, moment: Moments) -> Pool:
    """Candidates as a pool."""
    key = group_key(group, moment)
    order = view.order(key, fact)
    return Pool(group[order], key[order], fact[order], moment[order])


Accepts = Callable[[Moments, Moments], Flags]
"""Whether a candidate's moment will do for a moment asked about."""


def first_from(pool: Pool, group: Ints, asked: Moments, banned: Ints, accepts: Accepts) -> Found:
    """The first candidate on the day asked about or later that will do and is not banned."""
    if not len(pool):
        return nothing(len(group))
    at = np.searchsorted(pool.key, group_key(group, days(asked.day)))
    return _walk(pool, group, asked, banned, accepts, at, 1, None)


def last_to(
    pool: Pool,
    group: Ints,
    asked: Moments,
    banned: Ints,
    accepts: Accepts,
    no_earlier: Moments | None = None,
) -> Found:
    """The last candidate on the day asked about or earlier that will do and is not banned.

    ``no_earlier``: nor is it certainly earlier than these.
    """
    if not len(pool):
        return nothing(len(group))
    following = np.where(asked.there, asked.day + 1, NONE)
    at = np.searchsorted(pool.key, group_key(group, days(following))) - 1
    return _walk(pool, group, asked, banned, accepts, at, -1, no_earlier)


def _walk(
    pool: Pool,
    group: Ints,
    asked: Moments,
    banned: Ints,
    accepts: Accepts,
    at: Ints,
    step: int,
    no_earlier: Moments | None,
) -> Found:
    size = len(pool)
    found = np.full(len(group), -1, np.int64)
    waiting = np.flatnonzero(asked.there & (group >= 0))
    at = at[waiting]
    while len(waiting):
        inside = (at >= 0) & (at < size)
        safe = np.where(inside, at, 0)
        inside &= pool.group[safe] == group[waiting]
        will_do = accepts(pool.moment[safe], asked[waiting]) & (pool.fact[safe] != banned[waiting])
        if no_earlier is not None:
            inside &= pool.moment.day[safe] >= no_earlier.day[waiting]
            will_do &= at_or_after(pool.moment[safe], no_earlier[waiting])
        good = inside & will_do
        found[waiting[good]] = safe[good]
        on = inside & ~will_do
        waiting, at = waiting[on], at[on] + step
    hit = found >= 0
    safe = np.where(hit, found, 0)
    return Found(np.where(hit, pool.fact[safe], -1), pool.moment[safe].keep(hit))


def best_of(view: View, found: Sequence[Found], *, last: bool = False) -> Found:
    """The first (or last) in order of what was found in several ways."""
    best = found[0]
    for other in found[1:]:
        best = _better(view, best, other, last)
    return best


def _better(view: View, a: Found, b: Found, last: bool) -> Found:
    a_key, b_key = order_key(a.moment), order_key(b.moment)
    take = b.there & (~a.there | ((b_key > a_key) if last else (b_key < a_key)))
    tied = np.flatnonzero(a.there & b.there & (a_key == b_key) & (a.fact != b.fact))
    if len(tied):
        rank = view.ranks(np.concatenate([a.fact[tied], b.fact[tied]]))
        lower = rank[len(tied) :] < rank[: len(tied)]
        take[tied] = ~lower if last else lower
    return Found(np.where(take, b.fact, a.fact), choose(take, b.moment, a.moment))


# --- candidates ------------------------------------------------------------------------------


def candidates(view: View, what: Alternative) -> tuple[Ints, Moments]:
    """The facts that match an alternative, at its moment, by D; its conditions read then."""

    def work() -> tuple[Ints, Moments]:
        facts = matching(view, what.selector)
        low = view.facts_of(what.selector.kind).start
        moment = moments(view, what.selector.kind, what.at)[facts - low]
        kept = view.there[facts] & view.by_now(moment)
        facts, moment = facts[kept], moment[kept]
        if what.conditions:
            when = When(view.file[facts], moment, facts)
            good = holds(view, what.conditions, when) == TRUE
            facts, moment = facts[good], moment[good]
        return facts, moment

    key = ("candidates", what.selector, what.at, what.conditions)
    found: tuple[Ints, Moments] = view.remember(key, work)
    return found


def plain_pool(view: View, alternatives: tuple[Alternative, ...]) -> Pool:
    """What may answer anything on its file."""

    def work() -> Pool:
        each = [candidates(view, a) for a in alternatives]
        facts = np.concatenate([np.zeros(0, np.int64), *(f for f, _ in each)])
        return pool_of(view, view.file[facts], facts, join([m for _, m in each]))

    key = ("pool", tuple((a.selector, a.at, a.conditions) for a in alternatives))
    found: Pool = view.remember(key, work)
    return found


Grouped = list[tuple[Pool, Ints]]
"""Pools, and each asker's group in them."""


def is_tied(what: Alternative) -> bool:
    """Whether it must share something with its trigger (clause 5.3)."""
    return what.about or bool(what.same)


def pools(view: View, alternatives: Sequence[Alternative], who: Who) -> Grouped:
    """The pools in which answers are looked for; intervals in force are no part of them."""
    plain = tuple(a for a in alternatives if not a.in_force and not is_tied(a))
    found: Grouped = [(plain_pool(view, plain), who.file)] if plain else []
    for what in alternatives:
        if not what.in_force and is_tied(what):
            facts, moment = candidates(view, what)
            groups, mine = groups_of(view, what, facts, who)
            kept = groups >= 0
            found.append((pool_of(view, groups[kept], facts[kept], moment[kept]), mine))
    return found


def groups_of(view: View, what: Alternative, facts: Ints, who: Who) -> tuple[Ints, Ints]:
    """Numbers that facts and askers share where file, ``about`` and ``same`` agree; else -1."""
    parts = [(view.file[facts], who.file)]
    told, mine = np.ones(len(facts), bool), np.ones(len(who), bool)
    if what.about:
        parts.append((view.about[facts], asked_about(view, who)))
        told &= view.about[facts] != -1
    for name in what.same:
        theirs, answered = value_keys(view, what.selector.kind, name, facts)
        own, own_answered = _own_values(view, name, who)
        parts.append((theirs, own))
        told &= answered
        mine &= own_answered
    left, right = same_group(parts)
    return np.where(told, left, -1), np.where(mine, right, -1)


def asked_about(view: View, who: Who) -> Ints:
    """What an ``about`` must name: the trigger's fact, or ``birthday``."""
    birthday = pc.index(view.bucket.rows.names, BIRTHDAY_TRIGGER).as_py()
    named = -2 - birthday if birthday >= 0 else -1
    if not len(view):
        return np.full(len(who), named, np.int64)
    return np.where(who.fact < 0, named, view.root[who.fact])


def _own_values(view: View, name: str, who: Who) -> tuple[Ints, Flags]:
    keys, told = np.full(len(who), -1, np.int64), np.zeros(len(who), bool)
    for kind, facts in view.kinds.items():
        mine = np.flatnonzero((who.fact >= facts.start) & (who.fact < facts.stop))
        if len(mine):
            keys[mine], told[mine] = value_keys(view, kind, name, who.fact[mine])
    return keys, told


# --- looking ---------------------------------------------------------------------------------


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
    return earlier(candidate, asked) | (bare & (candidate.day == asked.day))


# --- in force --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Meeting:
    """Pairs of askers and intervals: who asks, which interval, and at which moment it answers."""

    query: Ints
    at: Ints
    moment: Moments
    found: Runs


def _meetings(view: View, what: Alternative, who: Who) -> Meeting:
    found = runs(view, what.selector)
    groups, mine = groups_of(view, what, found.fact, who)
    order = np.argsort(groups, kind="stable")
    query, place = pairs(mine, groups[order])
    at = order[place]
    kept = (mine[query] >= 0) & (found.fact[at] != who.fact[query])
    query, at = query[kept], at[kept]
    return Meeting(query, at, nowhere(len(query)), found)


def first_in_force(
    view: View, what: Alternative, who: Who, asked: Moments, later_day: Flags | None = None
) -> Found:
    """The first moment, from those asked about on, at which an interval runs (clause 5.2)."""
    met = _meetings(view, what, who)
    at_once = covers(met.found, met.at, asked[met.query])
    start = met.found.start[met.at]
    later = at_or_after(start, asked[met.query]) & asked[met.query].there
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


def first_booked(view: View, alternatives: Sequence[Alternative], who: Who) -> Ints:
    """The earliest planned start, from D on, of a planned fact that would answer (clause 7.7)."""
    booked = np.full(len(who), NONE, np.int64)
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


__all__ = ["Found", "Pool", "Who", "candidates", "first_booked", "repeat"]
