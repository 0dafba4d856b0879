"""What reviews recommend: each part beside the duty or the measure that shows it done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sightline.standard import words as w
from sightline.standard.model import (
    Duty,
    DutyPart,
    Measure,
    MeasureOf,
    Recommendations,
    Recommended,
    RecommendedPart,
    Review,
    Section,
    ShownBy,
)
from sightline.standard.nodes import Node, Scalar, listing, read_named, whole
from sightline.standard.scalars import day, name, number, one_of, path, text

T = TypeVar("T")

ALL, NONE = "all", "none"
OF_THOSE = (MeasureOf.SHARE, MeasureOf.TIMELINESS)
"""The measures that say of how many something is so."""


@dataclass(frozen=True, slots=True)
class Shows:
    """What recommendations name: reviews, duties and measures by id; None where one is faulty."""

    reviews: Mapping[str, Review | None]
    duties: Mapping[str, Duty | None]
    measures: Mapping[str, Measure | None]
    duty_at: Callable[[Node], str]
    measure_at: Callable[[Node], str]


def read_recommendations(shows: Shows, key: Scalar, node: Node) -> Recommendations:
    """What one review recommends, under the review's id."""
    said = node.words(w.RECOMMENDATIONS, "what the review recommends, as a mapping")
    id_ = said.take(lambda: one_of(shows.reviews, "a review of reviews/")(key), "")
    first = said.need("from", day)
    review = shows.reviews.get(id_)
    sections = review.sections if review is not None else {}
    one = partial(_recommended, shows, sections)
    listed = said.need("recommendations", partial(_listed, one, "recommendations by their ids"))
    return said.build(lambda: Recommendations(id_, first, listed))


def _listed(read: Callable[[Scalar, Node], T], expected: str, node: Node) -> dict[str, T]:
    pairs = node.entries(f"{expected}, as a mapping")
    return whole(read_named(pairs, read)) or node.refuse("at least one")


def _recommended(
    shows: Shows, sections: Mapping[str, Section], key: Scalar, node: Node
) -> Recommended:
    said = node.words(w.RECOMMENDED, "what is recommended, as a mapping")
    id_ = said.take(lambda: name(key), "")
    number_ = said.need("number", text)
    box = said.need("box", text)
    section = said.need("section", one_of(sections, "a section of the review"))
    gist = said.need("gist", text)
    due = said.maybe("due", day, None)
    # Whom a section names that could not be read is not known, and is no second fault.
    named = "a body that the recommendation names"
    body_at = name if section is None else one_of(sections[section].to, named)
    part = partial(_part, shows, body_at)
    parts = said.need("parts", partial(_listed, part, "parts by their letters"))
    return said.build(lambda: Recommended(id_, number_, box, section, gist, parts, due))


def _part(shows: Shows, body_at: Callable[[Node], str], key: Scalar, node: Node) -> RecommendedPart:
    said = node.words(w.RECOMMENDED_PART, "what must be so and what shows it, as a mapping")
    id_ = said.take(lambda: name(key), "")
    says = said.need("says", text)
    shown_by = said.maybe("shown-by", partial(_shown_by, shows), None)
    not_checkable = said.maybe("not-checkable", text, "")
    by = said.maybe("by", lambda n: n.one_or_each(body_at), ())
    note = said.maybe("note", text, "")
    return said.build(lambda: RecommendedPart(id_, says, shown_by, not_checkable, by, note))


def _shown_by(shows: Shows, node: Node) -> ShownBy:
    said = node.words(w.SHOWN_BY, "a duty or a measure, such as {duty: home-visit-yot}")
    duties = said.maybe("duty", lambda n: n.one_or_each(partial(_duty, shows)), ())
    measure = said.maybe("measure", partial(_measure, shows), "")
    must = said.maybe("must", _must, (1.0, False))
    first = said.maybe("from", day, None)
    last = said.maybe("to", day, None)
    within = {"at-least": "must"}
    return said.build(lambda: ShownBy(duties, measure, *must, first, last), within=within)


def _must(node: Node) -> tuple[float, bool]:
    """``all``, ``none``, or ``{at-least: 0.9}``: the share, and whether of what must not be."""
    if isinstance(node, Scalar):
        return 1.0, one_of((ALL, NONE))(node) == NONE
    said = node.words(w.MUST, "'all', 'none' or a mapping such as {at-least: 0.9}")
    at_least = said.need("at-least", lambda n: float(number(n)))
    return said.build(lambda: (at_least, False))


def _duty(shows: Shows, node: Node) -> DutyPart:
    """``continuity-check``, or ``continuity-check/health`` for one part of it."""
    id_, _, part = path(node).partition("/")
    alone = Scalar(node.source, node.line, node.column, id_, plain=True)
    duty = shows.duties.get(shows.duty_at(alone))
    parts = [own.name for own in duty.parts] if duty is not None else [part]
    if part and part not in parts:
        own = listing(name for name in parts if name) or "none"
        node.refuse(f"a part of the duty {id_!r}, which has {own}")
    return DutyPart(id_, part)


def _measure(shows: Shows, node: Node) -> str:
    id_ = shows.measure_at(node)
    measure = shows.measures.get(id_)
    if measure is not None and measure.of not in OF_THOSE:
        node.refuse(f"a measure 'of: {OF_THOSE[0]}' or 'of: {OF_THOSE[1]}'")
    return id_
