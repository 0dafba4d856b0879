"""Facts as chains of versions, at a minute T (clauses 1.1 to 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.engine.kernel.arrays import Bucket, Rows
from sightline.engine.kernel.moments import NONE, Flags, Ints, in_order, minute_key
from sightline.engine.kernel.versions import Versions, named_among, versions_of


@dataclass(frozen=True)
class Chains:
    """Every fact known at T, withdrawn ones too, in no order.

    ``root``: the row of the first version. ``first`` and ``count``: where a fact's versions lie
    among ``versions``, rows in order of (recorded_at, id). ``withdrawn``: the minute, or NONE.
    ``about``: by row, which fact it is about: the row of its first version; -1 for none, and
    below that a name that no version on the file has.
    """

    file: Ints
    root: Ints
    first: Ints
    count: Ints
    versions: Ints
    withdrawn: Ints
    about: Ints

    @cached_property
    def by_row(self) -> tuple[Ints, Ints]:
        """The facts in order of their first versions' rows, and those rows."""
        order = np.argsort(self.root, kind="stable")
        return order, self.root[order]

    @cached_property
    def disturbed(self) -> Ints:
        """The facts that were corrected or withdrawn."""
        found: Ints = np.flatnonzero((self.count > 1) | (self.withdrawn != NONE))
        return found


def chains_at(bucket: Bucket, known_at: int) -> Chains:
    """The facts known at a minute: those of one row, then those that may have several."""
    rows, made = bucket.rows, versions_of(bucket)
    live = rows.numbers["recorded_at"] <= known_at
    alone = np.flatnonzero(live & ~made.is_joined & (rows.codes["withdraws"] < 0))
    # A fact is known once its first version is, whatever was recorded of it before that.
    known = np.flatnonzero(live[made.joined] & live[made.root])
    known = known[_in_order(rows, made.joined[known], made.root[known])]
    joined, owner = made.joined[known], made.root[known]
    roots, several = np.unique(owner, return_counts=True)
    root = np.concatenate([alone, roots])
    count = np.concatenate([np.ones(len(alone), np.int64), several])
    withdrawn = np.full(len(root), NONE, np.int64)
    withdrawn[len(alone) :] = _withdrawn(rows, made, live, roots)
    return Chains(
        rows.numbers["file"][root], root, np.cumsum(count) - count, count,
        np.concatenate([alone, joined]), withdrawn, _about(rows, made, alone, joined),
    )  # fmt: skip


def ranges(first: Ints, count: Ints) -> Ints:
    """The numbers first, first + 1 ... of each range, one range after another."""
    total = int(count.sum())
    starts = np.repeat(first - (np.cumsum(count) - count), count)
    return starts + np.arange(total, dtype=np.int64)


def _in_order(rows: Rows, row: Ints, root: Ints) -> Ints:
    """The order of versions by their fact, and within it by (recorded_at, id)."""
    key = minute_key(root, rows.numbers["recorded_at"][row])
    return in_order(key, lambda these: ranks_of(rows, row[these]))


def ranks_of(rows: Rows, row: Ints) -> Ints:
    """Numbers that order distinct rows by their ids."""
    order = pc.array_sort_indices(rows.id.take(pa.array(row))).to_numpy()
    rank = np.empty(len(row), np.int64)
    rank[order] = np.arange(len(row))
    return rank


def _withdrawn(rows: Rows, made: Versions, live: Flags, roots: Ints) -> Ints:
    """When each of these facts was first withdrawn, by any version's name; NONE if it was not."""
    found = np.full(len(roots), NONE, np.int64)
    ending = np.flatnonzero(live & (rows.codes["withdraws"] >= 0))
    named = made.named.find(rows.numbers["file"][ending], rows.codes["withdraws"][ending])
    ending, named = ending[named >= 0], named[named >= 0]
    root = made.root[np.searchsorted(made.joined, named)]
    if not len(root) or not len(roots):
        return found
    place = np.minimum(np.searchsorted(roots, root), len(roots) - 1)
    known = roots[place] == root
    place, minute = place[known], rows.numbers["recorded_at"][ending[known]]
    # The earliest is written last, over the others.
    latest_first = np.argsort(-minute, kind="stable")
    found[place[latest_first]] = minute[latest_first]
    return found


def _about(rows: Rows, made: Versions, alone: Ints, joined: Ints) -> Ints:
    """What each row is about: a fact by any version known at T, or a name (clauses 3.4, 5.3)."""
    about = rows.codes["about"]
    if not len(rows.names) or not (about >= 0).any():
        return np.broadcast_to(np.int64(-1), len(rows))
    named = named_among(rows, np.concatenate([alone, joined]))
    version = named.find(rows.numbers["file"], about)
    fact = made.fact_of(len(rows))[version]
    return np.where(about < 0, -1, np.where(version >= 0, fact, -2 - about))
