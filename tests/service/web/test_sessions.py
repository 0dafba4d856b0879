"""How long a session lasts, and what it is asked for again."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode
from contextlib import suppress
from http import HTTPStatus

import pytest
from cryptography.fernet import Fernet
from django.contrib.sessions.backends.db import SessionStore as Plain
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.models import Person
from sightline.service.ledger.models import LogLine
from sightline.service.web import urls
from tests.service.access.test_door import anybody
from tests.service.web.conftest import Clock
from tests.service.web.people import PASSWORD, is_signed_in, person, signed_in
from tests.service.web.test_passwords import EMAIL, try_in

pytestmark = pytest.mark.django_db


def grant(ask: Ask) -> HttpResponse:
    """A dangerous page: a form, and what was sent by it."""
    return HttpResponse(f"granted: {ask.request.POST.get('reason', 'nothing yet')}")


urlpatterns = [
    *urls.urlpatterns[:-1],
    page("grant", grant, name="grant", check=anybody, dangerous=True),
    urls.urlpatterns[-1],
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def jo() -> Person:
    """Somebody with a password."""
    return person(EMAIL, password=PASSWORD)


@pytest.fixture
def browser(jo: Person, clock: Clock, settings: Settings) -> Client:
    """Jo's browser, signed in a moment ago."""
    settings.ROOT_URLCONF = __name__
    return signed_in(jo)


def test_a_session_ends_half_an_hour_after_it_was_last_used(browser: Client, clock: Clock) -> None:
    assert is_signed_in(browser)
    clock.forward(minutes=29, seconds=59)
    assert is_signed_in(browser)
    clock.forward(minutes=29, seconds=59)
    assert is_signed_in(browser)
    clock.forward(minutes=30)
    assert not is_signed_in(browser)


def test_a_session_ends_after_ten_hours_however_much_it_is_used(
    browser: Client, clock: Clock
) -> None:
    assert is_signed_in(browser)
    for _ in range(29):
        clock.forward(minutes=20)
        assert is_signed_in(browser)
    clock.forward(minutes=19, seconds=59)
    assert is_signed_in(browser)
    clock.forward(seconds=1)
    assert not is_signed_in(browser)


def test_the_end_of_a_session_is_logged_as_a_signing_out(browser: Client, clock: Clock) -> None:
    is_signed_in(browser)
    clock.forward(minutes=30)
    is_signed_in(browser)
    assert LogLine.objects.get(route="sign out").acts[0]["act"] == "signed out"


def test_a_session_gets_a_new_key_at_sign_in(client: Client, jo: Person) -> None:
    client.get("/sign-in?next=/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = str(session.session_key)
    client.cookies["__Host-session"] = planted
    try_in(client)
    assert client.cookies["__Host-session"].value != planted
    assert not is_signed_in_with(planted)


def is_signed_in_with(key: str) -> bool:
    """Whether a session's key is anybody's."""
    client = Client()
    client.cookies["__Host-session"] = key
    return is_signed_in(client)


def test_signing_in_again_starts_the_ten_hours_again(
    client: Client, jo: Person, clock: Clock
) -> None:
    try_in(client)
    for _ in range(25):
        clock.forward(minutes=20)
        assert is_signed_in(client)
    client.post("/sign-out")
    try_in(client)
    for _ in range(25):
        clock.forward(minutes=20)
        assert is_signed_in(client)


def test_a_dangerous_page_wants_the_password_of_the_last_five_minutes(
    browser: Client, clock: Clock
) -> None:
    assert browser.get("/grant").status_code == HTTPStatus.OK
    clock.forward(minutes=4, seconds=59)
    assert browser.get("/grant").status_code == HTTPStatus.OK
    clock.forward(seconds=2)
    answer = browser.get("/grant")
    assert answer["Location"] == "/sign-in/password-again?next=%2Fgrant"
    last = LogLine.objects.filter(route="grant").latest("received_at")
    assert (last.outcome, last.reason) == ("refused", "The password was asked for again.")


def test_what_was_sent_is_kept_while_the_password_is_asked_for(
    browser: Client, clock: Clock
) -> None:
    clock.forward(minutes=6)
    asked = browser.post("/grant", {"reason": "cover for leave"})["Location"]
    assert browser.post(asked, {"password": "wrong"}).status_code == HTTPStatus.OK
    answer = browser.post(asked, {"password": PASSWORD})
    assert answer.content.decode() == "granted: cover for leave"


def test_somebody_elses_password_is_not_ones_own(browser: Client, jo: Person, clock: Clock) -> None:
    Person.objects.create(email="sam@borchester.example", name="Sam", password=jo.password)
    clock.forward(minutes=6)
    asked = browser.get("/grant")["Location"]
    browser.post(asked, {"password": "not the password"})
    assert browser.get("/grant").status_code == HTTPStatus.FOUND


def test_guessing_the_password_again_is_limited_too(browser: Client, clock: Clock) -> None:
    clock.forward(minutes=6)
    asked = browser.get("/grant")["Location"]
    answers = [browser.post(asked, {"password": "wrong"}).status_code for _ in range(5)]
    assert answers[-1] == HTTPStatus.TOO_MANY_REQUESTS
    assert browser.post(asked, {"password": PASSWORD}).status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_guesses_count_together_however_the_address_is_written(
    browser: Client, jo: Person, clock: Clock
) -> None:
    Person.objects.filter(pk=jo.pk).update(email=EMAIL.title())
    clock.forward(minutes=6)
    asked = browser.get("/grant")["Location"]
    for _ in range(4):
        browser.post(asked, {"password": "wrong"})
    assert try_in(Client(), EMAIL, "wrong") == HTTPStatus.TOO_MANY_REQUESTS


def test_after_the_password_nobody_is_led_to_another_site(browser: Client, clock: Clock) -> None:
    clock.forward(minutes=6)
    asked = "/sign-in/password-again?next=https://evil.example/"
    assert browser.post(asked, {"password": PASSWORD})["Location"] == "/"


# --- what the database holds of a session -------------------------------------------------------


def held() -> str:
    """The sessions as somebody reads them who has the database and what signs cookies."""
    found = []
    for row in Session.objects.all():
        found.append(row.session_data)
        found.append(str(Plain().decode(row.session_data)))
        for part in row.session_data.split(":"):
            raw = urlsafe_b64decode(part + "==")
            found.append(raw.decode("latin-1"))
            with suppress(zlib.error):
                found.append(zlib.decompress(raw).decode())
    return "\n".join(found)


def test_what_waits_while_the_password_is_asked_for_is_sealed(
    browser: Client, jo: Person, clock: Clock
) -> None:
    clock.forward(minutes=6)
    asked = browser.post("/grant", {"reason": "SeenByNobodyElse"})["Location"]
    assert "SeenByNobodyElse" in str(dict(browser.session))
    assert "SeenByNobodyElse" not in held() and str(jo.pk) not in held()
    browser.post(asked, {"password": PASSWORD})
    assert "SeenByNobodyElse" not in str(dict(browser.session))


def test_a_session_sealed_with_a_key_that_is_gone_is_over(
    browser: Client, settings: Settings
) -> None:
    old, new = settings.SEAL_KEYS[0], Fernet.generate_key().decode()
    settings.SEAL_KEYS = [new, old]
    assert is_signed_in(browser)
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    assert not is_signed_in(browser)


def test_a_session_from_before_sessions_were_sealed_is_over(browser: Client) -> None:
    Session.objects.update(session_data=Plain().encode(dict(browser.session)))
    assert not is_signed_in(browser)
