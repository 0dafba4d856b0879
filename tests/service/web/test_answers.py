"""What every answer says to the browser, and what the browser must say with a form."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.conf import settings as service
from django.contrib.auth.hashers import get_hasher
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import Client
from pytest_django import Settings

from sightline.service.access.models import Person
from sightline.service.ledger.models import LogLine
from sightline.service.web import urls
from tests.service.web.every_page import address, patterns
from tests.service.web.people import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self' 'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw='",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


def every_answer(client: Client) -> list[tuple[str, object]]:
    """Every address, asked for and sent."""
    client.raise_request_exception = False
    found = []
    for pattern in patterns(urls):
        if pattern.name == "account_logout":
            continue
        at = address(pattern)
        found += [(at, client.get(at)), (at, client.post(at))]
    return [*found, ("/put", client.put("/sign-in"))]


@pytest.mark.once
@pytest.mark.parametrize("who", ["nobody", "somebody"])
def test_every_answer_has_its_headers(client: Client, who: str) -> None:
    browser = client if who == "nobody" else signed_in(person())
    for at, answer in every_answer(browser):
        headers = answer.headers  # type: ignore[attr-defined]
        assert "no-store" in headers["Cache-Control"], at
        assert set(headers["Content-Security-Policy"].split("; ")) == POLICY, at
        assert headers["Referrer-Policy"] == "same-origin", at
        assert headers["X-Frame-Options"] == "DENY", at
        assert headers["X-Content-Type-Options"] == "nosniff", at
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", at
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", at
        assert "camera=()" in headers["Permissions-Policy"], at
        assert "noindex" in headers["X-Robots-Tag"], at


def test_outside_the_demonstration_browsers_come_back_by_tls_only(
    client: Client, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/sign-in")
    assert answer["Location"] == "https://testserver/sign-in"
    header = client.get("/sign-in", secure=True)["Strict-Transport-Security"]
    assert header == f"max-age={2 * 365 * 24 * 60 * 60}; includeSubDomains"
    assert client.get("/health").status_code == HTTPStatus.OK


def test_cookies_are_for_this_site_and_no_script() -> None:
    person("jo@borchester.example", password=PASSWORD)
    client = Client()
    client.get("/sign-in")
    client.post("/sign-in", {"login": "jo@borchester.example", "password": PASSWORD})
    assert set(client.cookies) == {"__Host-session", "__Host-csrf"}
    for cookie in client.cookies.values():
        assert cookie["httponly"] and cookie["secure"]
        assert cookie["path"] == "/" and not cookie["domain"] and not cookie["max-age"]
    assert client.cookies["__Host-session"]["samesite"] == "Lax"
    assert client.cookies["__Host-csrf"]["samesite"] == "Strict"


def test_no_form_is_taken_without_its_token() -> None:
    jo = person()
    client = signed_in(jo)
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = client.cookies
    for pattern in patterns(urls):
        answer = browser.post(address(pattern), {"anything": "at all"})
        assert answer.status_code == HTTPStatus.FORBIDDEN, pattern
        assert "too old to be sent" in answer.content.decode(), pattern
    sent = LogLine.objects.filter(by=jo.pk)
    assert sent.count() == len(list(patterns(urls)))
    assert set(sent.values_list("route", "outcome")) == {("form", "refused")}


def test_a_form_is_taken_with_its_token() -> None:
    person("jo@borchester.example", password=PASSWORD)
    client = Client(enforce_csrf_checks=True)
    shown = client.get("/sign-in").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', shown)
    assert token is not None
    sent = {"login": "jo@borchester.example", "password": PASSWORD}
    answer = client.post("/sign-in", {**sent, "csrfmiddlewaretoken": token[1]})
    assert answer.status_code == HTTPStatus.FOUND


def test_what_is_too_large_is_refused_by_a_page() -> None:
    client = signed_in(person(password=PASSWORD))
    client.raise_request_exception = False
    answer = client.post("/sign-in/password-again", {"password": "x" * (3 * 1024 * 1024)})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "could not read what was sent" in answer.content.decode()


def test_a_page_that_asks_for_no_file_takes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def kept(*_: object) -> None:
        raise AssertionError("somewhere was made to keep it in")

    monkeypatch.setattr("sightline.service.files.store.nameless", kept)
    client = signed_in(person(password=PASSWORD))
    client.raise_request_exception = False
    sent = {"password": PASSWORD, "photograph": SimpleUploadedFile("a.jpg", b"x")}
    answer = client.post("/sign-in/password-again", sent)
    assert answer.status_code == HTTPStatus.FOUND, "as if the file had not been sent"
    assert not answer.wsgi_request.FILES


def test_health_says_nothing_but_that(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/health").content == b"well"

    def gone(*_: object) -> None:
        raise DatabaseError("password is hunter2")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", gone)
    answer = client.get("/health")
    assert (answer.status_code, answer.content) == (503, b"unwell")


def test_an_error_page_that_cannot_be_made_is_still_a_page(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("no template")

    jo: Person = person()
    client = signed_in(jo)
    client.raise_request_exception = False
    monkeypatch.setattr("sightline.service.access.answers.render", fails)
    monkeypatch.setattr("sightline.service.access.door.viewer_of", fails)
    answer = client.get("/nowhere")
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "The fault is ours" in answer.content.decode()
    assert "no template" not in answer.content.decode()


def test_passwords_are_kept_by_argon2() -> None:
    assert [one.rpartition(".")[2] for one in service.PASSWORD_HASHERS] == ["QuickArgon2"]
    assert get_hasher().algorithm == "argon2"
