"""Measures: defined figures over the obligations of some duties, or over records of a period."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sightline.standard import words as w
from sightline.standard.kinds import Kinds
from sightline.standard.model import AgeIn, Among, Kind, Measure, MeasureOf, Selector
from sightline.standard.nodes import List, Node, Scalar, Words
from sightline.standard.scalars import choice, interval, name, number, text
from sightline.standard.selectors import read_age_range, read_tests, split_record


def read_measure(kinds: Kinds, duty_at: Callable[[Node], str], key: Scalar, node: Node) -> Measure:
    """One measure, under its id; ``duty_at`` reads the id of a duty that there is."""
    said = node.words(w.MEASURE, "what the measure is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    sentence = said.need("sentence", text)
    of = said.need("of", choice(MeasureOf))
    of_period = of is MeasureOf.SHARE_OF_PERIOD
    duties: tuple[str, ...] = ()
    among = None
    if of_period:
        among = _among(kinds, said)
    elif of is not None or "duties" in said:
        duties = said.need("duties", lambda n: _some(n).one_or_each(duty_at))
    for word in ("duties",) if of_period else ("among", "share") if of is not None else ():
        if word in said:
            goes = "does not go" if of_period else "goes only"
            said.wrong(word, f"{word!r} {goes} with 'of: {MeasureOf.SHARE_OF_PERIOD}'")
    within = said.maybe("within", interval, None)
    target = said.maybe("target", lambda n: _target(n, of), None)
    if of is MeasureOf.ENTERED_BY and "within" not in said:
        said.missing("'within' beside 'of: entered-by'", ["within"])
    if of not in (MeasureOf.ENTERED_BY, None) and "within" in said:
        said.wrong("within", "'within' goes with 'of: entered-by' only")
    return said.build(lambda: Measure(id_, title, sentence, of, duties, within, target, among))


def _among(kinds: Kinds, said: Words) -> Among | None:
    """The records of a period that a share is taken over, and what the counted ones are."""
    found = said.need("among", partial(_records, kinds))
    if found is None:
        return None
    kind, what, age = found
    share = said.need("share", partial(read_tests, kind))
    if share is None:
        return None
    return said.take(lambda: said.build(lambda: Among(what, share, age)), None)


def _records(kinds: Kinds, node: Node) -> tuple[Kind, Selector, AgeIn | None]:
    kind, fields, words = split_record(node, w.AMONG, kinds, of_period=True)
    tests = words.take(lambda: read_tests(kind, fields), ())
    age = words.maybe("age", read_age_range, None)
    return words.build(lambda: (kind, Selector(kind.name, tests), age))


def _some(node: Node) -> Node:
    return node.refuse("at least one duty") if isinstance(node, List) and not node.items else node


def _target(node: Node, of: MeasureOf | None) -> float:
    """A share from 0 to 1; of days to meet, a number of days."""
    found = number(node)
    if of is MeasureOf.DAYS_TO_MEET:
        return float(found) if found >= 0 else node.refuse("a number of days")
    return float(found) if 0 <= found <= 1 else node.refuse("a share from 0 to 1, such as 0.9")
