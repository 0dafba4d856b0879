"""Every address of the service, with identifiers of what there is, and what a page leads to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from sightline.service.access.door import Page

EXAMPLES: Mapping[str, Any] = {"int": 1, "str": "word", "slug": "word", "path": "word"}
"""For a part of an address of which nothing else is known."""


def patterns(urlconf: Any) -> Iterator[URLPattern]:
    """Every address of a URL configuration."""

    def under(resolver: Any) -> Iterator[URLPattern]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from under(one)
            else:
                yield one

    yield from under(get_resolver(urlconf))


Known = Mapping[str, tuple[UUID | str | int, ...]]
"""What to put for a part of an address, by its name: the first that the part takes."""


def address(pattern: URLPattern, known: Known | None = None) -> str:
    """An address that the pattern takes."""
    route = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        kind = "str" if kind == "string" else kind
        takes = {"uuid": UUID, "int": int}.get(kind, str)
        fitting = [one for one in (known or {}).get(name, ()) if isinstance(one, takes)]
        value = fitting[0] if fitting else EXAMPLES.get(kind, uuid4())
        for said in (f"<{kind}:{name}>", f"<{name}>"):
            route = route.replace(said, str(value))
    return f"/{route}"


def put_in_place(pattern: URLPattern, made: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another page behind the same address."""
    callback: Any = pattern.callback
    cells = dict(zip(callback.__code__.co_freevars, callback.__closure__, strict=True))
    monkeypatch.setattr(cells["made"], "cell_contents", made)


TYPED = frozenset({"text", "search", "email", "tel", "number", "password"})
"""Types of input into which anything can be typed."""

DAY = ("-day", "-month", "-year", "-time")
"""The boxes of a day and its time, which may stand in an address."""


class Shown(HTMLParser):
    """What a page leads to, the names of the fields of its forms, and which of these would put
    what is typed into an address.
    """

    LEADS = frozenset({"href", "src", "action", "formaction", "content"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.fields: dict[str, str] = {}
        self.typed_into_address: list[str] = []
        self._by_get = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.addresses += [value for name, value in attrs if name in self.LEADS and value]
        if tag == "form":
            self._by_get = (told.get("method") or "get").lower() == "get"
        name = told.get("name")
        is_typed = tag == "textarea" or (tag == "input" and told.get("type", "text") in TYPED)
        if name and is_typed and self._by_get and not name.endswith(DAY):
            self.typed_into_address.append(name)
        if tag in ("input", "textarea", "select") and name:
            self.fields[name] = told.get("value") or ""
