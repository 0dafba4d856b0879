"""What figures over records count: units, and the signs that they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from sightline.standard import words as w
from sightline.standard.field_tests import field_name, read_attribute_tests, read_tests
from sightline.standard.kinds import Kinds
from sightline.standard.model import (
    COUNTED_STATES,
    Count,
    Counts,
    Highest,
    Kind,
    MeasureOf,
    Owed,
    Population,
    Selector,
    Share,
    ShareOfGroups,
    Signs,
    Units,
    ValuesOf,
)
from sightline.standard.model.counts import AGE, DAY
from sightline.standard.nodes import List, Node, Scalar, Words, read_all
from sightline.standard.scalars import interval, name, text
from sightline.standard.selectors import read_age_range, read_running, split_record

NameAt = Callable[[Node], str]


@dataclass(frozen=True, slots=True)
class Names:
    """What a measure may name: the kinds, and readers of the ids of duties and of shares."""

    kinds: Kinds
    duty_at: NameAt
    share_at: NameAt


WORDS: Mapping[MeasureOf, tuple[str, ...]] = {
    MeasureOf.COUNT: ("among",),
    MeasureOf.SHARE: ("among", "share"),
    MeasureOf.VALUES: ("among", "value"),
    MeasureOf.HIGHEST: ("measure", "by"),
    MeasureOf.SHARE_OF_GROUPS: ("measure", "by", "above"),
}
"""The words that say what each of the measures over records counts; all of them are needed."""


def read_counts(names: Names, said: Words, of: MeasureOf) -> Counts | None:
    """What a measure over records counts; None where some of it could not be read."""
    if of in (MeasureOf.HIGHEST, MeasureOf.SHARE_OF_GROUPS):
        return _of_groups(names, said, of)
    found = said.need("among", partial(_units, names))
    kind, units = found if found is not None else (None, None)
    if of is MeasureOf.COUNT:
        return None if units is None else Count(units)
    if kind is None or units is None:
        return None
    if of is MeasureOf.VALUES:
        value = said.need("value", lambda n: n.one_or_each(partial(_value, kind)))
        return said.take(lambda: said.build(lambda: ValuesOf(units, value)), None)
    share = said.need("share", partial(read_signs, names, kind))
    return said.take(lambda: said.build(lambda: Share(units, share)), None)


def _of_groups(names: Names, said: Words, of: MeasureOf) -> Counts | None:
    measure = said.need("measure", names.share_at)
    by = said.need("by", name)
    if of is MeasureOf.HIGHEST:
        return said.take(lambda: said.build(lambda: Highest(measure, by)), None)
    above = said.need("above", _above)
    return said.take(lambda: said.build(lambda: ShareOfGroups(measure, by, above)), None)


def _units(names: Names, node: Node) -> tuple[Kind, Units]:
    """``{case-read: {programme: youth-justice}, where: {running: {custody: {}}}}``."""
    kind, fields, words = split_record(node, w.UNITS, names.kinds, counted=True)
    tests = words.take(lambda: read_tests(kind.fields, fields), ())
    where = words.maybe("where", partial(read_signs, names, kind), Signs())
    return words.build(lambda: (kind, Units(Selector(kind.name, tests), where)))


def read_signs(names: Names, kind: Kind, node: Node) -> Signs:
    """What must be so of a unit of a kind at its moment."""
    said = node.words(w.SIGNS, "what must be so, such as {running: {custody: {}}}")
    if not said.said and not said.broken:
        node.refuse("at least one sign, such as {running: {custody: {}}}")
    kinds = names.kinds
    itself = said.maybe("itself", partial(read_tests, kind.fields), ())
    running = said.maybe("running", partial(read_running, kinds), ())
    had = said.maybe("had", partial(_recorded, kinds), ())
    about = said.maybe("about", partial(_recorded, kinds), ())
    within = said.maybe("within", interval, None)
    owed = said.maybe("owed", partial(_owed, names), None)
    age = said.maybe("age", read_age_range, None)
    subject = said.maybe("subject", read_attribute_tests, ())
    signs = partial(read_signs, names, kind)
    any_of = said.maybe("any", lambda n: n.one_or_each(signs), ())
    none_of = said.maybe("none", lambda n: n.one_or_each(signs), ())
    return said.build(
        lambda: Signs(itself, running, had, about, owed, age, subject, any_of, none_of, within)
    )


def _recorded(kinds: Kinds, node: Node) -> tuple[Selector, ...]:
    """A mapping of kinds, of each of which there must be a record."""
    pairs = dict(node.entries("kinds of record, as a mapping such as {looked-after: {}}"))

    def selector(key: Scalar) -> Selector:
        kind = kinds.dated_at(key)
        return Selector(kind.name, read_tests(kind.fields, pairs[key]))

    return read_all(pairs, selector) or node.refuse("at least one kind")


def _owed(names: Names, node: Node) -> Owed:
    """``home-visit-yot``, or ``{duty: home-visit-yot, state: [met, late]}``."""
    if isinstance(node, Scalar):
        return Owed((names.duty_at(node),))
    said = node.words(
        w.OWED_ON_THE_DAY, "a duty, or a mapping such as {duty: …, state: [met, late]}"
    )
    duties = said.need("duty", lambda n: n.one_or_each(names.duty_at))
    states = said.maybe("state", lambda n: n.one_or_each(_state), COUNTED_STATES)
    return said.build(lambda: Owed(duties, states))


def _state(node: Node) -> str:
    found = node.scalar("a state")
    return found if found in w.STATES else node.refuse("a state", among=w.STATES)


def _value(kind: Kind, node: Node) -> str:
    """A field of the kind; or, unless the kind has a field of that name, ``age`` or ``day``."""
    if isinstance(node, Scalar) and node.text in (AGE, DAY) and node.text not in kind.fields:
        return node.text
    return field_name(kind.fields, node)


def _above(node: Node) -> Population:
    said = node.words(w.ABOVE, "what it is above, such as {population: {ethnicity: [black]}}")
    found = said.need("population", _population)
    return said.build(lambda: found)


def _population(node: Node) -> Population:
    said = node.words(w.POPULATION)
    ethnicity = said.need("ethnicity", lambda n: n.one_or_each(text))
    age = said.maybe("age", read_age_range, None)
    return said.build(lambda: Population(ethnicity, age))


def some(node: Node) -> Node:
    """The same node, unless it is an empty list."""
    return node.refuse("at least one duty") if isinstance(node, List) and not node.items else node
