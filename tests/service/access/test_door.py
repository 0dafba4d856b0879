"""Nobody comes in but by the door, and the door lets nobody in without its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, path
from pytest_django import Settings

from sightline.service.access import entrance_urls
from sightline.service.access.asking import Ask
from sightline.service.access.door import Page, page
from sightline.service.access.models import Person, Post
from sightline.service.access.roles import Role
from sightline.service.access.viewer import Viewer
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.models import LogLine, Outcome
from sightline.service.web import urls
from tests.service.web.every_page import address, patterns, put_in_place
from tests.service.web.people import agency, end_post, give_post, person, signed_in

pytestmark = pytest.mark.django_db

SAID = "Zaphod Canary"
"""Something that only the record may know."""
FILE = uuid4()


def anybody(viewer: Viewer, **kwargs: Any) -> None:
    """A rule that lets everybody in."""


def nobody(viewer: Viewer, **kwargs: Any) -> None:
    """A rule that lets nobody in."""
    raise Refused("Your role does not do this.")


def unknown(viewer: Viewer, **kwargs: Any) -> None:
    """A rule for what may not be known of."""
    raise NotFound(f"There is no file of {SAID}.")


def fine(ask: Ask, **kwargs: Any) -> HttpResponse:
    """A page that shows a file."""
    ask.by.saw(FILE, "allocation")
    return HttpResponse(f"fine: {SAID}")


def writes(ask: Ask) -> HttpResponse:
    """A page that writes, and then finds that it was overtaken."""
    Person.objects.filter(pk=ask.viewer.person).update(name="Half Written")
    ask.if_stale = lambda stale: HttpResponse(f"yours and theirs: {stale.seen}, {stale.now}")
    raise Stale(1, 2)


def overtaken(ask: Ask) -> HttpResponse:
    """A page that is overtaken and has nothing to show for it."""
    raise Stale(1, 2)


def breaks(ask: Ask) -> HttpResponse:
    """A page that fails, with what somebody typed in its error."""
    Person.objects.filter(pk=ask.viewer.person).update(name="Half Written")
    raise ValueError(f"cannot read {SAID}")


def malformed(ask: Ask) -> HttpResponse:
    """A page that is sent what no form of ours sends."""
    raise SuspiciousOperation(SAID)


def streams(ask: Ask) -> StreamingHttpResponse:
    """A page that would read when its act is over."""
    return StreamingHttpResponse(iter([b"late"]))


urlpatterns = [
    *(one for one in urls.urlpatterns if getattr(one, "name", "") != "no such page"),
    page("fine", fine, name="a fine page", check=anybody),
    page("fine/<uuid:file>", fine, name="a fine file", check=anybody),
    page("refused", fine, name="a refused page", check=nobody),
    page("unknown", fine, name="an unknown page", check=unknown),
    page("writes", writes, name="a stale page", check=anybody),
    page("overtaken", overtaken, name="an overtaken page", check=anybody),
    page("breaks", breaks, name="a broken page", check=anybody),
    page("malformed", malformed, name="a malformed page", check=anybody),
    page("streams", streams, name="a streaming page", check=anybody),
    page("danger", fine, name="a dangerous page", check=anybody, dangerous=True),
    urls.urlpatterns[-1],
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def doors(settings: Settings) -> None:
    """The pages above in place of the service's own."""
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def jo() -> Person:
    """Somebody with a post."""
    return person()


@pytest.fixture
def browser(doors: None, jo: Person) -> Client:
    """Jo's browser, signed in. An error inside a page is a page, as in service."""
    client = signed_in(jo)
    client.raise_request_exception = False
    return client


def lines() -> list[tuple[str, str, str]]:
    """What the log says of pages: route, outcome, reason."""
    found = LogLine.objects.exclude(route="test").order_by("chain", "position")
    return list(found.values_list("route", "outcome", "reason"))


# --- every address is made by the door --------------------------------------------------------

OPEN = {pattern.name for pattern in entrance_urls.urlpatterns} | {"health"}


def without_rule(found: Iterator[URLPattern]) -> list[str]:
    """The addresses that are neither open nor made by ``page``."""
    return [
        str(one.pattern)
        for one in found
        if one.name not in OPEN and not isinstance(getattr(one.callback, "page", None), Page)
    ]


def test_every_address_has_its_rule() -> None:
    assert without_rule(patterns(urls)) == []


