"""The log can be read without reading a file."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from sightline.service.access.roles import Role
from sightline.service.files.models import Involvement
from sightline.service.ledger.models import LogLine
from tests.service import worlds
from tests.service.access.pages.asking import page, refused, send, text
from tests.service.access.pages.small import CHILD, Small

pytestmark = pytest.mark.once


@pytest.fixture
def admin(it: Small) -> Client:
    return it.browser(Role.ACCESS_ADMINISTRATOR)


@pytest.fixture
def looked(it: Small) -> Client:
    """The manager, who has just seen a file in a list."""
    manager = it.browser(Role.MANAGER)
    page(manager, "without_allocation")
    return manager


def test_everybody_sees_what_they_themselves_looked_at(it: Small, looked: Client) -> None:
    shown = page(looked, "own_log")
    assert "Without allocation" in shown and CHILD in shown
    assert CHILD not in page(it.browser(Role.RECORDS_OFFICER), "own_log")


def test_reading_what_one_looked_at_is_logged_with_the_files_named(
    it: Small, looked: Client
) -> None:
    page(looked, "own_log")
    assert LogLine.objects.get(route="own_log").files == {str(it.child): "own log"}


def test_a_file_that_is_no_longer_open_is_not_named(it: Small, looked: Client) -> None:
    yesterday = worlds.today() - timedelta(1)
    Involvement.objects.filter(file=it.child).update(until_on=yesterday)
    shown = page(looked, "own_log")
    assert CHILD not in shown and "A file that is not open to you today" in shown


def test_who_looks_after_access_sees_a_persons_day_and_no_names_of_files(
    it: Small, admin: Client, looked: Client
) -> None:
    manager = it.people[Role.MANAGER]
    shown = page(admin, "log_of_person", person=manager.pk)
    assert manager.name in shown and "Without allocation" in shown
    assert str(it.child) in shown and CHILD not in shown
    day = worlds.today() - timedelta(1)
    asked = {"on-day": day.day, "on-month": day.month, "on-year": day.year}
    address = reverse("log_of_person", kwargs={"person": manager.pk})
    earlier = text(admin.get(address, asked))
    assert "Nothing on" in earlier and "Without allocation" not in earlier
    wrong = text(admin.get(address, asked | {"on-month": 13}))
    assert "There is a problem" in wrong and 'value="13"' in wrong


def test_who_has_looked_at_a_file_is_found_by_its_number(
    it: Small, admin: Client, looked: Client
) -> None:
    shown = send(admin, "find_log_of_file", {"file": str(it.child)})
    assert it.people[Role.MANAGER].name in shown and "Without allocation" in shown
    assert CHILD not in shown
    # Whether there is such a file is not told.
    nobody = send(admin, "find_log_of_file", {"file": str(uuid4())})
    assert "Nobody has looked at a file of this number, or there is none." in nobody
    assert "Enter the number" in refused(admin, "find_log_of_file", {"file": "x"})


def test_refusals_are_listed_with_who_and_why(it: Small, admin: Client) -> None:
    practitioner = it.browser(Role.PRACTITIONER)
    assert practitioner.get(reverse("people")).status_code == HTTPStatus.FORBIDDEN
    shown = page(admin, "log")
    assert it.people[Role.PRACTITIONER].name in shown
    assert "Refused" in shown and "administered by access administrators" in shown


def test_what_the_machine_did_is_shown(it: Small, admin: Client) -> None:
    shown = page(admin, "log_of_machine")
    assert "What the machine did" in shown
    assert ">Test" in shown  # the route under which the tests act
