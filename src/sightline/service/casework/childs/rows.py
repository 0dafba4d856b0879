"""What is owed to a child and may be told to them, and how each stands today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from sightline.engine.model import Note, State
from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework import owed
from sightline.service.casework.explained import records_read
from sightline.service.files.models import Obligation

HOW_LONG = timedelta(days=183)
"""What was done, or should have been, is told for so long."""

NOW = (State.BREACHED, State.OVERDUE, State.NOT_WATCHED, State.OPEN, State.UNDATED, State.KEPT)
"""The states of what is not over, in the order in which a child should read them."""


@dataclass(frozen=True, slots=True)
class One:
    """An obligation as it stands. ``is_now``: whether it is not over."""

    row: Obligation
    state: State
    is_now: bool

    @property
    def says(self) -> str:
        """The standard's sentence for the child."""
        return owed.part_of(self.row).to_child

    @property
    def day(self) -> date:
        """When it was done, or is due; when it began where neither is known."""
        return self.row.met_on or self.row.due_on or self.row.opened_on


@dataclass(frozen=True, slots=True)
class Told:
    """``ones``: what the viewer may see and the child may be told, as far as it is not over or
    lately was. ``is_silent``: whether the viewer sees something to be done that is not told.
    """

    ones: list[One]
    is_silent: bool


def told(viewer: Viewer, basis: Basis) -> Told:
    """What the child's page is made of."""
    since, on = viewer.today - HOW_LONG, owed.moment_at(viewer.at)
    to_do = Q(settled__in=("", State.BREACHED, State.UNDATED)) & owed.still_to_do()
    lately = (Q(due_on__gte=since) | Q(met_on__gte=since)) & ~Q(settled=State.LAPSED)
    seen = list(
        Obligation.objects.filter(policy.visible_obligations_on(viewer, basis))
        .filter(to_do | lately | Q(settled=State.KEPT))
        .order_by("due_on", "pk")
    )
    told = [row for row in seen if _may_be_told(row)]
    found = [One(row, state := row.state_on(on), _is_now(row, state, viewer)) for row in told]
    long_ago = set(_breached_before(viewer, basis, found, since))
    # What was kept for as long as it could be broken says nothing to a child any more.
    ones = [
        one
        for one in found
        if one.row.pk not in long_ago and (one.is_now or one.state is not State.KEPT)
    ]
    return Told(ones, any(not _may_be_told(row) and _is_to_do(row) for row in seen))


def _is_to_do(row: Obligation) -> bool:
    return row.settled in ("", State.BREACHED, State.UNDATED) and not row.notes & Note.ENDED.value


def _may_be_told(row: Obligation) -> bool:
    """Whether a child may be told of it.

    What the standard says to children reads nothing of the police or of victims, and what reads
    such a thing is left out here all the same: two locks are on this door.
    """
    return bool(owed.part_of(row).to_child) and not set("pv") & set(row.sensitivities)


def _is_now(row: Obligation, state: State, viewer: Viewer) -> bool:
    if row.notes & Note.ENDED.value or state not in NOW:
        return False
    if state is State.KEPT:
        return bool(row.notes & Note.PROVISIONAL.value)  # what it forbids can still happen
    return state is not State.NOT_WATCHED or (row.due_on is not None and row.due_on >= viewer.today)


def _breached_before(
    viewer: Viewer, basis: Basis, found: list[One], since: date
) -> Iterator[object]:
    """What must never happen and did, all of it before a day: it has no day on which it was due."""
    breached = [one.row for one in found if one.state is State.BREACHED]
    if not breached:
        return
    read = {str(fact): record for fact, record in records_read(viewer, basis, breached).items()}
    for row in breached:
        at = [record.occurred_at for one in row.breaches if (record := read.get(one)) is not None]
        if at and all(moment is not None and moment.date() < since for moment in at):
            yield row.pk
