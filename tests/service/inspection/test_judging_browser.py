"""The pages of judging in a real browser: axe, a phone, no JavaScript; what is typed is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from sightline.service.inspection.pages import judging_urls
from tests.service.inspection.judging_worlds import NO, Judged, answer, given, judge, world
from tests.service.own_database import OwnDatabase
from tests.service.serving import context_of, opened_browser, served
from tests.service.worlds import browser

pytestmark = pytest.mark.browser


@dataclass
class Site:
    """The service, and what is opened by whom. The database is asked nothing once it is open."""

    address: str
    chromium: Browser
    signed_in: dict[UUID, Client]
    pages: dict[str, tuple[UUID, str]]
    said: list[str] = field(default_factory=list)

    def window(self, name: str, *, script: bool = True, width: int = 1280) -> Page:
        """A page, opened by somebody who may."""
        who, where = self.pages[name]
        client = self.signed_in[who]
        context = context_of(self.chromium, client, self.address, script=script, width=width)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: self.said.append(message.text))
        page.goto(self.address + where)
        return page


@pytest.fixture
def site(own_database: OwnDatabase, settings: Settings) -> Iterator[Site]:
    # The test server speaks plain HTTP, over which browsers take no cookie with that name.
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    here = world(twice=(1, 2), files=3, reserves=0)
    there = pages(here)
    signed_in = {who.pk: browser(who) for who in (here.lead, here.one, here.two)}
    with served() as address, opened_browser() as chromium:
        yield Site(address, chromium, signed_in, there)


def pages(here: Judged) -> dict[str, tuple[UUID, str]]:
    """Every page, with something on it: by its name who opens it, and its address."""
    lead, two = here.lead.pk, here.two.pk
    both = given(here, 1, 1, here.one), given(here, 1, 2, here.two)
    judge(here, both[0])
    judge(here, both[1], no=(3,))
    begun = given(here, 3, 1, here.two)
    first = answer(here, begun, 1)
    answer(here, begun, 1, NO, seen=first.position)
    drawn = here.drawn[0].pk
    return {
        name: (who, reverse(name, args=[here.inspection, *args]))
        for name, who, args in (
            ("judging", two, []),
            ("judging-share", lead, []),
            ("judging-even", lead, []),
            ("judging-give", lead, [here.drawn[1].pk, 1]),
            ("judging-file", two, [begun.pk]),
            ("judging-question", two, [begun.pk, 3]),
            ("judging-sign", two, [begun.pk]),
            ("judging-hand-back", two, [begun.pk]),
            ("judging-reopen", lead, [both[0].pk]),
            ("moderating", lead, []),
            ("judged", lead, [drawn]),
            ("moderate", lead, [drawn, 3]),
            ("agreement", lead, []),
        )
    }


@pytest.mark.long
def test_every_page_has_no_fault_that_axe_finds_and_fits_a_phone(site: Site) -> None:
    assert site.pages.keys() == {pattern.name for pattern in judging_urls.urlpatterns}
    _have_no_fault(site, *site.pages)


def test_question_has_no_fault_and_what_is_typed_is_kept(site: Site) -> None:
    _have_no_fault(site, "judging-question", "moderate")
    _is_kept_by_the_script(site)
    _is_kept_without_a_script(site)


def _have_no_fault(site: Site, *names: str) -> None:
    for name in names:
        page = site.window(name)
        found = Axe().run(page)
        assert found.violations_count == 0, (name, found.generate_report())
        assert page.locator("main .govuk-button:not(.govuk-button--secondary)").count() <= 1, name
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 320, name
        page.context.close()
    assert site.said == []


def _is_kept_by_the_script(site: Site) -> None:
    page = site.window("judging-question")
    page.get_by_label("Why", exact=True).fill("Typed and never sent")
    expect(page.get_by_role("status")).to_contain_text("What you typed was kept at")
    page.reload()
    expect(page.get_by_label("Why", exact=True)).to_have_value("Typed and never sent")
    page.get_by_role("button", name="Throw away what was kept").click()
    expect(page.get_by_label("Why", exact=True)).to_have_value("")
    page.context.close()
    assert site.said == []


def _is_kept_without_a_script(site: Site) -> None:
    page = site.window("judging-question", script=False)
    page.get_by_label("Not enough").check()
    page.get_by_role("button", name="Save and go on", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why")
    page.get_by_label("Why", exact=True).fill("The plan came too late")
    page.get_by_role("button", name="Save and go on later").click()
    expect(page.locator("main")).to_contain_text("Begun, not answered")
    page.get_by_role("link", name="Was there a plan that would keep").click()
    expect(page.get_by_label("Not enough")).to_be_checked()
    page.get_by_role("button", name="Save and go on", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Was there a plan, made with the child")
    page.context.close()
