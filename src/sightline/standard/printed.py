"""What reviews printed: each statement beside the measure that gives it anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from sightline.standard import words as w
from sightline.standard.faults import Unreadable
from sightline.standard.model import Agreement, Printed, PrintedFigure, PrintedKind, Review
from sightline.standard.nodes import Node, Scalar, read_named, whole
from sightline.standard.scalars import choice, day, name, number, one_of, text, whole_number


@dataclass(frozen=True, slots=True)
class Beside:
    """What printed figures name: reviews by id, and a reader of the ids of measures."""

    reviews: Mapping[str, Review | None]
    measure_at: Callable[[Node], str]


def read_printed(beside: Beside, key: Scalar, node: Node) -> Printed:
    """What one review printed, under the review's id."""
    said = node.words(w.PRINTED, "what the review printed, as a mapping")
    id_ = said.take(lambda: one_of(beside.reviews, "a review of reviews/")(key), "")
    first = said.need("from", day)
    last = said.need("to", day)
    if first is None or last is None:
        # Without a period none of its figures can be read; the period's fault comes first.
        raise Unreadable
    review = beside.reviews.get(id_)
    sections = one_of(review.sections if review is not None else (), "a section of the review")
    figure = partial(_figure, beside, sections, (first, last))
    figures = said.need(
        "figures", lambda n: whole(read_named(n.entries("figures by their ids"), figure))
    )
    return said.build(lambda: Printed(id_, figures))


def _figure(
    beside: Beside,
    section_at: Callable[[Node], str],
    period: tuple[date, date],
    key: Scalar,
    node: Node,
) -> PrintedFigure:
    said = node.words(w.PRINTED_FIGURE, "what was printed, as a mapping")
    id_ = said.take(lambda: name(key), "")
    section = said.need("section", section_at)
    kind = said.need("kind", choice(PrintedKind))
    printed = said.need("printed", text)
    measure = said.need("measure", beside.measure_at)
    agrees = said.need("agrees", _agreement)
    first = said.maybe("from", day, period[0])
    last = said.maybe("to", day, period[1])
    doubt = said.maybe("doubt", text, "")
    return said.build(
        lambda: PrintedFigure(id_, section, kind, printed, measure, agrees, first, last, doubt)
    )


def _agreement(node: Node) -> Agreement:
    said = node.words(w.AGREEMENT, "when the two agree, such as {percent: 35}")

    def percent(word: str) -> float | None:
        return said.maybe(word, lambda n: float(number(n)), None)

    def count(word: str) -> int | None:
        return said.maybe(word, whole_number, None)

    found = {word: count(word) for word in ("percent", "count", "numerator", "denominator")}
    found["count_over"] = count("count-over")
    from_, to = percent("from"), percent("to")
    over, under = percent("over"), percent("under")
    values = said.maybe("values", lambda n: n.one_or_each(text), ())
    return said.build(
        lambda: Agreement(from_=from_, to=to, over=over, under=under, values=values, **found)
    )
