"""Nothing of a child is in an address, the machine's log, or the page of an error.

A name, a number, an address and a narrative are planted in the database and typed into every field
of every form; each page is asked for, sent, and made to fail; and all that leaves by another way
than a page that was asked for is searched for them.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from axes.models import AccessAttempt
from django.conf import settings as service
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern
from pytest_django import Settings

from sightline.service.access.door import Page
from sightline.service.access.models import Post
from sightline.service.access.roles import Role
from sightline.service.casework import drafts
from sightline.service.casework.kinds import kind_id
from sightline.service.files import services as files
from sightline.service.files.attaching import Document
from sightline.service.files.models import Name, Obligation
from sightline.service.files.standard import standard
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.models import LogLine
from sightline.service.ledger.row_security import as_machine
from sightline.service.web import logs, urls
from tests.service import worlds
from tests.service.files.papers import PDF
from tests.service.web.every_page import Known, Shown, address, patterns, put_in_place
from tests.service.web.people import person, signed_in

pytestmark = pytest.mark.django_db

CANARY = "Qvxzyj"
"""In every planted word, and in no other."""
TYPED = f"{CANARY} typed"


def plant() -> tuple[worlds.World, Known]:
    """A child's file that holds the canary in every way that a file holds words, and identifiers
    of all there is, by the names that addresses have for them.
    """
    world = worlds.world(given=f"{CANARY}given", family=f"{CANARY}family")
    with worlds.machine() as by:
        number = chains.version(chains.file_chain(world.child))
        told: dict[str, Any] = {"file": world.child, "by": by}
        files.add_identifier(scheme="NHS", value=f"{CANARY}1", seen=number, **told)
        files.add_address(lines=f"1 {CANARY} Street", seen=number + 1, **told)
        letter = Document(io.BytesIO(PDF), f"{CANARY}.pdf", f"{CANARY}’s letter")
        document = files.attach(document=letter, agency=world.yjs.pk, **told)
    seen = {"type": "bullying", "what-was-seen": f"{CANARY} was hit"}
    made = worlds.record(world.child, "concern", worlds.days_ago(3), agency=world.yjs.pk, said=seen)
    draft = _draft(world)
    with as_machine():
        owed = Obligation.objects.filter(file=world.child)
        known: Known = {
            "file": (world.child,),
            "fact": (made.fact,),
            "row": (Name.objects.get(subject=world.child).pk,),
            "obligation": tuple(owed.values_list("pk", flat=True)),
            "kind": (kind_id("concern"), "concern"),
            "duty": (next(iter(standard().duties)),),
            "person": (world.worker.pk,),
            "agency": (world.yjs.pk,),
            "post": (Post.objects.get(person=world.worker).pk,),
            "attachment": (document.pk,),
            "draft": (draft,),
        }
    return world, known


def _draft(world: worlds.World) -> UUID:
    """The manager's, of an assessment that holds the canary."""
    with act(person=world.manager.pk, route="test") as by:
        kept = drafts.keep(
            viewer=worlds.viewer(world.manager), file=world.child, id=new_id(), seen=0,
            kind=standard().kinds["assessment"], by=by, at=clock.now(),
            said=drafts.Typed({"answer-summary": [f"{CANARY} is afraid"]}),
        )  # fmt: skip
    worlds.see_all()
    return kept.pk


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """All that the machine's own log says, as the service's settings have it written."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.addFilter(logs.Plain())
    handler.setFormatter(logs.Formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield kept
    finally:
        root.removeHandler(handler)


ROLES = (Role.MANAGER, Role.RECORDS_OFFICER, Role.ACCESS_ADMINISTRATOR)
"""Between them they open every page."""

SEARCHES_NOBODY = frozenset({"/standard"})
"""Pages that are searched for words of the standard, which stand in their addresses then."""


def check(answer: Any, where: str) -> None:
    """Nothing planted leaves by the answer's headers, its addresses, or as an error."""
    assert CANARY not in str(dict(answer.headers)), where
    assert CANARY not in str(answer.cookies), where
    if answer.streaming:
        list(answer.streaming_content)
    if not answer["Content-Type"].startswith("text/html"):
        return
    shown = answer.content.decode()
    page = Shown(shown)
    assert not [one for one in page.addresses if CANARY in one], where
    assert where in SEARCHES_NOBODY or not page.typed_into_address, where
    if answer.status_code >= HTTPStatus.BAD_REQUEST and answer.status_code != HTTPStatus.CONFLICT:
        assert CANARY not in shown, where


def typed(fields: dict[str, str]) -> dict[str, str]:
    """A form sent with the canary in every field; those hidden are kept, with it in some."""
    return {name: TYPED for name in fields if name != "csrfmiddlewaretoken"}


