"""The page of a review in a real browser: nothing shuts anybody out, it fits a phone, it prints."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from sightline.reporting.review_page import review_page
from tests.reporting.review_small import report
from tests.reporting.test_browser import browser

__all__ = ["browser"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("review") / "review.html"
    path.write_text(review_page(report()), "utf-8")
    return path.as_uri()


@pytest.fixture
def opened(browser: Browser, file: str) -> Iterator[Page]:
    complaints: list[str] = []
    new = browser.new_page(viewport={"width": 1200, "height": 900})
    new.on("console", lambda message: complaints.append(message.text))
    new.on("request", lambda request: complaints.append(request.url))
    new.goto(file)
    yield new
    assert complaints == [file]
    new.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
@pytest.mark.parametrize("unfolded", [pytest.param(False, marks=pytest.mark.long), True])
def test_axe_finds_nothing(opened: Page, scheme: str, width: int, unfolded: bool) -> None:
    opened.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened.set_viewport_size({"width": width, "height": 900})
    if unfolded:
        opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 600, 1200])
def test_the_page_and_its_charts_fit(opened: Page, width: int) -> None:
    """200% zoom on a screen of 1,200 is as wide as 600."""
    opened.set_viewport_size({"width": width, "height": 900})
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    sticking_out = opened.evaluate(
        """() => [...document.querySelectorAll('.chart text')].filter(t => {
            const own = t.getBoundingClientRect();
            return own.left < 0 || own.right > window.innerWidth;
        }).map(t => t.textContent)"""
    )
    assert sticking_out == []


def test_larger_letters_make_a_taller_chart_in_which_no_rows_run_together(opened: Page) -> None:
    height = "document.querySelector('.chart').getBoundingClientRect().height"
    before = opened.evaluate(height)
    opened.add_style_tag(content="html { font-size: 200%; }")
    assert opened.evaluate(height) == pytest.approx(2 * before, rel=0.01)


def test_a_chart_is_seen_on_any_paper_and_in_the_dark(opened: Page) -> None:
    """Ink is never the colour of the paper."""
    for scheme, media in (("light", "screen"), ("dark", "screen"), ("dark", "print")):
        opened.emulate_media(
            color_scheme="dark" if scheme == "dark" else "light",
            media="print" if media == "print" else "screen",
        )
        ink, paper = opened.evaluate(
            """() => [getComputedStyle(document.querySelector('.chart .whisker')).stroke,
                      getComputedStyle(document.body).backgroundColor]"""
        )
        assert ink != paper, (scheme, media)


def test_what_is_folded_on_a_screen_is_open_on_paper(opened: Page) -> None:
    printed = pypdf.PdfReader(io.BytesIO(opened.pdf(prefer_css_page_size=True)))
    said = " ".join(" ".join(sheet.extract_text() for sheet in printed.pages).split())
    for heading in opened.locator("main > section > h2").all_inner_texts():
        assert heading in said
    assert "Measure: safeguarding-not-addressed." in said
    assert "the numbers behind the chart" in said
    assert f"Page 1 of {len(printed.pages)}" in said
