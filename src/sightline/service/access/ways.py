"""The ways into files: by which basis a post opens which files, and how much it reads on them.

A way is worked out from a viewer alone. Everything that shows, counts, searches or exports asks
the same ways, so that a list, its count and each page of it cannot disagree. For a list the files
are found from what leads to them (``opened``); of the few files that a page shows, what leads to
each is read and every way is asked (``Way.opens``).
PostgreSQL is told the same again, in the migrations ``0003_row_security``,
``0004_page_indexes`` and ``0012_looked_back``, and tests hold all equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.service.access.leading import (
    Facts,
    Glass,
    Involved,
    Itself,
    On,
    Opened,
    Through,
    closed,
)
from sightline.service.access.roles import RIGHTS, Right, Role
from sightline.service.access.viewer import AgreementHeld, PostHeld, Viewer
from sightline.service.files.models import Subject, SubjectType

PEOPLE_TYPES = (SubjectType.CHILD.value, SubjectType.ADULT.value)
PEOPLE = Q(type__in=PEOPLE_TYPES)
"""Files on those with whom agencies work; the others are of workers and bodies."""

_WORKS = ("allocation", "case", "custody")
"""How an agency is involved with somebody."""

_WORKERS = (SubjectType.WORKER.value,)


LOOKED_BACK = timedelta(days=365)
"""So long before an agreement begins work may have ended that inspectors look at under it.

