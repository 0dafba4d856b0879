"""Each page for each role: one who may open it, and one who may not and is told nothing."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sightline.service.access import services as access
from sightline.service.access.models import Person, Sector
from sightline.service.access.roles import Role
from sightline.service.casework import drafts, urls
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.models import Draft
from sightline.service.files import services as files
from sightline.service.files.attaching import Document
from sightline.service.files.models import Identifier, Name, Obligation, Record
from sightline.service.files.standard import standard
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import act
from tests.service.files.papers import PDF
from tests.service.worlds import (
    agency,
    allocate,
    browser,
    days_ago,
    machine,
    open_file,
    person,
    record,
    see_all,
    today,
    viewer,
)

pytestmark = pytest.mark.django_db

PAGES = sorted(str(pattern.name) for pattern in urls.urlpatterns)

PRACTICE = {Role.PRACTITIONER, Role.MANAGER}
READS = PRACTICE | {Role.RECORDS_OFFICER, Role.INSPECTOR}

WHO_OPENS: dict[str, set[Role]] = {
    "my-work": PRACTICE,
    "my-files": READS,
    "open-file": PRACTICE,
    "find": READS,
    "alike": {Role.RECORDS_OFFICER},
    "pair": {Role.RECORDS_OFFICER},
    "file": READS,
    "file-records": READS,
    "file-about": READS,
    "add": PRACTICE | {Role.INSPECTOR},
    "add-record": PRACTICE,
    "draft": {Role.PRACTITIONER},  # theirs, and nobody else's
    "draft-step": {Role.PRACTITIONER},
    "throw-draft": {Role.PRACTITIONER},
    "record": READS,
    "correct": PRACTICE,
    "withdraw": PRACTICE,
    "refile": {Role.RECORDS_OFFICER},
    "countersign": {Role.MANAGER},
    "send-back": {Role.MANAGER},
    "team": {Role.MANAGER},
    "team-countersigning": {Role.MANAGER},
    "team-not-seen": {Role.MANAGER},
    "team-unallocated": {Role.MANAGER},
    "team-worker": {Role.MANAGER},
    "team-workers": {Role.MANAGER},
    "my-week": PRACTICE,
    "my-calendar": PRACTICE,
    "file-owed": READS,
    "child-view": READS,
    "owed": READS,
    "excuse": {Role.MANAGER},
    "chronology": READS,
    "who-knew": READS,
    "export-chronology": READS,
    "who": READS,
    "add-name": PRACTICE,
    "add-identifier": PRACTICE,
    "add-address": PRACTICE,
    "add-particulars": PRACTICE,
    "correct-told": PRACTICE,
    "withdraw-told": PRACTICE,
    "documents": READS,
    "add-document": PRACTICE,
    "add-document-to-record": PRACTICE,
    "document": READS,
    "withdraw-document": PRACTICE,
    "file-allocations": {Role.MANAGER},
    "end-allocation": {Role.MANAGER},
    "lookers": {Role.MANAGER, Role.RECORDS_OFFICER},
    "close-file": {Role.MANAGER},
    "open-closed": set(),  # it is not closed; see test_closing
    "erase": {Role.RECORDS_OFFICER},
    "break-glass": set(),  # it is open to them already; see test_glass
    "glasses": {Role.MANAGER, Role.RECORDS_OFFICER},
    "review-glass": {Role.MANAGER, Role.RECORDS_OFFICER},
}
"""Of those to whom the child's file is open, who may open the page."""


@dataclass
class Cast:
    """A child, what is on the file, and one person of each role."""

    child: UUID
    fact: Record
    allocation: Record
    obligation: Obligation
    glass: UUID
    document: UUID
    of_role: dict[Role, Person]
    stranger: dict[Role, Person]

    def address(self, page: str, child: UUID | None = None) -> str:
        """The page's address. ``child``: another one, on whose file nothing is."""
        names = {
            "file": child or self.child,
            "kind": kind_id("contact"),
            "fact": self.allocation.fact if page == "end-allocation" else self.fact.fact,
            "obligation": self.obligation.pk,
            "row": Name.objects.get(subject=self.child).pk,
            "glass": self.glass if child is None else uuid4(),
            "one": child or self.child,
            "other": uuid4(),
            "attachment": self.document,
            "draft": Draft.objects.get().pk,
            "number": 2,
            "worker": self.of_role[Role.PRACTITIONER].worker_id,
        }
        pattern = next(p for p in urls.urlpatterns if p.name == page)
        wanted = pattern.pattern.converters
        return reverse(page, kwargs={name: names[name] for name in wanted})


