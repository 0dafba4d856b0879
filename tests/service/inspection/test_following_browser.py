"""The pages of what follows an inspection in a real browser: axe, a phone, no JavaScript, paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from sightline.service.access.roles import Role
from sightline.service.inspection.answering import answer, move, undertake
from sightline.service.inspection.looking import look_again
from sightline.service.inspection.reviewed import work_out
from sightline.service.inspection.to_read import ask_to_read, discuss, team_readings
from sightline.service.ledger.acts import act
from tests.service.inspection.following_worlds import (
    After,
    after,
    drafted,
    inspected,
    published,
    version,
)
from tests.service.own_database import OwnDatabase
from tests.service.serving import context_of, opened_browser, served
from tests.service.worlds import browser, machine, today, viewer

pytestmark = pytest.mark.browser
ROLES = (Role.PRACTITIONER, Role.MANAGER)
MAIN = {"recommendations", "drafted-recommendations", "recommended-to", "recommended", "to-read"}


@dataclass
class Site:
    """The service, and what is opened by whom. The database is asked nothing once it is open."""

    address: str
    chromium: Browser
    worker: UUID
    signed_in: dict[UUID, Client]
    pages: list[tuple[str, UUID, str]]
    said: list[str] = field(default_factory=list)

    def window(self, of: UUID, *, script: bool = True, width: int = 1280) -> Page:
        """A window of somebody who is signed in."""
        client = self.signed_in[of]
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
    here = after()
    there = list(pages(here))
    signed_in = {who.pk: browser(who) for who in (here.worker, here.manager, here.inspector)}
    with served() as address, opened_browser() as chromium:
        yield Site(address, chromium, here.worker.pk, signed_in, there)


def pages(here: After) -> Iterator[tuple[str, UUID, str]]:
    """Every page, with something on it: its name, who opens it, its address."""
    inspector, manager, body = here.inspector.pk, here.manager.pk, here.body
    earlier = inspected(here.second, here.hmip, "Spring")
    published(here, on=today() - timedelta(days=200), inspection=earlier, due_on=today())
    fact = published(here)
    action, team = _followed(here, fact)
    drafts = inspected(here.inspector, here.hmip, "Next")
    drafted(here, inspection=drafts)
    work_out("third-joint-review")
    for name, who, args in (
        ("recommendations", manager, []),
        ("review-recommended", manager, ["third-joint-review"]),
        ("drafted-recommendations", inspector, [drafts]),
        ("recommend", inspector, [drafts]),
        ("recommend-again", inspector, [drafts, 1]),
        ("recommendation-withdraw", inspector, [drafts, 1]),
        ("recommended-to", manager, [body]),
        ("recommended", manager, [body, fact]),
        ("answer-recommendation", manager, [body, fact]),
        ("undertake", manager, [body, fact]),
        ("move-action", manager, [body, action]),
        ("finish-action", manager, [body, action]),
        ("look-again", inspector, [body, fact]),
        ("to-read", here.worker.pk, []),
        ("team-reports", manager, [body]),
        ("talk-over-report", manager, [body, team]),
    ):
        yield name, who, reverse(name, args=args)


def _followed(here: After, fact: UUID) -> tuple[UUID, UUID]:
    """Answered, undertaken, moved, looked at; a report asked and talked over."""
    body, who = here.body, viewer(here.manager)
    with act(person=here.manager.pk, route="test") as by:
        answer(
            viewer=who, file=body, recommendation=fact, outcome="accepted-in-part",
            reason="From May on, when the post is filled.", seen=version(body), by=by,
        )  # fmt: skip
        action = undertake(
            viewer=who, file=body, about=fact, what="Read ten plans with the staff",
            owner="Head of service", due_on=today() + timedelta(days=30), seen=version(body), by=by,
        ).fact  # fmt: skip
        move(
            viewer=who, file=body, action=action, due_on=today() + timedelta(days=60),
            reason="The post is empty", seen=version(body), by=by,
        )  # fmt: skip
    with act(person=here.second.pk, route="test") as by:
        look_again(
            viewer=viewer(here.second), file=body, recommendation=fact, outcome="not-yet",
            reason="Ten files were read, and four had a plan.", seen=version(body), by=by,
        )  # fmt: skip
    with machine() as by:
        for reference, title in (("one", "Third joint review"), ("two", "Children and custody")):
            ask_to_read(title, today(), body, ROLES, by, reference=reference)
    team = team_readings(body, today())[0].must_read
    with act(person=here.manager.pk, route="test") as by:
        discuss(
            viewer=who, file=body, must_read=team, on=today(), outcome="later",
            said="We look at two cases each.", seen=version(body), by=by,
        )  # fmt: skip
    return action, team


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_each_page_is_read_by_everybody_and_fits_a_phone(site: Site, every: bool) -> None:
    """``every``: all pages, and not only the main ones."""
    assert {name for name, _, _ in site.pages} >= MAIN
    axe, windows = Axe(), {who: site.window(who) for who in {who for _, who, _ in site.pages}}
    for name, who, address in site.pages:
        if not every and name not in MAIN:
            continue
        page = windows[who]
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(site.address + address)
        found = axe.run(page)
        assert found.violations_count == 0, (name, found.generate_report())
        assert page.locator("h1").count() == 1, name
        primary = page.locator(".govuk-button:not(.govuk-button--secondary)")
        assert primary.count() <= 1, name
        for table in page.locator("thead tr").all():
            assert table.locator("th").count() <= 5, name
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert site.said == []


def test_a_report_is_acknowledged_without_javascript(site: Site) -> None:
    page = site.window(site.worker, script=False, width=320)
    page.goto(site.address + reverse("to-read"))
    page.get_by_role("button", name="I have read it").first.click()
    assert "Thank you" in page.inner_text("main")
    assert page.get_by_role("button", name="I have read it").count() == 1
