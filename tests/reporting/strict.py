"""A strict reading of a page: what a browser would mend in silence is a fault here."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "input", "link"}
"""Elements that have no end tag."""

SHAPES = {"rect", "path", "circle", "line", "polyline"}
"""Elements of SVG that may be closed in their own tag."""

NEEDS = {"li": {"ul", "ol"}, "tr": {"thead", "tbody", "tfoot"}, "td": {"tr"}, "th": {"tr"},
         "caption": {"table"}, "thead": {"table"}, "tbody": {"table"}, "tfoot": {"table"},
         "dt": {"div", "dl"}, "dd": {"div", "dl"}, "figcaption": {"figure"}}  # fmt: skip
"""What an element must stand in."""


@dataclass
class Element:
    """An element as it was read, with the text inside it."""

    name: str
    attributes: dict[str, str]
    parent: Element | None = None
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *names: str) -> list[Element]:
        """Every element below of one of these names, in order of the page."""
        found = []
        for child in self.children:
            found += [child] if child.name in names else []
            found += child.all(*names)
        return found

    def said(self) -> str:
        """Its text on one line."""
        return " ".join(self.text.split())


class Strict(HTMLParser):
    """Reads a page into elements. Fails on whatever does not close, or stands where it may not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.here = self.root
        self.doctypes: list[str] = []

    def handle_decl(self, decl: str) -> None:
        self.doctypes.append(decl)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"{tag} says an attribute twice: {names}"
        if tag in NEEDS:
            assert self.here.name in NEEDS[tag], f"{tag} in {self.here.name}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID | SHAPES, f"{tag} is closed in its own tag"
        self.handle_starttag(tag, attrs)
        if tag in SHAPES:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.here.name, f"</{tag}> ends <{self.here.name}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        element: Element | None = self.here
        while element is not None:
            element.text += data
            element = element.parent


def read(html: str) -> Element:
    """A page as a tree of elements."""
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert parser.doctypes == ["DOCTYPE html"]
    assert parser.here is parser.root, f"<{parser.here.name}> is never ended"
    return parser.root
