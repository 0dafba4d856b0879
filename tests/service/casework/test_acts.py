"""Opening files, telling who somebody is, breaking the glass, allocating and refiling."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from sightline.service.access.models import BrokenGlass, Sector
from sightline.service.access.roles import Role
from sightline.service.files.models import Involvement, Name, Particulars, Record, Subject
from sightline.service.files.naming import names
from sightline.service.ledger import clock
from sightline.service.ledger.models import LogLine
from tests.service.casework.filling import Data, form_of
from tests.service.worlds import (
    World,
    agency,
    browser,
    days_ago,
    open_file,
    person,
    record,
    world,
)

pytestmark = pytest.mark.django_db

NEW: Data = {
    "type": ["child"], "given": ["Sam"], "family": ["Archer"], "called": [""],
    "began_on-day": ["2"], "began_on-month": ["11"], "began_on-year": ["2026"],
    "basis": ["prevention"], "role": ["case-manager"],
}  # fmt: skip


@pytest.fixture
def here() -> World:
    return world()


def ended(day: str = "20") -> Data:
    return {"ended-day": [day], "ended-month": ["11"], "ended-year": ["2026"]}


# --- opening ---------------------------------------------------------------------------------


def test_a_new_file_has_its_case_and_is_allocated_to_whoever_opened_it(here: World) -> None:
    client, page = browser(here.worker), reverse("open-file")
    sent = form_of(client.get(page).content) | NEW
    answers = [client.post(page, sent) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    file = UUID(sent["id"][0])
    assert sorted(Record.objects.filter(file=file).values_list("kind", flat=True)) == [
        "allocation", "case",
    ]  # fmt: skip
    found = Involvement.objects.get(file=file, sort="allocation")
    assert (found.worker, found.agency) == (here.worker.worker_id, here.yjs.pk)
    assert client.get(answers[0]["Location"]).status_code == 200


def test_a_new_file_is_there_whole_or_not_at_all(here: World) -> None:
    """A case that cannot be recorded leaves no file without one."""
    client, page = browser(here.worker), reverse("open-file")
    before = Subject.objects.count()
    sent = form_of(client.get(page).content) | NEW | {"began_on-year": ["2030"]}
    answer = client.post(page, sent)
    assert answer.status_code == 200 and form_of(answer.content) == sent
    assert Subject.objects.count() == before
    assert LogLine.objects.latest("received_at").acts == []
    assert "This is ahead" in answer.content.decode()


def test_an_agency_that_records_no_cases_opens_a_file_without_one() -> None:
    police = person(agency("Felpersham Police", Sector.POLICE))
    client, page = browser(police), reverse("open-file")
    shown = form_of(client.get(page).content)
    assert "began_on-day" not in shown and "role" not in shown
    answer = client.post(page, shown | {"type": ["child"], "family": ["Archer"]})
    assert client.get(answer["Location"]).status_code == 200
    assert not Record.objects.filter(file=UUID(shown["id"][0])).exists()


def test_a_duplicate_that_may_not_be_seen_is_not_hinted_at(here: World) -> None:
    """Whether or not there is such a child somewhere, the answer is the same."""
    open_file(given="Sam", family="Archer")
    client, page = browser(here.worker), reverse("open-file")
    answer = client.post(page, form_of(client.get(page).content) | NEW, follow=True)
    assert answer.status_code == 200 and "already" not in answer.content.decode()


# --- who it is -------------------------------------------------------------------------------


def test_a_name_is_added_corrected_and_withdrawn_and_all_of_it_stays(here: World) -> None:
    client = browser(here.worker)
    page = reverse("add-name", args=[here.child])
    sent = form_of(client.get(page).content) | {"use": ["called"], "given": ["Bobby"]}
    assert [client.post(page, sent).status_code for _ in range(2)] == [302, 302]
    assert names([here.child])[here.child] == "Bobby"
    row = Name.objects.get(given="Bobby")
    page = reverse("correct-told", args=[here.child, row.pk])
    shown = form_of(client.get(page).content)
    assert shown["given"] == ["Bobby"]
    client.post(page, shown | {"given": ["Robbie"]})
    assert names([here.child])[here.child] == "Robbie"
    last = Name.objects.get(given="Robbie")
    page = reverse("withdraw-told", args=[here.child, last.pk])
    client.post(page, form_of(client.get(page).content))
    assert names([here.child])[here.child] == "Robin Greenaway"
    html = client.get(reverse("who", args=[here.child])).content.decode()
    assert "Bobby" in html and "Robbie" in html and "Withdrawn" in html


def test_a_birth_is_corrected_and_the_rest_of_what_is_asked_of_a_child_is_kept() -> None:
    here = world()
    with_more = open_file(given="Kim", attributes={"first-language": "welsh"})
    record(with_more, "case", days_ago(9), agency=here.yjs.pk, service="youth-justice")
    client, page = browser(here.manager), reverse("add-particulars", args=[with_more])
    day = {"born_on-day": ["9"], "born_on-month": ["5"], "born_on-year": ["2011"]}
    answer = client.post(page, form_of(client.get(page).content) | day)
    assert answer.status_code == 302
    row = Particulars.objects.filter(subject=with_more).latest("position")
    assert str(row.born_on) == "2011-05-09" and row.attributes == {"first-language": "welsh"}


def test_who_was_overtaken_on_a_name_keeps_what_was_typed(here: World) -> None:
    client, page = browser(here.worker), reverse("add-address", args=[here.child])
    sent = form_of(client.get(page).content) | {"lines": ["1 High Street\nBorchester"]}
    record(here.child, "contact", days_ago(1), agency=here.yjs.pk, result="kept")
    answer = client.post(page, sent)
    assert answer.status_code == 409
    again = form_of(answer.content)
    assert again["lines"] == sent["lines"] and again["seen"] != sent["seen"]
    assert client.post(page, again).status_code == 302


# --- breaking the glass ----------------------------------------------------------------------


def test_the_glass_is_broken_with_a_reason_and_reviewed_by_somebody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # All but the reviewing was some minutes ago: PostgreSQL's time is that at which the
    # transaction began, and that is the whole test's.
    start = clock.now()
    with monkeypatch.context() as earlier:
        earlier.setattr(clock, "now", lambda: start - timedelta(minutes=20))
        here = world()
        other = agency("Felpersham YJS", teams=("South",))
        outsider = browser(person(other, name="Out Sider"))
    page, file = reverse("break-glass", args=[here.child]), reverse("file", args=[here.child])
    assert outsider.get(file).status_code == 404
    short = outsider.post(page, {"reason": ["because"]})
    assert short.status_code == 200 and "because" in short.content.decode()
    reason = "The child was brought to us at night and was hurt"
    with monkeypatch.context() as earlier:
        earlier.setattr(clock, "now", lambda: start - timedelta(minutes=9))
        assert outsider.post(page, {"reason": [reason]}).status_code == 302
    html = outsider.get(file).content.decode()
    assert re.search(r"It is open until \d\d:\d\d\.", html)
    glass = BrokenGlass.objects.get()
    manager, review = browser(here.manager), reverse("review-glass", args=[glass.pk])
    assert "Out Sider" in manager.get(reverse("glasses")).content.decode()
    assert reason in manager.get(review).content.decode()
    answer = manager.post(review, {"outcome": ["needed"], "reason": ["It was right"]})
    assert answer.status_code == 302
    assert "Out Sider" not in manager.get(reverse("glasses")).content.decode().split("<main")[1]
    assert outsider.get(review).status_code == 403


def test_nothing_of_a_file_is_shown_before_its_glass_is_broken(here: World) -> None:
    """The page that asks why is one page, whether there is such a file or not."""
    outsider = browser(person(agency("Felpersham YJS")))
    told = set()
    for file in (here.child, open_file(given="Kim"), UUID(int=7)):
        html = outsider.get(reverse("break-glass", args=[file])).content.decode()
        told.add(re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|[0-9a-f-]{36}', "", html))
    assert len(told) == 1


# --- allocating and refiling -----------------------------------------------------------------


def test_an_allocation_ends_and_the_file_closes_the_day_after(here: World) -> None:
    client = browser(here.manager)
    fact = Record.objects.get(kind="allocation").fact
    page = reverse("end-allocation", args=[here.child, fact])
    sent = form_of(client.get(page).content) | ended() | {"reason": ["Moved on"]}
    assert [client.post(page, sent).status_code for _ in range(2)] == [302, 302]
    assert str(Involvement.objects.get(file=here.child, sort="allocation").until_on) == "2026-11-20"
    assert Record.objects.filter(fact=fact).count() == 2


def test_a_record_filed_in_error_is_found_the_right_file_and_moved(here: World) -> None:
    other = open_file(given="Kim", family="Archer")
    record(other, "case", days_ago(9), agency=here.yjs.pk, service="youth-justice")
    hidden = open_file(given="Kim", family="Hidden")
    fact = record(here.child, "contact", days_ago(5), agency=here.yjs.pk, result="kept").fact
    officer = browser(person(here.yjs, Role.RECORDS_OFFICER))
    page = reverse("refile", args=[here.child, fact])
    for nobody in ("Zzz", "Hidden", f"/files/{hidden}", f"/files/{UUID(int=7)}"):
        answer = officer.post(page, {"sought": [nobody]})
        assert "No file that is open to you" in answer.content.decode(), nobody
    for sought in ("kim arch", f"http://sightline.example/files/{other}"):
        found = officer.post(page, {"sought": [sought]})
        assert "Kim Archer" in found.content.decode()
    chosen = form_of(found.content) | {"reason": ["It was about Kim"]}
    assert form_of(officer.post(page, chosen | {"reason": [""]}).content)["to"] == [str(other)]
    sure = officer.post(page, chosen)
    assert "The record moves to the file of Kim Archer" in sure.content.decode()
    assert not Record.objects.filter(file=other, kind="contact").exists()
    assert officer.post(page, form_of(sure.content)).status_code == 302
    moved = Record.objects.get(file=other, kind="contact")
    assert moved.misfiled_from == fact and moved.reason == "It was about Kim"
