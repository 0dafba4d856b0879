"""Reads the pages of guide/: each answers the same questions, with dated law beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sightline.standard import words as w
from sightline.standard.kinds import Kinds, read_validity
from sightline.standard.model import QUESTIONS, GuidePage, Law
from sightline.standard.nodes import Node, Scalar
from sightline.standard.scalars import day, name, one_of, text


def read_guide_page(
    kinds: Kinds, duty_at: Callable[[Node], str], key: Scalar, node: Node
) -> GuidePage:
    """One page, under its id. ``duty_at`` reads the id of a duty."""
    said = node.words(w.GUIDE_PAGE, "a page of the guide, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    summary = said.need("summary", text)
    serves = said.need("serves", lambda n: n.one_or_each(kinds.section_at))
    duties = said.maybe("duties", lambda n: n.one_or_each(duty_at), ())
    answers = {word: said.need(word, _points) for word in QUESTIONS}
    law = said.need("law", partial(Node.each, read=_law, expected="a list of what the law says"))
    return said.build(lambda: GuidePage(id_, title, summary, serves, answers, law, duties))


def _points(node: Node) -> tuple[str, ...]:
    return node.one_or_each(text) or node.refuse("at least one point")


def _law(node: Node) -> Law:
    said = node.words(w.LAW, "what the law says from a day, as a mapping")
    title = said.need("title", text)
    says = said.need("says", text)
    first = said.need("from", day)
    until = read_validity(said)[1]
    source = said.need("source", text)
    certainty = said.need("certainty", one_of(w.CERTAINTIES))
    return said.build(lambda: Law(title, says, first, source, certainty, until))
