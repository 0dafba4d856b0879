"""Allocations, what is watched, jobs, chains and checkpoints."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sightline.service.access import services
from sightline.service.access.roles import Role
from sightline.service.files.models import NotHeld, Watch
from sightline.service.files.standard import standard
from sightline.service.ledger import checkpoints, clock
from sightline.service.ledger.acts import act
from sightline.service.ledger.jobs import SILENCE
from sightline.service.ledger.models import Job, LogLine
from tests.service import worlds
from tests.service.access.pages.asking import page, text
from tests.service.access.pages.small import CHILD, DUTY, THEN, Small, checkpoint, watch
from tests.service.web.people import signed_in

pytestmark = pytest.mark.once


@pytest.fixture
def manager(it: Small) -> Client:
    return it.browser(Role.MANAGER)


def rows(shown: str) -> list[str]:
    """The text of each row of the tables, spaces made one."""
    found = re.findall(r'<tr class="govuk-table__row">(.*?)</tr>', shown, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


# --- allocations -----------------------------------------------------------------------------


def holds(it: Small, files: int) -> str:
    """A practitioner of the team who holds so many files; what they are called."""
    worker = worlds.person(it.home, name=f"Jo Holds {files}", team="North")
    for _ in range(files):
        child = worlds.open_file(given="Robin", family="Other")
        worlds.record(child, "case", worlds.days_ago(9), agency=it.home.pk, service="youth-justice")
        worlds.allocate(child, worker, it.home, "North")
    return worker.name


def test_who_holds_how_many_files_by_team_the_most_first(it: Small, manager: Client) -> None:
    one, three = holds(it, 1), holds(it, 3)
    shown = page(manager, "allocations")
    assert f"{it.home.name}, team North: 4 files" in shown
    assert [row for row in rows(shown) if "Jo Holds" in row] == [f"{three} 3", f"{one} 1"]
    assert "1 file is held by nobody" in shown


def test_a_file_that_nobody_holds_is_listed_until_somebody_does(it: Small, manager: Client) -> None:
    assert CHILD in page(manager, "without_allocation")
    line = LogLine.objects.filter(route="without_allocation").get()
    assert list(line.files) == [str(it.child)]
    worker = worlds.person(it.home, name="Jo Holds", team="North")
    worlds.allocate(it.child, worker, it.home, "North")
    shown = page(manager, "without_allocation")
    assert CHILD not in shown and "Every file" in shown


def test_a_file_that_is_closed_to_the_manager_is_in_no_count(it: Small, manager: Client) -> None:
    other = worlds.person(it.home, Role.MANAGER, name="Mo Other", is_worker=False)
    with act(person=other.pk, route="test") as by:
        services.restrict(
            file=it.child, reason="Known to a worker.", people=[], at=timezone.now(), by=by
        )
    assert CHILD not in page(manager, "without_allocation")
    assert "held by nobody" not in page(manager, "allocations")
    assert "1 file is held by nobody" in page(signed_in(other), "allocations")


def test_whoever_holds_it_for_another_agency_does_not_hold_it_for_this_one(
    it: Small, manager: Client
) -> None:
    elsewhere = worlds.agency("Felpersham YJS")
    worker = worlds.person(elsewhere, name="Jo Elsewhere", team="North")
    worlds.allocate(it.child, worker, elsewhere, "North")
    assert "Jo Elsewhere" not in page(manager, "allocations")
    assert CHILD in page(manager, "without_allocation")


def test_the_files_of_another_agency_are_not_counted(it: Small) -> None:
    holds(it, 2)
    elsewhere = worlds.agency("Felpersham YJS")
    manager = worlds.person(elsewhere, Role.MANAGER, name="Mo Elsewhere", is_worker=False)
    shown = page(signed_in(manager), "allocations")
    assert "Jo Holds" not in shown and "Nobody holds a file in your agency today." in shown


# --- what is watched -------------------------------------------------------------------------


def test_what_is_not_watched_is_said_to_be_not_watched(it: Small, manager: Client) -> None:
    watch(it)
    asked = {"place": "Borchester", "state": "not-watched"}
    shown = text(manager.get(reverse("watched"), asked))
    assert f"of {len(standard().kinds) - 1}" in shown
    assert all("Not watched Nobody Never" in row for row in rows(shown)[1:])
    one = text(manager.get(reverse("watched"), {"place": "Borchester", "kind": "plan"}))
    assert rows(one)[1:] == ["Borchester Plan Not watched Nobody Never"]


def test_the_longest_without_a_delivery_comes_first(it: Small, manager: Client) -> None:
    watch(it, "plan", days=2)
    watch(it, "assessment", days=30)
    never = watch(it, "visit" if "visit" in standard().kinds else "order")
    Watch.objects.filter(pk=never.pk).update(delivered_at=None)
    shown = rows(text(manager.get(reverse("watched"), {"state": "watched"})))[1:]
    assert "Not recorded" in shown[0]
    assert "Assessment" in shown[1] and "Fri 2 Oct 2026" in shown[1]
    assert "Plan" in shown[2] and "Mon 1 Apr 2024 until now" in shown[2]
    assert it.home.name in shown[2]


def test_the_duties_that_no_source_of_a_place_holds_are_named(it: Small, manager: Client) -> None:
    watch(it)
    NotHeld.objects.create(place="Borchester", duty=DUTY)
    shown = text(manager.get(reverse("watched"), {"place": "Borchester"}))
    assert standard().duties[DUTY].title in shown
    assert standard().duties[DUTY].title not in page(manager, "watched")


def test_where_nothing_is_said_everything_is_taken_to_be_watched(manager: Client) -> None:
    assert "every place is taken to be watched whole" in page(manager, "watched")


# --- jobs ------------------------------------------------------------------------------------


def test_a_running_job_says_how_far_it_is(it: Small, manager: Client) -> None:
    now = clock.now()
    Job.objects.create(
        name="load", started_at=THEN, alive_at=now, done=10, total=40, by=it.first.pk
    )
    Job.objects.create(name="end", started_at=THEN, ended_at=THEN, message="3 files.")
    Job.objects.create(
        name="broke", started_at=THEN, ended_at=THEN, failed=True, message="ValueError"
    )
    shown = rows(page(manager, "jobs"))
    assert "10 of 40 (25%)" in shown[1] and "Running" in shown[1]
    assert it.first.name in shown[1] and "The machine" in shown[2]
    assert any("Ended" in row and "3 files." in row for row in shown)
    assert any("Failed" in row and "ValueError" in row for row in shown)


def test_a_job_that_was_killed_is_said_to_have_stopped(it: Small, manager: Client) -> None:
    silent = clock.now() - SILENCE - timedelta(minutes=1)
    Job.objects.create(name="verify", started_at=THEN, alive_at=silent, done=10, total=40)
    (row,) = rows(page(manager, "jobs"))[1:]
    assert "Stopped without saying why" in row and "Last sign of life" in row
    assert "Running" not in row
    assert "Load this page anew" not in page(manager, "jobs")
    assert "stopped before its end without saying why" in page(manager, "chains")


def test_the_page_loads_itself_anew_only_where_that_was_asked_for(
    it: Small, manager: Client
) -> None:
    asked = {"by-itself": "yes"}
    assert 'http-equiv="refresh"' not in text(manager.get(reverse("jobs"), asked))
    job = Job.objects.create(name="load", started_at=THEN, alive_at=clock.now())
    assert 'http-equiv="refresh"' not in page(manager, "jobs")
    assert 'http-equiv="refresh"' in text(manager.get(reverse("jobs"), asked))
    Job.objects.filter(pk=job.pk).update(ended_at=THEN)
    assert 'http-equiv="refresh"' not in text(manager.get(reverse("jobs"), asked))


# --- chains ----------------------------------------------------------------------------------


def test_the_state_of_the_chains_is_said(it: Small, manager: Client) -> None:
    shown = page(manager, "chains")
    assert "Nobody has yet looked at the chains whole" in shown
    assert "No checkpoint was taken yet." in shown
    Job.objects.create(name="verify", started_at=THEN, ended_at=THEN, message="2 faults.")
    checkpoint()
    shown = page(manager, "chains")
    assert "2 faults." in shown
    # One chain for the posts of each person.
    people = len(it.people) + 1
    assert f"People: the posts that one person holds {people} {people}" in rows(shown)


def test_a_checkpoint_is_downloaded_as_it_was_signed(it: Small, manager: Client) -> None:
    taken = checkpoint()
    address = reverse("checkpoint", kwargs={"checkpoint": taken.pk})
    assert address not in page(manager, "chains")
    assert manager.get(address).status_code == HTTPStatus.FORBIDDEN
    officer = it.browser(Role.RECORDS_OFFICER)
    assert address in page(officer, "chains")
    answer = officer.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    signed = checkpoints.Signed.from_file(answer.content.decode())
    heads = checkpoints.check(signed.document, signed.signature, checkpoints.public_key())
    assert f"file:{it.child}" in heads
    assert json.loads(answer.content)["document"] == taken.document
    assert officer.get(f"{address}9").status_code == HTTPStatus.NOT_FOUND
