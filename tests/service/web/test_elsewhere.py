"""Signing in with an account elsewhere: only people who are here, and only on a good token."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sightline.service.access import logins
from sightline.service.access.models import Person, Post
from sightline.service.access.roles import Role
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import Refused
from tests.service.web.fake_provider import CLIENT, SECRET, FakeProvider, fake_provider
from tests.service.web.people import agency, end_post, is_signed_in, person, signed_in
from tests.service.web.test_passwords import EMAIL, lines

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def provider(settings: Settings) -> Iterator[FakeProvider]:
    """The provider, and the settings that lead to it."""
    with fake_provider() as made:
        app = {
            "provider_id": "elsewhere",
            "name": "your council account",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": made.address, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield made


@pytest.fixture
def jo() -> Person:
    """Somebody without a password here."""
    return person(EMAIL)


def go(client: Client, provider: FakeProvider, query: str = "") -> dict[str, list[str]]:
    """To the provider, by the button; what the browser takes there."""
    answer = client.post(f"/sign-in/elsewhere{query}")
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"].startswith(f"{provider.address}/authorize?")
    taken = parse_qs(urlsplit(answer["Location"]).query)
    provider.remember(taken)
    return taken


def come_back(client: Client, provider: FakeProvider, query: str = "") -> Any:
    """There and back again, the provider agreeing."""
    state = go(client, provider, query)["state"][0]
    return client.get("/sign-in/elsewhere/back", {"code": "once", "state": state})


def test_a_verified_address_that_is_a_login_lets_in(
    client: Client, provider: FakeProvider, jo: Person
) -> None:
    assert come_back(client, provider)["Location"] == "/"
    assert is_signed_in(client)
    assert lines() == [("done", "signed in", jo.pk)]
    # Nothing that the provider said of them is kept.
    assert not SocialAccount.objects.exists()


def test_the_button_says_where_it_leads(client: Client, provider: FakeProvider) -> None:
    assert "Sign in with your council account" in client.get("/sign-in").content.decode()


def test_without_a_provider_there_is_no_button(client: Client) -> None:
    assert "elsewhere" not in client.get("/sign-in").content.decode()
    assert client.post("/sign-in/elsewhere").status_code == HTTPStatus.NOT_FOUND


def test_it_is_asked_with_a_nonce_a_state_and_a_challenge(
    client: Client, provider: FakeProvider
) -> None:
    taken = go(client, provider)
    assert taken["response_type"] == ["code"] and taken["code_challenge_method"] == ["S256"]
    assert len(taken["nonce"][0]) >= 32 and len(taken["state"][0]) >= 16
    assert taken["nonce"] != go(client, provider)["nonce"]


def test_no_link_signs_anybody_in(client: Client, provider: FakeProvider) -> None:
    assert client.get("/sign-in/elsewhere")["Location"] == "/sign-in"
    assert provider.asked == []


def test_a_subject_that_an_administrator_linked_lets_in(
    client: Client, provider: FakeProvider, jo: Person
) -> None:
    ada = person("ada@borchester.example", Role.ACCESS_ADMINISTRATOR, agency("The council"))
    provider.claims = {"sub": "subject-7", "email": "other@elsewhere.example"}
    assert come_back(client, provider).status_code == HTTPStatus.FORBIDDEN
    with act(person=ada.pk, route="test") as by:
        logins.link_elsewhere(person=jo, subject="subject-7", at=timezone.now(), by=by)
    assert come_back(client, provider)["Location"] == "/"
    assert SocialAccount.objects.get().extra_data == {}
    with act(person=ada.pk, route="test") as by:
        logins.unlink_elsewhere(person=jo, at=timezone.now(), by=by)
    client.post("/sign-out")
    assert come_back(client, provider).status_code == HTTPStatus.FORBIDDEN


def test_people_are_linked_by_the_claim_that_the_settings_name(
    client: Client, provider: FakeProvider, jo: Person, settings: Settings
) -> None:
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    app["settings"]["uid_field"] = "oid"
    ada = person("ada@borchester.example", Role.ACCESS_ADMINISTRATOR, agency("The council"))
    with act(person=ada.pk, route="test") as by:
        logins.link_elsewhere(person=jo, subject="object-7", at=timezone.now(), by=by)
    elsewhere = {"email": None, "email_verified": None}
    for claims in ({"sub": "object-7"}, {"sub": "object-7", "oid": "object-8"}):
        provider.claims = elsewhere | claims
        assert come_back(client, provider).status_code == HTTPStatus.FORBIDDEN
        assert not is_signed_in(client)
    provider.claims = elsewhere | {"sub": "of this application only", "oid": "object-7"}
    assert come_back(client, provider)["Location"] == "/"


def test_a_subject_is_linked_to_one_person_by_another(jo: Person) -> None:
    ada = person("ada@borchester.example", Role.ACCESS_ADMINISTRATOR, agency("The council"))
    sam = person("sam@borchester.example")
    with act(person=ada.pk, route="test") as by:
        logins.link_elsewhere(person=jo, subject="subject-7", at=timezone.now(), by=by)
        for someone, subject in [(sam, "subject-7"), (ada, "subject-8"), (sam, "")]:
            with pytest.raises(Refused):
                logins.link_elsewhere(person=someone, subject=subject, at=timezone.now(), by=by)


Change = Callable[[FakeProvider], None]


def claims(**said: Any) -> Change:
    """The provider says something else; None leaves a claim out."""

    def change(provider: FakeProvider) -> None:
        provider.claims = said

    return change


def another_key(provider: FakeProvider) -> None:
    """The token is signed by somebody else."""
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def no_signature(provider: FakeProvider) -> None:
    """The token says that it is signed by nobody."""
    provider.signs_with, provider.algorithm = None, "none"


def shared_secret(provider: FakeProvider) -> None:
    """The token is signed with what anybody can read."""
    provider.signs_with, provider.algorithm = "a" * 64, "HS256"


BAD: dict[str, Change] = {
    "nonce of another sign-in": claims(nonce="another"),
    "no nonce": claims(nonce=None),
    "empty nonce": claims(nonce=""),
    "for somebody else": claims(aud="another service"),
    "no audience": claims(aud=None),
    "by somebody else": claims(iss="https://evil.example"),
    "no issuer": claims(iss=None),
    "expired": claims(exp=int(time.time()) - 60),
    "no expiry": claims(exp=None),
    "not yet valid": claims(nbf=int(time.time()) + 86_400),
    "no subject": claims(sub=None),
    "signed by another": another_key,
    "signed by nobody": no_signature,
    "signed with a shared secret": shared_secret,
    "address of nobody here": claims(email="nobody@borchester.example"),
    "address not verified": claims(email_verified=False),
    "address verified in a word": claims(email_verified="false"),
    "address not said to be verified": claims(email_verified=None),
    "no address": claims(email=None),
}


@pytest.mark.parametrize("why", BAD)
def test_nothing_else_lets_in(client: Client, provider: FakeProvider, jo: Person, why: str) -> None:
    BAD[why](provider)
    answer = come_back(client, provider)
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "could not be signed in" in answer.content.decode()
    assert EMAIL not in answer.content.decode()
    assert not is_signed_in(client)
    assert Person.objects.count() == 1
    assert [line[0] for line in lines()] == ["refused"]


def test_whoever_is_inactive_or_without_post_is_not_let_in(
    client: Client, provider: FakeProvider, jo: Person
) -> None:
    end_post(Post.objects.get(person=jo), timezone.now().date() - timedelta(days=1))
    assert come_back(client, provider).status_code == HTTPStatus.FORBIDDEN
    Person.objects.update(is_active=False)
    assert come_back(client, provider).status_code == HTTPStatus.FORBIDDEN
    assert not is_signed_in(client)


def test_what_was_not_asked_for_here_is_not_taken(
    client: Client, provider: FakeProvider, jo: Person
) -> None:
    go(Client(), provider)
    answer = client.get("/sign-in/elsewhere/back", {"code": "once", "state": "made up"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "/token" not in provider.asked


def test_a_state_is_good_for_once(client: Client, provider: FakeProvider, jo: Person) -> None:
    state = go(client, provider)["state"][0]
    back = {"code": "once", "state": state}
    assert client.get("/sign-in/elsewhere/back", back).status_code == HTTPStatus.FOUND
    client.post("/sign-out")
    assert client.get("/sign-in/elsewhere/back", back).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("email", [EMAIL, "other@elsewhere.example"])
def test_nobody_links_an_account_to_themselves(
    provider: FakeProvider, jo: Person, email: str
) -> None:
    provider.claims = {"sub": "subject-9", "email": email}
    answer = come_back(signed_in(jo), provider, "?process=connect")
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert not SocialAccount.objects.exists()


def test_nobody_is_led_to_another_site(client: Client, provider: FakeProvider, jo: Person) -> None:
    answer = come_back(client, provider, "?next=https://evil.example/")
    assert answer["Location"] == "/"


def test_whoever_cancels_is_told_what_to_do(client: Client, provider: FakeProvider) -> None:
    state = go(client, provider)["state"][0]
    back = {"error": "access_denied", "state": state}
    answer = client.get("/sign-in/elsewhere/back", back, follow=True)
    assert "could not be signed in" in answer.content.decode()


def test_a_provider_that_does_not_answer_is_said_to(client: Client, settings: Settings) -> None:
    with fake_provider() as gone:
        address = gone.address
    app = {
        "provider_id": "elsewhere",
        "name": "your council account",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    answer = client.post("/sign-in/elsewhere")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert lines() == [("refused", "The provider elsewhere cannot be reached.", None)]
