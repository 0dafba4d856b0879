"""Looking among candidates for the first or the last that will do (clause 1.7).

Candidates lie in order of group, moment and id; a group is a file, or what an answer must share
with its trigger besides. The first at or after a moment is then found by bisection.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sightline.engine.kernel.moments import (
    NONE,
    Flags,
    Index,
    Ints,
    Moments,
    at_or_after,
    choose,
    days,
    group_key,
    nowhere,
    order_key,
)
from sightline.engine.kernel.view import View


@dataclass(frozen=True)
class Who:
    """For whom something is looked for: the file, and the triggering fact (-1: a birthday)."""

    file: Ints
    fact: Ints

    def __len__(self) -> int:
        return len(self.file)

    def __getitem__(self, index: Index) -> Who:
        return Who(self.file[index], self.fact[index])


@dataclass(frozen=True)
class Found:
    """What was found for each: the fact, -1 for nothing, and its moment."""

    fact: Ints
    moment: Moments

    def __len__(self) -> int:
        return len(self.fact)

    def __getitem__(self, index: Index) -> Found:
        return Found(self.fact[index], self.moment[index])

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
