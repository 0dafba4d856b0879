"""The second factor: set up before anything else, sealed, and each code good for once."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.fernet import Fernet, InvalidToken
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sightline.service.access import logins
from sightline.service.access.models import Person
from sightline.service.access.roles import Role
from sightline.service.access.second_factor import Adapter
from sightline.service.ledger.acts import act
from tests.service.web.conftest import Clock
from tests.service.web.people import PASSWORD, agency, is_signed_in, person, signed_in
from tests.service.web.test_passwords import EMAIL, lines, try_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SET_UP = "/own-sign-in/second-factor"


@pytest.fixture
def jo() -> Person:
    """Somebody with a password."""
    return person(EMAIL, password=PASSWORD)


def code(secret: str, clock: Clock, steps: int = 0) -> str:
    """The code of a step: now, or so many steps of half a minute later."""
    return str(format_hotp_value(hotp_value(secret, int(clock.at) // 30 + steps)))


@pytest.fixture
def secret(jo: Person, clock: Clock) -> str:
    """The secret of Jo's second factor, set up by the pages an hour ago."""
    client = Client()
    try_in(client)
    shown = client.get(SET_UP).context or {}
    found: str = client.session["mfa.totp.secret"]
    assert shown is not None
    answer = client.post(SET_UP, {"code": code(found, clock)})
    assert answer["Location"] == "/own-sign-in/recovery-codes"
    clock.forward(hours=1)
    return found


def at_code(secret: str) -> Client:
    """A browser that has given the password and is asked for a code."""
    client = Client()
    answer = client.post("/sign-in", {"login": EMAIL, "password": PASSWORD})
    assert answer["Location"] == "/sign-in/code"
    return client


def give(client: Client, given: str) -> int:
    """What the page for the code answers."""
    return client.post("/sign-in/code", {"code": given}).status_code


def test_whoever_has_none_is_led_to_set_it_up_and_goes_on(jo: Person, clock: Clock) -> None:
    client = Client()
    try_in(client)
    assert client.get("/nowhere")["Location"].startswith(f"{SET_UP}?")
    client.get(SET_UP)
    given = code(client.session["mfa.totp.secret"], clock)
    assert client.post(SET_UP, {"code": "000000"}).status_code == HTTPStatus.OK
    assert client.post(SET_UP, {"code": given}).status_code == HTTPStatus.FOUND
    assert client.get("/nowhere").status_code == HTTPStatus.NOT_FOUND
    assert ("done", "set up the second factor", jo.pk) in lines()


def test_the_page_shows_the_key_for_whoever_cannot_use_a_camera(jo: Person) -> None:
    client = Client()
    try_in(client)
    shown = client.get(SET_UP).content.decode()
    key = client.session["mfa.totp.secret"]
    assert " ".join(key[i : i + 4] for i in range(0, 32, 4)) in shown
    assert "<svg" in shown and "data:" not in shown


def test_the_password_alone_does_not_let_in(secret: str) -> None:
    assert not is_signed_in(at_code(secret))


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_now_or_half_a_minute_off_is_taken(secret: str, clock: Clock, steps: int) -> None:
    client = at_code(secret)
    assert give(client, code(secret, clock, steps)) == HTTPStatus.FOUND
    assert is_signed_in(client)


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_an_older_or_a_later_code_is_not(secret: str, clock: Clock, steps: int) -> None:
    client = at_code(secret)
    assert give(client, code(secret, clock, steps)) == HTTPStatus.OK
    assert not is_signed_in(client)
    assert lines()[-1][:2] == ("refused", "Wrong password or code.")


@pytest.mark.parametrize("later", [0, 29, 31, 59])
def test_a_code_is_taken_once_whichever_process_is_asked(
    secret: str, clock: Clock, later: int, settings: Settings
) -> None:
    given = code(secret, clock, 1)
    assert give(at_code(secret), given) == HTTPStatus.FOUND
    clock.forward(seconds=later)
    # Another process has another memory.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert give(at_code(secret), given) == HTTPStatus.OK


def test_an_earlier_code_than_the_last_is_not_taken(secret: str, clock: Clock) -> None:
    earlier = code(secret, clock, -1)
    assert give(at_code(secret), code(secret, clock)) == HTTPStatus.FOUND
    assert give(at_code(secret), earlier) == HTTPStatus.OK


