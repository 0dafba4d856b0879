"""The ways into files: by which basis a post opens which files, and how much it reads on them.

A way is worked out from a viewer alone. Everything that shows, counts, searches or exports asks
the same ways, as one condition on subjects and one on what stands on them, so that a list, its
count and each page of it cannot disagree. Of few files each is asked whether a way opens it
(``Way.files``); for a list the files are found from whoever is involved with them (``opened``).
PostgreSQL is told the same again, in the migration ``0003_row_security``, and tests hold all equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from sightline.service.access.models import BrokenGlass, Named, Restriction
from sightline.service.access.openings import holds_on, runs_on
from sightline.service.access.roles import RIGHTS, Right, Role
from sightline.service.access.viewer import AgreementHeld, PostHeld, Viewer
from sightline.service.files.models import Involvement, Subject, SubjectType

PEOPLE = Q(type__in=(SubjectType.CHILD, SubjectType.ADULT))
"""Files on those with whom agencies work; the others are of workers and bodies."""


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

    ``agency``: for which agency it is used. ``subjects``: of subjects, those that it may open.
    ``through``: rows of whose files it opens those; None where it opens whatever ``subjects`` says.
    ``sectors``: it reads kinds that these may read; None reads all. ``agencies``: it reads what
    these recorded, of whatever kind. ``kinds``: where it names any, it reads no others.
    ``sensitivities``: beyond what is ordinary, letters of ``hvp``.
    """

    sort: Sort
    role: Role
    agency: UUID
    sector: str
    subjects: Q = field(repr=False)
    through: QuerySet[Any] | None = field(repr=False)
    sectors: frozenset[str] | None
    agencies: frozenset[UUID]
    sensitivities: str
    kinds: frozenset[str] = frozenset()

    def may(self, right: Right) -> bool:
        """Whether the role of its post has the right."""
        return right in RIGHTS[self.role]

    @property
    def files(self) -> Q:
        """Of subjects, those that it opens, asked of each."""
        if self.through is None:
            return self.subjects
        return self.subjects & Q(Exists(self.through.filter(file=OuterRef("pk"))))

    @property
    def found(self) -> QuerySet[Any]:
        """The ids of all that it opens, and perhaps of some that ``subjects`` leaves out."""
        if self.through is not None:
            return self.through.order_by().values("file")
        return Subject.objects.filter(self.subjects).order_by().values("pk")


def opened(some: Iterable[Way]) -> Q:
    """Of all subjects, those that any of the ways opens.

    Found from the few rows that lead to them, and only then held against what each way asks: a
    database asked for the one or the other reads every subject there is.
    """
    some = tuple(some)
    by_subjects: defaultdict[Q, list[Way]] = defaultdict(list)
    for way in some:
        by_subjects[way.subjects].append(way)
    asked = Q(pk__in=())
    for subjects, ways_ in by_subjects.items():
        asked |= subjects & Q(pk__in=_led_to(ways_))
    return Q(pk__in=_led_to(some)) & asked


def opened_of_each(some: Iterable[Way]) -> Q:
    """The same, asked of each subject: for few, which a query names already."""
    asked = Q(pk__in=())
    for way in some:
        asked |= way.files
    return asked


def _led_to(some: Iterable[Way]) -> QuerySet[Any]:
    """The ids of all subjects that any of the ways opens, and perhaps of some that none does."""
    first, *others = [way.found for way in some] or [Subject.objects.none().values("pk")]
    return first.union(*others) if others else first


# The conditions that it is made of take longer to build than to ask, and a page asks many times.
@lru_cache(maxsize=64)
def ways(viewer: Viewer) -> tuple[Way, ...]:
    """All ways that are open to the viewer, the nearest first."""
    found = [way for post in viewer.posts for way in _of_post(viewer, post)]
    order = list(Sort)
    return tuple(sorted(found, key=lambda way: order.index(way.sort)))


def _of_post(viewer: Viewer, post: PostHeld) -> Iterator[Way]:
    people = PEOPLE & _unclosed(viewer)
    if post.role in (Role.PRACTITIONER, Role.MANAGER):
        yield from _of_practice(viewer, post, people)
    if _sees_whole_agency(post):
        yield _way(Sort.AGENCY, post, people, _involved(viewer, post.agency))
    if post.role in (Role.MANAGER, Role.RECORDS_OFFICER):
        others = _workers(viewer) & ~Q(pk=viewer.worker)
        yield _way(Sort.AGENCY, post, others, _posts_in(viewer, post.agency))
    for agreement in viewer.agreements:
        if agreement.other == post.agency:
            yield from _of_agreement(viewer, post, agreement)
    if post.may(Right.READ_BODY):
        yield _way(Sort.OWN, post, Q(pk=post.agency) & _unclosed(viewer))
    if post.may(Right.READ_FILES) and viewer.worker is not None:
        yield _of_own_file(viewer, post, viewer.worker)


