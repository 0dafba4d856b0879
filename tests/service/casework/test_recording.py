"""A record added and corrected through its pages: said once, kept whole, never over another's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sightline.engine.model import Record as EngineRecord
from sightline.service.casework import offers
from sightline.service.casework.kinds import PAGES_OF_THEIR_OWN, kind_id
from sightline.service.casework.pages.correcting import entry_of
from sightline.service.files.entries import Entry
from sightline.service.files.models import Name, Obligation, Record, SubjectType
from sightline.service.files.reading import engine_file
from sightline.service.files.standard import standard
from sightline.service.ledger import chains
from sightline.service.ledger.chains import file_chain
from sightline.service.ledger.ids import new_id
from sightline.standard.model import FieldType
from tests.service.casework.entries import entries
from tests.service.casework.filling import Data, form_of, typed
from tests.service.casework.recording.stepping import through
from tests.service.worlds import (
    World,
    agency,
    allocate,
    browser,
    days_ago,
    open_file,
    person,
    record,
    world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> World:
    return world()


def add_page(world: World, kind: str) -> str:
    return reverse("add-record", args=[world.child, kind_id(kind)])


def fill(client: Client, page: str, data: Data) -> Data:
    """A page's form as a browser would send it, with some of it typed over."""
    shown = client.get(page)
    assert shown.status_code == 200, shown.content.decode()
    return form_of(shown.content) | data


def said(file: UUID, fact: UUID) -> EngineRecord:
    """The version of a fact that stands, as the engine reads it."""
    versions = [r for r in engine_file(file).records if r.withdraws is None]
    last = Record.objects.filter(fact=fact, withdraws=None).order_by("position").last()
    assert last is not None
    return next(record for record in versions if record.id == str(last.pk))


VISIT_DAY: Data = {
    "occurred-day": ["2"], "occurred-month": ["11"], "occurred-year": ["2026"],
}  # fmt: skip
VISIT: Data = {
    **VISIT_DAY, "occurred-time": ["14:30"], "answer-with": ["child"], "answer-result": ["kept"],
}  # fmt: skip


def contact(world: World) -> Record:
    """A visit that is on file."""
    return record(
        world.child, "contact", days_ago(5), agency=world.yjs.pk, said={"with": "child"},
        result="kept",
    )  # fmt: skip


