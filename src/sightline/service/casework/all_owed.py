"""All that is and was owed on a file, in the words of a person: what to do first, then by year.

*Late* (done, after it was due) and *no evidence on file* (not done, as far as anybody here knows)
are two things, and so are *not watched* (nobody here would know) and *undated*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Case, Count, DateField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from sightline.engine.model import Note, State
from sightline.engine.overdue import how_long
from sightline.reporting.told.words import titled
from sightline.service.access import policy
from sightline.service.access.models import Sector
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework import owed
from sightline.service.casework.explained import Named, named_record, records_read
from sightline.service.casework.falls import Falls, falls_on
from sightline.service.casework.said import day_said
from sightline.service.files.models import Obligation
from sightline.service.files.moments import moment_of
from sightline.service.files.obligations import past_due
from sightline.service.files.standard import standard
from sightline.standard.calendar import calendar_of

TO_DO = "to-do"
"""The states of what there is something to do about, together."""

STATES: Mapping[str, str] = {
    TO_DO: "To do now",
    "overdue": "Overdue: no evidence on file",
    "open": "Not yet due",
    "undated": "The day it is due is not known",
    "breached": "What must never happen did",
    "met": "Done in time",
    "late": "Done late",
    "missed": "No evidence on file, and no longer asked for",
    "not watched": "Not known: no records of it reach us",
    "kept": "Kept",
    "excused": "Excused",
    "lapsed": "Ended before it was due",
}
"""How a filter calls them."""


def _is(state: str, at: datetime) -> Q:
    """Of obligations, those in a state of ``STATES`` at a moment."""
    past, ended = past_due(at), ~owed.still_to_do()
    match state:
        case "to-do":
            return ~ended & Q(settled__in=("", State.BREACHED, State.UNDATED))
        case "overdue":
            return ~ended & Q(settled="") & past
        case "open":
            return ~ended & Q(settled="") & ~past
        case "undated" | "breached":
            return ~ended & Q(settled=state)
        case "missed":
            return ended & Q(settled__in=("", State.BREACHED, State.UNDATED))
    return Q(settled=state)


# --- which -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sort:
    """Obligations of one duty and owner: by these they are filtered."""

    duty: str
    owner: str

    @property
    def topic(self) -> str:
        """What it is about, as the standard groups its duties."""
        return titled(Path(standard().duties[self.duty].path).stem)

    @property
    def agency(self) -> str:
        """The sort of agency that owes it."""
        role = standard().roles.declared.get(self.owner)
        sort = "" if role is None else role.agency
        return _SECTORS.get(sort, sort.replace("-", " ").capitalize())


_SECTORS: Mapping[str, str] = dict(Sector.choices)


class AllOwed:
    """What one person may see of all that is and was owed on a file."""

    def __init__(self, viewer: Viewer, basis: Basis) -> None:
        self.viewer, self.basis = viewer, basis
        self._mine = Obligation.objects.filter(policy.visible_obligations_on(viewer, basis))
        found = self._mine.order_by().values_list("duty", "owner").annotate(number=Count("pk"))
        self.sorts: Mapping[Sort, int] = {Sort(duty, o): number for duty, o, number in found}

    def rows(self, state: str, topic: str, agency: str) -> QuerySet[Obligation]:
        """Those in a state, about a topic, owed by a sort of agency ('': whichever), in order.

        First what there is to do, the most serious first; then the others, the latest due first.
        """
        rows = self._mine
        if state:
            rows = rows.filter(_is(state, self.viewer.at))
        if topic or agency:
            some = [s for s in self.sorts if topic in ("", s.topic) and agency in ("", s.agency)]
            rows = rows.filter(_any(Q(duty=s.duty, owner=s.owner) for s in some))
        return _in_order(rows, self.viewer.at)


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=())
    for condition in conditions:
        found |= condition
    return found


def _in_order(rows: QuerySet[Obligation], at: datetime) -> QuerySet[Obligation]:
    """Annotated with their ``rank``, and the ``day`` of whatever year they stand under."""
    ranks = [
        When(_is(state, at), then=Value(number))
        for number, state in enumerate(("breached", "overdue", "undated", "open"))
    ]
    ranked = rows.annotate(
        rank=Case(*ranks, default=Value(_PAST), output_field=IntegerField()),
        day=Coalesce("due_on", "met_on", "opened_on"),
    )
    soonest = Case(When(rank__lt=_PAST, then=F("day")), output_field=DateField())
    return ranked.order_by("rank", soonest, "-day", "pk")


_PAST = 4
"""The rank of what there is nothing to do about."""


# --- in words --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One obligation in the list. ``under``: the heading that it stands under.

    ``became``: what became of it; ``due``: by when, in a sentence; ``because``, ``by``: the records
    it arose from and was settled by, None where there is none. ``falls``: on whom it falls and
    fell, each with when.
    """

    id: UUID
    title: str
    under: str
    is_urgent: bool
    became: str
    due: str
    because: Named | None
    by: Named | None
    falls: tuple[tuple[str, str], ...]


