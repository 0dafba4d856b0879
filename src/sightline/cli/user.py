"""``sightline user``: who signs in, as far as nobody is there yet who could say so on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sightline.cli.failing import CannotGoOn
from sightline.cli.service import set_up_service
from sightline.cli.text import say

if TYPE_CHECKING:
    from uuid import UUID

    from sightline.service.access.models import Agency, Person
    from sightline.service.ledger.acts import Act

SECTORS = (
    "youth-justice", "probation", "social-care", "health", "education", "police", "custody",
    "housing", "board", "inspectorate", "government",
)  # fmt: skip
"""As ``access.models.Sector`` has them; a test holds the two equal."""


@click.group()
def command() -> None:
    """The first two access administrators, and help for those who cannot get in.

    These commands act as the owner of the database (OWNER_DATABASE_URL), and each is a line in the
    log. Everybody else is added on the pages, by two people.
    """


@command.command()
@click.argument("email")
@click.option("--name", required=True, help="What they are called.")
@click.option("--agency", required=True, help="What their agency is called.")
@click.option(
    "--sector", type=click.Choice(SECTORS), help="Of the agency, where it is not there yet."
)
def add(email: str, name: str, agency: str, sector: str | None) -> None:
    """Add one of the first two access administrators, and print the link to set a password.

    With two, nobody more: they add everybody else, each agreeing to what the other proposes.
    """
    with set_up_service():
        from sightline.service.access import logins, services
        from sightline.service.access.roles import Role
        from sightline.service.access.viewer import day_of
        from sightline.service.ledger import clock
        from sightline.service.ledger.acts import act
        from sightline.service.ledger.failures import Refused

        now = clock.now()
        try:
            with act(person=None, route="user add") as by:
                _refuse_third()
                body = _agency(agency, sector, by)
                person = services.add_person(email=email, name=name, at=now, by=by)
                services.appoint(
                    person=person.pk,
                    agency=body.pk,
                    role=Role.ACCESS_ADMINISTRATOR,
                    from_on=day_of(now),
                    by=by,
                )
                link = logins.new_password_link(person=person, at=now, by=by)
        except Refused as refusal:
            raise CannotGoOn(str(refusal)) from refusal
        say(f"{name} is access administrator of {body.name}.")
        _print(link)


@command.command()
@click.argument("email")
@click.option(
    "--without-factor", is_flag=True, help="Take their second factor away too: they lost it."
)
def link(email: str, without_factor: bool) -> None:
    """Print a new link by which an access administrator sets a password.

    For anybody else an access administrator makes one on the pages.
    """
    with set_up_service():
        from sightline.service.access import logins
        from sightline.service.ledger import clock
        from sightline.service.ledger.acts import act
        from sightline.service.ledger.failures import Refused

        person = _person(email)
        try:
            with act(person=None, route="user link") as by:
                if person.pk not in _administrators():
                    raise Refused("Access administrators make such a link on the pages.")
                if without_factor:
                    logins.forget_second_factor(person=person, at=clock.now(), by=by)
                made = logins.new_password_link(person=person, at=clock.now(), by=by)
        except Refused as refusal:
            raise CannotGoOn(str(refusal)) from refusal
        _print(made)


@command.command()
@click.argument("email")
def unlock(email: str) -> None:
    """Let somebody try again at once who was locked out after too many wrong passwords."""
    with set_up_service():
        from sightline.service.access import logins
        from sightline.service.ledger import clock
        from sightline.service.ledger.acts import act

        person = _person(email)
        with act(person=None, route="user unlock") as by:
            logins.unlock(person=person, at=clock.now(), by=by)
    say(f"{person.name} can try to sign in again.")


@command.command()
@click.argument("email")
def end(email: str) -> None:
    """No longer let somebody sign in: they are signed out everywhere, at once."""
    with set_up_service():
        from sightline.service.access import logins, services
        from sightline.service.ledger import clock
        from sightline.service.ledger.acts import act

        person, now = _person(email), clock.now()
        with act(person=None, route="user end") as by:
            services.let_in(person=person.pk, active=False, at=now, by=by)
            logins.end_sessions(person=person, at=now, by=by)
    say(f"{person.name} no longer signs in.")


def _refuse_third() -> None:
    from sightline.service.ledger.failures import Refused

    if len(_administrators()) >= 2:
        raise Refused(
            "There are two access administrators. They add everybody else on the pages: one "
            "proposes, the other agrees."
        )


def _administrators() -> set[UUID]:
    """Who holds such a post today and may sign in."""
    from sightline.service.access.models import Post
    from sightline.service.access.roles import Role
    from sightline.service.access.viewer import viewer_of
    from sightline.service.ledger import clock

    role = Role.ACCESS_ADMINISTRATOR
    ever = set(Post.objects.filter(role=role).values_list("person", flat=True))
    return {
        person
        for person in ever
        if any(post.role == role for post in viewer_of(person, clock.now()).posts)
    }


def _agency(name: str, sector: str | None, by: Act) -> Agency:
    """The agency of a name, made where it is not there. Raises Refused."""
    from sightline.service.access import services
    from sightline.service.access.models import Agency, Sector
    from sightline.service.files import services as files
    from sightline.service.files.models import SubjectType
    from sightline.service.ledger import clock
    from sightline.service.ledger.failures import Refused

    found = Agency.objects.filter(name=name.strip()).first()
    if found is not None:
        return found
    if sector is None:
        raise Refused(f"There is no agency called {name}. Give its --sector to add it.")
    file = files.open_file(type=SubjectType.AGENCY, family=name.strip(), by=by)
    return services.add_agency(
        file=file.pk, name=name, sector=Sector(sector), at=clock.now(), by=by
    )


def _person(email: str) -> Person:
    from sightline.service.access.models import Person

    found = Person.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise CannotGoOn("Nobody signs in with this e-mail address.")
    return found


def _print(link: str) -> None:
    from django.conf import settings

    say("To set a password, once, within 24 hours, for whoever has this link:")
    say(f"https://{settings.ALLOWED_HOSTS[0]}{link}")
