"""An adult's file: what it says of the children around, and what it never says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from sightline.engine.model import Value
from sightline.service.access.models import Agency, Person, Sector
from sightline.service.files import joining, members
from sightline.service.files import services as files
from sightline.service.files.models import Joining, SubjectType
from sightline.service.ledger import chains
from sightline.service.ledger.models import LogLine
from sightline.standard.calendar import date_of
from sightline.synth.cases import man_at_home, mother_under_probation
from sightline.synth.cases.names import NAMES
from tests.service.casework.told import days_behind, load_cases
from tests.service.worlds import (
    agency,
    allocate,
    browser,
    days_ago,
    machine,
    open_file,
    person,
    record,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Said = Mapping[str, Value]


@dataclass
class World:
    """A probation service, an adult allocated to its officer, and children's social care."""

    probation: Agency
    care: Agency
    officer: Person
    adult: UUID

    def record(self, kind: str, days: int, said: Said, of: Agency | None = None) -> None:
        """A record on the adult's file; of probation, if of nobody else."""
        record(self.adult, kind, days_ago(days), agency=(of or self.probation).pk, said=said)

    def link(self, child: UUID, days: int = 40, said: Said | None = None) -> None:
        """A child of the adult's partner, who lives there unless it is said otherwise."""
        lives: Said = {"relation": "partner-child", "same-household": "yes"}
        self.record("link", days, {**lives, **(said or {}), "other-person": str(child)})


@pytest.fixture
def here() -> World:
    probation, care = (
        agency("Probation", Sector.PROBATION, Agency.Sees.AGENCY),
        agency("Care", Sector.SOCIAL_CARE),
    )
    officer = person(probation, name="Jo Officer", team="North")
    adult = open_file(
        SubjectType.ADULT, given="Sam", family="Greenaway", born_on=date(1990, 1, 2), place="Bor"
    )
    record(adult, "case", days_ago(60), agency=probation.pk, service="probation")
    allocate(adult, officer, probation, "North")
    return World(probation, care, officer, adult)


def child(given: str, *involved: Agency) -> UUID:
    """The file of a child with whom some agencies work."""
    file = open_file(given=given, family="Tarn", born_on=date(2016, 3, 4), place="Bor")
    for of in involved:
        service = "probation" if of.sector == Sector.PROBATION else "social-care"
        record(file, "case", days_ago(50), agency=of.pk, service=service)
    return file


def screen(who: Person, file: UUID) -> str:
    answer = browser(who).get(reverse("file", args=[file]))
    assert answer.status_code == 200
    return answer.content.decode()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def panel(html: str, name: str) -> str:
    """What one panel says."""
    found = re.search(rf'id="panel-{name}".*?</section>', html, re.DOTALL)
    assert found is not None, name
    return text(found[0].split(">", 1)[1])


def without_ids(html: str) -> str:
    return re.sub(r"[0-9a-f-]{36}|value=\"[^\"]*\"", "", html)


# --- children ------------------------------------------------------------------------------------


def test_of_a_child_whose_file_is_open_it_says_what_each_agency_knows(here: World) -> None:
    known = child("Riley", here.probation, here.care)
    record(known, "plan", days_ago(30), agency=here.care.pk, type="child-protection")
    here.link(known)
    html = screen(here.officer, here.adult)
    told = panel(html, "adult_children")
    assert f'href="/files/{known}"' in html
    assert "Riley Tarn" in told
    assert "Child of a partner" in told
    assert "Lives there" in told
    assert (
        re.search(r"Care: Case: children’?'?&?#?x?2?7?;?s? ?social care", told) or "Care: " in told
    )
    assert "Child protection plan since" in told
    # It is danger here, though it stands on the child's file.
    assert "Child protection plan: Riley Tarn" in panel(html, "alerts")


def test_a_plan_that_ended_or_was_withdrawn_is_not_told(here: World) -> None:
    known, said = child("Riley", here.probation), {"type": "child-protection"}
    here.link(known)
    record(known, "plan", days_ago(30), agency=here.care.pk, ended=days_ago(3), said=said)
    wrong = record(known, "plan", days_ago(20), agency=here.care.pk, said=said)
    assert "hild protection plan since" in panel(screen(here.officer, here.adult), "adult_children")
    with machine() as by:
        seen = chains.version(chains.file_chain(known))
        files.withdraw(fact=wrong.fact, reason="Another child", seen=seen, by=by)
    html = screen(here.officer, here.adult)
    assert "hild protection plan" not in panel(html, "adult_children")
    assert "hild protection plan" not in panel(html, "alerts")


