"""A file says what is known, in the way in which it is known, and hides without hinting."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sightline.service.access.models import Agency
from sightline.service.casework.pages.correcting import entry_of
from sightline.service.files import services as files
from sightline.service.files.models import Obligation, Record, SubjectType
from sightline.service.ledger import chains
from sightline.service.ledger.acts import act
from tests.service.casework.filling import form_of
from tests.service.worlds import (
    World,
    agency,
    allocate,
    browser,
    days_ago,
    machine,
    open_file,
    person,
    record,
    world,
)

pytestmark = pytest.mark.django_db

CANARY = "<script>alert('x')</script>\"'&amp;"


@pytest.fixture
def here() -> World:
    return world()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def shown(of: object, name: str, *args: object) -> str:
    answer = browser(of).get(reverse(name, args=args))  # type: ignore[arg-type]
    assert answer.status_code == 200
    return answer.content.decode()


def test_six_ways_of_not_answering_are_six_different_words(here: World) -> None:
    """No, not known, not asked, declined, not recorded and not shown are never the same."""
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    row = record(
        here.child, "identity", days_ago(3), agency=here.yjs.pk,
        said={"interpreter": "no", "ethnicity": "declined", "language": "not-asked",
              "religion": "unknown"},
    )  # fmt: skip
    html = shown(plain, "record", here.child, row.fact)
    told = dict(re.findall(r"key\">([^<]*)</dt>\s*<dd[^>]*>\s*<[a-z]+[^>]*>([^<]*)<", html))
    assert told["Needs an interpreter"] == "No"
    assert told["Ethnicity"] == "Declined to say"
    assert told["Language spoken at home"] == "Not asked"
    assert told["Religion or belief"] == "Not known"
    assert told["Wants to be called"] == "Not recorded"
    assert told["Disability"] == "Not shown to you"


def test_what_may_not_be_read_is_the_same_whether_or_not_it_was_answered(here: World) -> None:
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    pages = set()
    for said in ({}, {"disability": ("autism",)}):
        row = record(
            here.child, "identity", days_ago(3), agency=here.yjs.pk, interpreter="no", said=said
        )
        html = shown(plain, "record", here.child, row.fact)
        pages.add(re.sub(r"[0-9a-f-]{36}|value=\"[^\"]*\"", "", html))
    assert len(pages) == 1


def test_what_is_not_seen_is_said_the_same_on_every_file(here: World) -> None:
    """The sentence names sorts of record; it does not change when there is one of them."""
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    before = _not_seen(shown(plain, "file-records", here.child))
    record(here.child, "outcome", days_ago(3), agency=here.yjs.pk, need="safety")
    after = _not_seen(shown(plain, "file-records", here.child))
    assert before == after
    assert "about health, about victims or of the police" in before
    assert (
        "Outcome of a need"
        not in text(shown(plain, "file-records", here.child)).split("newest first")[-1]
    )


def _not_seen(html: str) -> str:
    return text(html[html.find("You are not shown") : html.find("sightline-filter")])


def test_corrected_withdrawn_and_misfiled_are_marked_and_can_be_reached(here: World) -> None:
    rows = [
        record(here.child, "contact", days_ago(n), agency=here.yjs.pk, result="kept")
        for n in (3, 4, 5)
    ]
    other = open_file(given="Somebody", family="Else")
    record(other, "case", days_ago(10), agency=here.yjs.pk, service="youth-justice")
    with machine() as by:
        for number, done in enumerate(("correct", "withdraw", "refile")):
            seen = chains.version(chains.file_chain(here.child))
            fact, reason = rows[number].fact, "A slip"
            if done == "correct":
                entry = replace(entry_of(rows[0]), details={"result": "missed"})
                files.correct(fact=fact, entry=entry, reason=reason, seen=seen, by=by)
            elif done == "withdraw":
                files.withdraw(fact=fact, reason=reason, seen=seen, by=by)
            else:
                files.refile(fact=fact, to=other, reason=reason, seen=seen, by=by)
    html = shown(here.worker, "file-records", here.child)
    told = text(html)
    assert "Contact Corrected" in told and "Contact Withdrawn" in told
    assert told.count("A record was filed here in error") == 1
    assert str(rows[2].fact) not in html
    assert "Replaced: entered by" in shown(here.worker, "record", here.child, rows[0].fact)
    client = browser(here.worker)
    assert client.get(reverse("record", args=[here.child, rows[2].fact])).status_code == 404
    assert "Moved here from another file" in text(shown(here.manager, "file-records", other))


def test_a_record_says_when_it_was_known_where_that_was_later(here: World) -> None:
    record(here.child, "contact", days_ago(0), agency=here.yjs.pk, result="kept")
    record(here.child, "contact", days_ago(6), agency=here.yjs.pk, result="missed")
    told = text(shown(here.worker, "file-records", here.child))
    same_day, later = told[told.find("newest first") :].split("Contact")[:2]
    assert "Known" not in same_day and "Known" in later


def test_the_kinds_and_agencies_that_are_there_can_be_chosen(here: World) -> None:
    record(here.child, "contact", days_ago(6), agency=here.yjs.pk, result="missed")
    client = browser(here.worker)
    page = reverse("file-records", args=[here.child])
    html = client.get(page).content.decode()
    kind = re.search(r'name="kind"[^>]*value="([0-9a-f-]{36})"', html)
    assert kind is not None
    some = text(client.get(page, {"kind": kind[1]}).content.decode())
    assert "of 3, newest first" in text(html) and "1 to 1 of 1" in some
    none = client.get(page, {"kind": kind[1], "agency": str(here.yjs.pk), "page": "9"})
    assert none.status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_records(here: World) -> None:
    client, page = browser(here.worker), reverse("file-records", args=[here.child])
    record(here.child, "contact", days_ago(6), agency=here.yjs.pk, result="missed")
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for day in range(24):
        record(here.child, "contact", days_ago(day), agency=here.yjs.pk, result="missed")
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few) <= 33


def test_why_something_is_owed_tells_no_answer_that_may_not_be_read(here: World) -> None:
    """A trigger's health answer stands in no explanation for somebody without health data."""
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    record(
        here.child, "assessment", days_ago(5), agency=here.yjs.pk,
        said={"self-harm": "high", "factors": ("neglect",)}, tool="assetplus",
        vulnerability="low",
    )  # fmt: skip
    owed = re.findall(r'href="(/files/[^"]*/owed/[^"]*)"', shown(plain, "file", here.child))
    assert owed
    for address in owed:
        html = browser(plain).get(address).content.decode()
        assert "Neglect" not in html and "self-harm" not in html.lower()


