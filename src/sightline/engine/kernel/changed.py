"""Changed since: what would stand otherwise without later corrections (clause 7.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from sightline.engine.kernel.chains import Chains
from sightline.engine.kernel.frozen import frozen_view
from sightline.engine.kernel.judge import CODE, STATES, Owed
from sightline.engine.kernel.moments import NONE, Flags, Ints, first_minutes, minute_key
from sightline.engine.kernel.readings import Reading, readings
from sightline.engine.kernel.select import same_group
from sightline.engine.kernel.view import View
from sightline.engine.model import Note, State
from sightline.standard.model import Part

Again = Callable[[View, Flags], Owed]
"""A part evaluated on other facts."""

_ONE = np.array(
    [CODE[State.OPEN] if state in (State.LATE, State.OVERDUE) else CODE[state] for state in STATES]
)
"""Late, overdue and open count as one state here."""


def mark_changed(view: View, chains: Chains, part: Part, found: Owed, again: Again) -> Owed:
    """Obligations, those marked that would stand otherwise as things stood on their due day."""
    if not len(found) or not len(chains.disturbed):
        return found
    read = readings(view, chains, part)
    asked, ends = _in_doubt(view, read, found)
    if not len(asked):
        return found
    file = found.who.file[asked]
    distinct, standing = _standings(read, file, ends)
    then = frozen_view(view, chains, read, file[distinct], ends[distinct])
    other = again(then, np.ones(len(distinct), bool))
    mine = _key(view, standing, found.who.fact[asked]), _occasion(found)[asked]
    theirs = _key(then, other.who.file, other.who.fact), _occasion(other)
    state = _states(mine, theirs, _ONE[other.state])
    changed = state != _ONE[found.state[asked]]
    notes = found.notes.copy()
    notes[asked[changed]] |= Note.CHANGED_SINCE.value
    return replace(found, notes=notes)


def _in_doubt(view: View, read: Sequence[Reading], found: Owed) -> tuple[Ints, Ints]:
    """The obligations for which something looked otherwise when their due day ended; and when."""
    asked = np.flatnonzero(found.due.there & (view.on.day > found.due.day))
    file, opened, due = found.who.file[asked], found.opened.day[asked], found.due.day[asked]
    ends = first_minutes(due + 1) - 1
    doubt = np.zeros(len(asked), bool)
    for reading in read:
        doubt |= reading.in_doubt(file, opened, due, ends)
    return asked[doubt], ends[doubt]


def _standings(read: Sequence[Reading], file: Ints, minute: Ints) -> tuple[Ints, Ints]:
    """Which of these files and minutes differ in what is read; and which of those each is.

    Between two corrections a file stands the same, so that one run does for all its due days.
    """
    asked = minute_key(file, minute)
    so_far = sum(np.searchsorted(each.changes, asked, side="right") for each in read)
    most = sum(len(each.changes) for each in read)
    _, distinct, standing = np.unique(
        file * (most + 1) + so_far, return_index=True, return_inverse=True
    )
    return distinct, standing


def _key(view: View, file: Ints, fact: Ints) -> Ints:
    """A number for a file and a trigger, whose first version it is known by; -1 is a birthday."""
    root = fact if not len(view) else np.where(fact < 0, -1, view.root[fact])
    return file * (len(view.bucket.rows) + 1) + root + 1


def _occasion(found: Owed) -> Ints:
    """A number for a step or a period: steps are small, and periods are days, far from them."""
    return np.where(found.period == NONE, found.step, found.period + 2**40)


def _states(mine: tuple[Ints, Ints], theirs: tuple[Ints, Ints], state: Ints) -> Ints:
    """The state of each obligation then; -1 where it was not there."""
    here, there = same_group(list(zip(mine, theirs, strict=True)))
    found = np.full(max(here.max(initial=-1), there.max(initial=-1)) + 1, -1, np.int64)
    found[there] = state
    return found[here]
