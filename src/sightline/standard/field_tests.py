"""What the fields of a kind must be: a value, a list of values, answered, a range of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

from sightline.standard import words as w
from sightline.standard.calendar import LONDON
from sightline.standard.model import (
    RESERVED_ANSWERS,
    Answered,
    Field,
    FieldType,
    NumberIn,
    OneOf,
    Test,
)
from sightline.standard.nodes import Map, Node, Scalar, listing, read_all
from sightline.standard.scalars import day, moment, name, number, text


def read_tests(fields: Mapping[str, Field], node: Node) -> tuple[Test, ...]:
    """``{vulnerability: [high, very-high]}``: what the fields of a kind must be."""
    pairs = dict(node.entries("what the fields must be, as a mapping ({} if nothing)"))

    def test(key: Scalar) -> Test:
        return read_test(fields[field_name(fields, key)], pairs[key])

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


def field_name(fields: Mapping[str, Field], node: Node) -> str:
    """The name of one of a kind's fields."""
    found = node.scalar("a field")
    if found not in fields:
        node.refuse(listing(fields) if 0 < len(fields) < 7 else "a field of it", among=fields)
    return found
