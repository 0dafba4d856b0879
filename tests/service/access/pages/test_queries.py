"""However much there is to list, a page asks the database as often as for little."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sightline.service.access import services
from sightline.service.access.roles import Role
from sightline.service.files.models import NotHeld
from sightline.service.files.standard import standard
from sightline.service.ledger.acts import act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.models import Job
from tests.service import worlds
from tests.service.access.pages.small import (
    Small,
    agreement,
    checkpoint,
    propose_post,
    watch,
)
from tests.service.web.people import signed_in

pytestmark = pytest.mark.once

MANY = 12


def people(it: Small, number: int) -> None:
    worlds.person(it.home, name=f"Jo {number}", is_worker=False)


def agencies(it: Small, number: int) -> None:
    worlds.agency(f"Agency {number}", teams=(f"Team {number}",))


def proposals(it: Small, number: int) -> None:
    propose_post(it, it.second, it.people[Role.MANAGER])


def decisions(it: Small, number: int) -> None:
    proposal = propose_post(it, it.second, it.people[Role.RECORDS_OFFICER])
    with act(person=it.first.pk, route="test") as by:
        services.decide(proposal=proposal.pk, agreed=False, reason="No.", at=timezone.now(), by=by)


def bodies(it: Small, number: int) -> None:
    worlds.open_file("board", family=f"Board {number}")


def refusals(it: Small, number: int) -> None:
    with suppress(Refused), act(person=list(it.people.values())[number % 7].pk, route="test") as by:
        by.saw(it.child, "agency")
        raise Refused("No.")


def agreements(it: Small, number: int) -> None:
    agreement(it)


def unheld(it: Small, number: int) -> None:
    child = worlds.open_file(given=f"Robin {number}", family="Other")
    worlds.record(child, "case", worlds.days_ago(9), agency=it.home.pk, service="youth-justice")


def held(it: Small, number: int) -> None:
    worker = worlds.person(it.home, name=f"Jo Holds {number}", team="North")
    child = worlds.open_file(given=f"Robin {number}", family="Other")
    worlds.record(child, "case", worlds.days_ago(9), agency=it.home.pk, service="youth-justice")
    worlds.allocate(child, worker, it.home, "North")


def watches(it: Small, number: int) -> None:
    watch(it, list(standard().kinds)[number])
    NotHeld.objects.create(place="Borchester", duty=list(standard().duties)[number])


def jobs(it: Small, number: int) -> None:
    Job.objects.create(name=f"job {number}", started_at=timezone.now(), by=it.second.pk)


def chains(it: Small, number: int) -> None:
    checkpoint()


def lines(it: Small, number: int) -> None:
    """A line of the log by the manager, with a file."""
    with act(person=it.people[Role.MANAGER].pk, route="test") as by:
        by.saw(it.child, "agency")


@pytest.mark.parametrize(
    ("name", "role", "more"),
    [
        ("people", Role.ACCESS_ADMINISTRATOR, people),
        ("agencies", Role.ACCESS_ADMINISTRATOR, agencies),
        ("add_agency", Role.ACCESS_ADMINISTRATOR, bodies),
        ("agreements", Role.ACCESS_ADMINISTRATOR, agreements),
        ("proposals", Role.ACCESS_ADMINISTRATOR, proposals),
        ("decided_proposals", Role.ACCESS_ADMINISTRATOR, decisions),
        ("allocations", Role.MANAGER, held),
        ("without_allocation", Role.MANAGER, unheld),
        ("watched", Role.MANAGER, watches),
        ("jobs", Role.MANAGER, jobs),
        ("chains", Role.RECORDS_OFFICER, chains),
        ("own_log", Role.MANAGER, lines),
        ("log", Role.ACCESS_ADMINISTRATOR, refusals),
    ],
)
def test_a_list_asks_no_more_for_many_than_for_one(
    it: Small, name: str, role: Role, more: Callable[[Small, int], None]
) -> None:
    client = it.browser(role)
    more(it, 0)
    few = asked(client, reverse(name))
    for number in range(1, MANY):
        more(it, number)
    assert asked(client, reverse(name)) == few


@pytest.mark.parametrize("name", ["log_of_person", "log_of_file", "person", "propose_post"])
def test_a_page_on_one_asks_no_more_for_much_than_for_little(it: Small, name: str) -> None:
    client = signed_in(it.first)
    manager = it.people[Role.MANAGER]
    where = {"file": it.child} if name == "log_of_file" else {"person": manager.pk}
    address = reverse(name, kwargs=where)
    lines(it, 0)
    few = asked(client, address)
    for number in range(1, MANY):
        lines(it, number)
        agencies(it, number)
    assert asked(client, address) == few


def asked(client: Client, address: str) -> int:
    """How many queries the page takes, when it is opened for the second time."""
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == HTTPStatus.OK
    return len(queries)
