"""A small service for the pages of administration: somebody of every role, and a little of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from sightline.service.access import services
from sightline.service.access.models import Agency, Person, Post, Proposal, Sector, Team
from sightline.service.access.roles import Role
from sightline.service.files.models import NotHeld, SubjectType, Watch
from sightline.service.ledger import checkpoints
from sightline.service.ledger.acts import act
from sightline.service.ledger.models import Checkpoint, Job
from tests.service import worlds
from tests.service.web.people import signed_in

ELSEWHERE = {
    Role.BOARD_MEMBER: Sector.BOARD,
    Role.INSPECTOR: Sector.INSPECTORATE,
    Role.NATIONAL_ANALYST: Sector.GOVERNMENT,
}
CHILD = "Robin Synthetic"
THEN = datetime(2026, 11, 1, 9, tzinfo=UTC)
DUTY = "vuln-plan-create"


@dataclass(frozen=True)
class Small:
    """``second``: another access administrator. ``child``: a file that nobody holds."""

    people: dict[Role, Person]
    second: Person
    home: Agency
    other: Agency
    child: UUID

    @property
    def first(self) -> Person:
        return self.people[Role.ACCESS_ADMINISTRATOR]

    @property
    def team(self) -> Team:
        return Team.objects.get(agency=self.home)

    def browser(self, role: Role) -> Client:
        return signed_in(self.people[role])


def small() -> Small:
    """The service, as rows."""
    home = worlds.agency()
    bodies = {role: worlds.agency(sector.label, sector) for role, sector in ELSEWHERE.items()}
    people = {
        role: worlds.person(bodies.get(role, home), role, name=f"Sam {role.label}", is_worker=False)
        for role in Role
    }
    second = worlds.person(home, Role.ACCESS_ADMINISTRATOR, name="Sam Second", is_worker=False)
    child = worlds.open_file(SubjectType.CHILD, given="Robin", family="Synthetic")
    worlds.record(child, "case", worlds.days_ago(30), agency=home.pk, service="youth-justice")
    return Small(people, second, home, bodies[Role.INSPECTOR], child)


def propose_post(it: Small, by: Person, to: Person, role: Role = Role.PRACTITIONER) -> Proposal:
    """A post in the team, proposed by somebody for somebody."""
    what = services.post_asked(
        person=to.pk, agency=it.home.pk, team=it.team.pk, role=role,
        from_on=date(2026, 1, 1), sensitivities="hv",
    )  # fmt: skip
    with act(person=by.pk, route="test") as acting:
        return services.propose(
            act="appoint", what=what, reason="Joins the team.", at=timezone.now(), by=acting
        )


def agreement(it: Small) -> UUID:
    """Inspectors see files of the agency."""
    with act(person=None, route="test") as by:
        made = services.agree(
            agency=it.home.pk, other=it.other.pk, purpose="Inspection of 2026",
            basis="Crime and Disorder Act 1998", from_on=worlds.today(), by=by,
        )  # fmt: skip
    return made.pk


def watch(it: Small, kind: str = "assessment", place: str = "Borchester", days: int = 0) -> Watch:
    """A kind that is watched. ``days``: how long before THEN it was last delivered."""
    return Watch.objects.create(
        place=place, kind=kind, agency_id=it.home.pk, first_on=date(2024, 4, 1),
        delivered_at=THEN - timedelta(days),
    )  # fmt: skip


def furnish(it: Small) -> dict[str, object]:
    """A row of everything, and the arguments of every address."""
    watch(it)
    NotHeld.objects.create(place="Borchester", duty=DUTY)
    Job.objects.create(name="load", started_at=THEN, done=10, total=40)
    Job.objects.create(name="verify", started_at=THEN, ended_at=THEN, message="Nothing is wrong.")
    practitioner = it.people[Role.PRACTITIONER]
    return {
        "person": practitioner.pk,
        "post": Post.objects.get(person=practitioner).pk,
        "agency": it.home.pk,
        "agreement": agreement(it),
        "proposal": propose_post(it, it.second, practitioner).pk,
        "duty": DUTY,
        "kind": "assessment",
        "guide": "mappa",
        "file": it.child,
        "checkpoint": checkpoint().pk,
    }


def checkpoint() -> Checkpoint:
    """The heads of all chains, signed; the settings must have a key."""
    with act(person=None, route="test"):
        return checkpoints.take(at=timezone.now())
