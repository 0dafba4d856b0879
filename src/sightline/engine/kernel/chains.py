"""Facts as chains of versions, at a minute T (clauses 1.1 to 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sightline.engine.kernel.arrays import Bucket, Rows
from sightline.engine.kernel.moments import NONE, Flags, Ints


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
    def by_file(self) -> tuple[Ints, Ints]:
        """The facts in order of their files, and those files."""
        order = np.argsort(self.file, kind="stable")
        return order, self.file[order]

    @property
    def disturbed(self) -> Flags:
        """Which facts were corrected or withdrawn."""
        found: Flags = (self.count > 1) | (self.withdrawn != NONE)
        return found


def chains_at(bucket: Bucket, known_at: int) -> Chains:
    """The facts known at a minute."""
    rows = bucket.rows
    live = rows.numbers["recorded_at"] <= known_at
    withdraws, replaces = rows.codes["withdraws"], rows.codes["version_of"]
    cited = np.zeros(len(rows.names) + 1, bool)
    cited[withdraws] = True
    cited[replaces] = True
    cited[-1] = False
    joined = ((replaces >= 0) | cited[rows.named]) & (withdraws < 0)
    plain = np.flatnonzero(live & ~joined & (withdraws < 0))
    heads = _plain_and_joined(rows, plain, np.flatnonzero(joined), live)
    file, root, versions, count, withdrawn, fact_of = heads
    first = np.cumsum(count) - count
    about = _about(rows, fact_of)
    return Chains(file, root, first, count, versions, withdrawn, about)


def _plain_and_joined(
    rows: Rows, plain: Ints, joined: Ints, live: Flags
) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """Facts of one version and of several, together in order of file; and each row's first one."""
    file_of = rows.numbers["file"]
    every = _groups(rows, joined) if len(joined) else {}
    groups = {
        root: [row for row in group if live[row]] for root, group in every.items() if live[root]
    }
    undone = _withdrawals(rows, np.flatnonzero(live), every)
    roots = np.array(list(groups), np.int64)
    root = np.concatenate([plain, roots])
    count = np.concatenate(
        [np.ones(len(plain), np.int64), np.array([len(g) for g in groups.values()], np.int64)]
    )
    versions = np.concatenate(
        [plain, np.array([row for group in groups.values() for row in group], np.int64)]
    )
    withdrawn = np.concatenate(
        [
            np.full(len(plain), NONE, np.int64),
            np.array([undone.get(each, NONE) for each in groups], np.int64),
        ]
    )
    fact_of = np.full(len(rows), -1, np.int64)
    fact_of[plain] = plain
    for each, group in groups.items():
        fact_of[group] = each
    return file_of[root], root, versions, count, withdrawn, fact_of


def ranges(first: Ints, count: Ints) -> Ints:
    """The numbers first, first + 1 ... of each range, one range after another."""
    total = int(count.sum())
    starts = np.repeat(first - (np.cumsum(count) - count), count)
    return starts + np.arange(total, dtype=np.int64)


def _groups(rows: Rows, joined: Ints) -> dict[int, list[int]]:
    """The versions of each fact that may have several, by the row of the first; in order."""
    file, named = rows.numbers["file"], rows.named
    replaces, recorded = rows.codes["version_of"], rows.numbers["recorded_at"]
    by_name = {(int(file[row]), int(named[row])): int(row) for row in joined if named[row] >= 0}
    before = {
        int(row): by_name.get((int(file[row]), int(replaces[row])))
        for row in joined
        if replaces[row] >= 0
    }
    groups: dict[int, list[int]] = {}
    for row in map(int, joined):
        groups.setdefault(_first_of(row, before), []).append(row)
    ids = dict(zip(map(int, joined), rows.id.take(joined).to_pylist(), strict=True))
    for group in groups.values():
        group.sort(key=lambda row: (int(recorded[row]), ids[row]))
    return groups


def _first_of(row: int, before: dict[int, int | None]) -> int:
    seen = {row}
    while (earlier := before.get(row)) is not None and earlier not in seen:
        seen.add(earlier)
        row = earlier
    return row


def _withdrawals(rows: Rows, live: Ints, groups: dict[int, list[int]]) -> dict[int, int]:
    """When each withdrawn fact was withdrawn, by the row of its first version."""
    file, recorded = rows.numbers["file"], rows.numbers["recorded_at"]
    ending = live[rows.codes["withdraws"][live] >= 0]
    if not len(ending):
        return {}
    fact = {
        (int(file[row]), int(rows.named[row])): root
        for root, group in groups.items()
        for row in group
    }
    found: dict[int, int] = {}
    for row in map(int, ending):
        root = fact.get((int(file[row]), int(rows.codes["withdraws"][row])))
        if root is not None:
            found[root] = min(found.get(root, int(recorded[row])), int(recorded[row]))
    return found


def _about(rows: Rows, fact_of: Ints) -> Ints:
    """What each row is about: a fact by any version known at T, or a name (clauses 3.4, 5.3)."""
    about = rows.codes["about"]
    if not len(rows.names) or not (about >= 0).any():
        return np.full(len(rows), -1, np.int64)
    file = rows.numbers["file"]
    size = len(rows.names)
    known = np.flatnonzero((rows.named >= 0) & (fact_of >= 0))
    keys = file[known] * size + rows.named[known]
    order = np.argsort(keys, kind="stable")
    keys, known = keys[order], known[order]
    if not len(keys):
        return np.where(about < 0, -1, -2 - about)
    wanted = file * size + about
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    hit = keys[place] == wanted
    return np.where(about < 0, -1, np.where(hit, fact_of[known[place]], -2 - about))
