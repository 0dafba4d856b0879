"""The first screen of a file in a real browser: danger stands where nobody has to scroll to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.service.casework.story import story, told_in_full
from tests.service.casework.test_browser import Site, check
from tests.service.own_database import OwnDatabase
from tests.service.serving import opened_browser, served
from tests.service.worlds import browser, days_ago, record

pytestmark = pytest.mark.browser

_BOTTOMS = """marks => marks.map(mark => mark.getBoundingClientRect().bottom + window.scrollY)"""


@pytest.fixture
def site(own_database: OwnDatabase, settings: Settings) -> Iterator[Site]:
    """The service, and a child with as much danger at once as a file is likely to hold."""
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    it = story()
    told_in_full(it)
    here = it.here
    fact = record(here.child, "contact", days_ago(5), agency=here.yjs.pk, result="kept")
    signed_in = {here.worker.pk: browser(here.worker)}
    with served() as address, opened_browser() as chromium:
        yield Site(address, here, here.manager, fact, chromium, [], signed_in)


def test_danger_is_seen_without_looking_for_it(site: Site) -> None:
    """All that is marked as danger: on a desk within 700 px, on a phone within two screens."""
    address = site.address + reverse("file", args=[site.world.child])
    for width, height, furthest in ((1280, 900, 700), (390, 844, 2 * 844)):
        page = site.window(site.world.worker, width=width)
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address)
        marks = page.locator("main .sightline-danger, main .govuk-tag--red")
        assert marks.count() >= 9, "six alerts of danger and three levels that are high"
        assert max(marks.evaluate_all(_BOTTOMS)) <= furthest, width
        check(page, f"the first screen, {width} px wide")
        _is_calm(page)
    assert site.said == []


def _is_calm(page: Page) -> None:
    """One button that is the first thing to do, and no table over five columns."""
    buttons = page.locator("main .govuk-button:not(.govuk-button--secondary)")
    expect(buttons).to_have_count(1)
    columns = page.locator("main table").evaluate_all("all => all.map(t => t.rows[0].cells.length)")
    assert columns and max(columns) <= 5