@pytest.fixture
def people() -> Cast:
    yjs, other = agency(), agency("Felpersham Police", Sector.POLICE)
    inspectorate = agency("The inspectorate", Sector.INSPECTORATE)
    board = agency("The board", Sector.BOARD)
    government = agency("The department", Sector.GOVERNMENT)
    home = {
        Role.INSPECTOR: inspectorate,
        Role.BOARD_MEMBER: board,
        Role.NATIONAL_ANALYST: government,
    }
    child = open_file(given="Robin", family="Greenaway", born_on=today().replace(year=2012))
    record(child, "case", days_ago(10), agency=yjs.pk, service="youth-justice")
    of_role = {role: person(home.get(role, yjs), role, name=role.label, team="") for role in Role}
    allocation = allocate(child, of_role[Role.PRACTITIONER], yjs)
    fact = record(
        child, "assessment", days_ago(9), agency=yjs.pk, tool="assetplus", vulnerability="high"
    )
    with machine() as by:
        access.agree(
            agency=yjs.pk, other=inspectorate.pk, purpose="Inspection", basis="The law",
            from_on=today(), sensitivities="hvp", by=by,
        )  # fmt: skip
    stranger = {
        role: person(home.get(role, other), role, name=f"Other {role.label}")
        for role in Role
        if role not in home
    }
    _begin(child, of_role[Role.PRACTITIONER])
    return Cast(
        child, fact, allocation,
        Obligation.objects.filter(file=child, settled="").earliest("due_on"),
        _broken(child, stranger[Role.PRACTITIONER]), _document(child, yjs.pk), of_role, stranger,
    )  # fmt: skip


def _begin(child: UUID, who: Person) -> None:
    """A draft of theirs."""
    with act(person=who.pk, route="test") as by:
        drafts.keep(
            viewer=viewer(who), file=child, kind=standard().kinds["assessment"], id=uuid4(), seen=0,
            said=drafts.Typed({"answer-tool": ["assetplus"]}), by=by, at=clock.now(),
        )  # fmt: skip
    see_all()


def _document(child: UUID, agency: UUID) -> UUID:
    with machine() as by:
        letter = Document(io.BytesIO(PDF), "letter.pdf", "Letter from school")
        return files.attach(file=child, document=letter, agency=agency, by=by).pk


def _broken(child: UUID, by_whom: Person) -> UUID:
    with act(person=by_whom.pk, route="test") as by:
        glass = access.break_glass(
            file=child, reason="The child was brought in at night", at=clock.now(), by=by
        )
    see_all()
    return glass.pk


def test_the_table_names_every_page() -> None:
    assert sorted(WHO_OPENS) == PAGES


@pytest.mark.once
def test_a_page_is_opened_by_those_whose_role_it_is_and_by_no_other(people: Cast) -> None:
    for role, who in people.of_role.items():
        client = browser(who)
        # Whoever leads others and works with nobody is led on from my work to the team.
        opened = {page for page in PAGES if _status(client, people.address(page)) in (200, 302)}
        expected = {page for page, roles in WHO_OPENS.items() if role in roles}
        assert opened == expected, role


def _status(client: Client, address: str) -> int:
    answer: Any = client.get(address)
    if answer.streaming:
        list(answer.streaming_content)
    return int(answer.status_code)


def test_a_file_that_is_not_open_and_one_that_is_not_there_are_one_page(people: Cast) -> None:
    """Somebody of another agency: each page of the file is what it is of no file at all."""
    for role in (Role.MANAGER, Role.RECORDS_OFFICER):
        client = browser(people.stranger[role])
        for page in PAGES:
            if (
                "file" not in next(p for p in urls.urlpatterns if p.name == page).pattern.converters
                or page == "break-glass"
            ):
                continue
            there = client.get(people.address(page))
            nowhere = client.get(people.address(page, uuid4()))
            assert there.status_code == nowhere.status_code == 404, page
            assert _without_token(there.content) == _without_token(nowhere.content), page


def _without_token(html: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", html)


def test_a_record_of_another_file_is_not_reached_through_an_open_one(people: Cast) -> None:
    """A fact, an obligation or a name of a closed file, asked for under a file that is open."""
    manager = people.of_role[Role.MANAGER]
    closed = open_file(given="Hidden")
    fact = record(closed, "assessment", days_ago(3), tool="assetplus", vulnerability="high")
    with machine() as by:
        seen = chains.version(chains.file_chain(closed))
        number = files.add_identifier(file=closed, scheme="NHS", value="999", seen=seen, by=by)
    owed = Obligation.objects.filter(file=closed).first()
    assert owed is not None and Identifier.objects.filter(pk=number.pk).exists()
    client = browser(manager)
    for name, args in (
        ("record", [people.child, fact.fact]),
        ("correct", [people.child, fact.fact]),
        ("owed", [people.child, owed.pk]),
        ("excuse", [people.child, owed.pk]),
        ("correct-told", [people.child, number.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name
