"""Who must act today on what is owed, as conditions for queries (docs/concepts/responsible.md).

``engine.responsible`` says the same of one file; a test holds both equal. A role resolves to its
holder, to whoever stands in for the holder, to the team and to the agency, from the rows of
``Involvement`` that run on the viewer's day: nothing of it is stored, so that tomorrow's answer
needs no work tonight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from sightline.engine.model import State
from sightline.service.access.models import Post
from sightline.service.access.openings import holds_on, runs_on
from sightline.service.access.viewer import Viewer
from sightline.service.files.models import Involvement
from sightline.service.files.standard import standard
from sightline.service.ledger.asked import once

Workers = Collection[UUID]
"""The files kept on some workers."""

NOBODY = Q(pk__in=())

WORKS = ("allocation", "case", "custody")
"""How an agency is involved with somebody."""


class Whose(StrEnum):
    """To whom it falls, the nearest first. The value is what ``acts_sort`` holds."""

    MINE = "mine"
    COVER = "cover"
    TEAM = "team"
    AGENCY = "agency"
    CHASE = "chase"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Standing:
    """``covered_by``: the file of whoever stands in for the viewer; None for nobody.

    ``covers``: the files of those for whom the viewer does. Of several who stand in for somebody
    the latest begun does.
    """

    covered_by: UUID | None
    covers: tuple[UUID, ...]


def standing_in(viewer: Viewer) -> Standing:
    """Who stands in for the viewer today, and for whom the viewer does. One query."""
    return once(("standing in", viewer), lambda: _standing_in(viewer))


def _standing_in(viewer: Viewer) -> Standing:
    if viewer.worker is None:
        return Standing(None, ())
    rows = Involvement.objects.filter(
        runs_on(viewer.today),
        sort="cover",
        file__in={viewer.worker, *viewer.covers},
        worker__isnull=False,
    )
    stands_in = dict(rows.order_by("begun", "fact").values_list("file", "worker"))
    covers = sorted(file for file, by in stands_in.items() if by == viewer.worker)
    return Standing(stands_in.get(viewer.worker), tuple(covers))


class Acts:
    """The conditions for one viewer on their day. All are of ``Obligation``."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._running = Involvement.objects.filter(runs_on(viewer.today)).order_by()
        self._posts = Post.objects.filter(holds_on(viewer.today)).order_by()

    def falls(self, whose: Whose, workers: Workers | None = None) -> Q:
        """What falls to the viewer in one way. ``workers``: to these instead, or led by them."""
        watched = ~Q(settled=State.NOT_WATCHED)
        me, covers = self._viewer.worker, standing_in(self._viewer).covers
        match whose:
            case Whose.MINE:
                return watched & self.held_by((me,)) if me is not None else NOBODY
            case Whose.COVER:
                return watched & self.held_by(covers) if covers else NOBODY
            case Whose.TEAM:
                return watched & self._of_team()
            case Whose.AGENCY:
                return watched & self._of_agency()
            case Whose.CHASE:
                mine = (*((me,) if me is not None else ()), *covers)
                led = mine if workers is None else workers
                return self._led_by(led) & (~watched | self.outside()) if led else NOBODY
            case Whose.WORKER:
                return watched & self.held_by(workers or ())

    def held_by(self, workers: Workers) -> Q:
        """What a role owes that one of these workers holds."""
        return Q(Exists(self._holder().filter(worker__in=workers)))

    def holder(self) -> Subquery:
        """The worker who holds the role; null where none does."""
        return Subquery(self._holder().values("worker")[:1])

    def leader(self) -> Subquery:
        """The file's lead worker; null where nobody leads."""
        rows = self._running.filter(file=OuterRef("file"), role__in=standard().roles.lead)
        return Subquery(rows.order_by(_turn(), "rank", "-begun", "-fact").values("worker")[:1])

    def outside(self) -> Q:
        """What falls to an agency whose people Sightline does not reach.

        Nobody holds a post at the holder's agency; or no worker holds the role, and of the sort of
        agency to which it belongs none that works with the file today has anybody who signs in.
        """
        employed = (
            self._running.filter(sort="post", file=OuterRef("worker"))
            .order_by("-begun", "-fact")
            .values("agency")[:1]
        )
        reached = self._posts.filter(agency=OuterRef("employer"))
        unreached = (
            self._holder()
            .annotate(employer=Coalesce(Subquery(employed), F("agency")))
            .filter(~Exists(reached))
        )
        of_its_sort = self._posts.filter(agency__sector=OuterRef(OuterRef("owner_sort")))
        there = self._works().filter(agency__in=of_its_sort.values("agency"))
        return Q(Exists(unreached)) | (self._held_by_nobody() & ~Q(Exists(there)))

    def owner_sort(self) -> Case:
        """The sort of agency to which the owner's role belongs, which ``outside`` asks for."""
        by_sort: defaultdict[str, list[str]] = defaultdict(list)
        for role in standard().roles.declared.values():
            by_sort[role.agency].append(role.id)
        return Case(
            *(When(owner__in=roles, then=Value(sort)) for sort, roles in by_sort.items()),
            default=Value(""),
        )

    # --- the parts ---------------------------------------------------------------------------

    def _holder(self) -> QuerySet[Involvement]:
        """The row, of an obligation, that says who holds its owner's role: at most one."""
        holders = self._running.filter(file=OuterRef("file"), role=OuterRef("owner"))
        return holders.filter(~Exists(self._before()))

    def _before(self) -> QuerySet[Involvement]:
        """Rows that count before one row: of a nearer sort, else begun later."""
        return self._running.filter(_begun_later(), file=OuterRef("file"), role=OuterRef("role"))

    def _held_by_nobody(self) -> Q:
        return ~Q(Exists(self._running.filter(file=OuterRef("file"), role=OuterRef("owner"))))

    def _held_by_nobody_of(self, agencies: Collection[UUID]) -> Q:
        """The same of files with which any of these agencies works, and of no others.

        A database that is asked of every file reads who is involved with whom everywhere.
        """
        theirs = self._running.filter(agency__in=agencies, sort__in=WORKS).values("file")
        held = self._running.filter(
            file=OuterRef("file"), role=OuterRef("owner"), file__among=theirs
        )
        return ~Q(Exists(held))

    def _works(self) -> QuerySet[Involvement]:
        return self._running.filter(file=OuterRef("file"), sort__in=WORKS)

    def _of_team(self) -> Q:
        """Nobody holds the role, and the viewer's team of such an agency works with the file."""
        posts = [post for post in self._viewer.posts if post.team]
        return self._held_by_nobody_of({post.agency for post in posts}) & _any(
            self._is_of_sort(post.sector)
            & Q(Exists(self._works().filter(agency=post.agency, team=post.team)))
            for post in posts
        )

    def _of_agency(self) -> Q:
        """The same of the viewer's agency; or the agency itself holds the role."""
        posts = self._viewer.posts
        bodies = {post.agency for post in posts}
        itself = Q(Exists(self._holder().filter(worker=None, agency__in=bodies)))
        return itself | self._held_by_nobody_of(bodies) & _any(
            self._is_of_sort(post.sector) & Q(Exists(self._works().filter(agency=post.agency)))
            for post in posts
        )

    @staticmethod
    def _is_of_sort(sector: str) -> Q:
        roles = standard().roles.declared.values()
        return Q(owner__in=[role.id for role in roles if role.agency == sector])

    def _led_by(self, workers: Workers) -> Q:
        """The file's lead worker, by the first of the roles that lead which anybody holds."""
        leading = self._running.filter(role__in=standard().roles.lead).alias(turn=_turn())
        sooner = Q(turn__lt=OuterRef("turn")) | Q(turn=OuterRef("turn")) & _begun_later()
        before = leading.filter(sooner, file=OuterRef("file"))
        held = leading.filter(~Exists(before), worker__in=workers)
        return Q(file__in=held.values("file"))


def _begun_later() -> Q:
    """Of rows of one role, those that count before another: of a nearer sort, else begun later."""
    later = Q(begun__gt=OuterRef("begun")) | Q(begun=OuterRef("begun"), fact__gt=OuterRef("fact"))
    return Q(rank__lt=OuterRef("rank")) | Q(rank=OuterRef("rank")) & later


def _turn() -> Case:
    """Which of the roles that lead a row is of, the first first."""
    lead = standard().roles.lead
    return Case(*(When(role=role, then=number) for number, role in enumerate(lead)), default=99)


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, NOBODY)
