"""The pages of administration in a real browser: axe, a phone, no JavaScript, two people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from sightline.service.access.pages import urls
from sightline.service.access.roles import Role
from tests.service.access.pages.small import Small, furnish, small
from tests.service.own_database import OwnDatabase
from tests.service.serving import context_of, opened_browser, served
from tests.service.web.people import signed_in

pytestmark = pytest.mark.browser

NOT_SHOWN = frozenset({"checkpoint"})
"""Addresses that answer with a file and no page."""


@dataclass
class Site:
    """The service, and everybody who may open its pages. Nothing is asked of the database once the
    browser is open: with its loop in this thread, Django would not find the connection.
    """

    address: str
    it: Small
    browser: Browser
    clients: dict[str, Client]
    pages: list[tuple[str, str]]
    complaints: list[str]

    def window(self, of: str, *, script: bool = True, width: int = 1280) -> Page:
        context = context_of(
            self.browser, self.clients[of], self.address, script=script, width=width
        )
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: self.complaints.append(message.text))
        return page


@pytest.fixture
def site(own_database: OwnDatabase, settings: Settings) -> Iterator[Site]:
    # The test server speaks plain HTTP, over which browsers take no cookie with that name.
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    it = small()
    given = furnish(it)
    clients = {
        "first": signed_in(it.first),
        "second": signed_in(it.second),
        "manager": it.browser(Role.MANAGER),
    }
    pages = []
    for pattern in urls.urlpatterns:
        where = {name: given[name] for name in pattern.pattern.converters}
        address = reverse(str(pattern.name), kwargs=where)
        opened_by = "manager" if "allocation" in str(pattern.name) else "first"
        if pattern.name not in NOT_SHOWN:
            pages.append((address, opened_by))
    pages += [("/watched?place=Borchester", "manager"), ("/standard?words=plan", "manager")]
    connection.close()
    with served() as address, opened_browser() as browser:
        site = Site(address, it, browser, clients, pages, [])
        yield site
        assert site.complaints == []


@pytest.mark.parametrize(
    ("script", "width"),
    [
        (True, 1280),
        *(pytest.param(script, 320, marks=pytest.mark.long) for script in (True, False)),
    ],
)
def test_no_page_shuts_anybody_out(site: Site, script: bool, width: int) -> None:
    windows = {of: site.window(of, script=script, width=width) for of in site.clients}
    for address, of in site.pages:
        page = windows[of]
        page.goto(site.address + address)
        expect(page.locator("h1")).to_have_count(1)
        assert page.title().endswith(" – Sightline"), address
        if script:
            found = Axe().run(page).response["violations"]
            assert found == [], (address, [(one["id"], one["nodes"][0]["html"]) for one in found])
        page.set_viewport_size({"width": 320, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, address
        page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize("script", [True, False])
def test_two_people_grant_a_post(site: Site, script: bool) -> None:
    first = site.window("first", script=script)
    first.goto(f"{site.address}/people")
    first.get_by_label("Part of the name or email address").fill("Sam Manager")
    first.get_by_role("button", name="Find").click()
    first.get_by_role("link", name="Sam Manager").click()
    first.get_by_role("button", name="Propose a post").click()
    first.get_by_role("button", name="Propose the post").click()
    expect(first).to_have_title("Error: Propose a post for Sam Manager – People – Sightline")
    first.get_by_role("link", name="Select the role").click()
    first.get_by_label("Practitioner").check()
    first.get_by_label("Agency, and team where they work in one").select_option(
        "Borchester YJS, team North"
    )
    first.get_by_label("Reason, for whoever decides it").fill("Joins the team.")
    first.get_by_role("button", name="Propose the post").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Waiting for a second person")
    told = "Sam Manager is practitioner of Borchester YJS, team North"
    expect(first.get_by_text(told).first).to_be_visible()
    second = site.window("second", script=script)
    second.goto(f"{site.address}/proposals")
    second.get_by_role("row").filter(has_text=told).get_by_role("link").click()
    expect(second.get_by_text(told)).to_be_visible()
    second.get_by_label("Agree").check()
    second.get_by_role("button", name="Decide").click()
    expect(second.get_by_role("row").filter(has_text=told)).to_contain_text("Agreed by Sam Second")
