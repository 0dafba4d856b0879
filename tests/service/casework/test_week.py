"""A week on paper and in a calendar: what is due by which day, and nobody's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from sightline.service.casework.work.calendar_file import Event, calendar_of
from sightline.service.casework.work.week import events, monday_of, uid_of, week
from sightline.service.files.models import Obligation
from tests.service.shared import made_once
from tests.service.worlds import (
    World,
    browser,
    days_ago,
    open_file,
    person,
    record,
    see_all,
    today,
    viewer,
    world,
)

MADE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def properties(file: bytes) -> list[tuple[str, str]]:
    """The content lines of a calendar, unfolded as RFC 5545, section 3.1, says."""
    assert file.endswith(b"\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"") and b"\r" not in file.replace(b"\r\n", b"")
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is cut in two
    unfolded = file.replace(b"\r\n ", b"").decode()
    split = [line.split(":", 1) for line in unfolded.split("\r\n") if line]
    return [(name, value) for name, value in split]


def unescaped(text: str) -> str:
    found, rest = [], iter(text)
    for character in rest:
        if character in ",;":
            raise AssertionError(f"{character!r} stands unescaped in a text")
        following = next(rest) if character == "\\" else ""
        found.append({"n": "\n"}.get(following, following) if following else character)
    return "".join(found)


SAID = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=120)


@settings(max_examples=60, deadline=None)
@given(said=SAID | st.sampled_from(["a,b;c\\d\ne", "é" * 80, "\U0001f9d2" * 40]))
def test_whatever_is_said_is_read_back(said: str) -> None:
    file = calendar_of([Event("a1", said, date(2026, 11, 26))], MADE)
    assert unescaped(dict(properties(file))["SUMMARY"]) == said


def test_a_calendar_is_what_the_standard_asks_for() -> None:
    at = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
    file = calendar_of([Event("a1", "One", date(2026, 11, 30)), Event("b2", "Two", at)], MADE)
    assert properties(file) == [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Sightline//My work//EN"),
        ("BEGIN", "VEVENT"),
        ("UID", "a1"),
        ("DTSTAMP", "20261123T093000Z"),
        ("DTSTART;VALUE=DATE", "20261130"),
        ("DTEND;VALUE=DATE", "20261201"),
        ("SUMMARY", "One"),
        ("CLASS", "PRIVATE"),
        ("TRANSP", "TRANSPARENT"),
        ("END", "VEVENT"),
        ("BEGIN", "VEVENT"),
        ("UID", "b2"),
        ("DTSTAMP", "20261123T093000Z"),
        ("DTSTART", "20261126T140000Z"),
        ("SUMMARY", "Two"),
        ("CLASS", "PRIVATE"),
        ("TRANSP", "TRANSPARENT"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]
    with pytest.raises(ValueError, match="without anything"):
        calendar_of([], MADE)


def _made() -> World:
    """A child of whom something is owed soon and something was owed before."""
    made = world()
    record(
        made.child, "assessment", days_ago(1), agency=made.yjs.pk, tool="assetplus",
        vulnerability="high",
    )  # fmt: skip
    record(made.child, "custody", days_ago(50), agency=made.yjs.pk, basis="remand")
    return made


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with made_once(django_db_blocker, _made) as there:
        yield there


@pytest.fixture
def here(made: World, db: None) -> World:
    see_all()
    return made


def calendar(of: Any) -> Any:
    return browser(of).get(reverse("my-calendar"))


def test_a_calendar_names_nobody_and_shows_no_id(here: World) -> None:
    answer = calendar(here.worker)
    file = b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "my-work.ics" in answer.headers["Content-Disposition"]
    said = file.replace(b"\r\n ", b"").decode().lower()
    ids = [here.child, here.worker.pk, here.worker.worker_id, here.yjs.pk]
    ids += Obligation.objects.filter(file=here.child).values_list("pk", flat=True)
    assert "begin:vevent" in said
    for told in ("robin", "greenaway", "jo example", *map(str, ids), *(i.hex for i in ids if i)):
        assert told not in said


def test_events_keep_their_name_in_every_file_and_share_it_with_nobody(here: World) -> None:
    mine = {event.uid for event in events(viewer(here.worker))}
    again = {event.uid for event in events(viewer(here.worker))}
    assert mine and mine == again
    owed = Obligation.objects.filter(file=here.child).earliest("pk").pk
    assert uid_of(here.worker.pk, owed) != uid_of(here.manager.pk, owed)


def test_several_of_a_day_are_told_apart_by_number(here: World) -> None:
    other = open_file(given="Sam", family="Greenaway", place="borchester")
    record(other, "case", days_ago(10), agency=here.yjs.pk, service="youth-justice")
    assert here.worker.worker_id is not None
    record(
        other, "allocation", days_ago(10), agency=here.yjs.pk,
        role="case-manager", worker=str(here.worker.worker_id),
    )  # fmt: skip
    record(
        other, "assessment", days_ago(1), agency=here.yjs.pk, tool="assetplus",
        vulnerability="high",
    )  # fmt: skip
    said = [event.summary for event in events(viewer(here.worker))]
    both = [one for one in said if one.endswith((": due (1 of 2)", ": due (2 of 2)"))]
    assert both and len(both) % 2 == 0
    assert len(set(both)) == len(both)


def test_each_thing_stands_on_its_day_and_what_is_late_before_the_week(here: World) -> None:
    who, monday = viewer(here.worker), monday_of(today())
    found = week(who, monday)
    assert [day.said[:3] for day in found.days] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert any("in custody at least once a month" in item.title for item in found.before)
    assert all(item.is_late for item in found.before)
    due = {
        row.due_on
        for row in Obligation.objects.filter(
            file=here.child, settled="", owner="youth-justice-case-manager",
            due_on__range=(monday, monday + timedelta(6)),
        )
    }  # fmt: skip
    shown = {monday + timedelta(n) for n, day in enumerate(found.days) if day.items}
    assert shown == due
    assert {item.whom for day in found.days for item in day.items} | {
        item.whom for item in found.before
    } == {"R G (14 years)"}


def test_the_page_names_nobody_and_offers_the_next_week(here: World) -> None:
    client = browser(here.worker)
    page = client.get(reverse("my-week")).content.decode()
    main = page[page.index("<main") :]
    assert "R G (14 years)" in main and "Robin" not in main and str(here.child) not in main
    assert client.get(f"{reverse('my-week')}?week=next").status_code == 200


def test_where_nothing_is_due_there_is_no_calendar(here: World) -> None:
    idle = person(here.yjs, name="Id Idle")
    answer = calendar(idle)
    assert answer.status_code == 302 and answer.headers["Location"] == reverse("my-week")
    assert "Nothing is due or booked" in browser(idle).get(reverse("my-week")).content.decode()
