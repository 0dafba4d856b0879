"""Every pattern in a real browser, under the service's content security policy.

The pages and the static files are handed to the browser as a server would send them, so nothing
listens and nothing leaves the machine.
"""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

import sightline.service.ui
from tests.reporting.test_browser import browser
from tests.service.ui.pages import TYPED, pages

__all__ = ["browser"]

pytestmark = pytest.mark.browser

STATIC = Path(sightline.service.ui.__file__).parent / "static"
SITE = "https://sightline.example"
DIRECTIVES = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
POLICY = "; ".join(" ".join([name, *values]) for name, values in DIRECTIVES)
PAGES = pages()
Opens = Callable[..., Page]


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser wrote to its console, and what could not be sent: in the end, nothing."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def opens(browser: Browser, complaints: list[str]) -> Iterator[Opens]:
    """Opens a page by its name. ``script``: whether JavaScript is on; ``width``: in pixels."""
    contexts = []

    def served(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        file = STATIC / path.removeprefix("/static/")
        if path.removeprefix("/") in PAGES:
            headers = {
                "Content-Security-Policy": POLICY,
                "Content-Type": "text/html; charset=utf-8",
            }
            route.fulfill(body=PAGES[path.removeprefix("/")], headers=headers)
        elif path.startswith("/static/") and file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "font/woff2"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            complaints.append(f"asked for {path}")
            route.abort()

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def opened(name: str, script: bool = True, width: int = 1200) -> Page:
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        context.route("**/*", served)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{SITE}/{name}")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_axe_finds_nothing_and_a_phone_needs_no_sideways_scrolling(opens: Opens, name: str) -> None:
    page = opens(name)
    for width in (1200, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page)
        assert found.violations_count == 0, (width, found.generate_report())


@pytest.mark.parametrize("name", sorted(PAGES))
def test_all_is_there_without_javascript(opens: Opens, name: str) -> None:
    page = opens(name, script=False, width=320)
    assert page.get_by_role("heading", level=1).is_visible()
    for link in page.locator("nav[aria-label=Menu] a").all():
        assert link.is_visible()
    for box in page.locator(
        "main :is(input:not([type=hidden]), select, textarea, .moj-sub-navigation__link)"
    ).all():
        assert box.is_visible()
        place = box.bounding_box()
        assert place is not None and place["x"] + place["width"] <= 320


def test_the_scripts_start(opens: Opens) -> None:
    refused = opens("form-refused")
    assert refused.locator(":focus").get_attribute("class") == "govuk-error-summary"
    assert refused.get_by_role("button", name="Show password").is_visible()
    detail = opens("detail")
    detail.get_by_role("button", name="Dismiss").click()
    assert detail.locator(".moj-alert").count() == 0
    phone = opens("list", width=320)
    assert not phone.get_by_role("link", name="Add a child").is_visible()
    phone.get_by_role("button", name="Menu").click()
    assert phone.get_by_role("link", name="Add a child").is_visible()


def test_on_a_phone_the_filter_does_not_lie_over_the_list(opens: Opens) -> None:
    phone = opens("list", width=320)
    above = phone.locator(".moj-filter-layout__filter").bounding_box()
    below = phone.locator(".moj-filter-layout__content").bounding_box()
    assert above is not None and below is not None
    assert above["y"] + above["height"] <= below["y"]


def test_the_font_is_ours(opens: Opens) -> None:
    page = opens("form")
    family = page.locator("h1").evaluate("e => getComputedStyle(e).fontFamily")
    assert family.split(",")[0] == "Arimo"
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Arimo')")
    assert page.evaluate("[...document.fonts].some(f => f.status == 'loaded')")


def test_what_was_typed_stands_in_the_boxes_after_a_refusal(opens: Opens) -> None:
    page = opens("form-refused")
    for name in ("made-day", "made-month", "made-year", "began-time", "worker", "minutes", "told"):
        assert page.locator(f"[name='{name}']").input_value() == TYPED[name]
    assert page.locator("[name=needs]:checked").input_value() == "h"
    assert page.locator("[name=password]").input_value() == ""


def test_an_error_leads_by_the_keyboard_to_its_box(opens: Opens) -> None:
    page = opens("form-refused")
    page.get_by_role("link", name="must be a real date").focus()
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("name") == "made-day"


def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(opens: Opens) -> None:
    page = opens("list")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to main content"
    reached: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => {
                const e = document.activeElement, s = getComputedStyle(e);
                const shown = s.outlineStyle != "none" || s.boxShadow != "none";
                return [e.innerText || e.name || e.className, shown];
            }"""
        )
        if told[0] in reached[-1:] or page.evaluate("document.activeElement == document.body"):
            break
        assert told[1], f"nothing shows that {told[0]} has the keyboard"
        reached.append(told[0])
    wanted = ["My files", "Add a child", "Sign out", "Add a record", "team", "Apply filters"]
    text = " | ".join(reached)
    assert all(name in text for name in wanted), text
    assert any("sightline-scroll" in name or "Files allocated" in name for name in reached)


@pytest.mark.parametrize("name", ["list", "detail", "form-refused", "forbidden"])
def test_it_prints_on_a4_without_what_only_a_screen_needs(opens: Opens, name: str) -> None:
    page = opens(name)
    heading = page.locator("h1").inner_text()
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    width, height = (round(float(side)) for side in printed.pages[0].mediabox[2:])
    assert (width, height) == (595, 842)
    said = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    assert heading in said and "Every person in it is made up" in said
    for unwanted in (
        "Skip to main content",
        "Sign out",
        "Apply filters",
        "Add a record",
        "Dismiss",
    ):
        assert unwanted not in said
    assert "(/" not in said
    if name == "list":
        assert "Changed" in said and said.count("Today") == 5
