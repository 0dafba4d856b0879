"""HTML as a tree that two templates can be compared by.

Said alike: attributes in any order, blanks between elements and at the ends of a text, an empty
attribute written with or without ``=""``. Everything else must be the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}


@dataclass
class Node:
    """An element; its children are elements and texts."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def all(self, name: str) -> list[Node]:
        """Every element below of this name, in order."""
        found = []
        for child in self.children:
            if isinstance(child, Node):
                found += [child] if child.name == name else []
                found += child.all(name)
        return found

    def text(self) -> str:
        """All text below, a blank between its pieces."""
        return " ".join(c if isinstance(c, str) else c.text() for c in self.children).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> says an attribute twice: {names}"
        node = Node(tag, {name: " ".join((value or "").split()) for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open[-1].name, f"</{tag}> ends <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        said = " ".join(data.split())
        if said:
            self.open[-1].children.append(said)


def tree(html: str) -> Node:
    """The root of a page or of a piece of one. Fails on elements that do not end as they began."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].name}> is never ended"
    return reader.open[0]
