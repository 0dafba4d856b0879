"""People, agencies and teams: added by an access administrator, or by the machine at the start."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sightline.service.access import policy
from sightline.service.access.models import Agency, Person, Sector, Team
from sightline.service.access.proposing import acting
from sightline.service.files.models import Subject, SubjectType
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused

_BODIES = (SubjectType.AGENCY, SubjectType.BOARD, SubjectType.ESTABLISHMENT)


def add_person(
    *, email: str, name: str, at: datetime, by: Act, worker: UUID | None = None
) -> Person:
    """Add somebody who can sign in, once they have set a password. ``worker``: the file on them.

    They see nothing until they are granted a post. Raises Refused.
    """
    _administers(by, at)
    email = email.strip().lower()
    if Person.objects.filter(email=email).exists():
        raise Refused("Somebody signs in with this e-mail address already.")
    if worker is not None:
        _check_worker(worker)
    person = Person(email=email, name=name.strip(), worker_id=worker)
    person.set_unusable_password()
    person.save()
    by.did("add person", row=person.pk)
    return person


def let_in(*, person: UUID, active: bool, at: datetime, by: Act) -> None:
    """Let somebody sign in again, or no longer: from that moment nothing is open to them."""
    _administers(by, at)
    if person == by.person:
        raise Refused("Somebody else decides whether you may sign in.")
    if not Person.objects.filter(pk=person).update(is_active=active):
        raise NotFound("There is no such person.")
    by.did("let sign in" if active else "stop signing in", row=person)


def add_agency(
    *,
    file: UUID,
    name: str,
    sector: Sector,
    at: datetime,
    by: Act,
    place: str = "",
    sees: Agency.Sees = Agency.Sees.TEAM,
) -> Agency:
    """Let the people of an agency, board or establishment sign in. ``file``: the one kept on it."""
    _administers(by, at)
    if not Subject.objects.filter(pk=file, type__in=_BODIES).exists():
        raise Refused("There is no file on such an agency, board or establishment.")
    if Agency.objects.filter(pk=file).exists():
        raise Refused("People of this agency sign in already.")
    agency = Agency.objects.create(
        file_id=file, name=name.strip(), sector=sector, place=place, sees=sees
    )
    by.did("add agency", file=file)
    return agency


def change_agency(
    *, agency: UUID, name: str, place: str, sees: Agency.Sees, at: datetime, by: Act
) -> None:
    """Change what an agency is called, and how far its practitioners see."""
    _administers(by, at)
    if not Agency.objects.filter(pk=agency).update(name=name.strip(), place=place, sees=sees):
        raise NotFound("There is no such agency.")
    by.did("change agency", file=agency)


def add_team(*, agency: UUID, name: str, at: datetime, by: Act) -> Team:
    """Add a team. ``name``: what allocations and posts on workers' files say in ``team``."""
    _administers(by, at)
    if not name.strip():
        raise Refused("Say what the team is called.")
    if not Agency.objects.filter(pk=agency).exists():
        raise NotFound("There is no such agency.")
    if Team.objects.filter(agency=agency, name=name.strip()).exists():
        raise Refused("The agency has a team of this name.")
    team = Team.objects.create(agency_id=agency, name=name.strip())
    by.did("add team", file=agency)
    return team


def _administers(by: Act, at: datetime) -> None:
    """Asked of people; the machine adds them at the start and for the demo."""
    if by.person is not None:
        policy.check_administer(acting(by, at))


def _check_worker(worker: UUID) -> None:
    if not Subject.objects.filter(pk=worker, type=SubjectType.WORKER).exists():
        raise Refused("There is no file on such a worker.")
    if Person.objects.filter(worker=worker).exists():
        raise Refused("The file of this worker belongs to somebody else who signs in.")
