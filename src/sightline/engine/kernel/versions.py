"""Which fact each row is a version of, and what a row names (clauses 1.2 and 1.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.engine.kernel.arrays import Bucket, Rows
from sightline.engine.kernel.moments import Flags, Ints


@dataclass(frozen=True)
class Named:
    """Rows to be found by their file and id; ``keys`` are in order, ``rows`` beside them."""

    keys: Ints
    rows: Ints
    size: int

    def find(self, file: Ints, name: Ints) -> Ints:
        """The row of each name on each file; -1 for none."""
        if not len(self.keys):
            return np.full(len(file), -1, np.int64)
        wanted = file * self.size + name
        place = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where((name >= 0) & (self.keys[place] == wanted), self.rows[place], -1)


def named_among(rows: Rows, among: Ints) -> Named:
    """Some rows, by their file and id; what nothing names is not asked for."""
    among = among[rows.named[among] >= 0]
    size = len(rows.names)
    keys = rows.numbers["file"][among] * size + rows.named[among]
    order = np.argsort(keys, kind="stable")
    return Named(keys[order], among[order], size)


@dataclass(frozen=True)
class Versions:
    """The rows that may share their fact with others, or be withdrawn.

    ``joined``: those rows, and ``root`` the row of the first version of each; ``is_joined`` says
    the same of every row. What is known at T is no part of it.
    """

    joined: Ints
    root: Ints
    is_joined: Flags
    named: Named

    def fact_of(self, count: int) -> Ints:
        """The first version of each row, by row; the row itself where it is alone."""
        found = np.arange(count, dtype=np.int64)
        found[self.joined] = self.root
        return found


def versions_of(bucket: Bucket) -> Versions:
    """The versions of a bucket: worked out once, whatever T."""
    found: Versions = bucket.remember("versions", lambda: _versions(bucket.rows))
    return found


def _versions(rows: Rows) -> Versions:
    withdraws, replaces = rows.codes["withdraws"], rows.codes["version_of"]
    cited = np.zeros(len(rows.names) + 1, bool)
    cited[withdraws] = True
    cited[replaces] = True
    # The last place is that of -1: what names nothing.
    cited[-1] = False
    is_joined = ((replaces >= 0) | cited[rows.named]) & (withdraws < 0)
    joined = np.flatnonzero(is_joined)
    named = named_among(rows, joined)
    before = named.find(rows.numbers["file"][joined], replaces[joined])
    return Versions(joined, _first_versions(joined, before), is_joined, named)


def _first_versions(joined: Ints, before: Ints) -> Ints:
    """The first version of each of these rows, by the row that each replaces (-1 for none).

    Each round looks twice as far back as the last, so that a chain of any length takes few.
    """
    place = np.arange(len(joined), dtype=np.int64)
    at = np.where(before < 0, place, np.searchsorted(joined, before))
    for _ in range(len(joined).bit_length()):
        further = at[at]
        if np.array_equal(further, at):
            break
        at = further
    return joined[at]