def use_every_page(client: Client, known: Known) -> Iterator[str]:
    """Ask for every page, send every form, and give the addresses that were open."""
    for pattern in patterns(urls):
        if pattern.name == "account_logout":
            continue
        at = address(pattern, known)
        answer = client.get(at)
        check(answer, at)
        fields = {}
        if answer.status_code == HTTPStatus.OK:
            yield at
            shown = "" if answer.streaming else answer.content.decode()
            fields = typed(Shown(shown).fields)
        check(client.post(at, fields or {"anything": TYPED}), at)


@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_pages_forms_and_headers_hold_nothing(role: Role) -> None:
    world, known = plant()
    client = signed_in(worlds.person(world.yjs, role))
    client.raise_request_exception = False
    with logged() as kept:
        opened = list(use_every_page(client, known))
    assert opened
    assert CANARY not in kept.getvalue()
    assert CANARY not in everything_logged()


def everything_logged() -> str:
    """All that the service's own log and axes keep."""
    lines = LogLine.objects.values("route", "acts", "files", "reason", "outcome")
    tries = AccessAttempt.objects.values("get_data", "post_data", "path_info", "http_accept")
    return json.dumps([*lines, *tries], default=str)


def broken(pattern: URLPattern, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page's view fails, with what it read in its error."""

    def fails(*_: object, **__: object) -> HttpResponse:
        try:
            raise KeyError(f"{CANARY} is not a number")
        except KeyError as error:
            raise ValueError(f"cannot show {CANARY}") from error

    made: Page = pattern.callback.page  # type: ignore[attr-defined]
    failing = Page(fails, made.name, lambda viewer, **kwargs: None)
    put_in_place(pattern, failing, monkeypatch)


def test_pages_that_fail_hold_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    world, known = plant()
    client = signed_in(world.manager)
    client.raise_request_exception = False
    for pattern in patterns(urls):
        if not hasattr(pattern.callback, "page"):
            continue
        broken(pattern, monkeypatch)
        with logged() as kept:
            answer = client.post(address(pattern, known), {"name": TYPED})
        assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
        check(answer, str(pattern))
        assert "ValueError" in kept.getvalue()
        assert CANARY not in kept.getvalue()
    assert CANARY not in everything_logged()


@pytest.mark.parametrize(
    "sent",
    [
        {"path": f"/{TYPED}/of/a/child"},
        {"path": "/sign-in", "data": {"q": TYPED}},
        {"path": "/sign-in", "data": {"next": f"/{TYPED}"}},
        {"path": f"/set-password/{CANARY}/{CANARY}"},
        {"path": "/sign-in/elsewhere/back", "data": {"state": TYPED, "code": TYPED}},
    ],
)
def test_what_is_typed_into_an_address_is_not_logged(sent: dict[str, Any]) -> None:
    for client in (Client(), signed_in(person(f"{len(sent)}@borchester.example"))):
        client.raise_request_exception = False
        with logged() as kept:
            client.get(**sent)
            client.post(**sent)
        assert CANARY not in kept.getvalue()
    assert CANARY not in everything_logged()


def test_failures_to_sign_in_name_nobody(client: Client) -> None:
    with logged() as kept:
        for _ in range(6):
            client.post("/sign-in", {"login": f"{CANARY}@a.example", "password": TYPED})
    assert CANARY.lower() not in kept.getvalue().lower()
    assert CANARY not in everything_logged()
    assert AccessAttempt.objects.exists()


def test_a_host_that_is_not_ours_is_not_logged(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client = Client(HTTP_HOST=f"{CANARY}.example")
    with logged() as kept:
        answer = client.get("/sign-in")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert CANARY.lower() not in (kept.getvalue() + answer.content.decode()).lower()


def test_a_fault_outside_the_door_is_logged_without_its_text(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError(f"cannot read {CANARY}")

    client.raise_request_exception = False
    monkeypatch.setattr("sightline.service.access.signing_in.Adapter.authenticate", fails)
    with logged() as kept:
        answer = client.post("/sign-in", {"login": "a@b.example", "password": TYPED})
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "ValueError" in kept.getvalue()
    assert CANARY not in kept.getvalue() + answer.content.decode()


def test_the_service_logs_by_nothing_else() -> None:
    """The log above is the one that the settings make: one handler, with its filter."""
    told: Any = service.LOGGING
    assert list(told["handlers"]) == ["console"]
    console = told["handlers"]["console"]
    assert (console["filters"], console["formatter"]) == (["plain"], "plain")
    assert all(not one.get("handlers") for one in told["loggers"].values())
