"""The facts that a part reads, and until when a correction made them look otherwise to it.

Most corrections change nothing that a part reads: they are of other kinds, of facts that it does
not select, or of fields that it does not ask about. Only the others need a second run (clause 7.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from sightline.engine.kernel.chains import Chains, ranges
from sightline.engine.kernel.moments import FALSE, NONE, Flags, Ints, minute_key
from sightline.engine.kernel.reads import Asked, asked_of
from sightline.engine.kernel.select import passes
from sightline.engine.kernel.view import View
from sightline.standard.model import Part, Selector

_LOOKS = (
    "at_day", "at_minute", "ended_day", "ended_minute", "planned_start", "planned_end", "of_born",
)  # fmt: skip
"""What every part may read of a fact that it selects; when it was recorded is another matter."""


@dataclass(frozen=True)
class OfKind:
    """The facts of a kind in order of file; those of each file begin at ``of_file``.

    ``root``: the row of each one's first version. ``rows`` are all their versions, one fact's after
    another's, and ``begins`` is where those of each fact begin among them.
    """

    chain: Ints
    root: Ints
    of_file: Ints
    disturbed: Flags
    rows: Ints
    begins: Ints


@dataclass(frozen=True)
class Reading:
    """The facts of a kind that a part may read: those ``kept``.

    ``until``: by file, when the last of them came to look to the part as it does now, or was
    withdrawn; NONE if all always did. Of those that once looked otherwise: ``changes`` is when they
    got a version or were withdrawn, ``days`` is where any version places them, both as
    ``minute_key`` gives them, in order.
    """

    asked: Asked
    of: OfKind
    kept: Flags
    until: Ints
    changes: Ints
    days: Ints

    def in_doubt(self, file: Ints, opened: Ints, due: Ints, ends: Ints) -> Flags:
        """Whether any that may matter from opening to due looked otherwise when due ended."""
        found: Flags = self.until[file] > ends
        if self.asked.between:
            mine = np.flatnonzero(found)
            file, opened, due = file[mine], opened[mine], due[mine]
            low = np.searchsorted(self.days, minute_key(file, opened))
            # Its trigger lies on the day it opened, however early it was due.
            last = minute_key(file, np.maximum(opened, due))
            found[mine] = np.searchsorted(self.days, last, side="right") > low
        return found


def readings(view: View, chains: Chains, part: Part) -> list[Reading]:
    """What a part reads, kind by kind."""
    return [
        view.remember(("reading", asked), partial(_reading, view, chains, asked))
        for asked in asked_of(view.standard, part)
        if asked.kind in view.bucket.rows.kinds
    ]


def _reading(view: View, chains: Chains, asked: Asked) -> Reading:
    of = view.remember(("facts of", asked.kind), lambda: _of_kind(view, chains, asked.kind))
    kept = np.full(len(of.chain), not asked.selectors)
    for selector in asked.selectors:
        kept |= _may_match(view, of, selector)
    facts = of.chain[kept & of.disturbed]
    when = _until(view, chains, asked, facts)
    facts, when = facts[when != NONE], when[when != NONE]
    until = np.full(len(view.subject), NONE, np.int64)
    np.maximum.at(until, chains.file[facts], when)
    return Reading(asked, of, kept, until, *_changes(view, chains, facts))


def _of_kind(view: View, chains: Chains, kind: str) -> OfKind:
    order, root = chains.by_row
    low, high = np.searchsorted(root, view.bucket.rows.kinds[kind])
    chain = order[low:high]
    chain = chain[np.argsort(chains.file[chain], kind="stable")]
    of_file = np.searchsorted(chains.file[chain], np.arange(len(view.subject) + 1))
    count = chains.count[chain]
    disturbed = (count > 1) | (chains.withdrawn[chain] != NONE)
    rows = chains.versions[ranges(chains.first[chain], count)]
    begins = np.cumsum(count) - count
    return OfKind(chain, chains.root[chain], of_file, disturbed, rows, begins)


def _may_match(view: View, of: OfKind, selector: Selector) -> Flags:
    """Of which facts of its kind some version matches a selector, or may."""

    def work() -> Flags:
        if not selector.tests or not len(of.chain):
            return np.ones(len(of.chain), bool)
        matches = passes(view, selector.kind, selector.tests, of.rows) != FALSE
        return np.logical_or.reduceat(matches, of.begins)

    found: Flags = view.remember(("may match", selector), work)
    return found


def _until(view: View, chains: Chains, asked: Asked, facts: Ints) -> Ints:
    """When each fact last came to look as it does now, or was withdrawn; NONE if it always did."""
    if not len(facts):
        return facts
    first, count = chains.first[facts], chains.count[facts]
    place = ranges(first, count)
    rows, last = chains.versions[place], np.repeat(chains.versions[first + count - 1], count)
    if asked.by_version or not asked.selectors:
        otherwise = rows != last
    else:
        otherwise = _looks_otherwise(view, chains, asked, rows, last)
    # A fact's last version never looks otherwise than itself, so each of these has a successor.
    following = np.full(len(place), NONE, np.int64)
    recorded = view.bucket.rows.numbers["recorded_at"]
    following[otherwise] = recorded[chains.versions[place[otherwise] + 1]]
    until = np.maximum.reduceat(following, np.cumsum(count) - count)
    return np.maximum(until, chains.withdrawn[facts])


def _looks_otherwise(view: View, chains: Chains, asked: Asked, rows: Ints, last: Ints) -> Flags:
    """Which versions a part would read otherwise than others beside them."""
    numbers = view.bucket.rows.numbers
    found: Flags = chains.about[rows] != chains.about[last]
    for name in _LOOKS:
        found |= numbers[name][rows] != numbers[name][last]
    kind = asked.kind
    for name in asked.fields:
        found |= view.codes(kind, name, rows)[0] != view.codes(kind, name, last)[0]
    for selector in asked.selectors:
        tests = selector.tests
        found |= passes(view, kind, tests, rows) != passes(view, kind, tests, last)
    return found


def _changes(view: View, chains: Chains, facts: Ints) -> tuple[Ints, Ints]:
    """When some facts got their versions or were withdrawn, and the days that versions give."""
    count, numbers = chains.count[facts], view.bucket.rows.numbers
    rows = chains.versions[ranges(chains.first[facts], count)]
    file = np.repeat(chains.file[facts], count)
    recorded = minute_key(file, numbers["recorded_at"][rows])
    withdrawn = minute_key(chains.file[facts], chains.withdrawn[facts])
    days = minute_key(file, numbers["at_day"][rows])
    return np.sort(np.concatenate([recorded, withdrawn])), np.sort(days)