def test_the_code_that_set_it_up_is_used_up(jo: Person, clock: Clock) -> None:
    client = Client()
    try_in(client)
    client.get(SET_UP)
    secret = client.session["mfa.totp.secret"]
    given = code(secret, clock)
    client.post(SET_UP, {"code": given})
    assert give(at_code(secret), given) == HTTPStatus.OK


def test_guessing_codes_locks_out_like_guessing_passwords(secret: str, clock: Clock) -> None:
    client = at_code(secret)
    answers = [give(client, "000000") for _ in range(5)]
    assert answers[-1] == HTTPStatus.TOO_MANY_REQUESTS
    assert give(client, code(secret, clock)) == HTTPStatus.TOO_MANY_REQUESTS
    # The password does not make new guesses.
    assert try_in(Client()) == HTTPStatus.TOO_MANY_REQUESTS


def test_giving_the_password_again_makes_no_new_guesses(secret: str, clock: Clock) -> None:
    for _ in range(4):
        assert give(at_code(secret), "000000") == HTTPStatus.OK
    assert give(at_code(secret), "000000") == HTTPStatus.TOO_MANY_REQUESTS


def recovery_codes(someone: Person) -> list[str]:
    """The recovery codes that are left."""
    made = Authenticator.objects.get(user=someone, type=Authenticator.Type.RECOVERY_CODES)
    found: list[str] = made.wrap().get_unused_codes()
    return found


def test_a_recovery_code_lets_in_once(jo: Person, secret: str) -> None:
    first = recovery_codes(jo)[0]
    assert give(at_code(secret), first) == HTTPStatus.FOUND
    assert give(at_code(secret), first) == HTTPStatus.OK
    assert len(recovery_codes(jo)) == 9


def test_recovery_codes_are_shown_once(jo: Person, clock: Clock) -> None:
    client = Client()
    try_in(client)
    client.get(SET_UP)
    client.post(SET_UP, {"code": code(client.session["mfa.totp.secret"], clock)})
    some = recovery_codes(jo)[0]
    assert some in client.get("/own-sign-in/recovery-codes").content.decode()
    assert some not in client.get("/own-sign-in/recovery-codes").content.decode()


def test_new_recovery_codes_end_the_old(jo: Person, secret: str) -> None:
    old = recovery_codes(jo)[0]
    client = signed_in(jo)
    assert client.post("/own-sign-in/recovery-codes/new").status_code == HTTPStatus.FOUND
    assert give(at_code(secret), old) == HTTPStatus.OK
    assert ("done", "made new recovery codes", jo.pk) in lines()


def test_the_secret_is_sealed_in_the_database(secret: str) -> None:
    for kept in Authenticator.objects.all():
        assert secret not in str(kept.data)
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert Adapter().decrypt(kept.data["secret"]) == secret


def test_keys_to_seal_with_are_changed_without_losing_anything(settings: Settings) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.SEAL_KEYS = [old]
    sealed = Adapter().encrypt("secret")
    settings.SEAL_KEYS = [new, old]
    assert Adapter().decrypt(sealed) == "secret"
    settings.SEAL_KEYS = [new]
    with pytest.raises(InvalidToken):
        Adapter().decrypt(sealed)


def test_a_session_from_before_cannot_take_it_away(jo: Person, clock: Clock) -> None:
    stolen, own = Client(), Client()
    try_in(stolen)
    try_in(own)
    own.get(SET_UP)
    own.post(SET_UP, {"code": code(own.session["mfa.totp.secret"], clock)})
    assert stolen.get("/nowhere").status_code == HTTPStatus.FOUND
    stolen.post("/own-sign-in/second-factor/take-away")
    assert Authenticator.objects.filter(user=jo, type=Authenticator.Type.TOTP).exists()
    assert not is_signed_in(stolen)


def test_another_telephone_is_set_up_by_whoever_has_shown_the_old(jo: Person, secret: str) -> None:
    client = signed_in(jo)
    client.post("/own-sign-in/second-factor/take-away")
    assert not Authenticator.objects.filter(user=jo).exists()
    assert ("done", "took the second factor away", jo.pk) in lines()


def test_a_lost_telephone_is_forgotten_by_an_administrator(jo: Person, secret: str) -> None:
    there = signed_in(jo)
    ada = person("ada@borchester.example", Role.ACCESS_ADMINISTRATOR, agency("The council"))
    with act(person=ada.pk, route="test") as by:
        logins.forget_second_factor(person=jo, at=timezone.now(), by=by)
    assert not is_signed_in(there)
    client = Client()
    try_in(client)
    assert client.get("/nowhere")["Location"].startswith(f"{SET_UP}?")