@pytest.mark.once
def test_every_kind_goes_through_its_page_and_back(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GET, type, POST; then the form of the record as it is filled in, sent as it is: the same."""
    # Whoever may record a kind is not what this is about: the rules have tests of their own.
    policy, everything = "sightline.service.access", frozenset(standard().kinds)
    monkeypatch.setattr(f"{policy}.policy.on_files._records", lambda way, kind: True)
    monkeypatch.setattr(f"{policy}.reading._kinds", lambda way, *, own: everything)
    client = browser(here.manager)
    for type_ in (SubjectType.ESTABLISHMENT, SubjectType.BOARD):
        open_file(type_, family="Blackfriars")
    for name in sorted(set(standard().kinds) - PAGES_OF_THEIR_OWN):
        _goes_through(replace(here, child=_file_of(here, name)), client, name)


def _file_of(here: World, name: str) -> UUID:
    """A file on which records of a kind are kept, and that is open to the manager."""
    type_ = standard().kinds[name].of[0]
    if type_ in (SubjectType.CHILD, SubjectType.ADULT):
        file = open_file(type_, given="Robin", family="Greenaway")
        allocate(file, here.manager, here.yjs)
        return file
    assert here.worker.worker_id is not None
    own: UUID = here.worker.worker_id if type_ == SubjectType.WORKER else here.yjs.pk
    return own


def _goes_through(here: World, client: Client, name: str) -> None:
    kind, page, somebody = standard().kinds[name], add_page(here, name), new_id()
    html = client.get(page).content.decode()
    form, tried = form_of(html.encode()), list[Entry]()
    offered = {
        field.name: _one_offered(html, field.name)
        for field in kind.fields.values()
        if field.type is FieldType.FILE
    }

    @settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow])
    @given(entries(kind, here.child, [somebody]))
    def holds(entry: Entry) -> None:
        named = {n: offered[n] if v == str(somebody) else v for n, v in entry.details.items()}
        entry = replace(entry, details={n: v for n, v in named.items() if v})
        fresh = {"id": [str(new_id())], "seen": [str(chains.version(file_chain(here.child)))]}
        sent = form | fresh | typed(kind, entry)
        answer = through(client, page, sent)
        assert answer.status_code == 302, (name, _errors(answer))
        row = Record.objects.get(pk=UUID(sent["id"][0]))
        expected = replace(entry, agency=here.yjs.pk, author=here.manager.worker_id)
        assert entry_of(row) == expected
        tried.append(entry)
        if len(tried) == 1:
            return  # the plainest entry: the next one has more to lose
        before = said(here.child, row.fact)
        correct = reverse("correct", args=[here.child, row.fact])
        answer = client.post(correct, fill(client, correct, {"reason": ["A slip"]}))
        assert answer.status_code == 302, (name, _errors(answer))
        after = said(here.child, row.fact)
        assert _content(after) == _content(before) and after.id != before.id

    holds()


def _one_offered(html: str, field: str) -> str:
    """A file that a page offers for a field; '' where it offers none."""
    place = html.find(f'name="answer-{field}"')
    values = [part.split('"')[0] for part in html[place:].split('value="')[1:12]]
    return next((value for value in values if len(value) == 36), "")


def _content(record: EngineRecord) -> tuple[object, ...]:
    r = record
    return (r.kind, r.at, r.ended, r.planned_start, r.planned_end, r.about, r.agency, r.details)


def _errors(answer: Any) -> str:
    html: str = answer.content.decode()
    return html[html.find("error-summary") :][:1500]


def test_what_a_record_met_is_said(here: World) -> None:
    """The plan that was owed is met by the plan that is added, and the file says so."""
    record(
        here.child, "assessment", days_ago(3), agency=here.yjs.pk,
        tool="assetplus", vulnerability="high",
    )  # fmt: skip
    client = browser(here.worker)
    day = days_ago(1)
    entry = Entry(kind="plan", occurred=day, details={"type": "safety-and-wellbeing"})
    page = add_page(here, "plan")
    answer = client.post(
        page, fill(client, page, typed(standard().kinds["plan"], entry)), follow=True
    )
    html = answer.content.decode()
    assert "This met:" in html
    plan = Record.objects.get(kind="plan")
    met = list(Obligation.objects.filter(file=here.child, met_by=plan.fact))
    assert met
    for row in met:
        assert standard().duties[row.duty].title in html


def test_a_form_sent_twice_is_one_record(here: World) -> None:
    client, page = browser(here.worker), add_page(here, "contact")
    sent = fill(client, page, VISIT)
    first, second = client.post(page, sent), client.post(page, sent)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Record.objects.filter(kind="contact").count() == 1


def test_the_number_of_a_form_cannot_be_used_for_another_record(here: World) -> None:
    """A form's number that is a record of somebody else's is neither that record nor a second."""
    client, page = browser(here.worker), add_page(here, "contact")
    other = contact(here)
    answer = client.post(page, fill(client, page, VISIT | {"id": [str(other.pk)]}))
    assert answer.status_code == 200
    assert "belongs to another record" in answer.content.decode()
    assert Record.objects.filter(kind="contact").count() == 1


def test_who_was_overtaken_sees_both_and_can_send_theirs_again(here: World) -> None:
    client, page = browser(here.worker), add_page(here, "contact")
    sent = fill(client, page, VISIT | {"answer-note": ["Robin was at home"]})
    record(here.child, "meeting", days_ago(1), agency=here.yjs.pk, type="strategy")
    answer = client.post(page, sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert not Record.objects.filter(kind="contact").exists()
    assert "Meeting, added since" in html and "14:30" in html
    again = form_of(answer.content)
    assert {n: v for n, v in again.items() if n != "seen"} | {} == {
        n: v for n, v in sent.items() if n != "seen"
    }
    assert client.post(page, again).status_code == 302
    assert Record.objects.filter(kind="contact").count() == 1


def test_a_correction_that_was_overtaken_shows_where_the_two_differ(here: World) -> None:
    fact = record(
        here.child, "assessment", days_ago(5), agency=here.yjs.pk,
        tool="assetplus", vulnerability="low",
    ).fact  # fmt: skip
    page = reverse("correct", args=[here.child, fact])
    mine, theirs = browser(here.worker), browser(here.manager)
    sent = fill(mine, page, {"answer-vulnerability": ["high"], "reason": ["Read again"]})
    other = fill(theirs, page, {"answer-vulnerability": ["medium"], "reason": ["Told by phone"]})
    assert theirs.post(page, other).status_code == 302
    answer = mine.post(page, sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Mo Manager saved it" in html
    row = html[html.find("Vulnerability") :]
    assert row.find("Medium") < row.find("High")
    assert mine.post(page, form_of(answer.content)).status_code == 302
    assert said(here.child, fact).details["vulnerability"] == "high"
    assert Record.objects.filter(fact=fact).count() == 3


def test_a_correction_of_what_was_withdrawn_meanwhile_keeps_what_was_typed(here: World) -> None:
    """Not refused: told what happened, all of it kept, and a way to record it anew."""
    fact = contact(here).fact
    mine, theirs = browser(here.worker), browser(here.manager)
    page, gone = (reverse(n, args=[here.child, fact]) for n in ("correct", "withdraw"))
    sent = fill(mine, page, VISIT | {"answer-note": ["At home"], "reason": ["The wrong day"]})
    assert theirs.post(gone, fill(theirs, gone, {"reason": ["Not so"]})).status_code == 302
    answer = mine.post(page, sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "This record was withdrawn after you opened it" in html and "Mo Manager" in html
    assert "Not so" in html
    again = form_of(answer.content, sent_to=add_page(here, "contact"))
    kept = sent.keys() - {"id", "seen", "reason"}
    assert {name: again[name] for name in kept} == {name: sent[name] for name in kept}
    assert mine.post(add_page(here, "contact"), again).status_code == 302
    anew = Record.objects.get(pk=UUID(again["id"][0]))
    assert anew.details is not None and anew.details["note"] == "At home"
    assert mine.get(page).status_code == 403


def test_a_kind_is_offered_only_on_the_files_of_those_whom_it_is_of(here: World) -> None:
    """A child has no vetting and a worker no assessment, neither in the list nor by its address."""
    client = browser(here.manager)
    assert here.worker.worker_id is not None
    for file, has, has_not in (
        (here.child, "Assessment", "Vetting check"),
        (here.worker.worker_id, "Vetting check", "Assessment"),
    ):
        html = client.get(reverse("add", args=[file])).content.decode()
        assert f">{has}</a>" in html and f">{has_not}</a>" not in html
    page = add_page(here, "vetting")
    assert client.get(page).status_code == client.post(page, {}).status_code == 403


def test_a_correction_sent_twice_is_one_version(here: World) -> None:
    fact = contact(here).fact
    client, page = browser(here.worker), reverse("correct", args=[here.child, fact])
    sent = fill(client, page, VISIT | {"reason": ["The wrong day"]})
    assert [client.post(page, sent).status_code for _ in range(2)] == [302, 302]
    assert Record.objects.filter(fact=fact).count() == 2


def test_withdrawing_takes_back_what_it_met_and_twice_is_once(here: World) -> None:
    fact = contact(here).fact
    client, page = browser(here.worker), reverse("withdraw", args=[here.child, fact])
    assert client.post(page, fill(client, page, {"reason": [" "]})).status_code == 200
    sent = fill(client, page, {"reason": ["It was another child"]})
    assert [client.post(page, sent).status_code for _ in range(2)] == [302, 302]
    shown = client.get(reverse("record", args=[here.child, fact])).content.decode()
    assert "This record was withdrawn" in shown and "It was another child" in shown
    assert Record.objects.filter(fact=fact).count() == 2


def test_what_may_not_be_read_stays_as_it_is_when_the_rest_is_corrected(here: World) -> None:
    """Somebody without health data corrects an assessment: its health answers are kept, unseen."""
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    fact = record(
        here.child, "assessment", days_ago(5), agency=here.yjs.pk,
        said={"self-harm": "high"}, tool="assetplus", vulnerability="low",
    ).fact  # fmt: skip
    client, page = browser(plain), reverse("correct", args=[here.child, fact])
    shown = client.get(page).content.decode()
    assert "answer-self-harm" not in shown and "Not shown to you, and kept as it is" in shown
    sent = fill(client, page, {"answer-vulnerability": ["high"], "reason": ["Read again"]})
    assert client.post(page, sent | {"answer-self-harm": ["low"]}).status_code == 302
    details = said(here.child, fact).details
    assert (details["self-harm"], details["vulnerability"]) == ("high", "high")


@given(st.sampled_from(["31", "x", "", "99"]))
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_refused_page_keeps_what_was_typed(here: World, day: str) -> None:
    client, page = browser(here.worker), add_page(here, "contact")
    data = VISIT | {"occurred-day": [day], "answer-note": ['<b>Robin</b> & "co"']}
    sent = fill(client, page, data)
    answer = client.post(page, sent)
    assert answer.status_code == 200 and "There is a problem" in answer.content.decode()
    assert form_of(answer.content) == sent


# --- what no list offers -----------------------------------------------------------------------


FAMILIES = ("Ashgrove", "Birchwood", "Cedarfield", "Birchholt")


def _offered(html: str) -> set[str]:
    """The families whose children are offered."""
    return {family for family in FAMILIES if f"Robin {family}" in html}


def _links(here: World, monkeypatch: pytest.MonkeyPatch, most: int = 2) -> tuple[str, Data]:
    """The form of a link to somebody, of whom there are more than a list shows; as it is typed."""
    monkeypatch.setattr(offers, "MOST_FILES", most)
    monkeypatch.setattr(offers, "MOST_RECORDS", most)
    for family in FAMILIES:
        allocate(open_file(given="Robin", family=family), here.worker, here.yjs)
    page = add_page(here, "link")
    return page, fill(browser(here.worker), page, {"answer-relation": ["sibling"]})


def test_whoever_is_in_no_list_is_said_to_be_missing_and_is_found_by_name(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, form = _links(here, monkeypatch)
    client = browser(here.worker)
    html = client.get(page).content.decode()
    assert "The list is too long to show whole" in html
    assert len(_offered(html)) == 2
    asked = form | {"find-other-person": ["robin BIRCH"], "finds": ["answer-other-person"]}
    answer = client.post(page, asked)
    html = answer.content.decode()
    assert answer.status_code == 200 and "There is a problem" not in html
    assert _offered(html) == {"Birchwood", "Birchholt"}
    assert not Record.objects.filter(kind="link").exists()
    # Typed and not chosen is not taken for nobody.
    sent = form_of(answer.content)
    assert sent["answer-relation"] == ["sibling"]
    refused = client.post(page, sent).content.decode()
    assert "Choose one of those found from the list, or empty this box" in refused


def test_what_was_found_is_chosen_and_stays_chosen_whatever_is_looked_for_next(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, form = _links(here, monkeypatch)
    wanted = str(Name.objects.get(family="Ashgrove").subject_id)
    sent = form | VISIT_DAY | {"answer-other-person": [wanted], "find-other-person": ["Birch"]}
    answer = browser(here.worker).post(page, sent)
    assert answer.status_code == 302, _errors(answer)
    assert (Record.objects.get(kind="link").details or {})["other-person"] == wanted


def test_nobody_is_found_whose_file_is_closed_to_the_person(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, form = _links(here, monkeypatch)
    open_file(given="Robin", family="Secretly")
    asked = form | {"find-other-person": ["Secretly"], "finds": ["answer-other-person"]}
    html = browser(here.worker).post(page, asked).content.decode()
    assert "Robin Secretly" not in html and _offered(html) == set()


def test_a_worker_of_another_agency_is_found_by_name(here: World) -> None:
    elsewhere = agency("Felpersham YJS")
    worker = person(elsewhere, name="Jo Farther")
    page = add_page(here, "allocation")
    form = fill(browser(here.manager), page, {})
    assert "Jo Farther" not in str(browser(here.manager).get(page).content)
    asked = form | {"find-worker": ["farther"], "finds": ["answer-worker"]}
    html = browser(here.manager).post(page, asked).content.decode()
    assert str(worker.worker_id) in html and "Jo Farther" in html


def test_an_old_record_to_be_about_is_found_by_its_words(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = record(here.child, "assessment", days_ago(900), agency=here.yjs.pk, tool="assetplus")
    for days in (5, 6, 7):
        record(here.child, "contact", days_ago(days), agency=here.yjs.pk, result="kept")
    monkeypatch.setattr(offers, "MOST_RECORDS", 2)
    page, client = add_page(here, "contact"), browser(here.worker)
    form = fill(client, page, VISIT)
    assert str(old.fact) not in client.get(page).content.decode()
    asked = form | {"find-about": ["assessment"], "finds": ["about"]}
    html = client.post(page, asked).content.decode()
    assert str(old.fact) in html
    assert client.post(page, form | {"about": [str(old.fact)]}).status_code == 302
