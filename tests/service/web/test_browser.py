"""Signing in, in a real browser: with and without JavaScript, by the keyboard, checked by axe."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from cryptography.fernet import Fernet
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django import Settings

from sightline.service.access.roles import Role
from tests.service.own_database import OwnDatabase
from tests.service.serving import opened_browser, served
from tests.service.web.people import PASSWORD, agency, person
from tests.service.web.test_passwords import EMAIL

pytestmark = pytest.mark.browser


@pytest.fixture
def address(own_database: OwnDatabase, settings: Settings) -> Iterator[str]:
    """The service, with one person in it."""
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    # The test server speaks plain HTTP, over which browsers take no cookie with that name.
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "session", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    person(EMAIL, Role.PRACTITIONER, agency(), password=PASSWORD)
    with served() as found:
        yield found


@pytest.fixture
def browser(address: str) -> Iterator[Browser]:
    """Chromium, opened after the database."""
    with opened_browser() as found:
        yield found


def window(browser: Browser, *, script: bool = True, width: int = 1280) -> Page:
    """A window in which nobody is signed in."""
    context: BrowserContext = browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    return page


def check(page: Page, title: str) -> None:
    """The page is the one meant, shuts nobody out, complains of nothing and fits."""
    expect(page).to_have_title(f"{title} – Sightline")
    if page.evaluate("document.body.className").find("js-enabled") >= 0:
        found = Axe().run(page).response["violations"]
        assert found == [], [one["id"] for one in found]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, title


def code_of(page: Page) -> str:
    """The code that an app would show for the key on the page."""
    key = page.locator("code").inner_text().replace(" ", "")
    return str(format_hotp_value(hotp_value(key, int(time.time()) // 30)))


def fill_in(page: Page, password: str = PASSWORD) -> None:
    """The form to sign in."""
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize(
    ("script", "width"),
    [
        (True, 1280),
        (False, 320),
        pytest.param(True, 320, marks=pytest.mark.long),
        pytest.param(False, 1280, marks=pytest.mark.long),
    ],
)
def test_the_way_in(browser: Browser, address: str, script: bool, width: int) -> None:
    page = window(browser, script=script, width=width)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/own-sign-in/password")
    check(page, "Sign in")
    fill_in(page, "wrong")
    check(page, "Error: Sign in")
    fill_in(page)
    check(page, "Change your password")
    page.goto(f"{address}/own-sign-in/second-factor?next=/own-sign-in")
    check(page, "Set up codes for signing in")
    page.get_by_label("Code from the app").fill(code_of(page))
    page.get_by_role("button", name="Continue").click()
    check(page, "Your recovery codes")
    assert page.locator("li code").count() == 10
    page.goto(f"{address}/own-sign-in")
    check(page, "How you sign in")
    page.goto(f"{address}/no/such/page")
    check(page, "There is no such page")
    page.goto(f"{address}/sign-out")
    check(page, "Sign out of Sightline?")
    page.locator("main").get_by_role("button", name="Sign out").click()
    check(page, "Sign in")
    fill_in(page)
    check(page, "Enter the code from your app")
    # The pages of errors are errors to the browser's console too.
    assert [one for one in complaints if "404" not in one] == []


def test_signing_in_by_the_keyboard_alone(browser: Browser, address: str) -> None:
    page = window(browser)
    page.goto(f"{address}/sign-in?next=/own-sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.get_by_label("Email address").focus()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    check(page, "How you sign in")


def test_the_summary_of_errors_leads_to_the_field(browser: Browser, address: str) -> None:
    page = window(browser)
    page.goto(f"{address}/sign-in")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Enter the email address").click()
    assert page.evaluate("document.activeElement.name") == "login"
