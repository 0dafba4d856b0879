"""Records and conditions: which facts trigger, answer, lapse, or must be running."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sightline.standard import words as w
from sightline.standard.field_tests import field_name, read_attribute_tests, read_tests
from sightline.standard.kinds import Kinds
from sightline.standard.model import (
    END,
    PLANNED_END,
    START,
    AgeIn,
    Alternative,
    Conditions,
    FieldType,
    Kind,
    LastedIn,
    Lasts,
    Selector,
)
from sightline.standard.nodes import Node, Scalar, Words, listing, read_all
from sightline.standard.scalars import age, interval, yes

# --- records ---------------------------------------------------------------------------------


def split_record(
    node: Node, beside: Mapping[str, w.Word], kinds: Kinds, *, counted: bool = False
) -> tuple[Kind, Node, Words]:
    """A mapping of a record: its kind, what its fields must be, and the words beside the kind.

    ``counted``: the kind may be one that lasts a period, which is refused everywhere else.
    """
    found: list[Scalar] = []
    fields: list[Node] = []
    words = Words(node, {})
    for key, value in node.entries("a record: a mapping with a kind, such as {plan: {}}"):
        if key.text in beside:
            words.said[key.text] = value
        else:
            found.append(key)
            fields.append(value)
    if not found:
        node.refuse("", message="expected a kind, such as {plan: {}}, and no kind is said")
    declared = [i for i, key in enumerate(found) if key.text in kinds.declared]
    if len(declared) > 1:
        found[declared[1]].refuse(
            "", message="a mapping holds one kind: for any of several, write a list of mappings"
        )
    chosen = declared[0] if declared else 0
    for i, key in enumerate(found):
        if i != chosen:
            words.unknown(key, beside)
    kind_at = kinds.at if counted else kinds.dated_at
    return kind_at(found[chosen]), fields[chosen], words


def read_alternative(node: Node, beside: Mapping[str, w.Word], kinds: Kinds) -> Alternative:
    """One of the records that will do; ``beside``: the words that may stand beside its kind."""
    kind, fields, words = split_record(node, beside, kinds)
    return alternative_of(kind, fields, words, kinds)


def alternative_of(kind: Kind, fields: Node, words: Words, kinds: Kinds) -> Alternative:
    """An alternative from its kind, its tests and the words beside them."""
    tests = words.take(lambda: read_tests(kind.fields, fields), ())
    at = words.maybe("at", partial(read_at, kind), START)
    conditions = read_conditions(words, kinds)
    about = words.maybe("about", _trigger, False)
    same = words.maybe("same", lambda n: n.one_or_each(partial(field_name, kind.fields)), ())
    in_force = words.maybe("in-force", partial(_in_force, kind), False)
    if "lasted" in words and kind.lasts is Lasts.POINT:
        words.wrong("lasted", f"a record of kind {kind.name!r} is a point, which lasts no time")
    return words.build(
        lambda: Alternative(Selector(kind.name, tests), at, conditions, about, same, in_force)
    )


def read_at(kind: Kind, node: Node) -> str:
    """One of the moments that a record of a kind can have."""
    found = node.scalar("a moment")
    moments = moments_of(kind)
    if found not in moments:
        node.refuse(f"a moment of the kind {kind.name!r} ({listing(moments)})", among=moments)
    return found


def moments_of(kind: Kind) -> list[str]:
    """The moments that a record of a kind can have. Only a span has an end."""
    ends = [END, PLANNED_END] if kind.lasts is Lasts.SPAN else []
    dated = (FieldType.DATE, FieldType.MOMENT)
    return [START, *ends, *(f.name for f in kind.fields.values() if f.type in dated)]


def _trigger(node: Node) -> bool:
    return node.scalar("'trigger'") == "trigger" or node.refuse("'trigger'")


def _in_force(kind: Kind, node: Node) -> bool:
    return yes(node) and require_running(kind, node)


def require_running(kind: Kind, node: Node) -> bool:
    """Refuse a kind whose records are points, where something has to be running."""
    if kind.lasts is Lasts.POINT:
        node.refuse(
            "a kind that lasts",
            message=f"expected a kind that lasts a span or until the next; {kind.name!r} is a "
            "point, which never runs",
        )
    return True


# --- conditions ------------------------------------------------------------------------------


def read_conditions(words: Words, kinds: Kinds, *, running: bool = True) -> Conditions:
    """The conditions among some words; ``running`` False where ``while`` holds the spans."""
    while_ = words.maybe("while", partial(read_running, kinds), ()) if running else ()
    age_ = words.maybe("age", read_age_range, None)
    of_subject = words.maybe("of-subject", _of_subject, None)
    subject = words.maybe("subject", read_attribute_tests, ())
    lasted = words.maybe("lasted", _lasted, None)
    return Conditions(while_, age_, of_subject, subject, lasted)


def read_running(kinds: Kinds, node: Node) -> tuple[Selector, ...]:
    """``while``: a mapping of kinds, all of which must be running."""
    pairs = dict(node.entries("kinds that must be running, as a mapping such as {custody: {}}"))

    def selector(key: Scalar) -> Selector:
        kind = kinds.dated_at(key)
        require_running(kind, key)
        return Selector(kind.name, read_tests(kind.fields, pairs[key]))

    return read_all(pairs, selector) or node.refuse("at least one kind")


def read_age_range(node: Node) -> AgeIn:
    said = node.words(w.AGE_RANGE, "an age range such as {under: 18}")
    at_least = said.maybe("at least", age, None)
    under = said.maybe("under", age, None)
    return said.build(lambda: AgeIn(at_least, under))


def _of_subject(node: Node) -> AgeIn:
    said = node.words(w.OF_SUBJECT, "a mapping such as {age: {under: 18}}")
    found = said.need("age", read_age_range)
    return said.build(lambda: found)


def _lasted(node: Node) -> LastedIn:
    said = node.words(w.INTERVAL_RANGE, "how long it has run, such as {at least: 12 months}")
    at_least = said.maybe("at least", interval, None)
    under = said.maybe("under", interval, None)
    return said.build(lambda: LastedIn(at_least, under))
