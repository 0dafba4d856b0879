"""Who saw a record where it was filed in error is listed where it is now, to those who may know."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.urls import reverse

from sightline.service.access.models import Person
from sightline.service.access.roles import Role
from sightline.service.files import services as files
from sightline.service.ledger import chains
from tests.service.worlds import (
    World,
    allocate,
    browser,
    days_ago,
    machine,
    open_file,
    person,
    record,
    world,
)

pytestmark = pytest.mark.django_db

HEADING = "Who saw it where it was filed in error"


@pytest.fixture
def here() -> World:
    """A contact on Robin's file that belongs on Kim's, which the worker has looked at twice."""
    here = world()
    here.others["right"] = open_file(given="Kim", family="Archer")
    record(here.others["right"], "case", days_ago(9), agency=here.yjs.pk, service="youth-justice")
    row = record(here.child, "contact", days_ago(5), agency=here.yjs.pk, result="kept")
    here.others["fact"] = row.fact
    return here


def move(here: World) -> UUID:
    with machine() as by:
        seen = chains.version(chains.file_chain(here.child))
        return files.refile(
            fact=here.others["fact"], to=here.others["right"], reason="About Kim", seen=seen, by=by
        ).fact


def shown(here: World, who: Person, fact: UUID) -> str:
    page = reverse("record", args=[here.others["right"], fact])
    html = browser(who).get(page).content.decode()
    return html.partition(HEADING)[2].partition("Versions")[0]


def test_those_who_looked_at_the_wrong_file_are_listed_on_the_right_one(here: World) -> None:
    looker, lister = (person(here.yjs, name=name, team="North") for name in ("Loo Ker", "Li Ster"))
    for _ in range(2):
        browser(looker).get(reverse("file", args=[here.child]))
    browser(lister).get(reverse("my-files"))
    fact = move(here)
    officer = person(here.yjs, Role.RECORDS_OFFICER, name="Ro Officer")
    for who in (officer, here.manager):
        told = shown(here, who, fact)
        assert "Loo Ker" in told and here.yjs.name in told and ">2<" in told
        assert "Li Ster" not in told, "a list shows no record"
        assert "Robin" not in told and str(here.child) not in told


def test_a_practitioner_is_not_told_who_looked(here: World) -> None:
    browser(here.worker).get(reverse("file", args=[here.child]))
    fact = move(here)
    worker = person(here.yjs, name="Ki Worker", team="")
    allocate(here.others["right"], worker, here.yjs)
    page = reverse("record", args=[here.others["right"], fact])
    html = browser(worker).get(page)
    assert html.status_code == 200 and HEADING not in html.content.decode()


def test_a_record_that_was_never_moved_has_no_such_list(here: World) -> None:
    row = record(here.others["right"], "contact", days_ago(2), agency=here.yjs.pk, result="kept")
    page = reverse("record", args=[here.others["right"], row.fact])
    html = browser(here.manager).get(page).content.decode()
    assert "Contact" in html and HEADING not in html


def test_on_the_wrong_file_it_is_said_that_a_record_was_filed_there_in_error_and_no_more(
    here: World,
) -> None:
    move(here)
    html = browser(here.worker).get(reverse("file-records", args=[here.child])).content.decode()
    assert html.count("A record was filed here in error") == 1
    page = reverse("record", args=[here.child, here.others["fact"]])
    assert browser(here.worker).get(page).status_code == 404
    officer = person(here.yjs, Role.RECORDS_OFFICER, name="Ro Officer")
    told = browser(officer).get(page).content.decode()
    assert "This record was filed here in error and moved to another file" in told
