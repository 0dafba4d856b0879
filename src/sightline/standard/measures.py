"""Measures: defined figures over the obligations of some duties, or over records."""

from __future__ import annotations

from sightline.standard import words as w
from sightline.standard.counts import WORDS, Names, read_counts, some
from sightline.standard.model import (
    OF_RECORDS,
    Measure,
    MeasureOf,
)
from sightline.standard.nodes import Node, Scalar, Words
from sightline.standard.scalars import choice, interval, name, number, text


def read_measure(names: Names, key: Scalar, node: Node) -> Measure:
    """One measure, under its id."""
    said = node.words(w.MEASURE, "what the measure is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    sentence = said.need("sentence", text)
    of = said.need("of", choice(MeasureOf))
    duties: tuple[str, ...] = ()
    counts = None
    if of in OF_RECORDS:
        counts = read_counts(names, said, of)
    elif of is not None or "duties" in said:
        duties = said.need("duties", lambda n: some(n).one_or_each(names.duty_at))
    if of is not None:
        _refuse_others(said, of)
    within = said.maybe("within", interval, None)
    target = said.maybe("target", lambda n: _target(n, of), None)
    if of is MeasureOf.ENTERED_BY and "within" not in said:
        said.missing("'within' beside 'of: entered-by'", ["within"])
    if of not in (MeasureOf.ENTERED_BY, None) and "within" in said:
        said.wrong("within", "'within' goes with 'of: entered-by' only")
    return said.build(lambda: Measure(id_, title, sentence, of, duties, within, target, counts))


def _refuse_others(said: Words, of: MeasureOf) -> None:
    """Words that say what other sorts of measure count do not go with this one."""
    for word in dict.fromkeys(("duties", *(word for words in WORDS.values() for word in words))):
        if word in said and word not in WORDS.get(of, ("duties",)):
            said.wrong(word, f"{word!r} does not go with 'of: {of}'")


def _target(node: Node, of: MeasureOf | None) -> float:
    """A share from 0 to 1; of days to meet, a number of days."""
    found = number(node)
    if of is MeasureOf.DAYS_TO_MEET:
        return float(found) if found >= 0 else node.refuse("a number of days")
    return float(found) if 0 <= found <= 1 else node.refuse("a share from 0 to 1, such as 0.9")
