"""Changed since: what would stand otherwise without later corrections (clause 7.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace

import numpy as np

from sightline.engine.kernel.chains import Chains
from sightline.engine.kernel.judge import CODE, STATES, Owed
from sightline.engine.kernel.moments import NONE, Flags, Ints, first_minutes
from sightline.engine.kernel.view import View, frozen_view, is_of
from sightline.engine.model import Note, State
from sightline.standard.model import EXEMPTION, BirthdayTrigger, Part, Selector, Standard

Again = Callable[[View, Flags], Owed]
"""A part evaluated on other facts."""

_ONE = np.array(
    [CODE[State.OPEN] if state in (State.LATE, State.OVERDUE) else CODE[state] for state in STATES]
)
"""Late, overdue and open count as one state here."""


def last_disturbed(view: View, chains: Chains, part: Part) -> Ints:
    """When something that a part reads was last corrected or withdrawn on each file, or NONE.

    Another kind's correction changes nothing that the part reads: no second run is needed for it.
    """
    bucket = view.bucket
    recorded = bucket.rows.numbers["recorded_at"]
    found = np.full(len(bucket.subjects), NONE, np.int64)
    facts = np.flatnonzero(chains.disturbed)
    kinds = kinds_of(view.standard, part)
    if kinds is not None:
        facts = facts[is_of(bucket, kinds)[chains.root[facts]]]
    if not len(facts):
        return found
    last = recorded[chains.versions[chains.first[facts] + chains.count[facts] - 1]]
    corrected = chains.count[facts] > 1
    np.maximum.at(found, chains.file[facts[corrected]], last[corrected])
    np.maximum.at(found, chains.file[facts], chains.withdrawn[facts])
    return found


def mark_changed(view: View, chains: Chains, part: Part, found: Owed, again: Again) -> Owed:
    """Obligations, those marked that would stand otherwise as things stood on their due day."""
    if not len(found):
        return found
    disturbed = last_disturbed(view, chains, part)
    if not (disturbed != NONE).any():
        return found
    asked = np.flatnonzero(found.due.there & (view.on.day > found.due.day))
    asked = asked[disturbed[found.who.file[asked]] != NONE]
    ends = first_minutes(found.due.day[asked] + 1) - 1
    later = disturbed[found.who.file[asked]] > ends
    asked, ends = asked[later], ends[later]
    if not len(asked):
        return found
    pairs = np.stack([found.who.file[asked], ends], axis=1)
    distinct, pseudo = np.unique(pairs, axis=0, return_inverse=True)
    pseudo = pseudo.reshape(-1)
    then = frozen_view(
        view.bucket, view.standard, chains, view.on, distinct[:, 0], distinct[:, 1],
        kinds_of(view.standard, part),
    )  # fmt: skip
    other = again(then, np.ones(len(distinct), bool))
    state = _states(
        found, _triggers(view, found)[asked], asked, pseudo, other, _triggers(then, other)
    )
    changed = state != _ONE[found.state[asked]]
    notes = found.notes.copy()
    notes[asked[changed]] |= Note.CHANGED_SINCE.value
    return replace(found, notes=notes)


def _triggers(view: View, found: Owed) -> Ints:
    """The row of each trigger's first version; -1 for a birthday."""
    if not len(view):
        return np.full(len(found), -1, np.int64)
    return np.where(found.who.fact < 0, -1, view.root[found.who.fact])


def _states(found: Owed, mine: Ints, asked: Ints, pseudo: Ints, other: Owed, theirs: Ints) -> Ints:
    """The state of each obligation then; -1 where it was not there."""
    here = np.stack([pseudo, mine, found.step[asked], found.period[asked]], axis=1)
    there = np.stack([other.who.file, theirs, other.step, other.period], axis=1)
    _, codes = np.unique(np.concatenate([here, there]), axis=0, return_inverse=True)
    codes = codes.reshape(-1)
    state = np.full(int(codes.max(initial=-1)) + 1, -1, np.int64)
    state[codes[len(here) :]] = _ONE[other.state]
    return state[codes[: len(here)]]


# --- what a part reads -----------------------------------------------------------------------


def kinds_of(standard: Standard, part: Part) -> frozenset[str] | None:
    """The kinds whose records a part reads; None for all of them."""
    found = {EXEMPTION}
    for node in walk(part):
        if isinstance(node, BirthdayTrigger):
            return None
        if isinstance(node, Selector):
            kind = standard.kinds[node.kind]
            found.add(kind.name)
            if kind.ends_with is not None:
                found.add(kind.ends_with)
    return frozenset(found)


def walk(node: object) -> Iterator[object]:
    """A part of the standard and all that is in it."""
    yield node
    if isinstance(node, tuple):
        for one in node:
            yield from walk(one)
    elif is_dataclass(node):
        for field in fields(node):
            yield from walk(getattr(node, field.name))
