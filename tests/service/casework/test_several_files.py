"""One record that concerns several: on each of their files, open to those whose files those are."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.models import Person
from sightline.service.access.roles import Role
from sightline.service.casework.kinds import kind_id
from sightline.service.files import services as files
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import AlsoOn, Obligation, Record
from sightline.service.files.reading import latest
from sightline.service.files.standard import standard
from sightline.service.ledger import chains
from sightline.service.ledger.chains import file_chain
from sightline.service.ledger.failures import Refused, Stale
from sightline.service.ledger.models import LoggedFile
from sightline.standard.model import Kind
from tests.service.casework.filling import Data, form_of
from tests.service.worlds import (
    World,
    allocate,
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

VISIT: Data = {
    "occurred-day": ["2"], "occurred-month": ["11"], "occurred-year": ["2026"],
    "occurred-time": ["14:30"], "answer-with": ["child"], "answer-result": ["kept"],
}  # fmt: skip


@dataclass(frozen=True)
class Family:
    """Three siblings, of whom the practitioner works with two; and the world that they live in."""

    world: World
    child: UUID
    sibling: UUID
    closed: UUID

    @property
    def worker(self) -> Person:
        return self.world.worker


@pytest.fixture
def family() -> Family:
    here = world()
    sibling, closed = (open_file(given=name, family="Greenaway") for name in ("Sam", "Kit"))
    allocate(sibling, here.worker, here.yjs, "North")
    return Family(here, here.child, sibling, closed)


def visit(**said: Any) -> Entry:
    return Entry("contact", days_ago(2), details={"with": "child", "result": "kept"}, **said)


def seen(file: UUID) -> int:
    return chains.version(file_chain(file))


def visited(family: Family, *also: UUID) -> Record:
    """A visit that is on file."""
    with machine() as by:
        return files.record(
            file=family.child,
            entry=visit(also=frozenset(also), agency=family.world.yjs.pk),
            seen=seen(family.child),
            by=by,
        )


def page_of(family: Family) -> str:
    return reverse("add-record", args=[family.child, kind_id("contact")])


def offered(html: bytes) -> dict[str, str]:
    """Whom a form offers as those that the record concerns too: by name, what would be sent."""
    found = re.findall(r'name="also"[^>]*value="([^"]*)".*?<label[^>]*>\s*(.*?)\s*</label>',
                       html.decode(), re.DOTALL)  # fmt: skip
    return {name: value for value, name in found}


def sought(client: Client, page: str, words: str, **more: list[str]) -> Any:
    """The form after somebody looked for a name."""
    filled = form_of(client.get(page).content) | VISIT | more
    return client.post(page, filled | {"find-also": [words], "finds": ["also"]})


def text(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html.decode()))


# --- recording it ----------------------------------------------------------------------------


def test_a_visit_to_two_is_one_record_on_both_files(family: Family) -> None:
    """Found by name, ticked, saved: it stands on both, is judged on both, and both logs say so."""
    client, page = browser(family.worker), page_of(family)
    found = sought(client, page, "greenaway")
    ((name, value),) = offered(found.content).items()
    assert "Sam" in name and value == f"{family.sibling}.{seen(family.sibling)}"
    filled = form_of(found.content) | {"also": [value], "find-also": [""]}
    assert client.post(page, filled | {"answer-purpose": ["welfare"]}).status_code == 302
    row = Record.objects.get(kind="contact")
    assert row.file_id == family.child
    assert [r.pk for r in latest(family.sibling).filter(kind="contact")] == [row.pk]
    for file, other in ((family.child, "Sam"), (family.sibling, "Robin")):
        told = text(client.get(reverse("record", args=[file, row.fact])).content)
        assert f"Also concerns {other} Greenaway" in told
    logged = LoggedFile.objects.filter(line__route="add-record").values_list("file", flat=True)
    assert {family.child, family.sibling} <= set(logged)


def test_what_is_owed_is_met_on_each_file(family: Family) -> None:
    for file in (family.child, family.sibling):
        record(file, "looked-after", days_ago(5), said={"legal-basis": "voluntary"})
        record(file, "placement", days_ago(5), type="foster")
    details = {"purpose": "statutory-visit", "result": "kept", "with": "child"}
    entry = Entry("contact", days_ago(2), also=frozenset({family.sibling}), details=details)
    with machine() as by:
        fact = files.record(file=family.child, entry=entry, seen=seen(family.child), by=by).fact
    met = Obligation.objects.filter(met_by=fact).values_list("file", "duty")
    of = {file: {duty for on, duty in met if on == file} for file in (family.child, family.sibling)}
    assert of[family.child] and of[family.child] == of[family.sibling]


def test_only_files_on_which_one_may_record_are_offered(family: Family) -> None:
    """By no name is a closed file found, and one that is sent all the same is like none at all."""
    client, page = browser(family.worker), page_of(family)
    assert offered(sought(client, page, "kit").content) == {}
    told = set()
    for file in (family.closed, uuid4()):
        answer = client.post(
            page, form_of(client.get(page).content) | VISIT | {"also": [f"{file}.1"]}
        )
        assert answer.status_code == 200
        told.add(re.sub(r"[0-9a-f-]{36}|value=\"[^\"]*\"|nonce-\S+", "", answer.content.decode()))
    assert len(told) == 1 and "There is a problem" in told.pop()
    assert not Record.objects.filter(kind="contact").exists()


def test_a_file_that_may_be_read_but_not_recorded_on_is_not_offered(family: Family) -> None:
    both = [family.child, family.sibling]
    for file in both:
        record(file, "case", days_ago(9), agency=family.world.yjs.pk, service="youth-justice")
    officer = person(family.world.yjs, Role.RECORDS_OFFICER, name="Ro Records", team="North")
    assert set(policy.recorded_among(viewer(family.worker), both, "contact")) == set(both)
    assert set(policy.bases_for(viewer(officer), both)) == set(both)
    assert policy.recorded_among(viewer(officer), both, "contact") == []


def test_who_is_tied_to_the_child_is_offered_unasked(family: Family) -> None:
    for other in (family.sibling, family.closed):
        record(
            family.child, "link", days_ago(9), agency=family.world.yjs.pk,
            said={"other-person": str(other), "relation": "sibling"},
        )  # fmt: skip
    client = browser(family.worker)
    assert [*offered(client.get(page_of(family)).content)] == ["Sam Greenaway"]


def test_the_number_of_queries_does_not_grow_with_those_who_are_offered(family: Family) -> None:
    client, page = browser(family.worker), page_of(family)
    asked = []
    for number in (1, 2, 3):
        for n in range(number):
            other = open_file(given=f"Sib {number} {n}", family="Greenaway")
            allocate(other, family.worker, family.world.yjs, "North")
            record(
                family.child, "link", days_ago(9), agency=family.world.yjs.pk,
                said={"other-person": str(other), "relation": "sibling"},
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            html = client.get(page).content
        asked.append((len(offered(html)), len(queries)))
    # The first page reads what is kept by the process from then on.
    _, (few, before), (many, after) = asked
    assert (few, many) == (3, 6) and after == before


def test_a_sibling_s_file_that_has_grown_is_told_of_and_nothing_is_lost(family: Family) -> None:
    client, page = browser(family.worker), page_of(family)
    found = sought(client, page, "sam")
    (value,) = offered(found.content).values()
    filled = form_of(found.content) | {"also": [value], "find-also": [""]}
    record(family.sibling, "contact", days_ago(1), agency=family.world.yjs.pk, result="missed")
    answer = client.post(page, filled)
    told = text(answer.content)
    assert answer.status_code == 409 and "Contact, added since to the file of Sam Greenaway" in told
    assert not Record.objects.filter(file=family.child, kind="contact").exists()
    again = client.post(page, form_of(answer.content))
    assert again.status_code == 302
    row = Record.objects.get(file=family.child, kind="contact")
    assert [*AlsoOn.objects.filter(record=row).values_list("file", flat=True)] == [family.sibling]


def test_what_would_change_is_said_of_each(family: Family) -> None:
    client, page = browser(family.worker), page_of(family)
    found = sought(client, page, "sam")
    (value,) = offered(found.content).values()
    filled = form_of(found.content) | {"also": [value], "find-also": [""], "sees": ["yes"]}
    told = text(client.post(page, filled).content)
    told = told[told.index("What saving this would change") :]
    assert "Robin Greenaway" in told and "Sam Greenaway" in told


@pytest.mark.parametrize(
    ("kind", "sentence"), [("contact", "already"), ("plan", "stands on one file")]
)
def test_what_cannot_stand_on_several_is_refused(family: Family, kind: str, sentence: str) -> None:
    also = family.child if kind == "contact" else family.sibling
    details = {"result": "kept"} if kind == "contact" else {"type": "safety-and-wellbeing"}
    entry = Entry(kind, days_ago(1), details=details, also=frozenset({also}))
    with machine() as by, pytest.raises(BadEntry, match=sentence):
        files.record(file=family.child, entry=entry, seen=seen(family.child), by=by)


# --- changing it -----------------------------------------------------------------------------


def owed_on(*of: UUID) -> list[tuple[Any, ...]]:
    return sorted(Obligation.objects.filter(file__in=of).values_list("id", "settled", "met_by"))


def stands_on(fact: UUID, *among: UUID) -> set[UUID]:
    return {file for file in among if latest(file).filter(fact=fact).exists()}


def test_misfiled_from_one_it_stays_on_the_others(family: Family) -> None:
    """On that file only that it was filed in error can be read; the rest is as it was."""
    third = open_file(given="Lee", family="Greenaway")
    fact = visited(family, family.sibling, third).fact
    officer = person(family.world.yjs, Role.RECORDS_OFFICER, name="Ro Records", team="North")
    for file in (family.child, family.sibling, third):
        record(file, "case", days_ago(9), agency=family.world.yjs.pk, service="youth-justice")
    allocate(third, family.worker, family.world.yjs, "North")
    rest = owed_on(family.child, family.sibling)
    client, page = browser(officer), reverse("refile", args=[third, fact])
    shown = client.get(page)
    assert "Take this record off this file?" in text(shown.content)
    sent = form_of(shown.content) | {"reason": ["Lee was not there"]}
    assert client.post(page, sent).status_code == 302
    every = (family.child, family.sibling, third)
    assert stands_on(fact, *every) == {family.child, family.sibling}
    assert owed_on(family.child, family.sibling) == rest
    assert not Obligation.objects.filter(file=third, met_by=fact).exists()
    practitioner = browser(family.worker)
    for file in every:
        answer = practitioner.get(reverse("record", args=[file, fact]))
        assert answer.status_code == (404 if file == third else 200)
    told = text(practitioner.get(reverse("file-records", args=[third])).content)
    assert "A record was filed here in error" in told and "Lee was not there" not in told
    # A correction leaves it where it is, and does not bring it back.
    with machine() as by:
        files.correct(
            fact=fact, entry=replace(visit(), details={"result": "missed"}), reason="A slip",
            seen=seen(family.child), by=by,
        )  # fmt: skip
    assert stands_on(fact, *every) == {family.child, family.sibling}


def test_a_file_that_an_answer_names_is_not_taken_off(family: Family) -> None:
    said = {"type": "bullying", "other-child": str(family.sibling)}
    fact = record(family.child, "concern", days_ago(1), said=said).fact
    with machine() as by, pytest.raises(Refused, match="Correct it instead"):
        files.take_off(
            fact=fact, file=family.sibling, reason="No", seen=seen(family.sibling), by=by
        )


def test_a_correction_takes_off_whom_it_did_not_concern(family: Family) -> None:
    fact = visited(family, family.sibling).fact
    client, page = browser(family.worker), reverse("correct", args=[family.child, fact])
    shown = client.get(page)
    filled = form_of(shown.content)
    assert filled["also"] == [f"{family.sibling}.{seen(family.sibling)}"]
    sent = {name: some for name, some in filled.items() if name != "also"}
    assert client.post(page, sent | {"reason": ["Sam was out"]}).status_code == 302
    assert stands_on(fact, family.child, family.sibling) == {family.child}
    assert client.post(page, sent | {"reason": ["Sam was out"]}).status_code == 302
    assert Record.objects.filter(fact=fact, withdraws=None).count() == 2


def test_whose_file_is_closed_to_whoever_corrects_stays(family: Family) -> None:
    """They are neither shown nor lost."""
    fact = visited(family, family.sibling, family.closed).fact
    client, page = browser(family.worker), reverse("correct", args=[family.child, fact])
    shown = client.get(page)
    assert [*offered(shown.content)] == ["Sam Greenaway"]
    assert str(family.closed) not in shown.content.decode()
    told = text(client.get(reverse("record", args=[family.child, fact])).content)
    assert "Also concerns Sam Greenaway" in told and "Kit" not in told
    sent = form_of(shown.content) | {"reason": ["A slip"], "answer-result": ["missed"]}
    assert client.post(page, sent).status_code == 302
    every = (family.child, family.sibling, family.closed)
    assert stands_on(fact, *every) == set(every)


def test_each_file_is_locked_by_the_version_that_was_seen(family: Family) -> None:
    entry = visit(also=frozenset({family.sibling}))
    old = {family.sibling: seen(family.sibling)}
    record(family.sibling, "contact", days_ago(1), result="kept")
    with pytest.raises(Stale) as stale, machine() as by:
        files.record(file=family.child, entry=entry, seen=seen(family.child), seen_also=old, by=by)
    assert stale.value.file == family.sibling


def test_which_kinds_may_concern_several() -> None:
    """What tells of one person's own life alone stands on one file."""
    several: list[Kind] = [kind for kind in standard().kinds.values() if kind.several]
    assert {kind.name for kind in several} == {"concern", "contact", "incident", "meeting"}
    assert not any(kind.steps for kind in several), "on no page of a long form is it asked"
