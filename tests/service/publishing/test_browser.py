"""The pages of reports in a real browser: axe, a phone, no JavaScript, and a draft on paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from sightline.service.access.models import Person
from sightline.service.publishing import urls
from sightline.service.publishing.models import Edition
from tests.service.own_database import OwnDatabase
from tests.service.publishing.test_pages import addresses, published
from tests.service.publishing.worlds import Published, world, write
from tests.service.serving import context_of, opened_browser, served
from tests.service.worlds import browser

pytestmark = pytest.mark.browser

WHOSE = {
    "drafts": "manager",
    "draft-to-check": "manager",
    "draft-text": "manager",
    "comment-on-draft": "manager",
    "report-readers": "manager",
    "uptake": "manager",
    "uptake-of": "manager",
    "reports": "worker",
    "published-report": "worker",
    "published-page": "worker",
    "find-in-reports": "worker",
    "sign-report": "signer",
}
"""Who opens a page; the lead, where nobody is named."""

NO_PAGE = {"published-file"}
MAIN = {"reports", "published-report", "published-page", "report", "report-text", "draft-to-check"}


@dataclass
class Site:
    """The service with a published report in it, that was written on since, and a browser."""

    address: str
    here: Published
    chromium: Browser
    there: dict[str, str]
    said: list[str] = field(default_factory=list)
    signed_in: dict[UUID, Client] = field(default_factory=dict)

    def window(self, of: Person, *, script: bool = True, width: int = 1280) -> Page:
        """A window of somebody who is signed in."""
        client = self.signed_in[of.pk]
        context = context_of(self.chromium, client, self.address, script=script, width=width)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: self.said.append(message.text))
        return page


@pytest.fixture
def site(own_database: OwnDatabase, settings: Settings) -> Iterator[Site]:
    # The test server speaks plain HTTP, over which browsers take no cookie with that name.
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    here = world()
    publication, comment = published(here)
    there = addresses(here, publication, comment)
    write(publication.report, here.lead, Edition.SUMMARY, "# In short\n\nOf these 38 were good.")
    who = {getattr(here, name) for name in WHOSE.values()} | {here.lead}
    signed_in = {one.pk: browser(one) for one in who}
    with served() as address, opened_browser() as chromium:
        yield Site(address, here, chromium, there, [], signed_in)


def check(page: Page, name: str) -> None:
    """Nothing shuts anybody out, and nothing scrolls sideways."""
    assert page.locator("h1").count() == 1, name
    assert page.locator("main .govuk-button:not(.govuk-button--secondary)").count() <= 1, name
    found = Axe().run(page).response["violations"]
    assert found == [], (name, [(v["id"], v["nodes"][0]["html"]) for v in found])
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, name


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_page_of_reports_shuts_nobody_out(site: Site, every: bool) -> None:
    """On a screen and as wide as a phone. ``every``: all pages, and not only the main ones."""
    names = [str(one.name) for one in urls.urlpatterns if one.name not in NO_PAGE]
    assert set(names) >= MAIN
    names = [name for name in names if every or name in MAIN]
    wide: dict[UUID, Page] = {}
    for name in names:
        who: Person = getattr(site.here, WHOSE.get(name, "lead"))
        if who.pk not in wide:
            wide[who.pk] = site.window(who)
        page = wide[who.pk]
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(site.address + site.there[name])
        assert answer is not None and answer.status == 200, name
        check(page, name)
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert site.said == []


def test_a_draft_on_paper_says_on_each_sheet_whose_copy_it_is(site: Site) -> None:
    page = site.window(site.here.manager, script=False)
    page.goto(site.address + site.there["draft-text"])
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    assert all("Read by Mo Manager" in sheet.extract_text() for sheet in paper.pages)
