"""What leads somebody to a file, each said once and asked in two ways.

Of many files a database is asked (``found``, ``of_each``, ``subjects``); of the few that a page
shows, what leads to them is read once (``facts``) and held against each way in (``leads_to``,
``takes``). A test holds both equal, and what PostgreSQL is told in its row-level security.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.service.access.models import BrokenGlass, Named, Restriction
from sightline.service.access.openings import holds_on, runs_on
from sightline.service.files.models import Involvement, Subject

ALLOCATION = "allocation"

Who = tuple[str, UUID | None, UUID | None, str]
"""Of an involvement its sort, worker, agency and team."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What ways in ask of one file, for one person at a moment.

    ``is_closed``: a restriction holds today that does not name the person. ``involved``: who is
    today, and who was, until when. ``was_allocated``: to anybody, at any time. ``broken``:
    until when the person has it open by a broken glass, by the agency for which they broke it.
    """

    subject: Subject
    is_closed: bool
    involved: frozenset[Who]
    was_involved: frozenset[tuple[Who, date]]
    was_allocated: bool
    broken: dict[UUID, datetime]


def facts(files: Collection[UUID], *, person: UUID, today: date, at: datetime) -> dict[UUID, Facts]:
    """What ways in ask of each of some few files; ids of no file are passed over. Three queries."""
    subjects = list(
        Subject.objects.filter(pk__among=files).annotate(is_closed=closed(person, today))
    )
    involved: defaultdict[UUID, set[Who]] = defaultdict(set)
    was: defaultdict[UUID, set[tuple[Who, date]]] = defaultdict(set)
    allocated: set[UUID] = set()
    rows = Involvement.objects.filter(file__among=files).values_list(
        "file", "sort", "worker", "agency", "team", "from_on", "until_on"
    )
    for file, sort, worker, agency, team, from_on, until_on in rows:
        if sort == ALLOCATION:
            allocated.add(file)
        if from_on <= today and (until_on is None or until_on >= today):
            involved[file].add((sort, worker, agency, team))
        elif from_on <= today and until_on is not None:
            was[file].add(((sort, worker, agency, team), until_on))
    broken: defaultdict[UUID, dict[UUID, datetime]] = defaultdict(dict)
    glasses = (
        _glasses(person, at).filter(file__among=files).values_list("file", "agency", "until_at")
    )
    for file, agency, until_at in glasses.order_by("until_at"):
        broken[file][agency] = until_at
    return {
        subject.pk: Facts(
            subject,
            subject.is_closed,
            frozenset(involved[subject.pk]),
            frozenset(was[subject.pk]),
            subject.pk in allocated,
            dict(broken[subject.pk]),
        )
        for subject in subjects
    }


def closed(person: UUID, today: date) -> Exists:
    """Of subjects: a restriction holds on a day that does not name the person."""
    naming = Named.objects.filter(restriction=OuterRef("pk"), person=person)
    return Exists(Restriction.objects.filter(holds_on(today), ~Exists(naming), file=OuterRef("pk")))


def _glasses(person: UUID, at: datetime) -> QuerySet[BrokenGlass]:
    return BrokenGlass.objects.filter(person=person, from_at__lte=at, until_at__gt=at)


@dataclass(frozen=True, slots=True)
class On:
    """On whom files are kept that a way may open.

    ``types``: of these subjects; any where None. ``but``: not on this one. ``unclosed_to``: only
    those that no restriction closes to this person on this day; closed ones too where None.
    """

    types: tuple[str, ...] | None
    but: UUID | None = None
    unclosed_to: tuple[UUID, date] | None = None

    def takes(self, file: Facts) -> bool:
        """Whether a file is kept on such a subject."""
        return (
            (self.types is None or file.subject.type in self.types)
            and file.subject.pk != self.but
            and not (self.unclosed_to is not None and file.is_closed)
        )

    def kept(self) -> Q:
        """Of subjects, those of these types, closed or not."""
        kept = Q() if self.types is None else Q(type__in=self.types)
        return kept if self.but is None else kept & ~Q(pk=self.but)

    def subjects(self) -> Q:
        """Of subjects, these."""
        return (
            self.kept() if self.unclosed_to is None else self.kept() & ~Q(closed(*self.unclosed_to))
        )


class Through(Protocol):
    """What leads to files."""

    def leads_to(self, file: Facts) -> bool:
        """Whether it leads to a file."""

    def found(self) -> QuerySet[Any]:
        """The ids of all files to which it leads."""

    def of_each(self, file: OuterRef) -> QuerySet[Any]:
        """Rows that there are where it leads to a file, which a query names."""

    def leads(self, column: str) -> Q:
        """Of rows, those with a file in a column to which it leads."""


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody is involved with the file today.

    ``sorts``: in these ways. ``workers``, ``agency``, ``team``: these are; anybody where None.
    ``since``: today or on any day from then on.
    """

    today: date
    sorts: tuple[str, ...]
    workers: tuple[UUID, ...] | None = None
    agency: UUID | None = None
    team: str | None = None
    since: date | None = None

    def leads_to(self, file: Facts) -> bool:
        """Whether any of them is."""
        if any(map(self._is_of, file.involved)):
            return True
        since = self.since
        return since is not None and any(
            until_on >= since and self._is_of(who) for who, until_on in file.was_involved
        )

    def _is_of(self, who: Who) -> bool:
        sort, worker, agency, team = who
        return (
            sort in self.sorts
            and (self.workers is None or worker in self.workers)
            and (self.agency is None or agency == self.agency)
            and (self.team is None or team == self.team)
        )

    def found(self) -> QuerySet[Any]:
        """The files with which they are."""
        return self._rows().values("file")

    def of_each(self, file: OuterRef) -> QuerySet[Any]:
        """Their involvements with one."""
        return self._rows().filter(file=file)

    def leads(self, column: str) -> Q:
        """Those of a file with which they are."""
        return Q(Exists(self.of_each(OuterRef(column))))

    def _rows(self) -> QuerySet[Involvement]:
        said: dict[str, Any] = {"sort__in": self.sorts}
        if self.workers is not None:
            said["worker__in"] = self.workers
        if self.agency is not None:
            said["agency"] = self.agency
        if self.team is not None:
            said["team"] = self.team
        runs = runs_on(self.today)
        if self.since is not None:
            runs |= Q(from_on__lte=self.today, until_on__gte=self.since)
        return Involvement.objects.filter(runs, **said).order_by()


