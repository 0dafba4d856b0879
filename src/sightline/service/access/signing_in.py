"""Signing in and out: how allauth's flows end here, and the line that each leaves in the log."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import get_client_ip
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sightline.service.access import answers, sessions
from sightline.service.access.models import Person
from sightline.service.access.notes import note_act, note_refusal
from sightline.service.access.places import open_places
from sightline.service.access.viewer import viewer_of
from sightline.service.ledger import clock

SIGN_IN: Final = "sign in"
SIGN_OUT: Final = "sign out"

WRONG: Final = (
    "Enter the email address and password that belong together. "
    "If you have forgotten your password, ask whoever looks after access in your agency."
)
"""The same whether or not anybody has that address, is active, or has a password."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up, nothing is sent by mail, and each sign-in starts the session's clocks."""

    error_messages: Final = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "incorrect_password": "Enter your password as you set it",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No messages: what allauth has to say is said by its pages."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """The person whose password it is. Case does not make a second login to guess on."""
        given = credentials | {"email": credentials.get("email", "").strip().lower()}
        person: Person | None = super().authenticate(request, **given)
        if person is not None and not person.is_active:
            # Django has refused and counted it; allauth would tell them that they are known here.
            self.authentication_failed(request, **given)
            return None
        return person

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failure(request, person_called(credentials["email"]))

    def reauthenticate(self, user: Person, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str) -> bool:
        """The password just given at sign-in counts too; allauth would ask straight away again."""
        return not sessions.gave_password_lately(self.request)

    def pre_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse | None:
        if not viewer_of(user.pk, clock.now()).posts:
            note_refusal(user.pk, SIGN_IN, answers.NO_POST)
            raise ImmediateHttpResponse(answers.refused(request, answers.NO_POST))
        return None

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first page that the person may open; where there is none, the door says why."""
        person = request.user
        if not person.is_authenticated:
            return "/"
        viewer = viewer_of(person.pk, clock.now())
        return next((href for _, href in open_places(viewer)), "/")

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in. Django gives the session a new key."""
        super().login(request, user)
        sessions.begin(request)
        note_act(user.pk, SIGN_IN, "signed in")

    def logout(self, request: HttpRequest) -> None:
        person = request.user.pk
        super().logout(request)
        if person is not None:
            note_act(person, SIGN_OUT, "signed out")


def note_failure(request: HttpRequest, person: Person | None) -> None:
    """The line for a password or code that was wrong, or that came after too many wrong ones."""
    locked = getattr(request, "axes_locked_out", False)
    sentence = "Locked out after too many failures." if locked else "Wrong password or code."
    note_refusal(None if person is None else person.pk, SIGN_IN, sentence)


def person_called(email: str) -> Person | None:
    """Whose login it is."""
    return Person.objects.filter(email__iexact=email).first()


def locked_out(request: HttpRequest, response: object, credentials: object) -> HttpResponse:
    """Axes' answer after five failures; the same whether or not anybody has that address."""
    return render(request, "access/locked_out.jinja", status=429)


def address_of(request: HttpRequest) -> str | None:
    """The address a request came from, past as many proxies as the settings say."""
    found: str | None = get_client_ip(request)
    return found
