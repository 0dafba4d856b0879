"""What a record changes of what is owed, in words: before it is saved, and after it was.

Only what the person may see of it: an obligation that they would not be shown on the file is not
said here either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db.models import Q

from sightline.engine.model import State
from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework import owed
from sightline.service.casework.said import day_said
from sightline.service.files import judging
from sightline.service.files.foreseeing import Foreseen, foresee
from sightline.service.files.members import group_of
from sightline.service.files.models import Obligation, Record
from sightline.service.files.moments import moment_of


class Effect(Enum):
    """What becomes of an obligation, before and after saving; in the order in which it is said."""

    BREACHES = "Breaches what must never happen", "This breached what must never happen"
    MEETS = "Meets", "This met"
    LATE = "Meets, but late", "This met, but late"
    EXCUSES = "Excuses", "This excused"
    LAPSES = "No longer needs doing", "This no longer needs doing"
    OPENS = "Must then be done", "Because of it this is owed now"
    AGAIN = "Is owed again", "This is owed again"
    MOVES = "Is due on another day", "This is due on another day"
    BOOKS = "Is planned", "This is planned"


_ANSWERS = (Effect.MEETS, Effect.LATE, Effect.EXCUSES, Effect.LAPSES)


@dataclass(frozen=True, slots=True)
class Changed:
    """One obligation that changes. ``what``: the duty; ``when``: by when, and whose it is."""

    effect: Effect
    what: str
    when: str


@dataclass(frozen=True, slots=True)
class Group:
    """What changes in one way. ``answers``: whether what was owed is owed no longer."""

    heading: str
    changes: tuple[Changed, ...]
    answers: bool


Groups = list[Group]


def foreseen(
    viewer: Viewer, basis: Basis, row: Record, also_on: Sequence[UUID], at: datetime
) -> dict[UUID, Groups]:
    """What a record that is not saved would change on each file that is open to the viewer.

    The basis's file is always there, and first.
    """
    files = [basis.file, *also_on]
    bases = {basis.file: basis} | policy.bases_for(viewer, also_on)
    judging.refresh(files, viewer.today)
    changes = list(foresee([(row, also_on)], at))
    return {
        file: _grouped(_told(viewer, bases[file], changes, row.fact), is_saved=False)
        for file in files
        if file in bases
    }


def done(viewer: Viewer, basis: Basis, fact: UUID) -> Groups:
    """What a record that is saved has changed on the basis's file, as far as that is stored."""
    mine = Obligation.objects.filter(policy.visible_obligations_on(viewer, basis))
    by = Q(met_by=fact) | Q(excused_by=fact) | Q(lapsed_by=fact) | Q(trigger=str(fact))
    rows = mine.filter(by | Q(settled=State.BREACHED)).order_by("due_on", "opened_on", "pk")
    told = [_changed(effect, row) for row in rows if (effect := _by_a_fact(row, fact)) is not None]
    return _grouped(told, is_saved=True)


def _grouped(changes: Iterable[Changed], *, is_saved: bool) -> Groups:
    """The changes in the order in which they are said, under their headings."""
    every = list(changes)
    groups = (
        Group(
            effect.value[is_saved],
            tuple(one for one in every if one.effect is effect),
            effect in _ANSWERS,
        )
        for effect in Effect
    )
    return [group for group in groups if group.changes]


# --- what becomes of it ----------------------------------------------------------------------


def _told(
    viewer: Viewer, basis: Basis, changes: Iterable[Foreseen], fact: UUID
) -> Iterator[Changed]:
    leading = group_of(basis.file)[0]
    for one in changes:
        row = one.after or one.before
        assert row is not None
        if one.file == leading and policy.reads_obligation(
            viewer, basis, row.kind, row.sensitivities
        ):
            effect = _effect(one.before, one.after, fact)
            if effect is not None:
                yield _changed(effect, row)


def _effect(before: Obligation | None, after: Obligation | None, fact: UUID) -> Effect | None:
    """What becomes of an obligation; None where nobody need be told."""
    if after is None:
        return Effect.LAPSES if before is not None and not before.settled else None
    if before is None:
        by_it = _by_a_fact(after, fact)
        return Effect.OPENS if by_it is None and not after.settled else by_it
    if len(after.breaches) > len(before.breaches):
        return Effect.BREACHES
    if after.settled != before.settled:
        return _BY_STATE.get(after.settled, Effect.AGAIN if not after.settled else None)
    if (after.due_on, after.due_at) != (before.due_on, before.due_at) and not after.settled:
        return Effect.MOVES
    return Effect.BOOKS if after.booked_on not in (None, before.booked_on) else None


_BY_STATE = {
    State.MET.value: Effect.MEETS,
    State.LATE.value: Effect.LATE,
    State.EXCUSED.value: Effect.EXCUSES,
    State.LAPSED.value: Effect.LAPSES,
    State.BREACHED.value: Effect.BREACHES,
}


def _by_a_fact(row: Obligation, fact: UUID) -> Effect | None:
    """What a fact has made of an obligation, by what that says of it."""
    if str(fact) in row.breaches:
        return Effect.BREACHES
    if fact == row.met_by:
        return Effect.LATE if row.settled == State.LATE else Effect.MEETS
    if fact == row.excused_by:
        return Effect.EXCUSES
    if fact == row.lapsed_by:
        return Effect.LAPSES
    is_open = str(fact) == row.trigger and row.settled in ("", State.UNDATED)
    return Effect.OPENS if is_open else None


# --- in words --------------------------------------------------------------------------------


def _changed(effect: Effect, row: Obligation) -> Changed:
    due = moment_of(row.due_on, row.due_at)
    said = "the day it is due cannot be worked out" if due is None else f"due {owed.say_due(due)}"
    match effect:
        case Effect.MEETS:
            when = said if due is not None else ""
        case Effect.LATE:
            when = f"was {said}"
        case Effect.OPENS | Effect.AGAIN:
            when = f"{said}. Who: {owed.owner_said(row.owner)}"
        case Effect.MOVES:
            when = f"now {said}"
        case Effect.BOOKS if row.booked_on is not None:
            when = f"planned for {day_said(row.booked_on)}, {said}"
        case _:
            when = ""
    return Changed(effect, owed.title(row), when)