def test_an_excuse_is_a_record_and_takes_the_obligation_off_the_list(here: World) -> None:
    row = Obligation.objects.filter(file=here.child, settled="").latest("due_on")
    client = browser(here.manager)
    page = reverse("excuse", args=[here.child, row.pk])
    day = {"occurred-day": ["1"], "occurred-month": ["11"], "occurred-year": ["2026"]}
    sent = form_of(client.get(page).content) | day | {"reason": ["The family has moved abroad"]}
    assert [client.post(page, sent).status_code for _ in range(2)] == [302, 302]
    row.refresh_from_db()
    assert row.settled == "excused"
    assert Record.objects.filter(kind="exemption").count() == 1


def test_hostile_text_is_text_wherever_it_is_shown(here: World) -> None:
    """Names, narratives, numbers, addresses, agencies and reasons: none of them becomes HTML."""
    hostile: Agency = agency(CANARY[:100], teams=(CANARY[:60],))
    child = open_file(given=CANARY, family=CANARY, called=CANARY, place=CANARY[:80])
    record(child, "case", days_ago(9), agency=hostile.pk, service="youth-justice",
           said={"closing-note": CANARY})  # fmt: skip
    worker = person(hostile, name=CANARY, team=CANARY[:60])
    allocate(child, worker, hostile, CANARY[:60])
    row = record(child, "contact", days_ago(5), agency=hostile.pk, result="kept", note=CANARY)
    other = open_file(SubjectType.ADULT, given=CANARY)
    record(child, "link", days_ago(5), agency=hostile.pk, relation="parent",
           said={"other-person": str(other)})  # fmt: skip
    with act(person=worker.pk, route="test") as by:
        for do in (
            lambda seen: files.add_identifier(
                file=child, scheme=CANARY[:40], value=CANARY, seen=seen, by=by
            ),
            lambda seen: files.add_address(
                file=child, lines=CANARY, postcode="<b>", seen=seen, by=by
            ),
        ):
            do(chains.version(chains.file_chain(child)))
    owed = Obligation.objects.filter(file=child, settled="").first()
    assert owed is not None
    client = browser(worker)
    for name, args in (
        ("my-files", []), ("file", [child]), ("file-records", [child]),
        ("file-about", [child]), ("who", [child]), ("record", [child, row.fact]),
        ("correct", [child, row.fact]), ("withdraw", [child, row.fact]), ("owed", [child, owed.pk]),
        ("add", [child]), ("open-file", []),
    ):  # fmt: skip
        html = client.get(reverse(name, args=args)).content.decode()
        assert "<script>alert" not in html, name
        assert '"&amp;"\'' not in html, name


def test_who_has_looked_is_told_in_words(here: World) -> None:
    """Not by the names of pages and ways in: what was seen, and why it was open."""
    fact = record(here.child, "contact", days_ago(6), agency=here.yjs.pk, result="kept").fact
    shown(here.worker, "my-files")
    shown(here.worker, "record", here.child, fact)
    told = text(shown(here.manager, "lookers", here.child))
    assert "Read a record Allocated to them" in told
    assert "Saw the name in a list It was in a list" in told


def test_every_page_says_once_whose_file_it_is(here: World) -> None:
    fact = record(here.child, "contact", days_ago(6), agency=here.yjs.pk, result="kept").fact
    for name, args in (
        ("file", []),
        ("file-records", []),
        ("file-about", []),
        ("record", [fact]),
        ("withdraw", [fact]),
        ("correct", [fact]),
    ):
        html = shown(here.worker, name, here.child, *args)
        assert html.count('class="moj-identity-bar"') == 1, name