def lines(
    viewer: Viewer, basis: Basis, rows: Sequence[Obligation], place: str, at: datetime
) -> Iterator[Line]:
    """Rows of ``AllOwed.rows`` in words. ``place``: whose calendar counts working days."""
    falling = falls_on(viewer, basis, {ask for row in rows for ask in _asked(row, viewer.today)})
    read = records_read(viewer, basis, rows)
    for row in rows:
        told = owed.told(row, place, at)
        is_to_do = row.rank < _PAST  # type: ignore[attr-defined]
        settled_by = row.met_by or row.excused_by or row.lapsed_by
        yield Line(
            id=row.pk,
            title=told.title,
            under=STATES[TO_DO] if is_to_do else f"In {row.day.year}",  # type: ignore[attr-defined]
            is_urgent=is_to_do and told.is_urgent,
            became=_became(row, told, is_to_do, place),
            due=_due(row, told, viewer.today),
            because=named_record("", row.trigger, read),
            by=None if settled_by is None else named_record("", settled_by, read),
            falls=tuple(_falls(row, falling.get, viewer.today, is_to_do)),
        )


def _due(row: Obligation, told: owed.Owed, today: date) -> str:
    if row.due_on is None:
        return ""
    over = told.state is State.OVERDUE or row.due_on < today
    return f"It {'was' if over else 'is'} due {told.due}."


def _became(row: Obligation, told: owed.Owed, is_to_do: bool, place: str) -> str:
    if is_to_do:
        booked = f" Booked {day_said(row.booked_on)}." if row.booked_on is not None else ""
        return told.clock + ("." + booked if booked else "")
    match told.state:
        case State.MET:
            return f"Done in time, {day_said(row.met_on)}" if row.met_on else "Done in time"
        case State.LATE:
            return f"Done late, {day_said(row.met_on)}{_so_late(row, place)}" if row.met_on else ""
        case State.OVERDUE:
            return "No evidence on file that it was done. It is no longer asked for"
    return _SETTLED.get(told.state, told.clock)


_SETTLED: Mapping[State, str] = {
    State.BREACHED: "What must never happen did. It has ended",
    State.UNDATED: "The day it was due cannot be worked out. It is no longer asked for",
    State.NOT_WATCHED: "Not known: no records of it reached us over that time",
    State.EXCUSED: "Excused",
    State.LAPSED: "No longer owed: it ended before it was due",
    State.KEPT: "Kept, as far as is known",
}


def _so_late(row: Obligation, place: str) -> str:
    due, met = moment_of(row.due_on, row.due_at), moment_of(row.met_on, row.met_at)
    if due is None or met is None:
        return ""
    calendar = calendar_of(standard().calendar_for(place))
    over = how_long(calendar, owed.part_of(row).rules[row.rule], row.step, due, met)
    return f", {over} after it was due" if over.count else ""


# --- on whom ---------------------------------------------------------------------------------


def whom(viewer: Viewer, basis: Basis, row: Obligation, at: datetime) -> list[tuple[str, str]]:
    """Who must act now on one obligation, and on whom it fell when it was due, each with when."""
    is_to_do = row.state_on(owed.moment_at(at)) in _TO_DO and not row.notes & Note.ENDED.value
    falling = falls_on(viewer, basis, set(_asked(row, viewer.today)))
    return list(_falls(row, falling.get, viewer.today, is_to_do))


_TO_DO = (State.BREACHED, State.OVERDUE, State.UNDATED, State.OPEN)


def _asked(row: Obligation, today: date) -> Iterator[tuple[str, date]]:
    yield row.owner, today
    if row.due_on is not None:
        yield row.owner, row.due_on


def _falls(
    row: Obligation,
    on: Callable[[tuple[str, date]], Falls | None],
    today: date,
    is_to_do: bool,
) -> Iterator[tuple[str, str]]:
    """Who must act now, while there is something to do; and, once it was due, on whom it fell."""
    now = on((row.owner, today))
    then = None if row.due_on is None or row.due_on >= today else on((row.owner, row.due_on))
    if is_to_do and now is not None:
        yield "Now", now.said
    if then is not None and not (is_to_do and now is not None and then.said == now.said):
        yield "When it was due", then.said
    if not is_to_do and then is None and now is not None:
        yield "", now.said
