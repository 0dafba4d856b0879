"""A small world made as the service makes it: agencies, teams, people with posts, files, records.

Everything goes through the services, so that chains, involvements and obligations are there too.
Names are made up; a test that wants others gives them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.test import Client

from sightline.engine.model import Moment, Value
from sightline.service.access import services as access
from sightline.service.access.models import Agency, Person, Post, Sector, Team
from sightline.service.access.roles import Role
from sightline.service.access.viewer import Viewer, viewer_of
from sightline.service.files import services as files
from sightline.service.files.entries import Entry
from sightline.service.files.models import Record, SubjectType
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import Act, act
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import LONDON, day_of
from tests.service.web.people import sign_in

LONG_AGO = date(2020, 1, 1)


def today() -> date:
    """The day in London."""
    return clock.now().astimezone(LONDON).date()


def days_ago(days: int) -> Moment:
    """A day so long ago, without a time."""
    return Moment(day_of(today() - timedelta(days)))


def see_all() -> None:
    """Let the test itself read every file, where the database would hide some (PostgreSQL)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('sightline.person', 'machine', true)")


@contextmanager
def machine() -> Iterator[Act]:
    """An act of the machine, after which the test sees all."""
    with act(person=None, route="test") as by, as_machine():
        yield by
    see_all()


class Browser(Client):
    """A browser, after each of whose requests the test sees all again."""

    def request(self, **said: Any) -> Any:
        try:
            return super().request(**said)
        finally:
            see_all()


def open_file(type: str = SubjectType.CHILD, **said: Any) -> UUID:
    """A file opened by the machine. ``said``: as ``files.services.open_file``."""
    with machine() as by:
        return files.open_file(type=type, by=by, **said).pk


def agency(
    name: str = "Borchester YJS",
    sector: Sector = Sector.YOUTH_JUSTICE,
    sees: Agency.Sees = Agency.Sees.TEAM,
    teams: tuple[str, ...] = ("North",),
) -> Agency:
    """An agency with its teams, and the file kept on it."""
    file = open_file(SubjectType.AGENCY, family=name)
    with machine() as by:
        made = access.add_agency(
            file=file, name=name, sector=sector, sees=sees, at=clock.now(), by=by
        )
        for team in teams:
            access.add_team(agency=file, name=team, at=clock.now(), by=by)
    return made


def person(
    of: Agency,
    role: Role = Role.PRACTITIONER,
    *,
    name: str = "Jo Example",
    team: str = "",
    sensitivities: str = "hvp",
    is_worker: bool = True,
) -> Person:
    """Somebody with a post since 2020 and, if a worker, the file kept on them."""
    worker = open_file(SubjectType.WORKER, family=name) if is_worker else None
    if worker is not None:
        record(
            worker, "post", days_ago(400), agency=of.pk,
            employer=str(of.pk), children="yes",
        )  # fmt: skip
    email = f"{len(Person.objects.all())}@example.org"
    with machine() as by:
        made = access.add_person(email=email, name=name, at=clock.now(), by=by, worker=worker)
        its_team = Team.objects.get(agency=of, name=team).pk if team else None
        access.appoint(
            person=made.pk, agency=of.pk, role=role, from_on=LONG_AGO, team=its_team,
            sensitivities=sensitivities, by=by,
        )  # fmt: skip
    return made


def record(
    file: UUID,
    kind: str,
    at: Moment | None,
    *,
    agency: UUID | None = None,
    author: UUID | None = None,
    about: UUID | None = None,
    ended: Moment | None = None,
    said: Mapping[str, Value] | None = None,
    **details: Value,
) -> Record:
    """A record. ``said``: answers whose names are no Python names; a ``_`` in the others is a -."""
    answers = {name.replace("_", "-"): value for name, value in details.items()} | dict(said or {})
    entry = Entry(
        kind=kind, occurred=at, ended=ended, agency=agency, author=author, about=about,
        details=answers,
    )  # fmt: skip
    with machine() as by:
        seen = chains.version(chains.file_chain(file))
        return files.record(file=file, entry=entry, seen=seen, by=by)


def allocate(file: UUID, to: Person, of: Agency, team: str = "") -> Record:
    """Somebody works with whom the file is kept on, for ten days."""
    assert to.worker_id is not None
    said: dict[str, Value] = {"role": "case-manager", "worker": str(to.worker_id)}
    return record(
        file, "allocation", days_ago(10), agency=of.pk, said=said | ({"team": team} if team else {})
    )


def viewer(of: Person) -> Viewer:
    """Them, now."""
    with transaction.atomic():
        return viewer_of(of.pk, clock.now())


def browser(of: Person) -> Client:
    """A browser in which they are signed in and have lately given their password."""
    client = Browser()
    sign_in(client, of)
    return client


@dataclass
class World:
    """One youth justice service, and a child allocated to its practitioner."""

    yjs: Agency
    worker: Person
    manager: Person
    child: UUID
    others: dict[str, Any] = field(default_factory=dict)


def world(given: str = "Robin", family: str = "Greenaway") -> World:
    """The smallest world in which there is something to see and to do."""
    yjs = agency()
    worker = person(yjs, name="Jo Example", team="North")
    manager = person(yjs, Role.MANAGER, name="Mo Manager", team="North")
    child = open_file(given=given, family=family, born_on=date(2012, 3, 4), place="borchester")
    record(child, "case", days_ago(10), agency=yjs.pk, service="youth-justice")
    allocate(child, worker, yjs, "North")
    return World(yjs, worker, manager, child)


def post_of(someone: Person) -> Post:
    """Their only post."""
    return Post.objects.get(person=someone)
