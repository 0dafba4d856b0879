"""A page of a report as HTML: alone in one file, or one of a site.

Strict: a Content-Security-Policy in the page allows its own style and nothing else, no script, no
other host. Landmarks, one first heading, headers on every table, a language.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from sightline.reporting.published import marks
from sightline.reporting.published.content import Source
from sightline.reporting.published.document import PAGE_NAMES, Document, document, pages
from sightline.reporting.published.markup import Html, body
from sightline.returns.errors import printable

_TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take away: its address, what it is, and its size in words."""

    address: str
    words: str
    size: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a page of a site. Without it a page stands alone in one file.

    ``style``, ``home``: addresses from the page. ``pages``: the report's pages, by name.
    ``downloads``: for the page itself.
    """

    style: str
    home: str
    search: str
    pages: Mapping[str, str] = field(default_factory=dict)
    downloads: Sequence[Download] = ()


def page(source: Source, name: str, around: Around | None = None) -> str:
    """A page of a report. ``name``: of ``document.pages``. Raises NoSuchPage."""
    made = document(source, name)
    return _rendered(
        "page.html.jinja",
        made=made,
        source=source,
        on=marks.say_day(source.on),
        iso=source.on.isoformat(),
        body=body(made, around.pages if around else {}),
        names=PAGE_NAMES,
        around=around,
        children=name == "children",
        needs_help=name == "children" and "999" not in source.editions.get("children", ""),
        **policy(around is None),
    )


def body_of(source: Source, name: str, addresses: Mapping[str, str] | None = None) -> str:
    """The text of a page without anything around it, to stand in a page of the service.

    ``addresses``: of the report's other editions, by name. Its first heading is of level 1.
    """
    return str(body(document(source, name), addresses or {}))


def whole(source: Source) -> dict[str, str]:
    """Every page of a report, each alone in one file, by name."""
    return {name: page(source, name) for name in pages(source)}


def render(template: str, **said: object) -> str:
    """A page of the site that is of no report."""
    return _rendered(template, **said, **policy(False))


def policy(alone: bool) -> dict[str, object]:
    """What a page may load: its own style by its digest, or the site's style and script."""
    if not alone:
        allowed = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'"
        return {"policy": f"{allowed}; base-uri 'none'; form-action 'none'", "style": None}
    css = style()
    seal = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    allowed = f"default-src 'none'; style-src 'sha256-{seal}'; base-uri 'none'; form-action 'none'"
    return {"policy": allowed, "style": Html(css)}


@lru_cache(maxsize=8)
def kept(name: str) -> str:
    """A file of the templates' folder."""
    return (resources.files(__package__) / _TEMPLATES / name).read_text("utf-8")


def style() -> str:
    """The style of every page."""
    return kept("style.css")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("sightline.reporting.published", _TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )


def _harmless(value: object) -> object:
    """A text in which nothing hides or turns the writing round; markup was made so already."""
    return printable(value) if type(value) is str else value


def _rendered(template: str, **said: object) -> str:
    return _environment().get_template(template).render(**said)


__all__ = ["Around", "Document", "Download", "body_of", "kept", "page", "render", "style", "whole"]
