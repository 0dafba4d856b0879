"""A manager closes a file to most and opens it again; whoever still sees it is told so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from sightline.service.access.models import Ending, Named, Person, Restriction
from sightline.service.access.roles import Role
from sightline.service.casework.said import day_said
from sightline.service.ledger.verify import verify
from tests.service.casework.filling import Data, form_of
from tests.service.worlds import World, browser, days_ago, person, record, today, world

pytestmark = pytest.mark.django_db

WHY = "Somebody in the team knows the family"


@pytest.fixture
def here() -> World:
    return world()


def day(name: str, ahead: int) -> Data:
    on = today() + timedelta(ahead)
    return {f"{name}-{part}": [str(getattr(on, part))] for part in ("day", "month", "year")}


def close(here: World, *people: Person, **more: list[str]) -> Data:
    """The file closed by its manager, and the form as it was sent."""
    client, page = browser(here.manager), reverse("close-file", args=[here.child])
    sent = form_of(client.get(page).content) | {"reason": [WHY]} | more
    if people:
        sent["people"] = [str(one.pk) for one in people]
    assert client.post(page, sent)["Location"] == reverse("file", args=[here.child])
    return sent


def sees(here: World, who: Person) -> bool:
    return browser(who).get(reverse("file", args=[here.child])).status_code == 200


def banner(here: World, who: Person) -> str:
    return browser(who).get(reverse("file", args=[here.child])).content.decode()


def test_a_closed_file_is_seen_by_those_who_work_with_the_child_and_those_named(
    here: World,
) -> None:
    named, other = (person(here.yjs, name=name, team="North") for name in ("Na Med", "Ot Her"))
    assert all(sees(here, who) for who in (here.worker, here.manager, named, other))
    assert "has been closed" not in banner(here, here.worker)
    close(here, named)
    assert all(sees(here, who) for who in (here.worker, here.manager, named))
    assert not sees(here, other)
    since = f"This file has been closed since {day_said(today())}"
    assert all(since in banner(here, who) for who in (here.worker, here.manager, named))


def test_whoever_no_post_could_open_the_file_to_is_not_offered(here: World) -> None:
    board = person(here.yjs, Role.ACCESS_ADMINISTRATOR, name="Ac Cess")
    html = browser(here.manager).get(reverse("close-file", args=[here.child])).content.decode()
    assert here.worker.name in html and board.name not in html
    assert f"{here.manager.name}, manager" not in html


def test_it_is_opened_again_with_a_reason_and_both_stay_on_file(here: World) -> None:
    other = person(here.yjs, name="Ot Her", team="North")
    close(here)
    client, page = browser(here.manager), reverse("open-closed", args=[here.child])
    shown = client.get(page).content.decode()
    assert WHY in shown and here.manager.name in shown
    sent = form_of(client.get(page).content)
    assert "Enter" in client.post(page, sent).content.decode() and not sees(here, other)
    for _ in range(2):
        assert client.post(page, sent | {"reason": ["They have moved"]}).status_code == 302
    assert sees(here, other) and "has been closed" not in banner(here, here.worker)
    assert Restriction.objects.get().reason == WHY
    assert Ending.objects.get(of=Restriction.objects.get().pk).reason == "They have moved"
    assert list(verify()) == []


def test_only_managers_close_and_open_and_nothing_opens_what_is_open(here: World) -> None:
    officer = person(here.yjs, Role.RECORDS_OFFICER, name="Ro Officer")
    for name in ("close-file", "open-closed"):
        page = reverse(name, args=[here.child])
        assert [browser(who).get(page).status_code for who in (here.worker, officer)] == [403, 403]
    page = reverse("open-closed", args=[here.child])
    assert "This file is not closed" in browser(here.manager).get(page).content.decode()
    close(here)
    assert browser(here.manager).get(page).status_code == 200
    assert browser(here.worker).get(page).status_code == 403


def test_it_closes_on_the_day_said_and_ends_after_the_last(here: World) -> None:
    other = person(here.yjs, name="Ot Her", team="North")
    close(here, **day("from_on", 3), **day("until_on", 9))
    assert sees(here, other)
    assert f"This file will be closed from {day_said(today() + timedelta(3))}" in banner(
        here, here.manager
    )
    row = Restriction.objects.get()
    assert (row.from_on, row.until_on) == (today() + timedelta(3), today() + timedelta(9))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [(-1, 5, "from today or a later day"), (5, 4, "is before the first")],
)
def test_days_that_cannot_be_are_told_and_what_was_typed_is_kept(
    here: World, first: int, last: int, told: str
) -> None:
    client, page = browser(here.manager), reverse("close-file", args=[here.child])
    sent = form_of(client.get(page).content) | {"reason": [WHY]}
    sent |= day("from_on", first) | day("until_on", last)
    answer = client.post(page, sent)
    assert told in answer.content.decode() and form_of(answer.content) == sent
    assert not Restriction.objects.exists()


def test_a_form_sent_twice_closes_once_and_a_second_closing_is_told(here: World) -> None:
    sent = close(here)
    client, page = browser(here.manager), reverse("close-file", args=[here.child])
    assert client.post(page, sent).status_code == 302
    again = form_of(client.get(page).content) | {"reason": ["Another reason"]}
    assert "closed already" in client.post(page, again).content.decode()
    assert Restriction.objects.count() == 1 and Named.objects.count() == 1


@pytest.mark.parametrize("page", ["close-file", "open-closed"])
def test_who_was_overtaken_keeps_the_reason_and_sends_it_again(here: World, page: str) -> None:
    if page == "open-closed":
        close(here)
    client, address = browser(here.manager), reverse(page, args=[here.child])
    sent = form_of(client.get(address).content) | {"reason": ["Typed before"]}
    record(here.child, "contact", days_ago(1), agency=here.yjs.pk, result="kept")
    answer = client.post(address, sent)
    assert answer.status_code == 409 and not Ending.objects.exists()
    again = form_of(answer.content)
    assert again["reason"] == ["Typed before"] and again["seen"] != sent["seen"]
    assert client.post(address, again).status_code == 302
    assert Restriction.objects.count() == 1
    assert Ending.objects.exists() == (page == "open-closed")
