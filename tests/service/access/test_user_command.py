"""The first two administrators are made at the command line, nobody more, and the log says so."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from pytest_django import Settings

from sightline.cli import main
from sightline.cli.user import SECTORS
from sightline.service.access.models import Agency, Person, Post, Sector
from sightline.service.access.roles import Role
from sightline.service.ledger.models import LogLine
from tests.service.ledger.rows import as_owner
from tests.service.own_database import OwnDatabase

ONE = ("one@council.example", "--name", "Ann Example", "--agency", "Borchester Council")
TWO = ("two@council.example", "--name", "Ben Example", "--agency", "Borchester Council")
WITH_SECTOR = ("--sector", "social-care")


@pytest.fixture(autouse=True)
def database(
    own_database: OwnDatabase, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """An installation in which nobody is."""
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)
    settings.ALLOWED_HOSTS = ["sightline.example", "testserver"]


def run(*arguments: str) -> Result:
    with as_owner():
        return CliRunner().invoke(main, ["user", *arguments])


def link_in(result: Result) -> str:
    """The path of the link that was printed."""
    found = re.search(r"^https://sightline\.example(/\S+)$", result.output, re.M)
    assert found is not None, result.output
    return found[1]


def test_sectors_are_those_of_agencies() -> None:
    assert set(SECTORS) == set(Sector.values)


def test_two_are_added_and_no_third() -> None:
    first = run("add", *ONE, *WITH_SECTOR)
    assert first.exit_code == 0, first.output
    assert run("add", *TWO).exit_code == 0
    third = run("add", "three@council.example", *TWO[1:])
    assert third.exit_code == 2 and "one proposes, the other agrees" in third.output
    assert Agency.objects.count() == 1
    posts = Post.objects.values_list("person__email", "role", "by", "approved_by")
    role = Role.ACCESS_ADMINISTRATOR
    assert sorted(posts) == [(ONE[0], role, None, None), (TWO[0], role, None, None)]
    lines = LogLine.objects.filter(route="user add").order_by("position")
    assert [line.outcome for line in lines] == ["done", "done", "refused"]
    assert {"add person", "appoint", "made a set-password link"} <= {
        act["act"] for act in lines[0].acts
    }


def test_an_agency_that_is_not_there_needs_its_sector_and_nobody_is_added_twice() -> None:
    without = run("add", *ONE)
    assert without.exit_code == 2 and "Give its --sector" in without.output
    assert not Person.objects.exists()
    assert run("add", *ONE, *WITH_SECTOR).exit_code == 0
    again = run("add", *ONE)
    assert again.exit_code == 2 and "already" in again.output


def test_the_link_sets_a_password_once() -> None:
    path = link_in(run("add", *ONE, *WITH_SECTOR))
    password = "a long and quite unusual phrase"
    for works in (True, False):
        client = Client()
        page = client.get(path, follow=True)
        at = page.request["PATH_INFO"]
        client.post(at, {"new_password1": password, "new_password2": password})
        password, said = "another long and unusual phrase", password
        assert Person.objects.get().check_password(said) is works


def test_a_link_that_ran_out_is_made_anew_for_administrators_alone() -> None:
    run("add", *ONE, *WITH_SECTOR)
    first, second = link_in(run("link", ONE[0])), link_in(run("link", ONE[0], "--without-factor"))
    assert first and second
    acts = [act["act"] for line in LogLine.objects.filter(route="user link") for act in line.acts]
    assert "took a second factor away" in acts
    with as_owner():
        Person.objects.create(email="jo@council.example", name="Jo")
    other = run("link", "jo@council.example")
    assert other.exit_code == 2 and "on the pages" in other.output
    assert run("link", "nobody@council.example").exit_code == 2


def test_somebody_is_unlocked_and_somebody_ends() -> None:
    run("add", *ONE, *WITH_SECTOR)
    assert run("unlock", ONE[0]).exit_code == 0
    assert run("end", ONE[0]).exit_code == 0
    assert not Person.objects.get().is_active
    # Who no longer signs in is not one of the two.
    assert run("add", *TWO).exit_code == 0
    assert run("add", "three@council.example", *TWO[1:]).exit_code == 0
