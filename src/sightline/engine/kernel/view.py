"""The facts of many files as they are looked at: known at T, as of D (section 1)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sightline.engine.kernel.arrays import Bucket, Column
from sightline.engine.kernel.chains import Chains, ranks_of
from sightline.engine.kernel.moments import (
    NONE,
    Flags,
    Ints,
    Moments,
    at_or_before,
    group_key,
    in_order,
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
        if inside.all():
            return column.codes[rows - first], column
        return column.take(np.where(inside, rows - first, -1)), column

    def born(self, file: Ints) -> Ints:
        """When the subject of each file was born."""
        return self.bucket.subjects.born[self.subject[file]]

    def ranks(self, facts: Ints) -> Ints:
        """Numbers that order these facts by their ids."""
        if not len(facts):
            return facts
        distinct, back = np.unique(self.root[facts], return_inverse=True)
        return ranks_of(self.bucket.rows, distinct)[back]

    def order(self, key: Ints, facts: Ints) -> Ints:
        """The order of facts by a key, of those with the same key by their ids (clause 1.7)."""
        return in_order(key, lambda these: self.ranks(facts[these]))

    def by_now(self, moments: Moments) -> Flags:
        """Which are there and not after D (clause 1.5)."""
        if self.on.minute is None:
            # A day alone is after no minute of its own, so that days decide.
            return moments.there & (moments.day <= self.on.day)
        return moments.there & at_or_before(moments, repeat(self.on, len(moments)))


@dataclass(frozen=True)
class Facts:
    """Facts in any order: file, rows of the first version and of the one in use, and where all

    their versions lie among ``versions``.
    """

    file: Ints
    root: Ints
    use: Ints
    first: Ints
    count: Ints
    versions: Ints


def view_of(bucket: Bucket, standard: Standard, chains: Chains, on: Moment) -> View:
    """All files, at what is known at T."""
    kept: Ints | slice = slice(None)
    if (chains.withdrawn != NONE).any():
        kept = np.flatnonzero(chains.withdrawn == NONE)
    first, count = chains.first[kept], chains.count[kept]
    use = chains.versions[first + count - 1]
    subject = np.arange(len(bucket.subjects), dtype=np.int64)
    facts = Facts(chains.file[kept], chains.root[kept], use, first, count, chains.versions)
    return view_of_facts(bucket, standard, on, chains, subject, facts)


def view_of_facts(
    bucket: Bucket, standard: Standard, on: Moment, chains: Chains, subject: Ints, facts: Facts
) -> View:
    """Facts as a view, put in order."""
    numbers, use = bucket.rows.numbers, facts.use
    start = Moments(numbers["at_day"][use], numbers["at_minute"][use])
    draft = View(
        bucket, standard, on, subject, facts.file, facts.root, use, chains.about,
        facts.first, facts.count, facts.versions, start, start, {}, np.zeros(0, bool),
    )  # fmt: skip
    order, kinds = _sorted(draft)
    end = Moments(numbers["ended_day"][use], numbers["ended_minute"][use])[order]
    start, use = start[order], use[order]
    return View(
        bucket, standard, on, subject, facts.file[order], facts.root[order], use,
        chains.about[use], facts.first[order], facts.count[order], facts.versions,
        start, end.keep(draft.by_now(end)), kinds, draft.by_now(start),
    )  # fmt: skip


def _sorted(draft: View) -> tuple[Ints, dict[str, slice]]:
    """The order of facts by kind, file, start and id; and where each kind lies."""
    bounds = draft.bucket.rows.kinds
    firsts = np.array([first for first, _ in bounds.values()], np.int64)
    # So few different numbers are sorted without comparing them.
    number = np.searchsorted(firsts, draft.use, side="right").astype(np.int16)
    by_kind = np.argsort(number, kind="stable")
    ends = np.searchsorted(number[by_kind], np.arange(len(firsts) + 1), side="right").tolist()
    key = group_key(draft.file, draft.start)[by_kind]
    parts, kinds = [np.zeros(0, np.int64)], {}
    for kind, first, last in zip(bounds, ends, ends[1:], strict=False):
        among = by_kind[first:last]
        parts.append(among[draft.order(key[first:last], among)])
        kinds[kind] = slice(first, last)
    return np.concatenate(parts), kinds
