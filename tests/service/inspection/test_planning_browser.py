"""The pages of planning in a real browser: axe, a phone, paper, and a plan without JavaScript."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from sightline.service.access.models import Person
from sightline.service.inspection import replacing
from sightline.service.inspection.models import Drawn, Member
from sightline.service.inspection.pages import planning_urls
from tests.service.inspection.worlds import acting, drawn, planned, world
from tests.service.own_database import OwnDatabase
from tests.service.serving import context_of, opened_browser, served
from tests.service.worlds import browser, today

pytestmark = pytest.mark.browser

LEFT_OUT = {"draw-order"}
"""No page: a table to be saved."""


@dataclass
class Site:
    """The service and its pages. The database is asked nothing once it is open."""

    address: str
    chromium: Browser
    lead: Client
    pages: dict[str, str]
    said: list[str] = field(default_factory=list)

    def window(self, name: str, *, script: bool = True, width: int = 1280) -> Page:
        """A page, opened by the lead."""
        context = context_of(self.chromium, self.lead, self.address, script=script, width=width)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: self.said.append(message.text))
        page.goto(self.address + self.pages[name])
        return page


@pytest.fixture
def site(own_database: OwnDatabase, settings: Settings) -> Iterator[Site]:
    # The test server speaks plain HTTP, over which browsers take no cookie with that name.
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    here = world(children=24)
    row = drawn(here, margin=20, seed="41662", strata=("safety",))
    waits = planned(here, title="Waits to be drawn", strata=("order", "sex"), margin=14)
    one, other, *_ = Drawn.objects.filter(draw=row, is_reserve=False).order_by("position")
    with acting(here.lead) as by:
        replacing.exclude(
            inspection=row.inspection_id, drawn=one.pk, why="other", words="A twin.", by=by
        )
    member = Member.objects.get(inspection=row.inspection_id, person=here.one).pk
    at = row.inspection_id
    pages: dict[str, list[UUID]] = {
        "inspections": [], "begin-inspection": [], "inspection": [at], "change-plan": [waits.pk],
        "inspection-members": [at], "end-member": [at, member], "hand-over": [at, member],
        "sample": [at], "draw-sample": [waits.pk], "exclude-file": [at, other.pk],
        "declare-tie": [at, other.pk], "draw-record": [at, row.pk],
    }  # fmt: skip
    found = {name: reverse(name, args=args) for name, args in pages.items()}
    lead: Person = here.lead
    client = browser(lead)
    with served() as address, opened_browser() as chromium:
        yield Site(address, chromium, client, found)


def test_the_pages_of_planning(site: Site) -> None:
    assert site.pages.keys() | LEFT_OUT == {one.name for one in planning_urls.urlpatterns}
    page = site.window("inspections")
    for name, where in site.pages.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(site.address + where)
        found = Axe().run(page)
        assert found.violations_count == 0, (name, found.generate_report())
        assert page.locator("main .govuk-button:not(.govuk-button--secondary)").count() <= 1, name
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 320, name
    assert site.said == []


@pytest.mark.long
def test_a_plan_is_made_without_a_script_and_a_draw_is_printed(site: Site) -> None:
    _is_planned_without_a_script(site)
    _is_printed_whole(site)


def _is_planned_without_a_script(site: Site) -> None:
    page = site.window("begin-inspection", script=False)
    goes_on = page.get_by_role("button", name="Continue")
    page.get_by_label("An inspection of one service").check()
    goes_on.click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("what it is called")
    page.get_by_label("What it is called").fill("Borchester, autumn")
    goes_on.click()
    page.get_by_label("Borchester YJS", exact=True).check()
    goes_on.click()
    for group in ("First day of field work", "Last day of field work"):
        for part in ("day", "month", "year"):
            box = page.get_by_role("group", name=group).get_by_label(part.capitalize())
            box.fill(str(getattr(today(), part)))
    goes_on.click()
    for heading in ("Which questions are asked?", "Parts, rating and topic"):
        expect(page.locator("h1")).to_have_text(heading)
        goes_on.click()
    expect(page.locator("h1")).to_have_text("Which files may be drawn?")
    goes_on.click()
    page.locator("summary", has_text="Sex").click()
    page.get_by_label("Female").check()
    goes_on.click()
    page.get_by_label("Order that runs").check()
    goes_on.click()
    expect(page.locator("h1")).to_have_text("Check the plan")
    page.get_by_role("button", name="Change Only some of them?").click()
    expect(page.get_by_label("Female")).to_be_checked()
    page.get_by_label("Female").uncheck()
    goes_on.click()
    page.get_by_label("Your own ties to what is inspected").fill("None.")
    page.get_by_role("button", name="Begin the inspection").click()
    expect(page.locator("h1")).to_have_text("Borchester, autumn")
    page.get_by_role("button", name="See and draw the sample").click()
    expect(page.locator("main")).to_contain_text("23 files open to you")
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.locator("main")).to_contain_text("to be judged")
    page.context.close()


def _is_printed_whole(site: Site) -> None:
    page = site.window("draw-record")
    read = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(page.pdf())).pages)
    text = " ".join(read.split())
    for said in ("41662", "How to check this", "sightline inspection draw", "Something else"):
        assert said in text, said
    page.context.close()