def test_an_address_without_a_rule_is_noticed() -> None:
    bare = path("bare", lambda request: HttpResponse("bare"), name="bare")
    assert without_rule(iter([bare])) == ["bare"]


def test_the_open_routes_are_these_and_no_more() -> None:
    assert {
        "health",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "change_password",
        "set_password",
        "openid_connect_login",
        "openid_connect_callback",
        "socialaccount_login_cancelled",
    } == OPEN


def doors_of_the_service() -> list[URLPattern]:
    """Every address that is not open."""
    return [one for one in patterns(urls) if one.name not in OPEN]


@pytest.mark.once
@pytest.mark.parametrize("method", ["get", "post"])
def test_with_a_rule_that_denies_all_every_page_is_refused(
    method: str, jo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(jo)
    for one in doors_of_the_service():
        made: Page = one.callback.page  # type: ignore[attr-defined]
        put_in_place(one, Page(made.view, made.name, nobody), monkeypatch)
        answer = getattr(client, method)(address(one))
        assert answer.status_code == HTTPStatus.FORBIDDEN, one


def test_without_signing_in_no_page_answers(client: Client) -> None:
    for one in doors_of_the_service():
        answer = client.get(address(one))
        assert answer.status_code == HTTPStatus.FOUND, one
        assert answer["Location"].startswith("/sign-in?"), one
    assert lines() == []


# --- what the door does with what comes of it ---------------------------------------------------


def test_a_page_is_shown_and_logged_with_its_files(browser: Client, jo: Person) -> None:
    answer = browser.get("/fine")
    assert (answer.status_code, answer.content.decode()) == (HTTPStatus.OK, f"fine: {SAID}")
    line = LogLine.objects.get(route="a fine page")
    assert (line.by, line.outcome, line.files) == (jo.pk, Outcome.DONE, {str(FILE): "allocation"})
    assert line.agency == Post.objects.get(person=jo).agency_id


@pytest.mark.parametrize(
    ("address", "status", "outcome"),
    [
        ("/fine", HTTPStatus.OK, Outcome.DONE),
        ("/refused", HTTPStatus.FORBIDDEN, Outcome.REFUSED),
        ("/unknown", HTTPStatus.NOT_FOUND, Outcome.NOT_FOUND),
        ("/there/is/no/such/page", HTTPStatus.NOT_FOUND, Outcome.NOT_FOUND),
        ("/writes", HTTPStatus.CONFLICT, Outcome.STALE),
        ("/overtaken", HTTPStatus.CONFLICT, Outcome.STALE),
        ("/breaks", HTTPStatus.INTERNAL_SERVER_ERROR, Outcome.ERROR),
        ("/malformed", HTTPStatus.BAD_REQUEST, Outcome.ERROR),
        ("/streams", HTTPStatus.INTERNAL_SERVER_ERROR, Outcome.ERROR),
    ],
)
@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_each_request_leaves_exactly_one_line(
    browser: Client, method: str, address: str, status: HTTPStatus, outcome: Outcome
) -> None:
    answer = getattr(browser, method)(address)
    assert answer.status_code == status
    assert [line[1] for line in lines()] == [outcome]


@pytest.mark.parametrize("address", ["/writes", "/breaks"])
def test_what_was_half_written_is_gone_and_its_line_is_not(
    browser: Client, jo: Person, address: str
) -> None:
    browser.post(address)
    jo.refresh_from_db()
    assert jo.name == "Jo Example"
    assert len(lines()) == 1


def test_a_refusal_is_told_in_its_sentence(browser: Client) -> None:
    answer = browser.get("/refused")
    assert "Your role does not do this." in answer.content.decode()
    assert lines() == [("a refused page", "refused", "Your role does not do this.")]


def test_what_may_not_be_known_of_answers_like_what_there_is_not(browser: Client) -> None:
    one, other = browser.get("/unknown"), browser.get("/certainly/not/here")
    assert one.status_code == other.status_code == HTTPStatus.NOT_FOUND
    assert without_token(one) == without_token(other)
    assert dict(one.headers) == dict(other.headers)


def without_token(answer: Any) -> str:
    """The page without the token of its form, which is another on each page."""
    return re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode())


def test_a_stale_page_answers_with_both_versions(browser: Client) -> None:
    assert browser.post("/writes").content.decode() == "yours and theirs: 1, 2"
    assert "Someone else has saved this" in browser.post("/overtaken").content.decode()


