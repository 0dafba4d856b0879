"""What is owed on files, in the words of a person, most serious first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from sightline.engine.model import Moment, Note, State
from sightline.engine.overdue import Over, how_long
from sightline.engine.words import STATE_SENTENCES, say_day, say_moment
from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Way
from sightline.service.files.models import Obligation, Subject
from sightline.service.files.moments import day_at, minute_at, moment_of
from sightline.service.files.obligations import overdue, past_due
from sightline.service.files.standard import standard
from sightline.standard.calendar import calendar_of, date_of
from sightline.standard.model import Part, Rule, Unit

SOON = timedelta(days=7)

_ONE_OVER = 1_000_000
"""What one overdue obligation weighs beside those that fall due soon: they are never so many."""

_TO_DO = (State.BREACHED, State.OVERDUE, State.UNDATED, State.OPEN)
"""The states of what there is something to do about, the most serious first."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation. ``clock``: ``Overdue by 3 working days``; ``due``: ``by the end of ...``."""

    id: UUID
    title: str
    state: State
    clock: str
    due: str
    owner: str
    is_urgent: bool

    @property
    def due_said(self) -> str:
        """``due by the end of Mon 7 Jan 2008``, or that it was; '' where no day is known."""
        if not self.due:
            return ""
        return f"{'was due' if self.state is State.OVERDUE else 'due'} {self.due}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are overdue, and how many fall due within ``SOON``."""

    overdue: int = 0
    soon: int = 0


def counts(viewer: Viewer, files: Collection[UUID] | None, at: datetime) -> dict[UUID, Counts]:
    """Of each of some few files, or of all if None, what the person may see of it is owed."""
    found = (
        Obligation.objects.filter(
            policy.visible_obligations(viewer, files), is_overdue(at) | is_soon(at), settled=""
        )
        .values("file")
        .annotate(over=Count("pk", filter=is_overdue(at)), soon=Count("pk", filter=is_soon(at)))
        .values_list("file", "over", "soon")
    )
    return {file: Counts(over, soon) for file, over, soon in found}


def by_urgency(
    subjects: QuerySet[Subject], ways: Collection[Way], at: datetime
) -> QuerySet[Subject]:
    """Files that some ways of a person open, the most overdue first, with their ``urgency``.

    That is a number of which ``counts_in`` makes what of them the person may see is owed.
    """
    mine = Obligation.objects.filter(
        policy.visible_obligations_of_each(ways),
        ~_ended(),
        file=OuterRef("pk"),
        settled="",
        due_on__lte=last_of_soon(at),
    )
    weight = Case(When(past_due(at), then=_ONE_OVER), default=1)
    urgency = mine.order_by().values("file").annotate(sum=Sum(weight)).values("sum")
    return subjects.annotate(urgency=Coalesce(Subquery(urgency), 0)).order_by("-urgency", "-pk")


def counts_in(urgency: int) -> Counts:
    """What the number of ``by_urgency`` says."""
    return Counts(*divmod(urgency, _ONE_OVER))


def is_overdue(at: datetime) -> Q:
    """Of obligations, those past due of which no evidence is on file, and still to be done."""
    return overdue(at) & ~_ended()


def is_soon(at: datetime) -> Q:
    """Of obligations, those that are open and fall due within ``SOON``."""
    return Q(settled="", due_on__lte=last_of_soon(at)) & ~overdue(at) & ~_ended()


def last_of_soon(at: datetime) -> date:
    """The last day of those that are soon."""
    return date_of(day_at(at + SOON))


def still_to_do() -> Q:
    """Of obligations, those that did not end after they were due: that is counted, but not done."""
    return ~_ended()


def _ended() -> Q:
    """It ended after it was due: off the to-do list. The note is a bit of ``notes``."""
    bit = Note.ENDED.value
    with_it = [n for n in range(2 ** len(Note)) if n & bit]
    return Q(notes__in=with_it)


def owed_now(viewer: Viewer, basis: Basis, place: str, at: datetime) -> list[Owed]:
    """What there is to do on a file, as far as the person may see it, most serious first."""
    return [told(row, place, at) for row in rows_now(viewer, basis, at)]


def rows_now(viewer: Viewer, basis: Basis, at: datetime) -> list[Obligation]:
    """The same, not yet in words."""
    rows = Obligation.objects.filter(
        policy.visible_obligations_on(viewer, basis),
        ~_ended(),
        Q(settled__in=("", *_TO_DO)),
    )
    on = moment_at(at)
    return sorted(
        rows, key=lambda row: (_TO_DO.index(row.state_on(on)), row.due_on or row.opened_on)
    )


def told(row: Obligation, place: str, at: datetime) -> Owed:
    """An obligation in words. ``place``: whose calendar counts working days."""
    on = moment_at(at)
    state, due = row.state_on(on), moment_of(row.due_on, row.due_at)
    part = part_of(row)
    return Owed(
        id=row.pk,
        title=title(row),
        state=state,
        clock=_clock(state, part.rules[row.rule], row.step, due, on, place),
        due="" if due is None else say_due(due),
        owner=owner_said(row.owner),
        is_urgent=state in (State.BREACHED, State.OVERDUE),
    )


def title(row: Obligation) -> str:
    """The duty's title, and its part's where it has parts."""
    duty = standard().duties[row.duty]
    return f"{duty.title}: {part_of(row).title}" if row.part else duty.title


def part_of(row: Obligation) -> Part:
    """The part of the duty that an obligation is of."""
    return next(part for part in standard().duties[row.duty].parts if part.name == row.part)


def say_due(due: Moment) -> str:
    """``by Mon 7 Jan 2008 14:30``, or by the end of that day."""
    if due.minute is None:
        return f"by the end of {say_day(due.day)}"
    return f"by {say_moment(due)}"


def moment_at(at: datetime) -> Moment:
    """The moment for the engine."""
    return Moment(day_at(at), minute_at(at))


def _clock(
    state: State, rule: Rule, step: int | None, due: Moment | None, on: Moment, place: str
) -> str:
    if state is State.BREACHED:
        return "What must never happen did"
    if state not in _TO_DO:
        return STATE_SENTENCES[state]
    if due is None or state is State.UNDATED:
        return "Owed, but the day it is due cannot be worked out"
    calendar = calendar_of(standard().calendar_for(place))
    if state is State.OVERDUE:
        return _overdue_by(how_long(calendar, rule, step, due, on))
    # What is left is counted as what is over: in the days, or hours, that the rule counts.
    return _due_in(how_long(calendar, rule, step, on, due), due.day - on.day)


def _overdue_by(over: Over) -> str:
    if over.count:
        return f"Overdue by {over}"
    return "Overdue by less than an hour" if over.unit is Unit.HOURS else "Overdue since today"


def _due_in(left: Over, days: int) -> str:
    if left.unit is Unit.HOURS:
        return f"Due in {left}" if left.count else "Due within the hour"
    if days <= 1:
        return "Due tomorrow" if days else "Due today"
    return f"Due in {left}"


def owner_said(owner: str) -> str:
    """Whose it is: the role that a rule names, by its title."""
    role = standard().roles.declared.get(owner)
    return owner.replace("-", " ") if role is None else role.title
