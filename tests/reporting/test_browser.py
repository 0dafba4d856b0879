"""The page in a real browser: nothing shuts anybody out, it fits a phone, and it prints.

One browser for all. Without Chromium these tests fail: `make test` installs it, or says how.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from sightline.reporting.made import report_of
from sightline.reporting.page import page
from tests.reporting.small import everybody, judged, overdue

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.fail("Chromium is not on the PATH. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a check in which everything occurs, and ids that mean harm."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(page(report_of(everybody()), "report.xlsx"), "utf-8")
    return path.as_uri()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def opened(browser: Browser, file: str, complaints: list[str]) -> Iterator[Page]:
    def heard(message: ConsoleMessage) -> None:
        complaints.append(message.text)

    new = browser.new_page(viewport={"width": 1200, "height": 900})
    new.on("console", heard)
    new.on("request", lambda request: complaints.append(request.url))
    new.goto(file)
    complaints.remove(file)
    yield new
    new.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_axe_finds_nothing(opened: Page, scheme: str, width: int) -> None:
    opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()


def test_nothing_is_asked_for_and_nothing_complains(opened: Page, complaints: list[str]) -> None:
    assert complaints == []
    assert opened.locator("h1").count() == 1


def test_a_phone_needs_no_sideways_scrolling_but_in_wide_tables(opened: Page) -> None:
    opened.set_viewport_size({"width": 320, "height": 640})
    wide = "document.documentElement.scrollWidth"
    assert opened.evaluate(wide) <= 320
    regions = opened.locator(".scroll")
    own = [
        regions.nth(n).evaluate("e => e.scrollWidth > e.clientWidth")
        for n in range(regions.count())
    ]
    assert any(own)
    for n in range(regions.count()):
        assert regions.nth(n).get_attribute("tabindex") == "0"
        name = regions.nth(n).get_attribute("aria-labelledby")
        assert opened.locator(f"[id='{name}']").inner_text().strip()


def test_the_keyboard_reaches_the_skip_link_first_and_sees_where_it_is(opened: Page) -> None:
    opened.keyboard.press("Tab")
    focused = opened.locator(":focus")
    assert focused.inner_text() == "Skip to the summary"
    assert focused.is_visible()
    box = focused.bounding_box()
    assert box is not None and box["x"] >= 0
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    style = opened.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle")
    assert style == "solid"


def test_it_prints_on_a4_with_its_headings_and_page_numbers(opened: Page) -> None:
    printed = pypdf.PdfReader(io.BytesIO(opened.pdf(prefer_css_page_size=True)))
    width, height = (round(float(side)) for side in printed.pages[0].mediabox[2:])
    assert (width, height) == (595, 842)
    said = " ".join(sheet.extract_text() for sheet in printed.pages)
    said = " ".join(said.split())
    for heading in opened.locator("main > section > h2").all_inner_texts():
        assert heading in said
    assert f"Page 1 of {len(printed.pages)}" in said
    assert "Skip to the summary" not in said


def test_a_table_that_goes_on_prints_its_header_again(browser: Browser, tmp_path: Path) -> None:
    many = report_of(judged(*(overdue(f"child-{n:03}") for n in range(30))))
    path = tmp_path / "long.html"
    path.write_text(page(many), "utf-8")
    new = browser.new_page()
    new.goto(path.as_uri())
    printed = pypdf.PdfReader(io.BytesIO(new.pdf(prefer_css_page_size=True)))
    new.close()
    with_rows = [s for s in (p.extract_text() for p in printed.pages) if s.count("child-0") > 1]
    assert len(with_rows) > 1
    assert all("Child" in said for said in with_rows)
