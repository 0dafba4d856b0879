"""Files as they stood at some minute (clause 7.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sightline.engine.kernel.chains import Chains, ranges
from sightline.engine.kernel.moments import NONE, Ints
from sightline.engine.kernel.readings import Reading
from sightline.engine.kernel.view import Facts, View, view_of_facts


def frozen_view(
    view: View, chains: Chains, read: Sequence[Reading], subject: Ints, frozen_at: Ints
) -> View:
    """Files as they stood at minutes, each perhaps several times, with what is read of them.

    Every fact at its last version recorded by then, or at its first if none was; what was
    withdrawn later is still there.
    """
    mine = [_facts(reading, subject) for reading in read]
    file, root = _join([(each.file, each.root) for each in mine])
    later, chain = _join([(each.later, each.chain) for each in mine])
    kept = (chains.withdrawn[chain] == NONE) | (chains.withdrawn[chain] > frozen_at[later])
    later, chain = later[kept], chain[kept]
    versions, count = _by_then(view, chains, chain, frozen_at[later])
    rows = np.concatenate([root, versions])
    count = np.concatenate([np.ones(len(root), np.int64), count])
    first = np.cumsum(count) - count
    facts = Facts(
        np.concatenate([file, later]), np.concatenate([root, chains.root[chain]]),
        rows[first + count - 1], first, count, rows,
    )  # fmt: skip
    return view_of_facts(view.bucket, view.standard, view.on, chains, subject, facts)


@dataclass(frozen=True)
class _Mine:
    """The facts of a kind that are read of files, by the files' numbers here.

    ``file`` and ``root``: of those never corrected or withdrawn, which stood then as they do now.
    ``later`` and ``chain``: of the others.
    """

    file: Ints
    root: Ints
    later: Ints
    chain: Ints


def _facts(reading: Reading, subject: Ints) -> _Mine:
    of = reading.of
    low = of.of_file[subject]
    count = of.of_file[subject + 1] - low
    place, file = ranges(low, count), np.repeat(np.arange(len(subject), dtype=np.int64), count)
    kept = reading.kept[place]
    place, file = place[kept], file[kept]
    disturbed = of.disturbed[place]
    same = ~disturbed
    return _Mine(file[same], of.root[place[same]], file[disturbed], of.chain[place[disturbed]])


def _join(parts: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    none = np.zeros(0, np.int64)
    return (
        np.concatenate([none, *(one for one, _ in parts)]),
        np.concatenate([none, *(other for _, other in parts)]),
    )


def _by_then(view: View, chains: Chains, chain: Ints, minute: Ints) -> tuple[Ints, Ints]:
    """The versions of facts that were recorded by some minute, or the first; and how many."""
    count = chains.count[chain]
    owner = np.repeat(np.arange(len(chain), dtype=np.int64), count)
    versions = chains.versions[ranges(chains.first[chain], count)]
    kept = view.bucket.rows.numbers["recorded_at"][versions] <= minute[owner]
    known = np.bincount(owner[kept], minlength=len(chain))
    kept |= (known[owner] == 0) & (versions == chains.root[chain][owner])
    return versions[kept], np.maximum(known, 1)