Whoever sees only what goes on today never sees a child with whom an agency stopped working, for
whatever reason: a sample without them is a sample of what went on well enough to go on.
"""


class Sort(StrEnum):
    """Why a file is open, the nearest to the child first. The value is what the log keeps."""

    ALLOCATION = "allocation"
    COVER = "cover"
    TEAM = "team"
    AGENCY = "agency"
    OPENED = "opened it"
    AGREEMENT = "agreement"
    OWN = "own file"
    BROKEN_GLASS = "broken glass"


@dataclass(frozen=True, slots=True)
class Way:
    """One way in, by one post.

    ``agency``: for which agency it is used. ``on``: the subjects whose files it may open.
    ``through``: what leads to those files. ``sectors``: it reads kinds that these may read; None
    reads all. ``agencies``: it reads what these recorded, of whatever kind. ``kinds``: where it
    names any, it reads no others. ``sensitivities``: beyond what is ordinary, letters of ``hvp``.
    """

    sort: Sort
    role: Role
    agency: UUID
    sector: str
    on: On
    through: Through
    sectors: frozenset[str] | None
    agencies: frozenset[UUID]
    sensitivities: str
    kinds: frozenset[str] = frozenset()

    def may(self, right: Right) -> bool:
        """Whether the role of its post has the right."""
        return right in RIGHTS[self.role]

    def opens(self, file: Facts) -> bool:
        """Whether it opens a file of which this is known."""
        return self.on.takes(file) and self.through.leads_to(file)

    def may_meet(self, other: Way) -> bool:
        """Whether there may be a file that both open.

        What is kept on a viewer or an agency itself is kept on nobody with whom agencies work.
        """
        for one, its in ((self, other), (other, self)):
            if isinstance(its.through, Itself):
                file = its.through.file
                if isinstance(one.through, Itself):
                    return one.through.file == file
                return one.on.types != PEOPLE_TYPES and one.on.but != file
        return True

    @property
    def files(self) -> Q:
        """Of subjects, those that it opens, asked of each."""
        return self.on.subjects() & Q(Exists(self.through.of_each(OuterRef("pk"))))


def opened(some: Iterable[Way]) -> Q:
    """Of all subjects, those that any of the ways opens.

    Found from the few rows that lead to them, and only then held against what the ways ask: a
    database asked for the one or the other reads every subject there is. Ways that ask the same of
    a subject are asked together, and whether a file is closed stands there once.
    """
    asking: defaultdict[On, list[Through]] = defaultdict(list)
    for way in some:
        asking[way.on].append(way.through)
    though_closed, unclosed = Q(pk__in=()), Q(pk__in=())
    for on, throughs in asking.items():
        asked = on.kept() & Q(pk__in=_led_to(throughs))
        if on.unclosed_to is None:
            though_closed |= asked
        else:
            unclosed |= asked
    for person, today in {on.unclosed_to for on in asking if on.unclosed_to is not None}:
        unclosed &= ~Q(closed(person, today))
    every = [through for throughs in asking.values() for through in throughs]
    return Q(pk__among=_led_to(every)) & (though_closed | unclosed)


def opened_of_each(some: Iterable[Way]) -> Q:
    """The same, asked of each subject: for few, which a query names already."""
    asked = Q(pk__in=())
    for way in some:
        asked |= way.files
    return asked


def _led_to(throughs: Iterable[Through]) -> QuerySet[Any]:
    """The ids of all subjects to which any of these leads."""
    first, *others = [through.found() for through in dict.fromkeys(throughs)] or [
        Subject.objects.none().values("pk")
    ]
    return first.union(*others) if others else first


# The conditions that it is made of take longer to build than to ask, and a page asks many times.
@lru_cache(maxsize=64)
def ways(viewer: Viewer) -> tuple[Way, ...]:
    """All ways that are open to the viewer, the nearest first."""
    found = [way for post in viewer.posts for way in _of_post(viewer, post)]
    order = list(Sort)
    return tuple(sorted(found, key=lambda way: order.index(way.sort)))


def _of_post(viewer: Viewer, post: PostHeld) -> Iterator[Way]:
    people = On(PEOPLE_TYPES, unclosed_to=_unclosed(viewer))
    if post.role in (Role.PRACTITIONER, Role.MANAGER):
        yield from _of_practice(viewer, post, people)
    if _sees_whole_agency(post):
        yield _way(Sort.AGENCY, post, people, _involved(viewer, post.agency))
    if post.role in (Role.MANAGER, Role.RECORDS_OFFICER):
        others = On(_WORKERS, but=viewer.worker, unclosed_to=_unclosed(viewer))
        yield _way(Sort.AGENCY, post, others, _posts_in(viewer, post.agency))
    for agreement in viewer.agreements:
        if agreement.other == post.agency:
            yield from _of_agreement(viewer, post, agreement)
    if post.may(Right.READ_BODY):
        yield _way(Sort.OWN, post, _any_unclosed(viewer), Itself(post.agency))
    if post.may(Right.READ_FILES) and viewer.worker is not None:
        yield _of_own_file(viewer, post, viewer.worker)


def _of_practice(viewer: Viewer, post: PostHeld, people: On) -> Iterator[Way]:
    """What opens a file to those who work with the child and to their managers.

    ``people``: those with whom agencies work and whose files are not closed.
    """
    though_closed = On(PEOPLE_TYPES)
    if viewer.worker is not None:
        yield _way(
            Sort.ALLOCATION,
            post,
            though_closed,
            Involved(viewer.today, ("allocation",), workers=(viewer.worker,)),
        )
    if viewer.covers:
        yield _way(
            Sort.COVER,
            post,
            though_closed,
            Involved(viewer.today, ("allocation",), workers=viewer.covers),
        )
    if post.team:
        yield _way(Sort.TEAM, post, people, _involved(viewer, post.agency, post.team))
    yield _way(Sort.OPENED, post, people, Opened(viewer.person))
    glass = Glass(viewer.person, post.agency, viewer.at)
    yield _way(Sort.BROKEN_GLASS, post, though_closed, glass)


def _of_agreement(viewer: Viewer, post: PostHeld, agreement: AgreementHeld) -> Iterator[Way]:
    """Inspectors read with the eyes of the agency that they inspect; others with their own.

    To inspectors work is open that has ended, too (``LOOKED_BACK``).
    """
    inspects = post.role == Role.INSPECTOR
    if not inspects and post.role not in (Role.PRACTITIONER, Role.MANAGER):
        return
    agency, unclosed = agreement.agency, _unclosed(viewer)
    since = agreement.from_on - LOOKED_BACK if inspects else None
    works = Involved(viewer.today, _WORKS, agency=agency, since=since)
    opens: list[tuple[On, Through]] = [(On(PEOPLE_TYPES, unclosed_to=unclosed), works)]
    if inspects:
        opens.append((On(_WORKERS, unclosed_to=unclosed), _posts_in(viewer, agency)))
        opens.append((_any_unclosed(viewer), Itself(agency)))
    for on, through in opens:
        yield Way(
            sort=Sort.AGREEMENT,
            role=post.role,
            agency=post.agency,
            sector=post.sector,
            on=on,
            through=through,
            sectors=frozenset({post.sector, *([agreement.sector] if inspects else [])}),
            agencies=frozenset({post.agency, *([agency] if inspects else [])}),
            sensitivities="".join(s for s in post.sensitivities if s in agreement.sensitivities),
            kinds=agreement.kinds,
        )


def _of_own_file(viewer: Viewer, post: PostHeld, worker: UUID) -> Way:
    """A worker reads what is ordinary on the file kept on them, and no more because of a post."""
    return Way(
        sort=Sort.OWN,
        role=post.role,
        agency=post.agency,
        sector=post.sector,
        on=_any_unclosed(viewer),
        through=Itself(worker),
        sectors=frozenset({post.sector}),
        agencies=frozenset(),
        sensitivities="",
    )


def _way(sort: Sort, post: PostHeld, on: On, through: Through) -> Way:
    whole = post.role == Role.RECORDS_OFFICER
    return Way(
        sort=sort,
        role=post.role,
        agency=post.agency,
        sector=post.sector,
        on=on,
        through=through,
        sectors=None if whole else frozenset({post.sector}),
        agencies=frozenset({post.agency}),
        sensitivities=post.sensitivities,
    )


def _sees_whole_agency(post: PostHeld) -> bool:
    if post.role == Role.PRACTITIONER:
        return post.sees_agency
    return post.role in (Role.MANAGER, Role.RECORDS_OFFICER)


def _involved(viewer: Viewer, agency: UUID, team: str | None = None) -> Through:
    return Involved(viewer.today, _WORKS, agency=agency, team=team)


def _posts_in(viewer: Viewer, agency: UUID) -> Through:
    return Involved(viewer.today, ("post",), agency=agency)


def _any_unclosed(viewer: Viewer) -> On:
    return On(None, unclosed_to=_unclosed(viewer))


def _unclosed(viewer: Viewer) -> tuple[UUID, date]:
    return viewer.person, viewer.today
