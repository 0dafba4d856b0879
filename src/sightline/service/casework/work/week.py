"""A week of somebody's work by its days, to be printed; and the same as events of a calendar.

Paper and calendars are lost and shared, so neither names anybody: paper has initials and an age,
an event what is due and nothing of whom.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Window
from django.utils.crypto import salted_hmac

from sightline.service.access import policy
from sightline.service.access.roles import Role
from sightline.service.access.viewer import Viewer
from sightline.service.casework import owed, people
from sightline.service.casework.people import Who
from sightline.service.casework.said import day_said
from sightline.service.casework.work.acts import Whose
from sightline.service.casework.work.asked import ALL, ME, Work, refresh
from sightline.service.casework.work.calendar_file import Event
from sightline.service.files.models import Obligation
from sightline.service.ledger.row_security import tell_about

MOST = 200
"""So much of a week is printed, and so many events go into a calendar: more is nobody's week."""

MOST_BEFORE = 15
"""So much of what was due before: a week begins with its days, and my work has all of it."""

AHEAD = timedelta(weeks=8)
"""How far ahead a calendar goes."""

_UIDS = "sightline.calendar"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do. ``note``: what is booked; '' for nothing."""

    whom: str
    title: str
    clock: str
    note: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the week, and what there is to do by it."""

    said: str
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Week:
    """``before``: what was due before it, the most serious first. ``more_before``, ``more``: how
    much more there is than is printed, of that and of the week itself.
    """

    before: Sequence[Item]
    more_before: int
    days: Sequence[Day]
    more: int
    files: frozenset[UUID]


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(day.weekday())


def week(viewer: Viewer, monday: date) -> Week:
    """What the viewer must do by the end of the week that begins on a Monday."""
    sunday = monday + timedelta(6)
    work = _work(viewer)
    refresh(work)
    is_booked = Q(booked_on__isnull=False, booked_on__range=(monday, sunday))
    before = _some(_due(work).filter(~is_booked, due_on__lt=monday), MOST_BEFORE)
    in_week = _due(work).filter(is_booked | Q(due_on__range=(monday, sunday)))
    rows = _some(in_week.order_by("due_on", "pk"), MOST)
    whom = _whom(viewer, [*before, *rows])
    by_day: defaultdict[date, list[Item]] = defaultdict(list)
    for row in rows:
        if row.file_id in whom:
            by_day[_day_in(row, monday, sunday)].append(_item(viewer, row, whom[row.file_id]))
    days = [monday + timedelta(number) for number in range(7)]
    return Week(
        before=[_item(viewer, row, whom[row.file_id]) for row in before if row.file_id in whom],
        more_before=_left_out(before),
        days=[Day(day_said(day), by_day[day]) for day in days],
        more=_left_out(rows),
        files=frozenset(whom),
    )


def _some(rows: QuerySet[Obligation], most: int) -> list[Obligation]:
    """The first rows, each with how many there are ``of`` all."""
    return list(rows.annotate(of=Window(Count("pk")))[:most])


def _left_out(rows: Sequence[Obligation]) -> int:
    """Of what some rows are the first, how much is not among them."""
    return rows[0].of - len(rows) if rows else 0  # type: ignore[attr-defined]


def events(viewer: Viewer) -> Iterator[Event]:
    """What falls due or is booked from this week's Monday on, for a calendar."""
    first, last = monday_of(viewer.today), viewer.today + AHEAD
    work = _work(viewer)
    refresh(work)
    ahead = Q(booked_on__range=(first, last)) | Q(booked_on=None, due_on__range=(first, last))
    rows = list(_due(work).filter(ahead).order_by("due_on", "pk")[:MOST])
    said = [(row, _when(row), _summary(row)) for row in rows]
    many = Counter((_day(at), summary) for _, at, summary in said)
    so_far: Counter[tuple[date, str]] = Counter()
    for row, at, summary in said:
        same = _day(at), summary
        so_far[same] += 1
        number = f" ({so_far[same]} of {many[same]})" if many[same] > 1 else ""
        yield Event(uid=uid_of(viewer.person, row.pk), summary=f"{summary}{number}", at=at)


def _work(viewer: Viewer) -> Work:
    is_own = viewer.worker is not None and any(p.role == Role.PRACTITIONER for p in viewer.posts)
    # What others owe and is chased has its place on my work, and is on nobody's day.
    return Work(viewer, whose=(ME if is_own else ALL) - {Whose.CHASE})


def _due(work: Work) -> QuerySet[Obligation]:
    """What is owed by a day; what must never happen, or can be dated by nobody, is on no day."""
    return work.rows().filter(settled="", due_on__isnull=False)


def _day_in(row: Obligation, monday: date, sunday: date) -> date:
    """The day of the week under which it stands: when it is booked, else due."""
    if row.booked_on is not None and monday <= row.booked_on <= sunday:
        return row.booked_on
    assert row.due_on is not None
    return row.due_on


def _item(viewer: Viewer, row: Obligation, who: Who) -> Item:
    told = owed.told(row, who.place, viewer.at)
    return Item(
        whom=f"{_initials(who.called)} ({who.age})" if who.age else _initials(who.called),
        title=told.title,
        clock=told.clock,
        note="" if row.booked_on is None else f"Booked {day_said(row.booked_on)}",
        is_late=told.is_urgent,
    )


def _initials(name: str) -> str:
    """``R G``."""
    return " ".join(part[0].upper() for part in name.replace("-", " ").split() if part[0].isalpha())


def _whom(viewer: Viewer, rows: Sequence[Obligation]) -> Mapping[UUID, Who]:
    files = {row.file_id for row in rows}
    if not files:
        return {}
    tell_about(*files)
    known = [basis.facts for basis in policy.bases_for(viewer, files).values()]
    subjects = [facts.subject for facts in known if facts is not None]
    return {who.file: who for who in people.whom(subjects, viewer.today)}


def _when(row: Obligation) -> date | datetime:
    found = row.booked_on or row.due_at or row.due_on
    assert found is not None
    return found


def _day(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


def _summary(row: Obligation) -> str:
    return f"{owed.title(row)}: {'booked' if row.booked_on is not None else 'due'}"


def uid_of(person: UUID, obligation: UUID) -> str:
    """The same in every file that this person fetches, and nothing to anybody else."""
    return salted_hmac(_UIDS, f"{person}:{obligation}", algorithm="sha256").hexdigest()[:40]
