"""Who looks: the posts, covers and agreements that somebody has at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sightline.service.access.models import Agency, Agreement, Person, Post
from sightline.service.access.openings import holds_on, runs_on
from sightline.service.access.roles import RIGHTS, Right, Role
from sightline.service.files.models import Involvement
from sightline.standard.calendar import LONDON


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post held today. ``team``: blank for none. ``sees_agency``: not only the team's files."""

    id: UUID
    role: Role
    agency: UUID
    sector: str
    team: str
    sensitivities: str
    sees_agency: bool

    def may(self, right: Right) -> bool:
        """Whether the role has the right."""
        return right in RIGHTS[self.role]


@dataclass(frozen=True, slots=True)
class AgreementHeld:
    """An agreement in force today that opens files of ``agency`` to people of ``other``.

    ``from_on``: the day on which it began.
    """

    agency: UUID
    sector: str
    other: UUID
    kinds: frozenset[str]
    sensitivities: str
    from_on: date


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody at a moment. ``worker``: the file kept on them. ``covers``: files of the workers
    for whom they stand in today.
    """

    person: UUID
    at: datetime
    worker: UUID | None = None
    posts: tuple[PostHeld, ...] = ()
    covers: tuple[UUID, ...] = ()
    agreements: tuple[AgreementHeld, ...] = ()

    @property
    def today(self) -> date:
        """The day in London."""
        return day_of(self.at)

    def may(self, right: Right) -> bool:
        """Whether any post held today has the right."""
        return any(post.may(right) for post in self.posts)


def day_of(at: datetime) -> date:
    """The day in London at a moment."""
    return at.astimezone(LONDON).date()


def viewer_of(person_id: UUID, at: datetime, person: Person | None = None) -> Viewer:
    """The person at a moment, in four queries. Whoever does not sign in here has nothing.

    ``person``: as they were just read from the database, where they were; that saves a query.
    """
    if person is None:
        person = Person.objects.filter(pk=person_id).first()
    posts = _posts(person_id, day_of(at)) if person is not None and person.is_active else ()
    if person is None or not posts:
        return Viewer(person_id, at)
    return Viewer(
        person=person.pk,
        at=at,
        worker=person.worker_id,
        posts=posts,
        covers=_covers(person.worker_id, day_of(at)),
        agreements=_agreements({post.agency for post in posts}, day_of(at)),
    )


def _posts(person: UUID, today: date) -> tuple[PostHeld, ...]:
    held = (
        Post.objects.filter(holds_on(today), person=person)
        .order_by("pk")
        .values_list(
            "pk", "role", "agency", "agency__sector", "team__name", "sensitivities", "agency__sees"
        )
    )
    return tuple(
        PostHeld(
            id=id_,
            role=Role(role),
            agency=agency,
            sector=sector,
            team=team or "",
            sensitivities=sensitivities,
            sees_agency=sees == Agency.Sees.AGENCY,
        )
        for id_, role, agency, sector, team, sensitivities, sees in held
    )


def _covers(worker: UUID | None, today: date) -> tuple[UUID, ...]:
    if worker is None:
        return ()
    covered = Involvement.objects.filter(runs_on(today), sort="cover", worker=worker)
    return tuple(covered.order_by("file_id").values_list("file_id", flat=True).distinct())


def _agreements(agencies: set[UUID], today: date) -> tuple[AgreementHeld, ...]:
    held = Agreement.objects.filter(holds_on(today), other__in=agencies).order_by("pk")
    return tuple(
        AgreementHeld(agency, sector, other, frozenset(kinds), sensitivities, from_on)
        for agency, sector, other, kinds, sensitivities, from_on in held.values_list(
            "agency", "agency__sector", "other", "kinds", "sensitivities", "from_on"
        )
    )