def test_a_child_whose_file_is_closed_is_told_of_as_the_link_tells_and_no_more(
    here: World,
) -> None:
    """Whether anybody works with the child, and with what plan, changes not one letter."""
    pages = set()
    for involved in ((), (here.care,)):
        adult = open_file(SubjectType.ADULT, given="Sam", family="Greenaway", place="Bor")
        record(adult, "case", days_ago(60), agency=here.probation.pk, service="probation")
        allocate(adult, here.officer, here.probation, "North")
        closed = child("Hidden", *involved)
        if involved:
            record(closed, "plan", days_ago(30), agency=here.care.pk, type="child-protection")
            record(closed, "looked-after", days_ago(1), agency=here.care.pk)
        World(here.probation, here.care, here.officer, adult).link(closed)
        html = screen(here.officer, adult)
        told = panel(html, "adult_children")
        assert "A child whose file is not open to you" in told
        assert "Child of a partner" in told
        assert "Not open to you. Ask children" in told
        assert "Hidden" not in html
        assert str(closed) not in html
        pages.add(without_ids(html))
    assert len(pages) == 1


def test_of_an_open_file_no_more_is_told_than_the_officer_reads_there(here: World) -> None:
    """Probation reads no record of going missing: that the child is missing is not told here."""
    known = child("Riley", here.probation)
    here.link(known)
    before = screen(here.officer, here.adult)
    record(known, "missing", days_ago(1), agency=here.care.pk, type="missing")
    assert without_ids(screen(here.officer, here.adult)) == without_ids(before)
    assert "so not known from here: Missing." in panel(before, "adult_children")


def test_of_a_child_with_two_files_that_are_joined_both_are_told_of(here: World) -> None:
    """The link names the file that is read on the other."""
    first, second = child("Riley", here.probation), child("Riley", here.care)
    with machine() as by:
        seen = {file: members.version(file) for file in (first, second)}
        joining.decide(
            said=Joining.Said.JOINED, file=first, other=second, reason="Same", seen=seen, by=by
        )
    here.link(second)
    told = panel(screen(here.officer, here.adult), "adult_children")
    assert "Probation: Case: " in told
    assert "Care: Case: " in told


def test_a_relative_whose_file_is_closed_is_not_called_a_child(here: World) -> None:
    closed = child("Hidden", here.care)
    here.link(closed, said={"relation": "sibling"})
    gone = {"relation": "former-partner", "same-household": "no"}
    here.link(child("Gone", here.care), said=gone)
    told = panel(screen(here.officer, here.adult), "adult_children")
    assert "Somebody whose file is not open to you" in told
    assert "A child whose file" not in told
    assert "Former partner" not in told


def test_a_link_on_the_childs_own_file_is_told_the_other_way_round(here: World) -> None:
    known = child("Riley", here.probation)
    said: Said = {
        "relation": "parent", "same-household": "yes", "other-person": str(here.adult),
    }  # fmt: skip
    record(known, "link", days_ago(9), agency=here.care.pk, said=said)
    assert "This person is their parent" in panel(
        screen(here.officer, here.adult), "adult_children"
    )


def test_the_log_says_of_whom_something_was_shown(here: World) -> None:
    known, closed = child("Riley", here.probation), child("Hidden", here.care)
    here.link(known)
    here.link(closed)
    screen(here.officer, here.adult)
    line = LogLine.objects.filter(route="file").latest("received_at")
    assert line.files == {str(here.adult): "allocation", str(known): "list"}


def test_what_social_care_answered_is_told_and_what_it_could_not_have_known(here: World) -> None:
    here.link(child("First", here.probation), 40)
    asked: Said = {"asked-of": "social-care", "covered": ("children-linked",)}
    unasked = panel(screen(here.officer, here.adult), "adult_children")
    assert "That children’s social care was asked about the children is not recorded." in unasked
    here.record("check", 30, {**asked, "result": "involved", "reply-on": f"{_on(25)}"})
    here.link(child("Second", here.probation), 10)
    here.record("check", 5, {**asked, "result": "no-reply"})
    told = panel(screen(here.officer, here.adult), "adult_children")
    assert told.count("Linked after children’s social care last answered") == 1
    assert told.index("Second") < told.index("Linked after") < told.index("First")
    assert "Answer: No reply." in told
    assert "The service works with them now" in told
    assert "is not recorded." not in told


def _on(days: int) -> date:
    return date_of(days_ago(days).day)


def test_that_no_child_is_linked_is_not_that_there_is_none(here: World) -> None:
    told = panel(screen(here.officer, here.adult), "adult_children")
    assert "No child is linked to this person" in told
    assert "That nobody lives with or visits them is not on record by that." in told


def test_the_number_of_queries_does_not_grow_with_the_children(here: World) -> None:
    here.link(child("First", here.probation, here.care))
    client, address = browser(here.officer), reverse("file", args=[here.adult])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(5):
        here.link(child(f"Child {number}", here.probation, here.care))
        here.link(child(f"Hidden {number}", here.care))
    with CaptureQueriesContext(connection) as many:
        html = client.get(address).content.decode()
    assert panel(html, "adult_children").count("Lives there") == 11
    assert len(many) == len(one)


