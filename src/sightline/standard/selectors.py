"""Records and conditions: which facts trigger, answer, lapse, or must be running."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

from sightline.standard import words as w
from sightline.standard.calendar import LONDON
from sightline.standard.kinds import Kinds, field_name
from sightline.standard.model import (
    END,
    PLANNED_END,
    RESERVED_ANSWERS,
    START,
    AgeIn,
    Alternative,
    Answered,
    Conditions,
    Field,
    FieldType,
    Kind,
    LastedIn,
    Lasts,
    NumberIn,
    OneOf,
    Selector,
    Test,
)
from sightline.standard.nodes import Map, Node, Scalar, Words, listing, read_all
from sightline.standard.scalars import age, day, interval, moment, name, number, text, yes

# --- tests on fields -------------------------------------------------------------------------


def read_tests(kind: Kind, node: Node) -> tuple[Test, ...]:
    """``{vulnerability: [high, very-high]}``: what the fields of a kind must be."""
    pairs = dict(node.entries("what the fields must be, as a mapping ({} if nothing)"))

    def test(key: Scalar) -> Test:
        return read_test(kind.fields[field_name(kind.fields, key)], pairs[key])

    return read_all(pairs, test)


def read_test(field: Field, node: Node) -> Test:
    """What one field must be: a value, a list of values, answered, or a range of numbers."""
    if isinstance(node, Map):
        if field.type is not FieldType.NUMBER:
            node.refuse(f"a value or a list of values ({field.name!r} is not a number)")
        return _number_in(field.name, node)
    return _one_of(field.name, node, partial(field_value, field))


def _one_of(name: str, node: Node, value: Callable[[Node], str | int | float]) -> Test:
    if isinstance(node, Scalar) and node.text == w.ANSWERED:
        return Answered(name)
    values = frozenset(node.one_or_each(value))
    return OneOf(name, values) if values else node.refuse("at least one value")


def _number_in(name: str, node: Node) -> NumberIn:
    said = node.words(w.NUMBER_RANGE)
    at_least = said.maybe("at least", number, None)
    under = said.maybe("under", number, None)
    return said.build(lambda: NumberIn(name, at_least, under))


def field_value(field: Field, node: Node) -> str | int | float:
    """One value that a field may hold."""
    if isinstance(node, Scalar) and node.text in RESERVED_ANSWERS:
        return node.text
    return _READERS[field.type](field, node)


def _code(field: Field, node: Node) -> str:
    codes = [code.value for code in field.codes]
    expected = f"a code of {field.name!r}"
    found = node.scalar(expected)
    if found not in codes:
        node.refuse(f"{expected} ({listing(codes)})" if len(codes) < 9 else expected, among=codes)
    return found


def _yes_no(field: Field, node: Node) -> str:
    found = node.scalar("'yes' or 'no'")
    if found not in ("yes", "no"):
        node.refuse(f"'yes' or 'no', for {field.name!r}")
    return found


def _moment(_: Field, node: Node) -> str:
    """As records hold it: a day, or a minute of universal time (``2008-01-07T14:30Z``)."""
    read = moment(node)
    if not isinstance(read, datetime):
        return read.isoformat()
    return read.replace(tzinfo=LONDON).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


_READERS: Mapping[FieldType, Callable[[Field, Node], str | int | float]] = {
    FieldType.TEXT: lambda _, node: text(node),
    FieldType.FILE: lambda _, node: text(node),
    FieldType.NUMBER: lambda _, node: number(node),
    FieldType.YES_NO: _yes_no,
    FieldType.DATE: lambda _, node: day(node).isoformat(),
    FieldType.MOMENT: _moment,
    FieldType.CODE: _code,
    FieldType.CODES: _code,
}


def read_attribute_tests(node: Node) -> tuple[Test, ...]:
    """``{sex: male}``: what the subject's attributes must be. They are not declared anywhere."""
    pairs = dict(node.entries("what the subject must be, such as {sex: male}"))

    def test(key: Scalar) -> Test:
        value = pairs[key]
        if isinstance(value, Map):
            return _number_in(name(key), value)
        return _one_of(name(key), value, attribute_value)

    return read_all(pairs, test) or node.refuse("at least one attribute")


def attribute_value(node: Node) -> str | int | float:
    """A number where it is written like one and not in quotes, and otherwise text."""
    found = text(node)
    plain = isinstance(node, Scalar) and node.plain
    digits = found.lstrip("-").replace(".", "", 1)
    return number(node) if plain and digits.isascii() and digits.isdigit() else found


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
    tests = words.take(lambda: read_tests(kind, fields), ())
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
        return Selector(kind.name, read_tests(kind, pairs[key]))

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