@pytest.mark.parametrize("address", ["/unknown", "/breaks", "/malformed", "/refused"])
def test_no_page_of_an_error_tells_what_was_said(browser: Client, address: str) -> None:
    assert SAID not in browser.get(address).content.decode()


def test_a_fault_is_logged_under_the_reference_that_is_shown(
    browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    shown = browser.get("/breaks").content.decode()
    reference = caplog.records[0].getMessage().partition(":")[0]
    assert reference in shown
    assert "ValueError" in caplog.text and SAID not in caplog.text


def test_only_pages_and_forms_are_answered(browser: Client, jo: Person) -> None:
    for method in ("put", "patch", "delete", "options", "trace"):
        answer = getattr(browser, method)("/fine")
        assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        assert answer["Allow"] == "GET, HEAD, POST"
        assert answer["Cache-Control"] == "no-store"
    lines = LogLine.objects.filter(by=jo.pk, outcome=Outcome.REFUSED)
    assert [line.route for line in lines] == ["a fine page"] * 5
    assert "nothing else" in lines[0].reason


def test_whoever_is_not_signed_in_cannot_fill_the_log(doors: None, client: Client) -> None:
    assert client.delete("/fine").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert client.get("/fine").status_code == HTTPStatus.FOUND
    assert not LogLine.objects.exclude(route="test").exists()


# --- who comes in -------------------------------------------------------------------------------


def test_after_signing_in_one_is_led_back_without_the_query(doors: None, client: Client) -> None:
    answer = client.get(f"/fine/{FILE}?name={SAID}")
    assert answer["Location"] == f"/sign-in?next=/fine/{FILE}".replace("/fine/", "%2Ffine%2F")


def test_whoever_holds_no_post_any_more_is_refused_and_signed_out(
    browser: Client, jo: Person
) -> None:
    assert browser.get("/fine").status_code == HTTPStatus.OK
    end_post(Post.objects.get(person=jo), date.today() - timedelta(days=1))  # noqa: DTZ011
    assert browser.get("/fine").status_code == HTTPStatus.FORBIDDEN
    assert not Session.objects.exists()
    assert browser.get("/fine")["Location"].startswith("/sign-in")


def test_whoever_is_made_inactive_is_signed_out(browser: Client, jo: Person) -> None:
    Person.objects.filter(pk=jo.pk).update(is_active=False)
    assert browser.get("/fine")["Location"].startswith("/sign-in")


def test_a_session_that_has_not_shown_the_second_factor_is_sent_to_set_it_up(
    doors: None, jo: Person
) -> None:
    answer = signed_in(jo, shown=("password",)).get("/fine")
    assert answer["Location"].startswith("/own-sign-in/second-factor?")
    assert lines() == [("a fine page", "refused", "The second factor was not shown.")]


def test_the_demonstration_asks_for_no_second_factor(
    doors: None, jo: Person, settings: Settings
) -> None:
    settings.DEMO = True
    assert signed_in(jo, shown=("password",)).get("/fine").status_code == HTTPStatus.OK


def test_the_database_is_told_who_looks(
    browser: Client, jo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[UUID | None] = []

    def tell(person: UUID | None, about: UUID | None = None) -> None:
        told.append(person)

    monkeypatch.setattr("sightline.service.ledger.acts.tell_database", tell)
    browser.get("/fine")
    assert told == [jo.pk]
    # What is shown beside a rolled-back act is read as the same person.
    monkeypatch.setattr("sightline.service.access.door.tell_database", tell)
    browser.post("/writes")
    assert set(told) == {jo.pk} and len(told) == 4


def test_the_line_names_the_agency_of_the_basis(doors: None, jo: Person) -> None:
    other = agency("Felpersham CSC")
    give_post(jo, Role.PRACTITIONER, other)
    basis = SimpleNamespace(agency=other.pk, file=FILE, sort="team")
    door = page("x", fine, name="a page of a file", check=lambda viewer: basis)  # type: ignore[arg-type, return-value]
    asked = HttpRequest()
    asked.method, asked.user = "GET", jo
    asked.session = signed_in(jo).session
    door.callback(asked)
    line = LogLine.objects.get(route="a page of a file")
    assert (line.agency, line.files) == (other.pk, {str(FILE): "allocation"})
