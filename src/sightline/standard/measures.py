"""Measures: defined figures over the obligations of some duties."""

from __future__ import annotations

from collections.abc import Callable

from sightline.standard import words as w
from sightline.standard.model import Measure, MeasureOf
from sightline.standard.nodes import List, Node, Scalar
from sightline.standard.scalars import choice, interval, name, number, text


def read_measure(duty_at: Callable[[Node], str], key: Scalar, node: Node) -> Measure:
    """One measure, under its id; ``duty_at`` reads the id of a duty that there is."""
    said = node.words(w.MEASURE, "what the measure is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    sentence = said.need("sentence", text)
    of = said.need("of", choice(MeasureOf))
    duties = said.need("duties", lambda n: _some(n).one_or_each(duty_at))
    within = said.maybe("within", interval, None)
    target = said.maybe("target", lambda n: _target(n, of), None)
    if of is MeasureOf.ENTERED_BY and "within" not in said:
        said.missing("'within' beside 'of: entered-by'", ["within"])
    if of not in (MeasureOf.ENTERED_BY, None) and "within" in said:
        said.wrong("within", "'within' goes with 'of: entered-by' only")
    return said.build(lambda: Measure(id_, title, sentence, of, duties, within, target))


def _some(node: Node) -> Node:
    return node.refuse("at least one duty") if isinstance(node, List) and not node.items else node


def _target(node: Node, of: MeasureOf | None) -> float:
    """A share from 0 to 1; of days to meet, a number of days."""
    found = number(node)
    if of is MeasureOf.DAYS_TO_MEET:
        return float(found) if found >= 0 else node.refuse("a number of days")
    return float(found) if 0 <= found <= 1 else node.refuse("a share from 0 to 1, such as 0.9")
