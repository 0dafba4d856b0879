"""What a form takes over from an earlier record is marked until somebody looks at each answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from sightline.engine.model import Value
from sightline.service.access import policy
from sightline.service.casework import starting
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.models import Draft
from sightline.service.casework.pages.correcting import entry_of
from sightline.service.files import services as files
from sightline.service.files.carrying import carried_by
from sightline.service.files.models import Carried, Record
from sightline.service.files.standard import standard
from sightline.service.ledger import chains
from sightline.service.ledger.verify import verify
from tests.service.casework.filling import Data, form_of
from tests.service.worlds import (
    World,
    agency,
    browser,
    days_ago,
    machine,
    open_file,
    person,
    record,
    viewer,
    world,
)

pytestmark = pytest.mark.django_db

LAST: Mapping[str, Value] = {
    "tool": "assetplus", "vulnerability": "high", "self-harm": "high", "signed": "yes",
    "factors": ("gangs", "neglect"), "summary": "Robin is afraid.\nHe says so.",
    "visit-needed": "yes",
}  # fmt: skip


@pytest.fixture
def here() -> World:
    return world()


def last(here: World, **said: Value) -> Record:
    return record(
        here.child, "assessment", days_ago(200), agency=here.yjs.pk, said={**LAST, **said}
    )


def from_(here: World, source: Record, kind: str = "assessment") -> str:
    page = reverse("add-record", args=[here.child, kind_id(kind)])
    return f"{page}?from={source.fact}"


def begun(here: World, source: Record) -> Data:
    """The first page of an assessment that starts from another, with its day."""
    sent = form_of(browser(here.worker).get(from_(here, source)).content)
    day = {"occurred-day": ["2"], "occurred-month": ["11"], "occurred-year": ["2026"]}
    return sent | day


def made(here: World, source: Record, said: Data) -> Record:
    """The record made of it. ``said``: what is typed and ticked on whichever page."""
    client, first = browser(here.worker), begun(here, source)
    page = reverse("add-record", args=[here.child, kind_id("assessment")])
    assert client.post(page, first | said).status_code == 302
    for number, step in enumerate(standard().kinds["assessment"].steps[1:], 2):
        if any(place.partition("-")[2] in step.fields for place in said):
            address = reverse("draft-step", args=[here.child, first["id"][0], number])
            sent = form_of(client.get(address).content) | said
            assert client.post(address, sent).status_code == 302
    check = reverse("draft", args=[here.child, first["id"][0]])
    answer = client.post(check, form_of(client.get(check).content))
    assert answer.status_code == 302, answer.content.decode()
    return Record.objects.get(pk=UUID(first["id"][0]))


def unreviewed(row: Record) -> tuple[str, ...]:
    found = carried_by([row]).get(row.pk)
    return () if found is None else found.fields


def test_what_is_carried_is_filled_in_and_what_is_nobodys_to_carry_is_not(here: World) -> None:
    source = last(here)
    row = made(here, source, {})
    details = entry_of(row).details
    assert "signed" not in details  # the kind says that it is not carried
    assert details == {name: value for name, value in LAST.items() if name != "signed"}
    assert set(unreviewed(row)) == details.keys() - {"tool"}  # by which it was chosen
    found = carried_by([row])[row.pk]
    assert found.fact == source.fact


@pytest.mark.once
def test_an_answer_is_reviewed_one_by_one_or_changed(here: World) -> None:
    row = made(
        here, last(here),
        {"still-summary": ["on"], "answer-vulnerability": ["low"], "answer-factors": ["gangs"]},
    )  # fmt: skip
    assert set(unreviewed(row)) == {"self-harm", "visit-needed"}


@pytest.mark.once
def test_where_all_are_reviewed_nothing_is_marked(here: World) -> None:
    every: Data = {f"still-{name}": ["on"] for name in LAST}
    assert unreviewed(made(here, last(here), every)) == ()


def test_the_record_says_of_each_answer_that_nobody_looked_at_it(here: World) -> None:
    source = last(here)
    row = made(here, source, {f"still-{name}": ["on"] for name in LAST if name != "summary"})
    html = browser(here.manager).get(reverse("record", args=[here.child, row.fact])).content
    assert html.decode().count("not reviewed") == 1
    story = browser(here.manager).get(reverse("chronology", args=[here.child])).content
    assert story.decode().count("1 answer carried over, not reviewed") == 1
    before = browser(here.manager).get(reverse("record", args=[here.child, source.fact])).content
    assert "not reviewed" not in before.decode()


def test_what_is_carried_is_evidence_in_the_chain_of_the_file(here: World) -> None:
    row, chain = made(here, last(here), {}), chains.file_chain(here.child)
    assert Carried.objects.get(chain=chain).position == row.position + 1
    assert list(verify(chains=[chain])) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        Carried.objects.update(fields=[])


# --- later ----------------------------------------------------------------------------------------


def correct(here: World, row: Record, said: Data) -> Record:
    client, page = browser(here.worker), reverse("correct", args=[here.child, row.fact])
    sent = form_of(client.get(page).content) | {"reason": ["Looked again"]} | said
    answer = client.post(page, sent)
    assert answer.status_code == 302, answer.content.decode()
    return Record.objects.filter(fact=row.fact).latest("position")


def test_a_correction_keeps_the_mark_of_what_it_leaves_as_it_was(here: World) -> None:
    ticked: Data = {f"still-{n}": ["on"] for n in LAST if n not in ("summary", "factors")}
    row = made(here, last(here), ticked)
    one = correct(here, row, {"answer-vulnerability": ["low"]})
    assert set(unreviewed(one)) == {"summary", "factors"}
    two = correct(here, one, {"still-summary": ["on"]})
    assert unreviewed(two) == ("factors",)
    three = correct(here, two, {"answer-factors": ["missing"]})
    assert unreviewed(three) == ()
    assert set(unreviewed(row)) == {"summary", "factors"}  # what was so then stays on file


def test_the_mark_goes_with_a_record_that_was_filed_in_error(here: World) -> None:
    row, to = made(here, last(here), {}), open_file(given="Alex", family="Other")
    with machine() as by:
        seen = chains.version(chains.file_chain(here.child))
        moved = files.refile(fact=row.fact, to=to, reason="Another child", seen=seen, by=by)
    assert unreviewed(moved) == unreviewed(row) != ()


# --- what is not taken over -----------------------------------------------------------------------


def test_what_the_person_does_not_read_is_not_carried(here: World) -> None:
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    source = last(here)
    form = form_of(browser(plain).get(from_(here, source)).content)
    assert form["answer-tool"] == ["assetplus"]
    kind, who = standard().kinds["assessment"], viewer(plain)
    start = starting.start(who, policy.check_see_file(who, here.child), kind, source.fact)
    assert start is not None and "vulnerability" in start.answers
    assert not {"self-harm", "factors"} & start.answers.keys()


@pytest.mark.once
def test_what_is_no_longer_offered_is_left_out_and_named(here: World) -> None:
    old = record(
        here.child, "plan", days_ago(3600), agency=here.yjs.pk, type="vulnerability", level="high"
    )
    html = browser(here.worker).get(from_(here, old, "plan")).content.decode()
    assert "no longer offered: Type of plan" in html
    form = form_of(html.encode())
    assert form["answer-level"] == ["high"] and form.get("answer-type", [""]) in ([""], [])


@pytest.mark.once
def test_the_last_of_each_sort_is_offered_and_nothing_that_was_withdrawn(here: World) -> None:
    last(here)
    newer = record(here.child, "assessment", days_ago(20), agency=here.yjs.pk, tool="assetplus")
    other = record(here.child, "assessment", days_ago(30), agency=here.yjs.pk, tool="aim")
    gone = record(here.child, "assessment", days_ago(10), agency=here.yjs.pk, tool="dash")
    with machine() as by:
        seen = chains.version(chains.file_chain(here.child))
        files.withdraw(fact=gone.fact, reason="Another child", seen=seen, by=by)
    page = reverse("add-record", args=[here.child, kind_id("assessment")])
    html = browser(here.worker).get(page).content.decode()
    offered = [part[:36] for part in html.split("?from=")[1:]]
    assert offered == [str(newer.fact), str(other.fact)]
    assert browser(here.worker).get(f"{page}?from={gone.fact}").status_code == 404


def test_nothing_is_started_from_a_record_of_another_file(here: World) -> None:
    other = open_file(given="Alex", family="Other")
    theirs = record(other, "assessment", days_ago(9), agency=agency("Felpersham").pk, tool="aim")
    assert browser(here.worker).get(from_(here, theirs)).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("how", ["corrected", "withdrawn"])
def test_what_the_earlier_record_no_longer_says_is_taken_out_of_a_draft(
    here: World, how: str
) -> None:
    """What was carried over and not looked at goes with its source; what was looked at stays."""
    source = last(here)
    page = reverse("add-record", args=[here.child, kind_id("assessment")])
    client, sent = browser(here.worker), begun(here, source)
    assert client.post(page, sent).status_code == 302
    second = reverse("draft-step", args=[here.child, sent["id"][0], 2])
    looked = form_of(client.get(second).content) | {"still-self-harm": ["on"]}
    assert client.post(second, looked).status_code == 302
    with machine() as by:
        seen = chains.version(chains.file_chain(here.child))
        if how == "withdrawn":
            files.withdraw(fact=source.fact, reason="Another child", seen=seen, by=by)
        else:
            entry = entry_of(source)
            entry = replace(entry, details={**entry.details, "vulnerability": "low"})
            files.correct(fact=source.fact, entry=entry, reason="A slip", seen=seen, by=by)
    check = reverse("draft", args=[here.child, Draft.objects.get().pk])
    html = browser(here.worker).get(check).content.decode()
    lost = html.count("which no longer says it to you")
    left = {"tool", "signed", "self-harm"}  # chosen, never carried, looked at again
    assert lost == (1 if how == "corrected" else len(LAST.keys() - left))
    assert "AssetPlus" in html
