"""Agencies and teams."""

from __future__ import annotations

import pytest
from django.test import Client

from sightline.service.access.models import Agency, Team
from sightline.service.access.roles import Role
from sightline.service.files.models import Subject
from sightline.service.files.naming import names
from tests.service import worlds
from tests.service.access.pages.asking import page, refused, send
from tests.service.access.pages.small import Small

pytestmark = pytest.mark.once

NEW = {
    "name": "Borchester NHS",
    "sector": "health",
    "file": "new",
    "type": "agency",
    "place": "Borchester",
    "sees": "agency",
}


@pytest.fixture
def admin(it: Small) -> Client:
    return it.browser(Role.ACCESS_ADMINISTRATOR)


def test_an_agency_is_added_with_the_file_kept_on_it(it: Small, admin: Client) -> None:
    shown = send(admin, "add_agency", NEW)
    agency = Agency.objects.get(name="Borchester NHS")
    assert "Borchester NHS" in shown and "Health" in shown
    assert (agency.sector, agency.place, agency.sees) == ("health", "Borchester", "agency")
    assert Subject.objects.get(pk=agency.pk).type == "agency"
    assert names([agency.pk]) == {agency.pk: "Borchester NHS"}


def test_a_board_whose_file_is_there_is_added_to_it(it: Small, admin: Client) -> None:
    file = worlds.open_file("board", family="Borsetshire Board")
    assert "Borsetshire Board" in page(admin, "add_agency")
    files = Subject.objects.count()
    send(admin, "add_agency", NEW | {"sector": "board", "file": str(file)})
    assert Agency.objects.get(name="Borchester NHS").pk == file
    assert Subject.objects.count() == files
    assert "Borsetshire Board" not in page(admin, "add_agency")


def test_no_file_on_a_child_is_offered_or_taken(it: Small, admin: Client) -> None:
    assert str(it.child) not in page(admin, "add_agency")
    shown = refused(admin, "add_agency", NEW | {"file": str(it.child)})
    assert "Select the file kept on it from the list" in shown
    assert 'value="Borchester NHS"' in shown


def test_how_far_practitioners_see_is_changed(it: Small, admin: Client) -> None:
    said = {"name": it.home.name, "place": "", "sees": "agency"}
    shown = send(admin, "change_agency", said, agency=it.home.pk)
    assert "All files with which the agency is involved" in shown
    assert Agency.objects.get(pk=it.home.pk).sees == "agency"


def test_a_team_is_added_once(it: Small, admin: Client) -> None:
    shown = send(admin, "add_team", {"name": "South"}, agency=it.home.pk)
    assert "South" in shown
    shown = refused(admin, "add_team", {"name": "South"}, agency=it.home.pk)
    assert "The agency has a team of this name." in shown
    assert Team.objects.filter(agency=it.home, name="South").count() == 1


def test_the_list_counts_the_people_who_hold_a_post_today(it: Small, admin: Client) -> None:
    shown = page(admin, "agency", agency=it.home.pk)
    # Practitioner, manager, records officer and two access administrators.
    assert "People who hold a post today" in shown and ">5<" in shown.replace("\n", "")
