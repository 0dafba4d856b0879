"""The first screen of a child's file says what is so now, from where, and what it does not say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.engine.model import Moment
from sightline.service.access.models import Person
from sightline.service.casework.pages.correcting import entry_of
from sightline.service.casework.screen import (
    alerts,
    contact,
    needs,
    owing,
    plan,
    responsible,
    risk,
    whereabouts,
    who,
)
from sightline.service.files import services as files
from sightline.service.files.entries import Entry
from sightline.service.files.models import Precision, Record
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.standard.calendar import day_of
from tests.service.casework.story import Story, known, of_another, story
from tests.service.shared import made_once
from tests.service.worlds import browser, days_ago, machine, person, record, see_all, today

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Story, Story]]:
    def make() -> tuple[Story, Story]:
        it = story()
        return it, of_another(it)

    with made_once(django_db_blocker, make) as there:
        yield there


@pytest.fixture
def it(made: tuple[Story, Story], db: None) -> Story:
    """A child of whom nothing is told yet."""
    see_all()
    return made[0]


@pytest.fixture
def full(made: tuple[Story, Story], db: None) -> Story:
    """A child of whom all is told."""
    see_all()
    return made[1]


def titles(it: Story, of: Person | None = None) -> list[str]:
    """The alerts that somebody is shown: the youth justice worker unless said."""
    shown = alerts.alerts(known(of or it.here.worker, it.child))
    return [one.title for one in shown.found]


def change(it: Story, do: Callable[[int, Act], object]) -> None:
    with machine() as by:
        do(chains.version(chains.file_chain(it.child)), by)


def corrected(it: Story, row: Record, **content: object) -> None:
    entry = replace(entry_of(row), **content)  # type: ignore[arg-type]
    said = {"fact": row.fact, "entry": entry, "reason": "A slip"}
    change(it, lambda seen, by: files.correct(**said, seen=seen, by=by))  # type: ignore[arg-type]


# --- alerts ----------------------------------------------------------------------------------


def test_a_span_is_an_alert_while_it_runs_and_no_longer(it: Story) -> None:
    row = it.tell("missing", 3, it.police, type="missing")
    assert titles(it) == ["Missing now"]
    corrected(it, row, ended=days_ago(1))
    assert titles(it) == []


def test_what_is_planned_withdrawn_or_answered_otherwise_is_no_alert(it: Story) -> None:
    it.plan("plan", 3, type="child-protection")
    it.tell("plan", 3, type="education")
    row = it.tell("plan", 3, type="child-protection")
    assert titles(it) == ["On a child protection plan"]
    change(it, lambda seen, by: files.withdraw(fact=row.fact, reason="A slip", seen=seen, by=by))
    assert titles(it) == []


def test_a_high_answer_is_an_alert_until_it_is_answered_lower(it: Story) -> None:
    it.tell("assessment", 9, tool="assetplus", self_harm="high")
    it.tell("assessment", 7, tool="assetplus", self_harm="not-asked", vulnerability="low")
    assert titles(it) == ["High risk of self-harm or suicide"]
    it.tell("assessment", 5, tool="assetplus", self_harm="low")
    assert titles(it) == []


def test_a_moment_is_an_alert_for_as_long_as_the_standard_says(it: Story) -> None:
    it.tell("concern", 28, type="self-harm")
    assert titles(it) == []
    it.tell("concern", 27, type="self-harm")
    it.tell("concern", 3, type="self-harm")
    (one,) = alerts.alerts(known(it.here.worker, it.child)).found
    assert one.title == "Concern about self-harm or suicide" and one.others == 1
    assert one.source.when.endswith(f"{today().year}") and one.source.agency == "Borchester YJS"


def test_what_is_known_to_the_month_runs_too(it: Story) -> None:
    """No clock counts from it, but a child who may be missing is not left out."""
    first = today().replace(day=1)
    entry = Entry(
        "missing", Moment(day_of(first)), precision=Precision.MONTH, agency=it.police.pk,
        details={"type": "missing"},
    )  # fmt: skip
    change(it, lambda seen, by: files.record(file=it.child, entry=entry, seen=seen, by=by))
    assert titles(it) == ["Missing now"]


def test_dangers_come_first(it: Story) -> None:
    it.tell("looked-after", 2, it.social_care)
    it.tell("missing", 5, it.police, type="missing")
    assert titles(it) == ["Missing now", "Looked after"]


# --- need to know ----------------------------------------------------------------------------


def test_each_reads_their_own_and_is_told_what_is_closed(full: Story) -> None:
    """The nurse sees health and no police intelligence, the officer the other way round."""
    nurse, officer = titles(full, full.nurse), titles(full, full.officer)
    assert "High risk of self-harm or suicide" in nurse and "Managed under MAPPA" not in nurse
    assert "Managed under MAPPA" in officer and "Missing now" in officer
    assert not {"High risk of self-harm or suicide", "High risk of coming to harm"} & set(officer)
    closed = alerts.alerts(known(full.nurse, full.child)).closed
    assert "Managed under MAPPA" in closed and "Missing now" not in closed
    levels = {
        one.of: one.level or one.instead for one in risk.risks(known(full.officer, full.child))
    }
    assert set(levels.values()) == {"Not open to you"}
    assert not needs.needs(known(full.officer, full.child)).is_open


def test_what_may_not_be_read_changes_nothing_that_is_shown(it: Story) -> None:
    """The whole page is the same before and after: police for the nurse, health for the officer."""
    it.tell("missing", 1, it.police, type="missing")
    nurse, officer = page(it, it.nurse), page(it, it.officer)
    it.tell("mappa", 40, it.police, category="violent-or-other-sexual", level="two")
    it.tell("incident", 20, it.police, type="attempted-suicide")
    assert page(it, it.nurse) == nurse and page(it, it.officer) != officer
    officer = page(it, it.officer)
    it.tell("assessment", 8, tool="assetplus", self_harm="high", strong_need_in=("family",))
    it.tell("need", 8, type="self-harm", state="open", level="high")
    assert page(it, it.officer) == officer and page(it, it.nurse) != nurse


def test_an_answer_that_may_not_be_read_changes_nothing_either(it: Story) -> None:
    """Of a record that is read: without health data one answer is as good as none."""
    plain = person(it.here.yjs, name="Pat Plain", team="North", sensitivities="")
    row = it.tell("assessment", 8, tool="assetplus", vulnerability="low", self_harm="low")
    before = page(it, plain)
    said = {"tool": "assetplus", "vulnerability": "low", "self-harm": "high"}
    corrected(it, row, details={**said, "strong-need-in": ("self-harm",)})
    assert page(it, plain) == before
    shown = risk.risks(known(plain, it.child))
    assert [one.level or one.instead for one in shown] == [
        "Not open to you", "Low", "Not recorded", "Not open to you",
    ]  # fmt: skip
    assert titles(it) == ["High risk of self-harm or suicide"] and titles(it, plain) == []


def page(it: Story, of: Person) -> str:
    """What the page says, and where it leads."""
    html = browser(of).get(reverse("file", args=[it.child])).content.decode()
    main = html[html.index('id="main-content"') : html.index("</main>")]
    return re.sub(r"\s+", " ", main)


def test_whoever_is_named_and_not_open_is_not_named(full: Story) -> None:
    assert "Sam" not in page(full, full.here.worker) and "Secret" not in page(
        full, full.here.worker
    )


# --- risk ------------------------------------------------------------------------------------


def test_a_level_has_its_tool_its_day_and_what_it_was_before(full: Story) -> None:
    found = {one.of: one for one in risk.risks(known(full.here.worker, full.child))}
    to_self, from_others, to_others = (found[of] for of in ("To self", "From others", "To others"))
    assert (to_self.level, to_self.change, to_self.before) == ("High", "Worse", "Low")
    assert (from_others.level, from_others.from_whom) == ("Very high", "Other people's")
    assert (to_others.level, to_others.change, to_others.is_high) == ("High", "Better", True)
    assert to_others.tool == "AssetPlus" and to_others.by == "Jo Example"
    assert to_others.source is not None and to_others.source.agency == "Borchester YJS"


def test_no_level_is_not_a_low_one(it: Story) -> None:
    """Never answered, answered by a word in place of an answer, and stood until the case closed."""

    def of_self() -> str:
        (one,) = (one for one in risk.risks(known(it.here.worker, it.child)) if one.of == "To self")
        return one.level or one.instead

    assert of_self() == "Not recorded"
    it.tell("assessment", 9, tool="assetplus", self_harm="unknown")
    assert of_self() == "Not recorded"
    it.tell("assessment", 8, tool="assetplus", self_harm="medium")
    assert of_self() == "Medium"
    case = Record.objects.get(file=it.child, kind="case")
    corrected(it, case, ended=days_ago(1))
    assert of_self().startswith("None stands: it was medium")


# --- where, who, contact, plan ---------------------------------------------------------------


def test_a_child_may_be_placed_and_missing_from_there(it: Story, full: Story) -> None:
    there = whereabouts.whereabouts(known(it.here.worker, it.child))
    assert there.places == () and there.address == ""
    there = whereabouts.whereabouts(known(full.here.worker, full.child))
    assert [one.title for one in there.places] == ["Missing", "Placed"]
    assert there.places[1].said == "Children's home, outside the authority's area"
    # The police officer is not told of custody or placements, and is not told that there is none.
    there = whereabouts.whereabouts(known(full.officer, full.child))
    assert [one.title for one in there.places] == ["Missing"]
    assert there.closed == ("Custody", "Placement")


def test_who_it_is_says_how_each_answer_is_missing(full: Story) -> None:
    person_ = who.who(known(full.here.worker, full.child))
    told = {fact.title: fact.words for fact in person_.known}
    assert told["Language spoken at home"] == "Polish" and told["Needs an interpreter"] == "Yes"
    assert told["Name in law"] == "Robin Greenaway" and told["Age"].endswith("born 4 March 2012")
    assert person_.unknown["Declined to say"] == ("Ethnicity",)
    assert "Disability" in person_.unknown["Not recorded"]
    officer = who.who(known(full.officer, full.child))
    assert officer.unknown["Not open to you"][0] == "Language and identity"


def test_a_child_is_seen_in_person_and_what_was_missed_since_is_counted(full: Story) -> None:
    full.tell("contact", 1, result="kept", where="not-in-person", with_="child")
    full.tell("contact", 1, result="kept", where="home", with_="parent")
    found = contact.contact(known(full.here.worker, full.child))
    assert found.seen is not None and found.seen.alone == "alone" and found.seen.where == "At home"
    assert found.seen.by == "Jo Example" and found.failed == 1
    assert found.last is not None and found.last.of in ("A parent or carer", "The child")
    assert [one.purpose for one in found.booked] == ["Appointment under an order or plan"]


def test_a_plan_says_whether_it_was_countersigned(it: Story) -> None:
    def told() -> list[tuple[str, str, str]]:
        found = plan.plans(known(it.here.worker, it.child)).found
        return [(one.type, one.steps, one.signed) for one in found]

    it.tell("plan", 9, type="safety-and-wellbeing", steps="Ring each evening")
    assert told() == [
        ("Safety and wellbeing plan", "Ring each evening",
         "Not countersigned, as far as is on record"),
    ]  # fmt: skip
    row = it.tell("plan", 8, type="child-protection")
    assert told()[0] == ("Child protection plan", "", "")
    record(
        it.child, "sign-off", days_ago(7), agency=it.here.yjs.pk, about=row.fact,
        role="manager", result="countersigned",
    )  # fmt: skip
    assert told()[0][2].startswith("Countersigned ")
    # The nurse does not read sign-offs, and is not told that there is none.
    assert {one.signed for one in plan.plans(known(it.nurse, it.child)).found} == {""}


def test_who_stands_in_is_named_and_an_agency_of_which_nobody_is(it: Story) -> None:
    it.tell("case", 5, it.social_care, service="social-care")
    away = it.here.worker.worker_id
    other = person(it.here.yjs, name="Cas Cover", team="North")
    assert away is not None
    record(
        away, "allocation", days_ago(2), agency=it.here.yjs.pk, role="cover",
        worker=str(other.worker_id),
    )  # fmt: skip
    found = responsible.responsible(known(it.here.manager, it.child))
    holds = found.roles["youth-justice-case-manager"]
    assert (holds.person, holds.cover) == ("Jo Example", "Cas Cover")
    assert {one.person for one in found.holds} == {"Jo Example", "Nia Nurse", "Ola Officer"}
    assert [one.agency for one in found.unnamed] == ["Borchester Social Care"]
    assert not responsible.responsible(known(it.officer, it.child)).is_open


# --- needs, and what is owed -----------------------------------------------------------------


def test_tools_that_disagree_and_that_say_nothing_are_told_apart(full: Story) -> None:
    profile = needs.needs(known(full.here.worker, full.child))
    found = {one.title: one for one in profile.found}
    assert found["Self-harm and suicide"].picture == "Strong need"
    assert found["Self-harm and suicide"].change == "Worse"
    assert found["Drugs, alcohol and other substances"].picture == "They disagree"
    assert "Family and relationships" in profile.no_need
    assert "Physical health" in profile.unrecorded


def test_a_duty_is_told_once_and_by_whom(it: Story) -> None:
    for days in (60, 50, 40):
        it.tell("assessment", days, tool="assetplus", vulnerability="high")
    found = owing.owing(known(it.here.worker, it.child))
    told = [one.owed.title for one in found.first]
    assert len(told) == len(set(told)) == owing.FIRST
    assert any(one.others for one in found.first)
    assert any("youth justice case manager" in one.falls_on for one in found.first)
    assert found.more > 0 and found.overdue > 0 and found.breached == 0


@pytest.mark.once
def test_the_number_of_queries_does_not_grow(full: Story) -> None:
    client, address = browser(full.here.worker), reverse("file", args=[full.child])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for days in range(6):
        full.tell("contact", days, result="missed", with_="child")
        full.tell("assessment", days, tool="assetplus", vulnerability="high")
    client.get(address)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 45
