"""The chronology in a real browser: axe, a phone, no JavaScript, colours forced, and paper."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import docx
import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from sightline.service.access.models import Person
from tests.service.own_database import OwnDatabase
from tests.service.serving import context_of, opened_browser, served
from tests.service.worlds import World, browser, days_ago, record, today, world

pytestmark = pytest.mark.browser


@dataclass
class Site:
    """The service, a child with a past, and a browser."""

    address: str
    world: World
    chromium: Browser
    signed_in: dict[UUID, Client]
    said: list[str]

    def window(self, of: Person, *, script: bool = True, width: int = 1280) -> Page:
        client = self.signed_in[of.pk]
        context = context_of(self.chromium, client, self.address, script=script, width=width)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: self.said.append(message.text))
        return page

    def of_child(self, name: str) -> str:
        return self.address + reverse(name, args=[self.world.child])


@pytest.fixture
def site(own_database: OwnDatabase, settings: Settings) -> Iterator[Site]:
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    here = world()
    for days, kind, said in (
        (900, "placement", {"type": "foster"}),
        (400, "placement", {"type": "childrens-home"}),
        (300, "custody", {"basis": "remand"}),
        (9, "contact", {"result": "missed", "note": "Nobody opened the door. " * 30}),
        (8, "concern", {"type": "bullying"}),
        (7, "contact", {"result": "kept"}),
    ):
        ended = days_ago(days - 60) if days > 10 else None
        record(here.child, kind, days_ago(days), agency=here.yjs.pk, ended=ended, said=said)
    signed_in = {who.pk: browser(who) for who in (here.worker, here.manager)}
    with served() as address, opened_browser() as chromium:
        yield Site(address, here, chromium, signed_in, [])


def check(page: Page, *, script: bool) -> None:
    """Nothing shuts anybody out; axe itself needs scripts."""
    assert page.locator("h1").count() == 1
    if not script:
        return
    found = Axe().run(page).response["violations"]
    assert found == [], [(v["id"], v["nodes"][0]["html"]) for v in found]
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize(("script", "width"), [(True, 320), (False, 1280)])
def test_from_the_file_to_a_past_moment_and_onto_paper(
    site: Site, script: bool, width: int
) -> None:
    """Somebody asks what was known the day before yesterday, and takes it along in Word."""
    page = site.window(site.world.manager, script=script, width=width)
    page.goto(site.of_child("file"))
    page.get_by_role("link", name="Chronology").click()
    expect(page.get_by_role("img", name="What lasted, drawn to scale")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Contact")).to_have_count(1)
    check(page, script=script)
    page.get_by_role("link", name="Everything").click()
    expect(page.get_by_role("rowheader", name="Contact")).to_have_count(2)
    page.get_by_text("Choose kinds, agencies").click()
    day = today() - timedelta(2)
    known = page.get_by_role("group", name="As known at", exact=True)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        known.get_by_label(label).fill(str(value))
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", name="As known at the end of")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Contact")).to_have_count(0)
    page.get_by_role("link", name="With hindsight").click()
    expect(page.get_by_text("Not known then", exact=True).first).to_be_visible()
    check(page, script=script)
    page.get_by_role("button", name="Export").click()
    page.get_by_label("Word").check()
    page.get_by_label("What it is for").fill("A case review")
    check(page, script=script)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export").click()
    assert waiting.value.suggested_filename == "chronology.docx"
    tables = docx.Document(str(waiting.value.path())).tables
    assert any("With" in cell.text or "known now" in cell.text for cell in tables[0]._cells)
    assert site.said == []


def test_on_a_phone_events_are_read_without_scrolling_sideways(site: Site) -> None:
    page = site.window(site.world.manager, width=320)
    for name in ("chronology", "who-knew"):
        page.goto(site.of_child(name))
        ends = page.locator("main td, main th[scope=row]").evaluate_all(
            "cells => cells.map(cell => cell.getBoundingClientRect().right)"
        )
        assert ends and max(ends) <= 320, name


def test_no_bar_lies_over_another_where_they_are_drawn(site: Site) -> None:
    page = site.window(site.world.worker)
    page.goto(site.of_child("chronology"))
    boxes: list[dict[str, Any]] = page.locator("rect.sightline-lanes__bar").evaluate_all(
        "bars => bars.map(bar => bar.getBoundingClientRect().toJSON())"
    )
    assert len(boxes) >= 5
    for one in boxes:
        for other in boxes:
            if one is not other and one["top"] == other["top"]:
                assert one["right"] <= other["left"] + 1 or other["right"] <= one["left"] + 1


def test_with_forced_colours_bars_are_seen(site: Site) -> None:
    page = site.window(site.world.worker)
    page.emulate_media(forced_colors="active")
    page.goto(site.of_child("chronology"))
    bar = page.locator("rect.sightline-lanes__bar").first
    seen = bar.evaluate("bar => getComputedStyle(bar).fill")
    behind = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert seen != behind


def test_on_paper_it_says_as_known_when_and_has_no_buttons(site: Site) -> None:
    page = site.window(site.world.manager)
    page.goto(site.of_child("chronology"))
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    told = " ".join(sheet.extract_text() for sheet in paper.pages)
    assert "As known now" in told and "Concern" in told and "Robin Greenaway" in told
    assert "Export" not in told and "Apply filters" not in told
