"""The chronology tells what happened, when, and when it was known; and hides without hinting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sightline.engine.model import Moment
from sightline.service.access.models import Sector
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.pages.correcting import entry_of
from sightline.service.files import services as files
from sightline.service.files.entries import Entry
from sightline.service.files.models import Record, SubjectType
from sightline.service.ledger import chains, clock
from sightline.standard.calendar import LONDON, day_of
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
    today,
    world,
)

pytestmark = pytest.mark.django_db

CANARY = "<script>alert('x')</script>\"'&amp;"


@pytest.fixture
def here() -> World:
    return world()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def page(of: object, file: UUID, name: str = "chronology", **query: Any) -> str:
    answer = browser(of).get(reverse(name, args=[file]), query)  # type: ignore[arg-type]
    assert answer.status_code == 200
    html: str = answer.content.decode()
    return html


def titles(html: str) -> list[str]:
    """What each event is called, in order, with what became of it."""
    table = html[html.find('id="events"') :]
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', table, re.DOTALL)
    return [text(re.sub(r'<div class="govuk-.*', "", row, flags=re.DOTALL)).strip() for row in rows]


@contextmanager
def hours_ago(number: int) -> Iterator[datetime]:
    now = clock.now() - timedelta(hours=number)
    with patch.object(clock, "now", lambda: now):
        yield now


def version(file: UUID) -> int:
    return chains.version(chains.file_chain(file))


def contact(here: World, days: int, result: str = "kept", **more: Any) -> Record:
    return record(
        here.child, "contact", days_ago(days), agency=here.yjs.pk, result=result, **more
    )  # fmt: skip


# --- what is shown, in which order -----------------------------------------------------------


def test_significant_events_come_first_and_everything_is_one_click_away(here: World) -> None:
    contact(here, 3, "kept")
    contact(here, 4, "missed")
    assert titles(page(here.worker, here.child)) == ["Contact", "Allocation", "Case"]
    html = page(here.worker, here.child, show="all")
    assert titles(html).count("Contact") == 2
    oldest = titles(page(here.worker, here.child, show="all", order="oldest"))
    assert oldest == list(reversed(titles(html)))


def test_what_is_significant_and_why_is_said_from_the_standard(here: World) -> None:
    told = text(page(here.worker, here.child))
    assert "Whoever knew the child best changed." in told


def test_a_level_that_is_not_shown_makes_nothing_significant(here: World) -> None:
    """Otherwise the list of significant events would tell what the answer is."""
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    pages = {}
    for level in ("low", "high"):
        child = open_file(given="Robin", family="Greenaway", born_on=date(2012, 3, 4))
        record(child, "case", days_ago(10), agency=here.yjs.pk, service="youth-justice")
        allocate(child, here.worker, here.yjs, "North")
        record(
            child, "assessment", days_ago(3), agency=here.yjs.pk, tool="assetplus",
            said={"self-harm": level},
        )  # fmt: skip
        html = page(plain, child)
        pages[level] = re.sub(r"[0-9a-f-]{36}|value=\"[^\"]*\"", "", html)
        assert ("Assessment" in titles(page(here.worker, child))) == (level == "high")
    assert pages["low"] == pages["high"]
    assert "Assessment" not in titles(pages["high"])


def test_the_answers_of_a_record_are_a_sentence_and_what_is_not_shown_is_named(
    here: World,
) -> None:
    plain = person(here.yjs, name="Pat Plain", team="North", sensitivities="")
    record(
        here.child, "assessment", days_ago(3), agency=here.yjs.pk, tool="assetplus",
        vulnerability="high", said={"self-harm": "high", "visit-needed": "unknown"},
    )  # fmt: skip
    mine = text(page(here.worker, here.child))
    assert "Tool: AssetPlus; " in mine and "Risk of self-harm or suicide: High" in mine
    assert "Home visit needed: Not known" in mine, "not known is an answer, and is not no"
    theirs = text(page(plain, here.child))
    assert "Tool: AssetPlus; " in theirs and "suicide: High" not in theirs
    assert "Not shown to you: Risk of self-harm or suicide" in theirs


def test_kinds_agencies_people_and_days_are_chosen(here: World) -> None:
    police = agency("Felpersham Police", Sector.POLICE)
    friend = open_file(SubjectType.ADULT, given="Alex", family="Friend")
    allocate(friend, here.worker, here.yjs, "North")
    contact(here, 3, "missed")
    record(here.child, "missing", days_ago(8), agency=police.pk, type="missing")
    record(
        here.child, "link", days_ago(20), agency=here.yjs.pk, relation="other-family",
        said={"other-person": str(friend)},
    )  # fmt: skip
    day = today() - timedelta(5)
    until: dict[str, Any] = {"last-day": day.day, "last-month": day.month, "last-year": day.year}
    chosen = {
        "kind": ({"kind": kind_id("contact")}, ["Contact"]),
        "agency": ({"agency": police.pk}, ["Missing"]),
        "person": ({"person": friend}, ["Link"]),
        "days": (until, ["Missing", "Case", "Allocation", "Link"]),
    }
    for query, expected in chosen.values():
        assert sorted(titles(page(here.worker, here.child, **query))) == sorted(expected)
    # What runs on the first of the chosen days is there, though it began before them.
    since = {key.replace("last", "first"): value for key, value in until.items()}
    found = titles(page(here.worker, here.child, **since))
    assert set(found) == {"Contact", "Case", "Allocation", "Missing", "Link"}


def test_nobody_is_offered_whose_name_is_no_business_of_the_reader(here: World) -> None:
    hidden = open_file(given="Hidden", family="Somebody")
    record(
        here.child, "link", days_ago(20), agency=here.yjs.pk, relation="sibling",
        said={"other-person": str(hidden)},
    )  # fmt: skip
    html = page(here.worker, here.child)
    assert str(hidden) not in html and "Hidden" not in html
    asked = page(here.worker, here.child, person=hidden)
    assert "Select the who is named" in text(asked) or "Hidden" not in asked


def test_when_it_happened_is_said_as_exactly_as_it_is_known(here: World) -> None:
    month = Moment(day_of(date(2024, 3, 1)))
    with machine() as by:
        for precision in ("month", "year"):
            files.record(
                file=here.child,
                entry=Entry("concern", month, precision=precision, agency=here.yjs.pk,
                            details={"type": "bullying"}),
                seen=version(here.child), by=by,
            )  # fmt: skip
        files.record(
            file=here.child,
            entry=Entry("custody", None, planned_start=day_of(date(2030, 5, 6)),
                        agency=here.yjs.pk, details={"basis": "sentence"}),
            seen=version(here.child), by=by,
        )  # fmt: skip
    told = text(page(here.worker, here.child))
    assert "In March 2024" in told and "In 2024" in told
    assert "Planned for Mon 6 May 2030" in told
    days = (today() - date(2024, 3, 31)).days
    assert f"at least {days:,} days after" in told


def test_when_it_was_known_is_said_with_how_long_after_that_was(here: World) -> None:
    contact(here, 0, "missed")
    contact(here, 6, "missed")
    told = text(page(here.worker, here.child))
    assert ", the same day" in told and ", 6 days after" in told


def test_corrected_withdrawn_and_filed_in_error_are_said_on_the_line(here: World) -> None:
    rows = [contact(here, n, "missed") for n in (3, 4, 5)]
    other = open_file(given="Somebody", family="Else")
    record(other, "case", days_ago(10), agency=here.yjs.pk, service="youth-justice")
    with machine() as by:
        files.correct(
            fact=rows[0].fact, entry=replace(entry_of(rows[0]), details={"result": "kept"}),
            reason="A slip", seen=version(here.child), by=by,
        )  # fmt: skip
        files.withdraw(fact=rows[1].fact, reason="Not so", seen=version(here.child), by=by)
        files.refile(
            fact=rows[2].fact, to=other, reason="Mixed up", seen=version(here.child), by=by
        )  # fmt: skip
    html = page(here.worker, here.child, show="all")
    told = titles(html)
    assert sum(one.startswith("Contact Corrected") for one in told) == 1
    assert sum(one.startswith("Contact Withdrawn") for one in told) == 1
    assert told.count("A record was filed here in error") == 1
    assert str(rows[2].fact) not in html
    assert "Moved here from another file" in text(page(here.manager, other, show="all"))


def test_what_was_withdrawn_is_not_drawn(here: World) -> None:
    row = record(here.child, "placement", days_ago(9), agency=here.yjs.pk, type="foster")
    drawn = page(here.worker, here.child).count("sightline-lanes__group")
    with machine() as by:
        files.withdraw(fact=row.fact, reason="Not so", seen=version(here.child), by=by)
    assert page(here.worker, here.child).count("sightline-lanes__group") == drawn - 1


# --- as known at -----------------------------------------------------------------------------


def moment(at: datetime, **more: str) -> dict[str, Any]:
    """A moment of knowledge as the form sends it."""
    local = at.astimezone(LONDON)
    return {
        "known-day": local.day, "known-month": local.month, "known-year": local.year,
        "known-time": f"{local:%H:%M}", "show": "all", **more,
    }  # fmt: skip


def test_as_known_then_and_with_hindsight_are_said_plainly(here: World) -> None:
    with hours_ago(30):
        contact(here, 3, "missed")
    with hours_ago(20) as then:
        pass
    later = record(
        here.child, "concern", days_ago(4), agency=here.yjs.pk, said={"type": "bullying"}
    )  # fmt: skip
    as_then = page(here.worker, here.child, **moment(then))
    assert "As known at" in text(as_then) and "This is what was on record at" in text(as_then)
    assert str(later.fact) not in as_then
    hindsight = page(here.worker, here.child, **moment(then, view="hindsight"))
    assert "With hindsight" in text(hindsight) and str(later.fact) in hindsight
    assert "Concern Not known then" in text(hindsight)
    assert "As known now" in text(page(here.worker, here.child))


def test_what_was_filed_in_error_stays_unread_as_known_then(here: World) -> None:
    """Need-to-know is that of today: the past opens nothing that is closed now."""
    other = open_file(given="Somebody", family="Else")
    record(other, "case", days_ago(10), agency=here.yjs.pk, service="youth-justice")
    with hours_ago(30):
        row = contact(here, 3, "missed", note="About quite another child")
    with hours_ago(20) as then:
        pass
    with machine() as by:
        files.refile(fact=row.fact, to=other, reason="Mixed", seen=version(here.child), by=by)
    html = page(here.worker, here.child, **moment(then))
    assert "A record stood here that was filed in error; what it says is not shown" in text(html)
    assert str(row.fact) not in html and "quite another child" not in html


def test_a_moment_that_is_not_past_is_refused_in_words(here: World) -> None:
    ahead = page(here.worker, here.child, **moment(clock.now() + timedelta(days=2)))
    assert "Choose a time that is past." in text(ahead) and "As known now" in text(ahead)
    wrong = page(here.worker, here.child, **{"known-day": "31", "known-month": "2"})
    assert "There is a problem" in text(wrong)


# --- who knew --------------------------------------------------------------------------------


def test_who_knew_what_is_read_from_records_and_the_log(here: World) -> None:
    police = agency("Felpersham Police", Sector.POLICE)
    record(here.child, "missing", days_ago(8), agency=police.pk, type="missing")
    row = record(here.child, "concern", days_ago(6), agency=here.yjs.pk, said={"type": "bullying"})
    record(
        here.child, "notice", days_ago(5), agency=here.yjs.pk, about=row.fact, what="concern",
        to="police",
    )  # fmt: skip
    told = text(page(here.manager, here.child, "who-knew"))
    concern = told[told.rindex("Concern") :]
    assert ", recorded it" in concern and ", was told" in concern
    page(here.worker, here.child)
    html = page(here.manager, here.child, "who-knew", kind=kind_id("missing"))
    missing = text(html)[text(html).rindex("Missing") :]
    assert ", opened the file" in missing


def test_who_opened_the_file_is_told_to_nobody_who_may_not_see_it(here: World) -> None:
    police = agency("Felpersham Police", Sector.POLICE)
    record(here.child, "missing", days_ago(8), agency=police.pk, type="missing")
    page(here.manager, here.child)
    told = text(page(here.worker, here.child, "who-knew"))
    assert ", opened the file" not in told
    assert "Who has opened the file is shown to managers and records officers" in told


# --- of all pages ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["chronology", "who-knew"])
def test_the_number_of_queries_does_not_grow_with_the_records(here: World, name: str) -> None:
    client, address = browser(here.manager), reverse(name, args=[here.child])
    for kind, said in (("contact", {"result": "missed"}), ("placement", {"type": "foster"})):
        record(here.child, kind, days_ago(6), agency=here.yjs.pk, said=said)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for day in range(12):
        contact(here, day, "missed")
        record(here.child, "placement", days_ago(day), agency=here.yjs.pk, type="foster")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)


def test_hostile_text_is_text_wherever_it_is_shown(here: World) -> None:
    child = open_file(given=CANARY, family=CANARY)
    hostile = agency(CANARY[:100], teams=(CANARY[:60],))
    record(child, "case", days_ago(9), agency=hostile.pk, service="youth-justice")
    worker = person(hostile, name=CANARY, team=CANARY[:60])
    allocate(child, worker, hostile, CANARY[:60])
    record(child, "contact", days_ago(5), agency=hostile.pk, result="missed", note=CANARY)
    for name in ("chronology", "who-knew", "export-chronology"):
        html = page(worker, child, name, kind=CANARY, show=CANARY, **{"known-day": CANARY})
        assert "<script>alert" not in html, name
        assert '"&amp;"\'' not in html, name


def test_looking_is_logged_in_words(here: World) -> None:
    page(here.worker, here.child)
    page(here.worker, here.child, "who-knew")
    told = text(page(here.manager, here.child, "lookers"))
    assert "Read the chronology" in told and "Read who knew what, and when" in told


def test_what_was_typed_and_could_not_be_read_stands_in_no_address(here: World) -> None:
    nonsense = {"kind": "qvxzyj", "person": "qvxzyj", "show": "qvxzyj", "known-time": "qvxzyj"}
    for name in ("chronology", "who-knew"):
        html = page(here.manager, here.child, name, **nonsense)
        led = re.findall(r'(?:href|action)="([^"]*)"', html)
        assert led and not [address for address in led if "qvxzyj" in address], name
