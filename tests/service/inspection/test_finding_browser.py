"""The pages of findings in a real browser: axe, a phone, one primary button, no JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from sightline.service.inspection import examples
from sightline.service.inspection.pages import finding_urls
from tests.service.inspection.finding_worlds import judged, rated, serviced, to_judge, world
from tests.service.inspection.judging_worlds import Judged, acting
from tests.service.own_database import OwnDatabase
from tests.service.serving import context_of, opened_browser, served
from tests.service.worlds import browser, today, viewer

pytestmark = [pytest.mark.browser, pytest.mark.once]

WORDS = (
    "Her worker asked what would help, and did it within the week, with the family at the table."
)


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
    here = world(
        rules="standards-2018", question_set="2018", programme="standards-2018",
        parts=("organisation", "court"), second_share=0,
    )  # fmt: skip
    there = pages(here)
    signed_in = {who.pk: browser(who) for who in (here.lead, here.one, here.two)}
    with served() as address, opened_browser() as chromium:
        yield Site(address, chromium, signed_in, there)


def pages(here: Judged) -> dict[str, tuple[UUID, str]]:
    """Every page, with something on it: by its name who opens it, and its address."""
    judged(here, {(1, 2): "no", (2, 2): "no", (3, 3): "not-applicable", (4, 4): "not-known"})
    serviced(here)
    rated(here, "governance", "good")
    rated(here, "court-assessment", "good")
    told = [example(here, number) for number in (0, 1)]
    lead, two = here.lead.pk, here.two.pk
    question = here.asked.questions[1].id
    return {
        name: (who, reverse(name, args=[here.inspection, *args]) + query)
        for name, who, args, query in (
            ("findings", lead, [], ""),
            ("finding", lead, [question], "?answer=no"),
            ("findings-beside", two, [], ""),
            ("ratings", lead, [], ""),
            ("rate-standard", lead, ["staff"], ""),
            ("service-questions", two, [], ""),
            ("answer-service-question", two, [here.yjs.pk, "governance"], ""),
            ("examples", two, [], ""),
            ("tell-example", two, [to_judge(here)[2].pk], ""),
            ("check-example", two, [told[0]], ""),
            ("withdraw-example", two, [told[1]], ""),
            ("conclusion", lead, [], ""),
        )
    }


def example(here: Judged, number: int) -> UUID:
    """A practice example from one of the judged files."""
    with acting(here.one) as by:
        return examples.tell(
            viewer=viewer(here.one), drawn=to_judge(here)[number].pk, inspection=here.inspection,
            title="Asked what would help", words=WORDS, consent_of="The child and a parent",
            consent_how="In writing", consent_on=today(), seen=0, by=by,
        ).pk  # fmt: skip


def test_every_page_has_no_fault_that_axe_finds_and_fits_a_phone(site: Site) -> None:
    left = {"put-on-file", "evidence-pack"}  # after the conclusion; the pack is no page
    assert site.pages.keys() == {str(p.name) for p in finding_urls.urlpatterns} - left
    windows: dict[UUID, Page] = {}
    for name, (who, where) in site.pages.items():
        if who not in windows:
            windows[who] = site.window(name)
        page = windows[who]
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(site.address + where)
        found = Axe().run(page)
        assert found.violations_count == 0, (name, found.generate_report())
        assert page.locator("main .govuk-button:not(.govuk-button--secondary)").count() <= 1, name
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 320, name
    assert site.said == []
