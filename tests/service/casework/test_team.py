"""A manager's team: what waits, who is not seen, whom nobody leads, what each worker holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from sightline.service.access.models import Sector
from sightline.service.access.roles import Role
from sightline.service.casework.team.asked import Team
from sightline.service.files.models import Obligation
from tests.service.shared import made_once
from tests.service.worlds import (
    World,
    agency,
    allocate,
    browser,
    days_ago,
    open_file,
    person,
    record,
    see_all,
    viewer,
    world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with made_once(django_db_blocker, world) as there:
        yield there


@pytest.fixture
def here(made: World, db: None) -> World:
    see_all()
    return made


def told(here: World, name: str = "team", *args: UUID, by: Any = None) -> str:
    answer = browser(by or here.manager).get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def child_of(here: World, given: str, *, led: bool = False, team: str = "North") -> UUID:
    """A child with whom the service works, perhaps with a worker who leads."""
    file = open_file(given=given, family="Greenaway", place="borchester")
    record(file, "case", days_ago(9), agency=here.yjs.pk, service="youth-justice")
    if led:
        allocate(file, here.worker, here.yjs, team)
    return file


def plan(here: World, file: UUID, days: int = 2) -> UUID:
    return record(
        file, "plan", days_ago(days), agency=here.yjs.pk, author=here.worker.worker_id,
        type="safety-and-wellbeing",
    ).fact  # fmt: skip


def test_whom_nobody_leads_is_listed_and_one_click_from_an_allocation(here: World) -> None:
    left = child_of(here, "Sam")
    helper = child_of(here, "Kit")
    assert here.worker.worker_id is not None
    record(  # somebody works with Kit, but does not lead
        helper, "allocation", days_ago(3), agency=here.yjs.pk,
        role="personal-adviser", worker=str(here.worker.worker_id),
    )  # fmt: skip
    gone = child_of(here, "Lee")
    record(
        gone, "allocation", days_ago(9), ended=days_ago(2), agency=here.yjs.pk,
        role="case-manager", worker=str(here.worker.worker_id),
    )  # fmt: skip
    found = {row.pk for row in Team(viewer(here.manager)).unallocated()}
    assert found == {left, helper, gone}  # and not Robin, whom the practitioner leads
    page = told(here)
    assert reverse("file-allocations", args=[left]) in page
    assert "Nobody leads (3)" in page
    assert "Sam" in told(here, "team-unallocated")


def test_a_case_that_has_ended_leaves_nobody_unallocated(here: World) -> None:
    file = open_file(given="Al")
    record(
        file, "case", days_ago(30), ended=days_ago(5), agency=here.yjs.pk, service="youth-justice"
    )
    assert not Team(viewer(here.manager)).unallocated().exists()


def test_another_agency_s_children_are_not_this_team_s(here: World) -> None:
    """Nor does its manager see ours."""
    care = agency("Felpersham Care", Sector.SOCIAL_CARE, teams=("South",))
    theirs = open_file(given="Val")
    record(theirs, "case", days_ago(9), agency=care.pk, service="social-care")
    child_of(here, "Sam")
    plan(here, here.child)
    manager = person(care, Role.MANAGER, name="Cy Care")
    page = told(here, by=manager)
    assert "Val" in page and "Sam" not in page and "Waits to be countersigned (0)" in page
    assert "Val" not in told(here)


def test_who_is_not_seen_is_listed_until_seen(here: World) -> None:
    """By the duties of the standard that only a meeting or a visit meets."""
    record(here.child, "custody", days_ago(50), agency=here.yjs.pk, basis="remand")
    rows = list(Team(viewer(here.manager)).not_seen())
    assert "custody-yot-visit" in {row.duty for row in rows}
    page = told(here)
    owed = next(row for row in rows if row.duty == "custody-yot-visit")
    assert reverse("owed", args=[here.child, owed.pk]) in page
    excuse = reverse("excuse", args=[here.child, owed.pk])
    assert excuse in page
    assert browser(here.manager).get(excuse).status_code == 200
    record(
        here.child, "contact", days_ago(2), agency=here.yjs.pk,
        said={"with": "child", "purpose": "supervision-visit", "result": "kept"},
    )  # fmt: skip
    still = {row.duty for row in Team(viewer(here.manager)).not_seen()}
    assert "custody-yot-visit" not in still


def test_what_waits_is_listed_the_oldest_first(here: World) -> None:
    first, second = plan(here, here.child), plan(here, child_of(here, "Sam", led=True))
    rows = list(Team(viewer(here.manager)).unsigned())
    assert [row.fact for row in rows] == [first, second]
    page = told(here)
    assert reverse("countersign", args=[here.child, first]) in page
    assert "Waits to be countersigned (2)" in page
    assert "Plan, by Jo Example" in told(here, "team-countersigning")


def test_what_one_may_not_sign_does_not_wait_for_one(here: World) -> None:
    """One's own; and what one does not read in full: the count would tell that there is one."""
    record(
        here.child, "plan", days_ago(2), agency=here.yjs.pk, author=here.manager.worker_id,
        type="safety-and-wellbeing",
    )  # fmt: skip
    record(
        here.child, "assessment", days_ago(2), agency=here.yjs.pk, tool="assetplus",
        vulnerability="high",
    )  # fmt: skip
    blind = person(here.yjs, Role.MANAGER, name="Bo Blind", sensitivities="")
    assert [row.kind for row in Team(viewer(here.manager)).unsigned()] == ["assessment"]
    assert [row.kind for row in Team(viewer(blind)).unsigned()] == []
    assert "Waits to be countersigned (0)" in told(here, by=blind)


