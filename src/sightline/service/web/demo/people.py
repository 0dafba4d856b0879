"""Making who signs in: agencies, teams, people, posts and agreements, through the services.

What is there already is passed over, so that whatever was cut off can be run again.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from sightline.engine.model import Subject as Told
from sightline.service.access import services as access
from sightline.service.access.models import Agency, Agreement, Person, Post, Team
from sightline.service.access.roles import Role
from sightline.service.access.viewer import day_of
from sightline.service.files import services as files
from sightline.service.files.models import Involvement, SubjectType
from sightline.service.ledger import clock
from sightline.service.ledger.acts import Act, act
from sightline.service.ledger.ids import id_from
from sightline.service.web.demo.cast import (
    ADMINISTRATORS,
    AGREEMENTS,
    CAST,
    NATIONAL_BODIES,
    SECTORS,
    YJS,
    Part,
    address,
)
from sightline.service.web.demo.loading import SOURCE
from sightline.service.web.demo.names import body_name, name_of
from sightline.synth.roster import PLACE

_ROUTE = "demo"
_REASON = "Somebody to sign in as in the demonstration."


def make_people(seed: int) -> None:
    """Make everybody; the files of the service of today must be loaded."""
    _make_agencies()
    for part in CAST:
        _make_person(seed, part)
    # The first two are appointed by the machine, as in any new installation; they grant the rest.
    for part in CAST:
        if part.mail in ADMINISTRATORS:
            _appoint_administrator(part)
    for part in CAST:
        if part.mail not in ADMINISTRATORS:
            _grant_post(part)
    _make_agreements()


def set_password(password: str) -> None:
    """Let all of them sign in by one password."""
    everybody = Person.objects.filter(email__in=[address(part) for part in CAST])
    held = set(everybody.values_list("password", flat=True))
    if not all(check_password(password, one) for one in held):
        everybody.update(password=make_password(password))


def people() -> list[tuple[Part, Person]]:
    """Everybody, with the part that they play."""
    by_email = {person.email: person for person in Person.objects.all()}
    return [(part, by_email[address(part)]) for part in CAST if address(part) in by_email]


def file_of(name: str) -> UUID:
    """The id of the file on a body or worker of the cast."""
    return id_from(SOURCE, name)


# --- agencies and people -------------------------------------------------------------------------


def _make_agencies() -> None:
    there = set(Agency.objects.values_list("pk", flat=True))
    with act(person=None, route=_ROUTE) as by:
        for name, (sector, sees) in SECTORS.items():
            if file_of(name) not in there:
                access.add_agency(
                    file=file_of(name),
                    name=body_name(Told(name, "agency", place=PLACE)),
                    sector=sector,
                    sees=sees,
                    place=PLACE,
                    at=clock.now(),
                    by=by,
                )
                _make_teams(file_of(name), by)
        for name, (title, sector) in NATIONAL_BODIES.items():
            file = file_of(name)
            if file not in there:
                files.open_file(type=SubjectType.AGENCY, family=title, id=file, by=by)
                access.add_agency(file=file, name=title, sector=sector, at=clock.now(), by=by)


def _make_teams(agency: UUID, by: Act) -> None:
    """The teams that posts on workers' files name."""
    posts = Involvement.objects.filter(sort="post", agency=agency).exclude(team="")
    for team in sorted(set(posts.values_list("team", flat=True))):
        access.add_team(agency=agency, name=team, at=clock.now(), by=by)


def _make_person(seed: int, part: Part) -> None:
    if Person.objects.filter(email=address(part)).exists():
        return
    given, family = name_of(seed, Told(part.worker or part.mail, "worker")) or ("", part.title)
    with act(person=None, route=_ROUTE) as by:
        access.add_person(
            email=address(part),
            name=f"{given} {family}",
            worker=file_of(part.worker) if part.worker else None,
            at=clock.now(),
            by=by,
        )


# --- what two people grant -----------------------------------------------------------------------


def person(mail: str) -> Person:
    """Somebody of the cast, by what stands before the @."""
    return next(them for part, them in people() if part.mail == mail)


def _asked(part: Part) -> dict[str, Any]:
    return {
        "person": person(part.mail).pk,
        "agency": file_of(part.agency),
        "role": part.role,
        "team": _team_of(part),
        "sensitivities": part.sensitivities,
        "from_on": day_of(clock.now()),
    }


def _team_of(part: Part) -> int | None:
    """The team that the worker's own file names."""
    if not part.worker or part.role is not Role.PRACTITIONER:
        return None
    posts = Involvement.objects.filter(
        file=file_of(part.worker), sort="post", agency=file_of(part.agency)
    )
    names = posts.order_by("from_on").values_list("team", flat=True)
    team = Team.objects.filter(agency=file_of(part.agency), name__in=names[:1]).first()
    return None if team is None else team.pk


def _appoint_administrator(part: Part) -> None:
    if not Post.objects.filter(person=person(part.mail)).exists():
        with act(person=None, route=_ROUTE) as by:
            access.appoint(by=by, **_asked(part))


def _grant_post(part: Part) -> None:
    if not Post.objects.filter(person=person(part.mail)).exists():
        _grant("appoint", access.post_asked(**_asked(part)))


def _make_agreements() -> None:
    yjs = file_of(YJS)
    for opened in AGREEMENTS:
        other = file_of(opened.other)
        if not Agreement.objects.filter(agency=yjs, other=other).exists():
            asked = access.agreement_asked(
                agency=yjs,
                other=other,
                purpose=opened.purpose,
                basis=opened.basis,
                sensitivities=opened.sensitivities,
                from_on=day_of(clock.now()),
            )
            _grant("agree", asked)


def _grant(name: str, what: dict[str, Any]) -> None:
    """One of the two administrators proposes it, and the other agrees."""
    one, two = map(person, ADMINISTRATORS)
    with act(person=one.pk, route=_ROUTE) as by:
        proposed = access.propose(act=name, what=what, reason=_REASON, at=clock.now(), by=by)
    with act(person=two.pk, route=_ROUTE) as by:
        access.decide(proposal=proposed.pk, agreed=True, at=clock.now(), by=by)
