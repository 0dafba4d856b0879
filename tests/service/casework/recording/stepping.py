"""A long form gone through page by page, as a browser would."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.service.casework.filling import Data, form_of


def through(client: Client, page: str, sent: Data, *, look: bool = False) -> Any:
    """What saving answers at last: of a short form at once, of a long one after all its pages.

    ``sent``: all that is typed, of whichever page, with all that is hidden. ``look``: send of each
    page what it shows, and not what is typed alone.
    """
    answer = client.post(page, sent)
    while answer.status_code == 302 and "/drafts/" in answer["Location"]:
        page = answer["Location"]
        is_step = page.rpartition("/")[2].isdecimal()
        html = client.get(page).content if look or not is_step else b""
        shown = form_of(html) if html else {}
        typed = {name: some for name, some in sent.items() if not look or _asks(html, name)}
        answer = client.post(page, shown | typed if is_step else shown)
    return answer


def _asks(html: bytes, name: str) -> bool:
    return f'name="{name}"'.encode() in html