@dataclass(frozen=True, slots=True)
class Glass:
    """The person broke the glass of the file for an agency, and it is open still."""

    person: UUID
    agency: UUID
    at: datetime

    def leads_to(self, file: Facts) -> bool:
        """Whether they did."""
        return self.agency in file.broken

    def found(self) -> QuerySet[Any]:
        """The files of which they did."""
        return self._rows().values("file")

    def of_each(self, file: OuterRef) -> QuerySet[Any]:
        """Their broken glasses of one."""
        return self._rows().filter(file=file)

    def leads(self, column: str) -> Q:
        """Those of a file of which they did."""
        return Q(Exists(self.of_each(OuterRef(column))))

    def _rows(self) -> QuerySet[BrokenGlass]:
        return _glasses(self.person, self.at).filter(agency=self.agency).order_by()


@dataclass(frozen=True, slots=True)
class Opened:
    """The person opened the file, and it has been allocated to nobody yet.

    Until somebody is allocated a new file would be open to nobody who works with the child.
    """

    person: UUID

    def leads_to(self, file: Facts) -> bool:
        """Whether they did."""
        return file.subject.by == self.person and not file.was_allocated

    def found(self) -> QuerySet[Any]:
        """The files that they did."""
        return self._rows().values("pk")

    def of_each(self, file: OuterRef) -> QuerySet[Any]:
        """The subject of one that they did."""
        return self._rows().filter(pk=file)

    def leads(self, column: str) -> Q:
        """Those of a file that they did."""
        return Q(Exists(self.of_each(OuterRef(column))))

    def _rows(self) -> QuerySet[Subject]:
        once = Involvement.objects.filter(file=OuterRef("pk"), sort=ALLOCATION)
        return Subject.objects.filter(~Exists(once), by=self.person).order_by()


@dataclass(frozen=True, slots=True)
class Itself:
    """The file is this one."""

    file: UUID

    def leads_to(self, file: Facts) -> bool:
        """Whether it is."""
        return file.subject.pk == self.file

    def found(self) -> QuerySet[Any]:
        """It."""
        return Subject.objects.filter(pk=self.file).order_by().values("pk")

    def of_each(self, file: OuterRef) -> QuerySet[Any]:
        """It, where it is the one."""
        return Subject.objects.filter(pk=self.file).filter(pk=file).order_by()

    def leads(self, column: str) -> Q:
        """Those of it."""
        return Q(**{column: self.file})
