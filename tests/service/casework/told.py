"""The told cases in the service, on the day on which they stand, and who works with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from sightline.engine.model import File, Subject
from sightline.service.access import services as access
from sightline.service.access.models import Agency, Person, Sector, Team
from sightline.service.access.roles import Role
from sightline.service.files.loading import load
from sightline.service.ledger import clock
from sightline.service.ledger.ids import id_from
from sightline.standard.calendar import date_of
from sightline.synth.cases import cases
from sightline.synth.cases.man_at_home import OF_GIRL
from sightline.synth.cases.names import NAMES
from sightline.synth.cases.told import WORKERS
from sightline.synth.days import TODAY
from sightline.synth.filing import england, file_all
from sightline.synth.roster import AGENCIES, ESTABLISHMENTS, PLACE
from sightline.synth.watching import watched_periods
from tests.service.worlds import LONG_AGO, browser, machine, see_all
from tools.cluster import APPLICATION

SOURCE = "synthetic"
WATCHED = watched_periods(england().kinds.keys() - {"education-week"})

WHO = {
    "youth-justice": (Sector.YOUTH_JUSTICE, "worker-09", "hvp"),
    "social-care": (Sector.SOCIAL_CARE, "worker-26", "hv"),
    "probation": (Sector.PROBATION, "worker-27", "hvp"),
    "police": (Sector.POLICE, "worker-29", "vp"),
    "mental-health": (Sector.HEALTH, "worker-32", "h"),
}
"""Of each agency: its sector, who of it works with the cases, and what they read."""

_AGREED = {"probation": "vp", "police": "vp", "mental-health": "h"}
"""To whom an agreement opens the files of youth justice, and with which sensitivities."""


def days_behind() -> int:
    """How many days ago the cases stand."""
    return (datetime.now(UTC).date() - date_of(TODAY)).days


def id_of(name: str) -> UUID:
    """The file of somebody in the cases, of a worker, or of an agency."""
    return id_from(SOURCE, name)


@dataclass(frozen=True)
class Cases:
    """The people who work with them, by their agency."""

    people: dict[str, Person]
    browsers: dict[str, Client] = field(default_factory=dict)

    def browser(self, agency: str) -> Client:
        """A browser in which the agency's worker is signed in."""
        if agency not in self.browsers:
            self.browsers[agency] = browser(self.people[agency])
        return self.browsers[agency]

    def page(self, agency: str, name: str, file: str, **query: str) -> tuple[int, str]:
        """The code of a page on a file, and the page."""
        answer = self.browser(agency).get(reverse(name, args=[id_of(file)]), query)
        return answer.status_code, answer.content.decode()


def load_cases() -> Cases:
    """The cases and whoever works with them. ``DAYS_BEHIND`` must be set by whoever asks."""
    assert days_behind() == settings.DAYS_BEHIND
    told = cases(1)
    made = file_all([s.subject for s in told], [r for story in told for r in story.records])
    with _as_the_owner():
        load(
            [*made, *_bodies()],
            source=SOURCE,
            watched=WATCHED,
            names=lambda subject: NAMES.get(subject.id, ("", subject.id)),
        )
    people = {name: _person(name) for name in WHO}
    with machine() as by:
        for other, sensitivities in _AGREED.items():
            access.agree(
                agency=id_of("agency-youth-justice"), other=id_of(f"agency-{other}"),
                purpose="Keeping children safe", basis="Crime and Disorder Act 1998",
                from_on=LONG_AGO, sensitivities=sensitivities, by=by,
            )  # fmt: skip
    see_all()
    return Cases(people)


@contextmanager
def _as_the_owner() -> Iterator[None]:
    """As commands load: on PostgreSQL as the owner of the tables."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        yield
        cursor.execute(f"SET ROLE {APPLICATION}")


def _bodies() -> Iterator[File]:
    """Those whom the records name: the agencies, and their workers."""
    for name in (*AGENCIES, *ESTABLISHMENTS):
        type_ = "establishment" if name in ESTABLISHMENTS else "agency"
        yield File(Subject(name if name in ESTABLISHMENTS else f"agency-{name}", type_), ())
    for worker in sorted({*WORKERS.values(), OF_GIRL}):
        yield File(Subject(worker, "worker", None, PLACE), ())


def _person(name: str) -> Person:
    sector, worker, sensitivities = WHO[name]
    agency, now = id_of(f"agency-{name}"), clock.now()
    with machine() as by:
        access.add_agency(
            file=agency, name=name.replace("-", " ").title(), sector=sector, place=PLACE,
            sees=Agency.Sees.TEAM, at=now, by=by,
        )  # fmt: skip
        access.add_team(agency=agency, name="East", at=now, by=by)
        made = access.add_person(
            email=f"{name}@example.org", name=f"Jo {name}", worker=id_of(worker), at=now, by=by
        )
        access.appoint(
            person=made.pk, agency=agency, role=Role.PRACTITIONER, from_on=LONG_AGO,
            team=Team.objects.get(agency=agency).pk, sensitivities=sensitivities, by=by,
        )  # fmt: skip
    return made
