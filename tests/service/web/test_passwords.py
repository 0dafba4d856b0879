"""Signing in by password: who is let in, what a failure says, and when nobody may try any more."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from sightline.service.access import logins
from sightline.service.access.models import Person, Post
from sightline.service.access.roles import Role
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.models import LogLine
from tests.service.web.conftest import Clock
from tests.service.web.people import PASSWORD, agency, end_post, is_signed_in, person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EMAIL = "jo.example@borchester.example"


@pytest.fixture
def jo() -> Person:
    """Somebody with a password."""
    return person(EMAIL, password=PASSWORD)


def try_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **said: str) -> int:
    """What the sign-in page answers."""
    sent = {"login": email, "password": password, **said}
    return client.post("/sign-in", sent).status_code


def lines() -> list[tuple[str, str, UUID | None]]:
    """What the log has of signing in: outcome, what was done or said, by whom."""
    found = LogLine.objects.filter(route__in=["sign in", "sign out", "own sign-in"])
    return [
        (line.outcome, line.reason or line.acts[0]["act"], line.by)
        for line in found.order_by("received_at", "position")
    ]


def test_the_right_password_lets_in_and_leads_back(client: Client, jo: Person) -> None:
    answer = client.post("/sign-in?next=/own-sign-in", {"login": EMAIL, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, "/own-sign-in")
    assert is_signed_in(client)
    assert lines() == [("done", "signed in", jo.pk)]


def test_case_and_spaces_of_the_address_make_no_difference(client: Client, jo: Person) -> None:
    assert try_in(client, f" {EMAIL.upper()} ") == HTTPStatus.FOUND


@pytest.mark.parametrize("role", Role)
def test_everybody_lands_on_a_page_that_they_may_open(client: Client, role: Role) -> None:
    someone = person(EMAIL, role, password=PASSWORD)
    landing = client.post("/sign-in", {"login": EMAIL, "password": PASSWORD})["Location"]
    assert signed_in(someone).get(landing, follow=True).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil",
    ],
)
def test_nobody_is_led_to_another_site(client: Client, jo: Person, elsewhere: str) -> None:
    sent = {"login": EMAIL, "password": PASSWORD, "next": elsewhere}
    location = client.post("/sign-in", sent)["Location"]
    assert urlsplit(location).netloc == "" and location == "/"


def test_no_failure_tells_whether_anybody_has_the_address(client: Client, jo: Person) -> None:
    person("gone@borchester.example", password=PASSWORD)
    Person.objects.filter(email__startswith="gone").update(is_active=False)
    person("unset@borchester.example")
    shown = set()
    for email, password in [
        (EMAIL, "wrong"),
        ("nobody@borchester.example", PASSWORD),
        ("gone@borchester.example", PASSWORD),
        ("unset@borchester.example", PASSWORD),
    ]:
        answer = Client().post("/sign-in", {"login": email, "password": password})
        assert answer.status_code == HTTPStatus.OK
        shown.add(plain(answer.content.decode(), email))
    assert len(shown) == 1
    assert "belong together" in shown.pop()


def plain(shown: str, email: str) -> str:
    """A page without what differs for another reason: the token, and what was typed."""
    kept = [line for line in shown.splitlines() if "csrfmiddlewaretoken" not in line]
    return "\n".join(kept).replace(email, "")


def test_what_was_typed_is_kept_but_for_the_password(client: Client) -> None:
    shown = client.post("/sign-in", {"login": "a@b.example", "password": "tell nobody"})
    assert 'value="a@b.example"' in shown.content.decode()
    assert "tell nobody" not in shown.content.decode()


def test_failures_are_logged_of_whom_they_were_meant_for(client: Client, jo: Person) -> None:
    try_in(client, password="wrong")
    try_in(client, email="nobody@borchester.example")
    wrong = "Wrong password or code."
    assert lines() == [("refused", wrong, jo.pk), ("refused", wrong, None)]


def test_five_failures_lock_out_for_fifteen_minutes(
    client: Client, jo: Person, clock: Clock
) -> None:
    answers = [try_in(client, password="wrong") for _ in range(5)]
    assert answers == [HTTPStatus.OK] * 4 + [HTTPStatus.TOO_MANY_REQUESTS]
    assert try_in(client) == HTTPStatus.TOO_MANY_REQUESTS
    assert lines()[-1] == ("refused", "Locked out after too many failures.", jo.pk)
    # Trying on does not make it longer.
    clock.forward(minutes=14, seconds=50)
    assert try_in(client) == HTTPStatus.TOO_MANY_REQUESTS
    clock.forward(seconds=11)
    assert try_in(client) == HTTPStatus.FOUND


def test_nobody_else_is_locked_out(jo: Person) -> None:
    person("sam@borchester.example", password=PASSWORD, of=Post.objects.get().agency)
    for _ in range(5):
        try_in(Client(), password="wrong")
    assert try_in(Client()) == HTTPStatus.TOO_MANY_REQUESTS
    assert try_in(Client(), "sam@borchester.example") == HTTPStatus.FOUND
    assert try_in(Client(REMOTE_ADDR="192.0.2.9")) == HTTPStatus.FOUND


def test_capital_letters_give_no_further_guesses(client: Client, jo: Person) -> None:
    for number in range(5):
        try_in(client, EMAIL[:number].upper() + EMAIL[number:], "wrong")
    assert try_in(client) == HTTPStatus.TOO_MANY_REQUESTS


def test_an_address_that_nobody_has_is_locked_out_alike(client: Client) -> None:
    answers = [try_in(client, "nobody@borchester.example") for _ in range(5)]
    assert answers[-1] == HTTPStatus.TOO_MANY_REQUESTS


def test_a_success_forgets_the_failures(client: Client, jo: Person) -> None:
    for _ in range(4):
        try_in(client, password="wrong")
    assert try_in(client) == HTTPStatus.FOUND
    assert try_in(Client(), password="wrong") == HTTPStatus.OK


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    jo: Person, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        client = Client(HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 192.0.2.7")
        answer = try_in(client, password="wrong")
    assert answer == HTTPStatus.TOO_MANY_REQUESTS


def test_whoever_holds_no_post_is_not_let_in(client: Client, jo: Person) -> None:
    yesterday = timezone.now().date() - timedelta(days=1)
    end_post(Post.objects.get(person=jo), yesterday)
    assert try_in(client) == HTTPStatus.FORBIDDEN
    assert not is_signed_in(client)


def test_signing_out_is_by_a_form_and_is_logged(client: Client, jo: Person) -> None:
    try_in(client)
    assert client.get("/sign-out").status_code == HTTPStatus.OK
    assert is_signed_in(client)
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert not is_signed_in(client)
    assert lines()[-1] == ("done", "signed out", jo.pk)


def test_there_is_no_signing_up_and_no_password_by_mail(client: Client) -> None:
    shown = client.get("/sign-in").content.decode()
    assert "sign up" not in shown.lower() and "forgot" not in shown.lower()
    for gone in ("/signup", "/password/reset", "/sign-up", "/email"):
        assert client.get(gone)["Location"].startswith("/sign-in?")


# --- changing and setting a password ------------------------------------------------------------

NEW = "entirely other words"


def change(client: Client, first: str = NEW, again: str = NEW) -> int:
    """What the page to change the password answers."""
    sent = {"new_password1": first, "new_password2": again}
    return client.post("/own-sign-in/password", sent).status_code


def test_a_changed_password_ends_every_other_session(jo: Person) -> None:
    here, there = signed_in(jo), signed_in(jo)
    assert change(here) == HTTPStatus.FOUND
    assert is_signed_in(here) and not is_signed_in(there)
    assert try_in(Client()) == HTTPStatus.OK
    assert try_in(Client(), password=NEW) == HTTPStatus.FOUND
    assert ("done", "changed the password", jo.pk) in lines()


def test_a_password_is_changed_by_whoever_has_just_given_it(jo: Person, clock: Clock) -> None:
    client = signed_in(jo)
    clock.forward(minutes=5, seconds=1)
    answer = client.get("/own-sign-in/password")
    assert answer["Location"].startswith("/sign-in/password-again?")


@pytest.mark.parametrize(
    ("first", "again"),
    [("short", "short"), ("password1234", "password1234"), (NEW, f"{NEW}!"), (EMAIL, EMAIL)],
)
def test_a_poor_password_is_refused(jo: Person, first: str, again: str) -> None:
    client = signed_in(jo)
    assert change(client, first, again) == HTTPStatus.OK
    assert try_in(Client()) == HTTPStatus.FOUND


@pytest.fixture
def administrator() -> Person:
    """Somebody who looks after access."""
    return person("ada@borchester.example", Role.ACCESS_ADMINISTRATOR, agency("The council"))


def link_for(someone: Person, by_whom: Person) -> str:
    """A set-password link, as the administrator is shown it."""
    with act(person=by_whom.pk, route="test") as by:
        return logins.new_password_link(person=someone, at=timezone.now(), by=by)


def set_by(link: str, client: Client | None = None, password: str = NEW) -> int:
    """Follow the link and send the form it leads to."""
    client = client or Client()
    answer = client.get(link)
    if answer.status_code != HTTPStatus.FOUND:
        return answer.status_code
    sent = {"new_password1": password, "new_password2": password}
    return client.post(answer["Location"], sent).status_code


def test_a_link_sets_a_password_once(jo: Person, administrator: Person) -> None:
    link = link_for(jo, administrator)
    assert set_by(link) == HTTPStatus.FOUND
    assert try_in(Client(), password=NEW) == HTTPStatus.FOUND
    assert set_by(link, password="a third set of words") == HTTPStatus.OK
    assert try_in(Client(), password="a third set of words") == HTTPStatus.OK


def test_a_link_leaves_no_token_in_the_address(
    client: Client, jo: Person, administrator: Person
) -> None:
    link = link_for(jo, administrator)
    token = link.rpartition("/")[2]
    assert token not in client.get(link)["Location"]


def test_a_link_lasts_a_day(jo: Person, administrator: Person, clock: Clock) -> None:
    link = link_for(jo, administrator)
    clock.forward(hours=24, seconds=2)
    assert "does not work any more" in Client().get(link).content.decode()


def test_a_link_for_somebody_inactive_does_nothing(jo: Person, administrator: Person) -> None:
    link = link_for(jo, administrator)
    Person.objects.filter(pk=jo.pk).update(is_active=False)
    assert set_by(link) == HTTPStatus.OK


def test_administrators_make_links_for_others_only(jo: Person, administrator: Person) -> None:
    for someone, by_whom in [(administrator, administrator), (jo, jo)]:
        with pytest.raises(Refused):
            link_for(someone, by_whom)


def test_an_administrator_unlocks_and_signs_out(jo: Person, administrator: Person) -> None:
    there = signed_in(jo)
    for _ in range(5):
        try_in(Client(), password="wrong")
    with act(person=administrator.pk, route="test") as by:
        logins.unlock(person=jo, at=timezone.now(), by=by)
        logins.end_sessions(person=jo, at=timezone.now(), by=by)
    assert not is_signed_in(there)
    assert try_in(Client()) == HTTPStatus.FOUND
