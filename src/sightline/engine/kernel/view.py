"""The facts of many files as they are looked at: known at T, as of D (section 1)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from sightline.engine.kernel.arrays import Bucket, Column
from sightline.engine.kernel.chains import Chains, ranges
from sightline.engine.kernel.moments import (
    NONE,
    Flags,
    Ints,
    Moments,
    at_or_before,
    group_key,
    repeat,
)
from sightline.engine.model import Moment
from sightline.standard.model import Lasts, Standard


@dataclass(frozen=True)
class View:
    """Facts side by side, those of one kind together, in order of file, start and id.

    ``subject``: by file, its place in the bucket; a file may be there several times, as it stood at
    several times. ``there``: which have begun by D; ``end`` is none where it lies after D.
    ``start`` of a fact that lies ahead is kept: it may trigger a precondition.
    """

    bucket: Bucket
    standard: Standard
    on: Moment
    subject: Ints
    frozen_at: Ints
    file: Ints
    root: Ints
    use: Ints
    about: Ints
    first: Ints
    count: Ints
    versions: Ints
    start: Moments
    end: Moments
    kinds: dict[str, slice]
    there: Flags
    memory: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.file)

    def remember(self, key: Hashable, work: Callable[[], Any]) -> Any:
        """What was worked out once for these facts."""
        if key not in self.memory:
            self.memory[key] = work()
        return self.memory[key]

    def number(self, name: str, facts: Ints | slice = slice(None)) -> Ints:
        """A number of the version in use."""
        return self.bucket.rows.numbers[name][self.use[facts]]

    def of_first(self, name: str, facts: Ints | slice = slice(None)) -> Ints:
        """A number of the first version."""
        return self.bucket.rows.numbers[name][self.root[facts]]

    def facts_of(self, kind: str) -> slice:
        """The facts of a kind."""
        return self.kinds.get(kind, slice(0, 0))

    def lasts(self, kind: str) -> Lasts:
        """How long records of a kind hold."""
        return self.standard.kinds[kind].lasts

    def codes(self, kind: str, name: str, rows: Ints) -> tuple[Ints, Column | None]:
        """A field of some rows, as codes."""
        bounds = self.bucket.rows.kinds.get(kind)
        column = self.bucket.rows.columns.get((kind, name))
        if bounds is None or column is None:
            return np.full(len(rows), -1, np.int64), None
        first, last = bounds
        inside = (rows >= first) & (rows < last)
        return column.take(np.where(inside, rows - first, -1)), column

    def born(self, file: Ints) -> Ints:
        """When the subject of each file was born."""
        return self.bucket.subjects.born[self.subject[file]]

    def ranks(self, facts: Ints) -> Ints:
        """Numbers that order these facts by their ids."""
        if not len(facts):
            return facts
        rows = self.root[facts]
        distinct, back = np.unique(rows, return_inverse=True)
        ids = self.bucket.rows.id.take(pa.array(distinct)).to_numpy(zero_copy_only=False)
        order = sorted(range(len(ids)), key=ids.__getitem__)
        rank = np.empty(len(ids), np.int64)
        rank[order] = np.arange(len(ids))
        return rank[back]

    def order(self, key: Ints, facts: Ints) -> Ints:
        """The order of facts by a key, of those with the same key by their ids (clause 1.7)."""
        found = np.argsort(key, kind="stable")
        ordered = key[found]
        same = ordered[1:] == ordered[:-1]
        if same.any():
            tied = np.zeros(len(key), bool)
            tied[1:] |= same
            tied[:-1] |= same
            places = np.flatnonzero(tied)
            these = found[places]
            found[places] = these[np.lexsort((self.ranks(facts[these]), ordered[places]))]
        return found

    def by_now(self, moments: Moments) -> Flags:
        """Which are there and not after D (clause 1.5)."""
        return moments.there & at_or_before(moments, repeat(self.on, len(moments)))


def view_of(bucket: Bucket, standard: Standard, chains: Chains, on: Moment) -> View:
    """All files, at what is known at T."""
    kept: Ints | slice = slice(None)
    if (chains.withdrawn != NONE).any():
        kept = np.flatnonzero(chains.withdrawn == NONE)
    first, count = chains.first[kept], chains.count[kept]
    use = chains.versions[first + count - 1]
    subject = np.arange(len(bucket.subjects), dtype=np.int64)
    never = np.full(len(subject), NONE, np.int64)
    return _view(
        bucket, standard, on, chains, (subject, never),
        (chains.file[kept], chains.root[kept], use, first, count, chains.versions),
    )  # fmt: skip


def frozen_view(
    bucket: Bucket,
    standard: Standard,
    chains: Chains,
    on: Moment,
    subject: Ints,
    frozen_at: Ints,
    kinds: frozenset[str] | None,
) -> View:
    """Files as they stood at some minute, each perhaps several times (clause 7.5).

    Every fact at its last version recorded by then, or at its first if none was; what was
    withdrawn later is still there. ``kinds``: those that are looked at; None for all.
    """
    order, files = chains.by_file
    low = np.searchsorted(files, subject)
    high = np.searchsorted(files, subject, side="right")
    chain = order[ranges(low, high - low)]
    file = np.repeat(np.arange(len(subject), dtype=np.int64), high - low)
    minute = frozen_at[file]
    kept = (chains.withdrawn[chain] == NONE) | (chains.withdrawn[chain] > minute)
    if kinds is not None:
        kept &= is_of(bucket, kinds)[chains.root[chain]]
    chain, file, minute = chain[kept], file[kept], minute[kept]
    first, count = chains.first[chain], chains.count[chain]
    place = ranges(first, count)
    owner = np.repeat(np.arange(len(chain), dtype=np.int64), count)
    versions = chains.versions[place]
    by_then = bucket.rows.numbers["recorded_at"][versions] <= minute[owner]
    known = np.bincount(owner, weights=by_then, minlength=len(chain)).astype(np.int64)
    only = known == 0
    keep = by_then | (only[owner] & (versions == chains.root[chain][owner]))
    versions, owner = versions[keep], owner[keep]
    count = np.bincount(owner, minlength=len(chain)).astype(np.int64)
    first = np.cumsum(count) - count
    use = versions[first + count - 1] if len(chain) else versions
    return _view(
        bucket, standard, on, chains, (subject, frozen_at),
        (file, chains.root[chain], use, first, count, versions),
    )  # fmt: skip


def is_of(bucket: Bucket, kinds: frozenset[str]) -> Flags:
    """Which rows are of some kinds."""
    found = np.zeros(len(bucket.rows), bool)
    for kind, (first, last) in bucket.rows.kinds.items():
        found[first:last] = kind in kinds
    return found


def _view(
    bucket: Bucket,
    standard: Standard,
    on: Moment,
    chains: Chains,
    files: tuple[Ints, Ints],
    facts: tuple[Ints, Ints, Ints, Ints, Ints, Ints],
) -> View:
    file, root, use, first, count, versions = facts
    numbers = bucket.rows.numbers
    start = Moments(numbers["at_day"][use], numbers["at_minute"][use])
    draft = View(
        bucket, standard, on, *files, file, root, use, chains.about, first, count, versions,
        start, start, {}, np.zeros(0, bool),
    )  # fmt: skip
    order, kinds = _sorted(draft)
    end = Moments(numbers["ended_day"][use], numbers["ended_minute"][use])[order]
    start, use = start[order], use[order]
    return View(
        bucket, standard, on, *files, file[order], root[order], use, chains.about[use],
        first[order], count[order], versions, start, end.keep(draft.by_now(end)), kinds,
        draft.by_now(start),
    )  # fmt: skip


def _sorted(draft: View) -> tuple[Ints, dict[str, slice]]:
    """The order of facts by kind, file, start and id; and where each kind lies."""
    by_row = np.argsort(draft.use, kind="stable")
    rows = draft.use[by_row]
    key = group_key(draft.file, draft.start)[by_row]
    parts, kinds = [np.zeros(0, np.int64)], {}
    for kind, bounds in draft.bucket.rows.kinds.items():
        first, last = np.searchsorted(rows, bounds)
        among = by_row[first:last]
        parts.append(among[draft.order(key[first:last], among)])
        kinds[kind] = slice(int(first), int(last))
    return np.concatenate(parts), kinds