# --- what is not open ----------------------------------------------------------------------------

SECRETS: Mapping[str, Said] = {
    "need": {"type": "partner-violence", "state": "open", "level": "high"},
    "incident": {"type": "domestic-abuse", "child-present": "yes"},
    "mappa": {"category": "other-dangerous", "level": "two"},
}


@pytest.mark.parametrize("kind", SECRETS)
def test_that_there_is_a_record_an_officer_may_not_read_changes_nothing(
    here: World, kind: str
) -> None:
    plain = person(here.probation, name="Pat Plain", team="North", sensitivities="")
    before = screen(plain, here.adult)
    here.record(kind, 9, SECRETS[kind], of=here.care)
    after = screen(plain, here.adult)
    assert without_ids(after) == without_ids(before)
    told = panel(after, "adult_abuse")
    assert told.count("Not open to you") == 3, "towards a partner, at home, and call-outs"


def test_an_answer_an_officer_may_not_read_changes_nothing(here: World) -> None:
    plain = person(here.probation, name="Pat Plain", team="North", sensitivities="")
    pages = set()
    for more in ({}, {"victim-risk": "high", "victim-safety": "considered"}):
        adult = open_file(SubjectType.ADULT, given="Sam", family="Greenaway", place="Bor")
        other = World(here.probation, here.care, plain, adult)
        other.record("case", 60, {"service": "probation"})
        for tool in ("sara", "oasys"):
            other.record("assessment", 9, {"tool": tool, **more})
        html = screen(plain, adult)
        assert "risk to the victim: not shown to you" in panel(html, "adult_abuse")
        assert "Safety of victims: not shown to you" in panel(html, "adult_supervision")
        pages.add(without_ids(html))
    assert len(pages) == 1


def test_that_nobody_answered_a_call_out_is_said_only_to_whoever_would_read_the_answer(
    here: World,
) -> None:
    police = agency("Police", Sector.POLICE)
    officer = person(police, name="Pc Example", team="North")
    allocate(here.adult, officer, police, "North")
    call = record(here.adult, "incident", days_ago(9), agency=police.pk, type="domestic-abuse")
    notice = record(
        here.adult, "notice", days_ago(8), agency=police.pk, about=call.fact,
        what="domestic-abuse-incident", to="case-manager",
    )  # fmt: skip
    hidden, told = "not all that may answer it is open to you", "no answer recorded"
    assert hidden in panel(screen(officer, here.adult), "adult_abuse")
    assert told in panel(screen(here.officer, here.adult), "adult_abuse")
    record(
        here.adult, "assessment", days_ago(7), agency=here.probation.pk, about=notice.fact,
        tool="oasys",
    )  # fmt: skip
    assert hidden in panel(screen(officer, here.adult), "adult_abuse")
    assert "answered by assessment" in panel(screen(here.officer, here.adult), "adult_abuse")


# --- the told cases ------------------------------------------------------------------------------


def test_the_told_adults_show_what_is_known_and_what_is_missing(settings: Settings) -> None:
    settings.DAYS_BEHIND = days_behind()
    here = load_cases()
    code, html = here.page("probation", "file", man_at_home.MAN)
    assert code == 200
    abuse, work = panel(html, "adult_abuse"), panel(html, "adult_supervision")
    assert "case manager told Tue 20 Oct 2026 09:40, no answer recorded" in abuse
    assert "At home Not recorded" in abuse
    assert "SARA (risk to a partner), risk to the victim: high" in abuse
    # Sessions of the programme are not counted among his appointments.
    assert "2 kept, 0 missed, 1 missed with a good reason in the last three months" in work
    assert "Sessions: 9 kept, 2 missed, 1 missed with a good reason" in panel(
        html, "adult_programmes"
    )
    assert "Safety of victims: not considered" in work
    assert "Decided on enforcing, it goes on" in work
    visits = panel(html, "adult_visits")
    assert "A partner, by" in visits
    assert "Booked Thu 5 Nov 2026" in visits
    told = panel(html, "adult_children")
    assert NAMES[man_at_home.GIRL][0] in told
    for other in (man_at_home.BOY, man_at_home.OWN):
        assert NAMES[other][0] not in html
    _, hers = here.page("probation", "file", mother_under_probation.WOMAN)
    assert "case manager told Mon 26 Oct 2026 09:10, answered by referral" in panel(
        hers, "adult_abuse"
    )
    assert "MARAC None recorded" in panel(hers, "adult_safety")
    # Whoever works with her child alone has no business with her file.
    assert here.page("social-care", "file", mother_under_probation.WOMAN)[0] == 404
