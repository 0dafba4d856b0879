"""Terms: things whose name changed, and what they were called when."""

from __future__ import annotations

from datetime import date

from sightline.standard import words as w
from sightline.standard.kinds import read_validity
from sightline.standard.model import Code, Term
from sightline.standard.nodes import List, Node, Scalar
from sightline.standard.scalars import name, text


def read_term(key: Scalar, node: Node) -> Term:
    """A term and its names, one after the other: never two on one day."""
    id_ = name(key)
    if isinstance(node, List) and not node.items:
        node.refuse("at least one name")
    names = node.each(_name, "a list of names, such as [{name: Youth justice service}]")
    items = node.items if isinstance(node, List) else ()
    for i, item in enumerate(items[1:], 1):
        _refuse_overlap(item, names[i - 1], names[i])
    return Term(id_, names)


def _name(node: Node) -> Code:
    said = node.words(w.TERM, "a name, as a mapping such as {name: Youth justice service}")
    called = said.need("name", text)
    first, until = read_validity(said)
    return said.build(lambda: Code(called, called, first, until))


def _refuse_overlap(item: Node, earlier: Code, later: Code) -> None:
    ends = earlier.until or date.max
    if (later.from_ or date.min) < ends:
        last = f"until {ends}" if earlier.until else "for ever"
        item.refuse(
            "", message=f"{earlier.label!r} is used {last}: {later.label!r} begins before that"
        )