def test_a_team_s_manager_sees_the_team_and_whom_no_team_works_with(here: World) -> None:
    south = agency("Ambridge YJS", teams=("East", "West"))
    east = person(south, Role.MANAGER, name="Ed East", team="East")
    both = person(south, Role.MANAGER, name="Bo Both")
    worker = person(south, name="Wy West", team="West")
    of_west, of_none = child_of_agency(south, "Wes"), child_of_agency(south, "Non")
    allocate(of_west, worker, south, "West")
    for file in (of_west, of_none):
        record(file, "plan", days_ago(2), agency=south.pk, type="safety-and-wellbeing")
    assert {row.file_id for row in Team(viewer(both)).unsigned()} == {of_west, of_none}
    assert {row.file_id for row in Team(viewer(east)).unsigned()} == {of_none}


def child_of_agency(of: Any, given: str) -> UUID:
    file = open_file(given=given)
    record(file, "case", days_ago(9), agency=of.pk, service="youth-justice")
    return file


def test_each_worker_s_row_leads_to_what_they_hold(here: World) -> None:
    record(
        here.child, "assessment", days_ago(9), agency=here.yjs.pk, tool="assetplus",
        vulnerability="high",
    )  # fmt: skip
    assert here.worker.worker_id is not None
    page = told(here, "team-workers")
    assert "Jo Example" in page and "1 file" in page
    held = told(here, "team-worker", here.worker.worker_id)
    owed = Obligation.objects.filter(file=here.child, settled="", owner__contains="case-manager")
    assert owed.exists()
    for row in owed:
        assert reverse("owed", args=[here.child, row.pk]) in held
        assert reverse("excuse", args=[here.child, row.pk]) in held


def test_a_worker_of_another_agency_is_no_worker(here: World) -> None:
    stranger = person(agency("Felpersham YJS"), name="Sy Stranger")
    assert stranger.worker_id is not None
    page = reverse("team-worker", args=[stranger.worker_id])
    assert browser(here.manager).get(page).status_code == 404
    assert browser(here.worker).get(reverse("team")).status_code == 403


def test_a_page_asks_as_often_for_many_as_for_few(here: World) -> None:
    client = browser(here.manager)

    def asked() -> list[int]:
        return [_queries(client, name) for name in ("team", "team-workers", "team-countersigning")]

    plan(here, here.child)
    child_of(here, "Sam")
    asked()  # what never changes is read once a process
    few = asked()
    for number in range(2):
        plan(here, child_of(here, f"Nic{number}", led=True))
        child_of(here, f"Max{number}")
    assert asked() == few


def _queries(client: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(name)).status_code == 200
    return len(queries)
