"""Somebody who can sign in, with a post in an agency, and a session as sign-in leaves it."""

from __future__ import annotations

import time
from datetime import date
from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY as WHOSE,
)
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as SHOWN
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from sightline.service.access.models import Agency, Ending, Person, Post, Sector
from sightline.service.access.roles import Role
from sightline.service.files import services as files
from sightline.service.files.models import SubjectType
from sightline.service.ledger import chains
from sightline.service.ledger.acts import act

PASSWORD = "three words apart"


class QuickArgon2(Argon2PasswordHasher):
    """The service's own hash, made as cheap as it can be: tests hash some hundred times."""

    time_cost, memory_cost, parallelism = 1, 8, 1


def agency(name: str = "Borchester YJS", sector: Sector = Sector.YOUTH_JUSTICE) -> Agency:
    """An agency, and the file kept on it."""
    with act(person=None, route="test") as by:
        file = files.open_file(type=SubjectType.AGENCY, family=name, by=by)
    return Agency.objects.create(file=file, name=name, sector=sector)


def person(
    email: str = "jo.example@borchester.example",
    role: Role | None = Role.PRACTITIONER,
    of: Agency | None = None,
    password: str | None = None,
) -> Person:
    """Somebody with a post, or with none where ``role`` is None."""
    made = Person(email=email, name="Jo Example")
    if password is None:
        made.set_unusable_password()
    else:
        made.set_password(password)
    made.save()
    if role is not None:
        give_post(made, role, of or agency())
    return made


def give_post(someone: Person, role: Role, of: Agency) -> Post:
    """A post held since 2020."""
    post = Post(person=someone, agency=of, role=role, from_on=date(2020, 1, 1))
    with act(person=None, route="test") as by:
        chains.append([post], chain=chains.person_chain(someone.pk), by=by)
    return post


def end_post(post: Post, on: date) -> None:
    """The post ends with a day."""
    with act(person=None, route="test") as by:
        ending = Ending(of=post.pk, on=on, reason="moved on")
        chains.append([ending], chain=chains.person_chain(post.person_id), by=by)


def sign_in(
    client: Client, someone: Person, *, shown: tuple[str, ...] = ("password", "mfa")
) -> None:
    """Sign in without the pages of the entrance. ``shown``: what the session has just shown."""
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(someone, backend=backend)
    session = client.session
    session[SHOWN] = [{"method": one, "at": time.time()} for one in shown]
    session[WHOSE] = str(someone.pk)
    session.save()


def signed_in(someone: Person, **said: Any) -> Client:
    """A browser of theirs."""
    client = Client()
    sign_in(client, someone, **said)
    return client


def is_signed_in(client: Client) -> bool:
    """Whether the entrance takes them for somebody."""
    return client.get("/own-sign-in").status_code == HTTPStatus.OK
