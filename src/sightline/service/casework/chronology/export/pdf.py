"""The export as a tagged PDF (PDF/UA-1), where the machine can make one.

WeasyPrint needs Pango, which no Python package brings; where it is missing, the page says so and
offers the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from django.template.loader import render_to_string

from sightline.service.casework.chronology.export.content import (
    COLUMNS,
    GRID,
    SENSITIVE,
    TITLE,
    Content,
)
from sightline.service.casework.chronology.export.word import in_blocks

ACROSS = 6
MOST = 1_000
"""Events in a PDF: laying out more takes longer than anybody waits. Word has no such limit."""


@lru_cache(maxsize=1)
def can_be_made() -> bool:
    """Whether this machine has what it takes."""
    try:
        _weasyprint()
    except (ImportError, OSError):
        return False
    return True


def document(content: Content) -> bytes:
    """The document. Raises OSError or ImportError where this machine cannot make one."""
    weasyprint = _weasyprint()
    html = render_to_string(
        "casework/chronology_paper.jinja",
        {
            "title": TITLE,
            "grid": GRID,
            "sensitive": SENSITIVE,
            "columns": COLUMNS,
            "content": content,
            "blocks": list(in_blocks(content, ACROSS)),
        },
    )
    style = weasyprint.CSS(string=_style(), url_fetcher=_fetch)
    made: bytes = weasyprint.HTML(string=html, url_fetcher=_fetch).write_pdf(
        stylesheets=[style], pdf_variant="pdf/ua-1"
    )
    return made


def _weasyprint() -> Any:
    # Only now: it loads Pango, which a machine need not have.
    import weasyprint

    return weasyprint


_FONTS = ("arimo-latin-400-normal.woff2", "arimo-latin-700-normal.woff2")


def _style() -> str:
    return (resources.files(__package__) / "paper.css").read_text("utf-8")


def _fetch(url: str, *_: object, **__: object) -> Mapping[str, Any]:
    """The two fonts, and nothing else from anywhere."""
    name = url.removeprefix("font:")
    if name not in _FONTS:
        raise ValueError("a paper is made of what is in it, and fetches nothing")
    kept = resources.files("sightline.service.ui") / "static/sightline"
    font = (kept / name).read_bytes()
    return {"string": font, "mime_type": "font/woff2"}
