"""Reviews: what the standard serves, section by section, and what each section speaks of."""

from __future__ import annotations

from functools import partial

from sightline.standard import words as w
from sightline.standard.field_tests import read_tests
from sightline.standard.kinds import Kinds
from sightline.standard.model import Bodies, Review, Section, Selector
from sightline.standard.nodes import Node, Scalar, read_named, whole
from sightline.standard.scalars import name, one_of, path, text
from sightline.standard.selectors import split_record


def read_review(kinds: Kinds, bodies: Bodies, key: Scalar, node: Node) -> Review:
    """One review, under its id. ``bodies``: those to which a recommendation may be addressed."""
    said = node.words(w.REVIEW, "what the review is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    source = said.need("source", text)
    sections = said.need("sections", partial(_sections, kinds, bodies))
    return said.build(lambda: Review(id_, title, source, sections))


def _sections(kinds: Kinds, bodies: Bodies, node: Node) -> dict[str, Section]:
    pairs = node.entries("sections by path, as a mapping")
    return whole(read_named(pairs, partial(_section, kinds, bodies))) or node.refuse(
        "at least one section"
    )


def _section(kinds: Kinds, bodies: Bodies, key: Scalar, node: Node) -> Section:
    said = node.words(w.SECTION, "what the section is, as a mapping")
    path_ = said.take(lambda: path(key), "")
    number = said.need("number", text)
    title = said.need("title", text)
    names = said.maybe("names", partial(_names, kinds), {})
    to = said.maybe("to", partial(_addressed, bodies), {})
    return said.build(lambda: Section(path_, number, title, names, to))


def _addressed(bodies: Bodies, node: Node) -> dict[str, tuple[str, ...]]:
    pairs = node.entries("bodies, each with the function in which it is named, as a mapping")
    return whole(read_named(pairs, partial(_named_for, bodies)))


def _named_for(bodies: Bodies, key: Scalar, node: Node) -> tuple[str, ...]:
    if not bodies.declared:
        return node.one_or_each(name)
    body = bodies.declared[one_of(bodies.declared, "a body of bodies.yaml")(key)]
    return node.one_or_each(one_of(body.functions, f"a function of {body.id!r}"))


def _names(kinds: Kinds, node: Node) -> dict[str, tuple[Selector, ...]]:
    pairs = node.entries("what the section speaks of, as a mapping")
    return whole(read_named(pairs, lambda _, value: value.one_or_each(partial(_seen_in, kinds))))


def _seen_in(kinds: Kinds, node: Node) -> Selector:
    kind, fields, _ = split_record(node, {}, kinds)
    return Selector(kind.name, read_tests(kind.fields, fields))
