"""Closing and opening a file, and the two-people erasure, through the pages in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings

from sightline.service.access.models import Person
from sightline.service.access.roles import Role
from sightline.service.files import services as files
from sightline.service.ledger import chains
from tests.service.casework.test_browser import Site, check
from tests.service.own_database import OwnDatabase
from tests.service.serving import opened_browser, served
from tests.service.worlds import browser, days_ago, machine, open_file, person, record, world

pytestmark = pytest.mark.browser


@pytest.fixture
def site(own_database: OwnDatabase, settings: Settings) -> Iterator[tuple[Site, Person, UUID]]:
    """The service, the second of two officers, and a record that was moved to the child's file."""
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    here = world()
    one, other = (
        person(here.yjs, Role.RECORDS_OFFICER, name=f"{name} Officer") for name in ("One", "Other")
    )
    wrong = open_file(given="Kim", family="Archer")
    record(wrong, "case", days_ago(9), agency=here.yjs.pk, service="youth-justice")
    fact = record(wrong, "contact", days_ago(5), agency=here.yjs.pk, result="kept")
    browser(here.manager).get(reverse("file", args=[wrong]))
    with machine() as by:
        seen = chains.version(chains.file_chain(wrong))
        moved = files.refile(fact=fact.fact, to=here.child, reason="A slip", seen=seen, by=by)
    signed_in = {who.pk: browser(who) for who in (here.worker, here.manager, one, other)}
    with served() as address, opened_browser() as chromium:
        yield Site(address, here, one, moved, chromium, [], signed_in), other, moved.fact


@pytest.mark.parametrize("width", [1280, 320])
def test_a_file_is_closed_and_opened_again(site: tuple[Site, Person, UUID], width: int) -> None:
    it = site[0]
    page = it.window(it.world.manager, width=width)
    file = it.address + reverse("file", args=[it.world.child])
    about = it.address + reverse("file-about", args=[it.world.child])
    page.goto(about)
    page.get_by_role("button", name="Close the file").click()
    check(page, "close-file")
    page.get_by_role("button", name="Close the file").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter")
    check(page, "close-file with an error")
    page.get_by_label("Why it is closed").fill("Somebody knows the family")
    page.get_by_label(it.world.worker.name).check()
    page.get_by_role("button", name="Close the file").click()
    expect(page.get_by_text("This file has been closed since")).to_be_visible()
    check(page, "a closed file")
    page.goto(about)
    check(page, "about a closed file")
    page.get_by_role("button", name="Open the file again").click()
    check(page, "open-closed")
    page.get_by_label("Why it is opened again").fill("They have moved")
    page.get_by_role("button", name="Open the file again").click()
    expect(page).to_have_url(file)
    expect(page.get_by_text("This file has been closed since")).to_have_count(0)
    assert it.said == []


@pytest.mark.parametrize(
    ("width", "script"),
    [(1280, True), (320, False), pytest.param(320, True, marks=pytest.mark.long)],
)
def test_one_officer_proposes_an_erasure_and_another_decides(
    site: tuple[Site, Person, UUID], width: int, script: bool
) -> None:
    it, other, moved = site
    child = it.world.child
    page = it.window(it.officer, width=width, script=script)
    page.goto(it.address + reverse("record", args=[child, moved]))
    expect(page.get_by_role("heading", name="Who saw it where")).to_be_visible()
    _check(page, "who saw it", script)
    page.goto(it.address + reverse("file-about", args=[child]))
    page.get_by_role("button", name="Erase").click()
    page.get_by_label("Only what I choose").check()
    page.get_by_label(re.compile("Contact: ")).check()
    page.get_by_label("By which law or decision").fill("Order of the court")
    page.get_by_label("Why it is to be erased").fill("It was asked for")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Propose to erase 1 entry?")).to_be_visible()
    _check(page, "sure", script)
    page.get_by_role("button", name="Propose the erasure").click()
    expect(page.get_by_text("Another records officer decides.")).to_be_visible()
    second = it.window(other, width=width, script=script)
    second.goto(it.address + reverse("proposals"))
    _check(second, "proposals", script)
    second.get_by_role("link", name=re.compile(r"^Decide\b")).click()
    expect(second.get_by_text("Each thing that it is done to")).to_be_visible()
    _check(second, "decide", script)
    second.get_by_label(re.compile("Agree: it is done")).check()
    second.get_by_role("button", name="Decide").click()
    expect(second.get_by_text("Your decision was kept.")).to_be_visible()
    for name, args in (("file-records", [child]), ("record", [child, moved])):
        page.goto(it.address + reverse(name, args=args))
        expect(page.get_by_text("by decision of Other Officer").first).to_be_visible()
        _check(page, f"{name} with what was erased", script)
    assert it.said == []


def _check(page: Page, name: str, script: bool) -> None:
    """axe is JavaScript itself: without, only that it is a page with one heading."""
    if script:
        check(page, name)
    else:
        assert page.locator("h1").count() == 1, name
