"""The static site in a real browser: nothing shuts anybody out, on a phone, without JavaScript."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from sightline.reporting.published import downloads
from sightline.reporting.published.document import pages
from sightline.reporting.published.site import write_site
from tests.reporting.published.small import source
from tests.reporting.test_browser import browser

__all__ = ["browser"]

pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site") / "site"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(downloads, "forms", lambda: ("html",))
        write_site(folder, [source()], bytes(range(32)))
    with serving(folder) as address:
        yield address


class serving:  # noqa: N801
    """Serves a folder while it lasts."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(Quiet, directory=str(folder))
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def test_axe_finds_nothing_and_every_page_fits_a_phone_without_javascript(
    browser: Browser, site: str
) -> None:
    """Axe itself is a script, so it is put in from outside, into pages that run none."""
    context = browser.new_context(viewport={"width": 320, "height": 800}, bypass_csp=True)
    opened = context.new_page()
    outside: list[str] = []
    opened.on("request", lambda sent: outside.append(sent.url))
    names = ["index.html", "search.html", *(f"northwick/{name}.html" for name in pages(source()))]
    for name in names:
        opened.goto(f"{site}/{name}")
        found = Axe().run(opened)
        assert found.violations_count == 0, (name, found.generate_report())
        assert opened.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert all(url.startswith(site) for url in outside)
    context.close()
    silent = browser.new_context(viewport={"width": 320, "height": 800}, java_script_enabled=False)
    opened = silent.new_page()
    opened.goto(f"{site}/search.html")
    opened.get_by_role("link", name="What we found").first.click()
    expect(opened.get_by_role("heading", name="What we found")).to_be_visible()
    silent.close()


def test_the_search_finds_a_section_under_the_strict_policy(browser: Browser, site: str) -> None:
    opened = browser.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.goto(f"{site}/search.html")
    opened.get_by_label("Words to look for").fill("nobody came")
    opened.get_by_role("status").get_by_text("found").wait_for()
    assert opened.get_by_role("status").inner_text() == "4 sections found"
    opened.locator("#finder").get_by_role("link").first.click()
    assert opened.url.endswith("#what-we-found")
    assert complaints == []
    opened.close()