def _of_practice(viewer: Viewer, post: PostHeld, people: Q) -> Iterator[Way]:
    """What opens a file to those who work with the child and to their managers.

    ``people``: of subjects, those with whom agencies work and that are not closed.
    """
    if viewer.worker is not None:
        allocated = _running(viewer, sort="allocation", worker=viewer.worker)
        yield _way(Sort.ALLOCATION, post, PEOPLE, allocated)
    if viewer.covers:
        covered = _running(viewer, sort="allocation", worker__in=viewer.covers)
        yield _way(Sort.COVER, post, PEOPLE, covered)
    if post.team:
        yield _way(Sort.TEAM, post, people, _involved(viewer, post.agency, team=post.team))
    # Until somebody is allocated a new file would be open to nobody who works with the child.
    allocated_once = Involvement.objects.filter(file=OuterRef("pk"), sort="allocation")
    yield _way(Sort.OPENED, post, people & Q(by=viewer.person) & ~Q(Exists(allocated_once)))
    glass = BrokenGlass.objects.filter(
        person=viewer.person, agency=post.agency, from_at__lte=viewer.at, until_at__gt=viewer.at
    )
    yield _way(Sort.BROKEN_GLASS, post, PEOPLE, glass)


def _of_agreement(viewer: Viewer, post: PostHeld, agreement: AgreementHeld) -> Iterator[Way]:
    """Inspectors read with the eyes of the agency that they inspect; others with their own."""
    inspects = post.role == Role.INSPECTOR
    if not inspects and post.role not in (Role.PRACTITIONER, Role.MANAGER):
        return
    agency, unclosed = agreement.agency, _unclosed(viewer)
    opens: list[tuple[Q, QuerySet[Any] | None]] = [(PEOPLE & unclosed, _involved(viewer, agency))]
    if inspects:
        opens.append((_workers(viewer), _posts_in(viewer, agency)))
        opens.append((Q(pk=agency) & unclosed, None))
    for subjects, through in opens:
        yield Way(
            sort=Sort.AGREEMENT,
            role=post.role,
            agency=post.agency,
            sector=post.sector,
            subjects=subjects,
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
        subjects=Q(pk=worker) & _unclosed(viewer),
        through=None,
        sectors=frozenset({post.sector}),
        agencies=frozenset(),
        sensitivities="",
    )


def _way(sort: Sort, post: PostHeld, subjects: Q, through: QuerySet[Any] | None = None) -> Way:
    whole = post.role == Role.RECORDS_OFFICER
    return Way(
        sort=sort,
        role=post.role,
        agency=post.agency,
        sector=post.sector,
        subjects=subjects,
        through=through,
        sectors=None if whole else frozenset({post.sector}),
        agencies=frozenset({post.agency}),
        sensitivities=post.sensitivities,
    )


def _sees_whole_agency(post: PostHeld) -> bool:
    if post.role == Role.PRACTITIONER:
        return post.sees_agency
    return post.role in (Role.MANAGER, Role.RECORDS_OFFICER)


def _running(viewer: Viewer, **said: object) -> QuerySet[Involvement]:
    return Involvement.objects.filter(runs_on(viewer.today), **said)


def _involved(viewer: Viewer, agency: UUID, **said: object) -> QuerySet[Involvement]:
    return _running(viewer, agency=agency, sort__in=("allocation", "case", "custody"), **said)


def _posts_in(viewer: Viewer, agency: UUID) -> QuerySet[Involvement]:
    return _running(viewer, agency=agency, sort="post")


def _workers(viewer: Viewer) -> Q:
    return Q(type=SubjectType.WORKER) & _unclosed(viewer)


def _unclosed(viewer: Viewer) -> Q:
    """No restriction holds today that does not name the viewer."""
    naming = Named.objects.filter(restriction=OuterRef("pk"), person=viewer.person)
    closing = Restriction.objects.filter(
        holds_on(viewer.today), ~Exists(naming), file=OuterRef("pk")
    )
    return ~Q(Exists(closing))
