"""The service behind a real socket, for a real browser. It needs a database of the test's own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.reporting.test_browser import ARGUMENTS, CHROMIUM


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked for is in the service's own log."""


@contextmanager
def served() -> Iterator[str]:
    """The address at which the service answers while this lasts."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, connections_override={})
    server.set_app(WSGIHandler())
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Chromium. To be opened after the database: with its loop in this thread, Django would not
    find the connection that is open already.
    """
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise RuntimeError("Chromium is not on the PATH. On Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


def context_of(
    browser: Browser, client: Client, address: str, *, script: bool, width: int
) -> BrowserContext:
    """A window of somebody who is signed in. ``script``: whether JavaScript is on."""
    context = browser.new_context(
        java_script_enabled=script, viewport={"width": width, "height": 900}
    )
    for name, morsel in client.cookies.items():
        context.add_cookies([{"name": name, "value": morsel.value, "url": address}])
    return context
