"""A page of a report as a tagged PDF (PDF/UA-1), made from the very HTML that is published.

WeasyPrint needs Pango, which no Python package brings; where either is missing, it is said in
words, and everything else can still be made.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from sightline.reporting.published import as_json, html
from sightline.reporting.published.content import Source


class CannotBeMade(Exception):
    """What is missing on this machine, and what to install."""


@lru_cache(maxsize=1)
def can_be_made() -> bool:
    """Whether this machine has what it takes."""
    try:
        _weasyprint()
    except CannotBeMade:
        return False
    return True


def document(source: Source, name: str) -> bytes:
    """A page as PDF: the same source gives the same bytes. Raises CannotBeMade, NoSuchPage."""
    weasyprint = _weasyprint()
    # The PDF's own name comes from what is in it, not from chance.
    identifier = hashlib.sha256(f"{as_json.digest(source)} {name}".encode()).digest()[:16]
    style = weasyprint.CSS(string=html.kept("paper.css"), url_fetcher=_fetch)
    # A policy is for browsers, and a label for where a table scrolls would be no heading on paper.
    text = re.sub(r"<meta http-equiv=[^>]+>\n", "", html.page(source, name))
    made: bytes = weasyprint.HTML(string=text, url_fetcher=_fetch).write_pdf(
        stylesheets=[style], pdf_variant="pdf/ua-1", pdf_identifier=identifier
    )
    return made


def _weasyprint() -> Any:
    # Only now: it loads Pango, which a machine need not have.
    try:
        import weasyprint
    except ImportError:
        raise CannotBeMade(
            "No PDF can be made: WeasyPrint is not installed. "
            "pip install 'sightline-safeguarding[service]'"
        ) from None
    except OSError:
        raise CannotBeMade(
            "No PDF can be made: Pango is not installed. On Debian: apt-get install libpango-1.0-0 "
            "libpangoft2-1.0-0"
        ) from None
    return weasyprint


_FONTS = ("arimo-latin-400-normal.woff2", "arimo-latin-700-normal.woff2")


def _fetch(url: str, *_: object, **__: object) -> Mapping[str, Any]:
    """The two fonts, and nothing else from anywhere."""
    name = url.removeprefix("font:")
    if name not in _FONTS:
        raise ValueError("a report is made of what is in it, and fetches nothing")
    # The one copy of the fonts lies with the service's pages; it is read as a file.
    folder = resources.files("sightline").joinpath("service", "ui", "static", "sightline")
    return {"string": folder.joinpath(name).read_bytes(), "mime_type": "font/woff2"}
