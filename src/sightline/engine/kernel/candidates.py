"""What may answer, lapse or excuse: facts that match, tied to their triggers (clause 5.3)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow.compute as pc

from sightline.engine.kernel.found import Pool, Who, pool_of
from sightline.engine.kernel.moments import TRUE, Flags, Ints, Moments, join
from sightline.engine.kernel.runs import When, holds, meetings
from sightline.engine.kernel.select import matching, moments, same_group, value_keys
from sightline.engine.kernel.view import View
from sightline.standard.model import BIRTHDAY_TRIGGER, Alternative


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


def tied(view: View, what: Alternative, facts: Ints, who: Who) -> tuple[Ints, Ints]:
    """All pairs of askers and facts that may answer them, by their positions; never themselves."""
    if is_tied(what):
        theirs, mine = groups_of(view, what, facts, who)
    else:
        theirs, mine = view.file[facts], who.file
    query, at = meetings(mine, theirs)
    kept = facts[at] != who.fact[query]
    return query[kept], at[kept]


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
