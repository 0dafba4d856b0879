"""Moments as arrays: a day and perhaps a minute, compared as clause 1.7 says.

``NONE`` stands for what is not recorded. A moment without a day is not there at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sightline.engine.model import Moment
from sightline.standard.calendar import start_of_day

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Truths = npt.NDArray[np.int8]

Index = Ints | Flags | slice
"""Which of things side by side: by their positions, by flags, or a stretch of them."""

NONE = -(2**61)
FALSE, UNKNOWN, TRUE = 0, 1, 2

_FIRST_DAY, _LAST_DAY = -719_163, 2_932_896
_DAY_BITS, _MINUTE_BITS = 22, 11
_ANY_MINUTE_BITS = 34
_BLOCK_BITS = 10


def none(count: int) -> Ints:
    """So many of what is not recorded."""
    return np.full(count, NONE, np.int64)


@dataclass(frozen=True, slots=True)
class Moments:
    """Moments side by side: ``day`` is NONE where there is none, ``minute`` where it has none."""

    day: Ints
    minute: Ints

    def __len__(self) -> int:
        return len(self.day)

    def __getitem__(self, index: Index) -> Moments:
        return Moments(self.day[index], self.minute[index])

    @property
    def there(self) -> Flags:
        """Which are recorded."""
        found: Flags = self.day != NONE
        return found

    @property
    def timed(self) -> Flags:
        """Which have a minute."""
        found: Flags = self.minute != NONE
        return found

    def keep(self, where: Flags) -> Moments:
        """These where so, and none elsewhere."""
        return Moments(np.where(where, self.day, NONE), np.where(where, self.minute, NONE))

    def or_else(self, other: Moments) -> Moments:
        """These where they are recorded, and others elsewhere."""
        return choose(self.there, self, other)


def nowhere(count: int) -> Moments:
    """So many moments that are not recorded."""
    return Moments(none(count), none(count))


def days(day: Ints) -> Moments:
    """Whole days as moments."""
    return Moments(day, none(len(day)))


def repeat(moment: Moment, count: int) -> Moments:
    """One moment so many times, to be read and not written."""
    minute = NONE if moment.minute is None else moment.minute
    day = np.broadcast_to(np.int64(moment.day), count)
    return Moments(day, np.broadcast_to(np.int64(minute), count))


def choose(where: Flags, a: Moments, b: Moments) -> Moments:
    """``a`` where so, ``b`` elsewhere."""
    return Moments(np.where(where, a.day, b.day), np.where(where, a.minute, b.minute))


def join(parts: list[Moments]) -> Moments:
    """Moments one after another."""
    if not parts:
        return nowhere(0)
    return Moments(
        np.concatenate([p.day for p in parts]), np.concatenate([p.minute for p in parts])
    )


def earlier(a: Moments, b: Moments) -> Flags:
    """Whether ``a`` is certainly earlier (clause 1.7)."""
    both = (a.minute != NONE) & (b.minute != NONE)
    return np.where(both, a.minute < b.minute, a.day < b.day)


def at_or_after(a: Moments, b: Moments) -> Flags:
    """Whether ``a`` is at or after ``b``: unless it is certainly earlier."""
    return ~earlier(a, b)


def at_or_before(a: Moments, b: Moments) -> Flags:
    """Whether ``a`` is at or before ``b``: unless it is certainly later."""
    return ~earlier(b, a)


def order_key(moments: Moments) -> Ints:
    """A number that orders moments: by day, then by minute with none first (clause 1.7)."""
    timed = moments.minute != NONE
    minute = np.where(timed, moments.minute - moments.day * 1440 + 121, 0)
    day = np.where(moments.day == NONE, 0, moments.day - _FIRST_DAY)
    return (day << _MINUTE_BITS) | minute


def group_key(group: Ints, moments: Moments) -> Ints:
    """A number that orders moments within groups."""
    return (group << (_DAY_BITS + _MINUTE_BITS)) | order_key(moments)


def minute_key(group: Ints, minute: Ints) -> Ints:
    """A number that orders minutes within groups; NONE comes before all of them."""
    shifted: Ints = np.maximum(minute + 2 ** (_ANY_MINUTE_BITS - 2), 0)
    return (group << _ANY_MINUTE_BITS) + shifted


def in_order(key: Ints, ranks: Callable[[Ints], Ints]) -> Ints:
    """The order of things by a key, and of those with the same key by their ranks.

    Ranks are of ids, and asked only of those, by their positions: text is slow to sort.
    """
    found = np.argsort(key, kind="stable")
    ordered = key[found]
    same = ordered[1:] == ordered[:-1]
    if same.any():
        tied = np.zeros(len(key), bool)
        tied[1:] |= same
        tied[:-1] |= same
        places = np.flatnonzero(tied)
        these = found[places]
        found[places] = these[np.lexsort((ranks(these), ordered[places]))]
    return found


def first_minutes(day: Ints) -> Ints:
    """The first minute of each London day."""
    found = np.empty(len(day), np.int64)
    block = day >> _BLOCK_BITS
    for one in np.unique(block).tolist():
        here = block == one
        found[here] = _first_minutes_of(one)[day[here] - (one << _BLOCK_BITS)]
    return found


@lru_cache(maxsize=4096)
def _first_minutes_of(block: int) -> Ints:
    """The first minutes of a block of days; kept, for the clock changes make them slow to tell."""
    first = block << _BLOCK_BITS
    known = range(max(first, _FIRST_DAY + 1), min(first + (1 << _BLOCK_BITS), _LAST_DAY + 1))
    found = none(1 << _BLOCK_BITS)
    found[known.start - first : known.stop - first] = [start_of_day(day) for day in known]
    return found


def days_of_minutes(minute: Ints) -> Ints:
    """The London day of each minute; NONE where there is none."""
    known = minute != NONE
    safe = np.where(known, minute, 0)
    day = safe // 1440
    day = day - (safe < first_minutes(day))
    day = day + (safe >= first_minutes(day + 1))
    return np.where(known, day, NONE)


def instants(minute: Ints) -> Moments:
    """Minutes as moments on their London days."""
    return Moments(days_of_minutes(minute), minute)


# --- dates -----------------------------------------------------------------------------------


def add_months(day: Ints, count: int, *, forward_leap: bool = False) -> Ints:
    """So many months later, clamped to the month's last day (clause 4.1).

    ``forward_leap``: 29 February becomes 1 March in other years, as birthdays do (clause 2.5).
    """
    known = day != NONE
    dates = np.where(known, day, 0).astype("M8[D]")
    months = dates.astype("M8[M]")
    offset = (dates - months.astype("M8[D]")).astype(np.int64)
    target = months + count
    start = target.astype("M8[D]").astype(np.int64)
    length = (target + 1).astype("M8[D]").astype(np.int64) - start
    beyond = 1 if forward_leap else 0
    over = offset >= length
    return np.where(known, start + np.where(over, length - 1 + beyond, offset), NONE)
