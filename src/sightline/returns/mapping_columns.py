"""One column of a mapping file, checked against what it is to become."""

from __future__ import annotations

import re
from collections.abc import Callable

from sightline.returns.dates import WAYS, Dates
from sightline.returns.errors import Mismatch
from sightline.returns.mapping import Column, Unlisted
from sightline.returns.services import GIVES, names_of_services
from sightline.returns.values import field_reader
from sightline.returns.xml_model import REPEATED
from sightline.standard.model import Field, FieldType
from sightline.standard.nodes import Node, Scalar
from sightline.standard.scalars import choice, one_of, text

COLUMN_WORDS = (
    "column",
    "always",
    "codes",
    "service",
    "blank",
    "unlisted",
    "up-to",
    "split",
    "prefix",
    "dates",
    "not-recorded",
)

TEXT = Field("text", "Text", FieldType.TEXT)
MOMENT = Field("moment", "Moment", FieldType.MOMENT)
"""What columns that are no fields of a kind hold: ids and names, and days or moments."""

_DATED = (FieldType.DATE, FieldType.MOMENT)
_CODED = (FieldType.CODE, FieldType.CODES, FieldType.YES_NO)
_DIRECTIVE = re.compile(r"%(.)?", re.DOTALL)
_DIRECTIVES = frozenset("dmyYbBHIMSpzfaAj%")


def column_reader(field: Field, *, dated: bool) -> Callable[[Node], Column]:
    """A reader of a column that becomes ``field``.

    ``dated``: the table says how its dates are written.
    """

    def read(node: Node) -> Column:
        if isinstance(node, Scalar):
            column = Column(node.scalar("the name of a column"))
        else:
            column = _described(node, field)
        if field.type in _DATED and column.name and not (dated or column.dates):
            node.refuse(
                "'dates'",
                message="expected 'dates' on this column or its table: how its dates are written",
            )
        return column

    return read


def _described(node: Node, field: Field) -> Column:
    said = node.words(COLUMN_WORDS, "the name of a column, or what it holds as a mapping")
    translated = "codes" in said or "service" in said
    unlisted = Unlisted.AS_WRITTEN
    if "service" in said or (translated and field.type in _CODED):
        unlisted = Unlisted.REFUSED
    name = said.maybe("column", text, "")
    always = said.maybe("always", lambda n: _always(n, field), None)
    codes = said.maybe("codes", lambda n: _codes(n, field), None)
    services = said.maybe("service", lambda n: names_of_services(one_of(GIVES)(n)), None)
    if codes is not None and services is not None:
        said.wrong("service", "say 'codes' or 'service', and not both")
    blank = said.maybe("blank", lambda n: _blank(n, field), None)
    codes = services if codes is None else codes
    codes = codes if blank is None else {**(codes or {}), "": blank}
    chosen = said.maybe("unlisted", choice(Unlisted), unlisted)
    if "unlisted" in said and not translated:
        said.said["unlisted"].refuse("", message="'unlisted' goes with 'codes' or 'service'")
    up_to = said.maybe("up-to", separator, "")
    split = said.maybe("split", lambda n: _split(n, field), "")
    prefix = said.maybe("prefix", text, "")
    dates = said.maybe("dates", date_ways, ())
    not_recorded = said.maybe("not-recorded", not_recorded_texts, None)
    return said.build(
        lambda: Column(name, always, codes, chosen, up_to, split, prefix, dates, not_recorded)
    )


def _always(node: Node, field: Field) -> str:
    found = text(node)
    _check_value(node, found, field)
    return found


def _check_value(node: Node, found: str, field: Field) -> None:
    value = field_reader(field, Dates(("iso",)))(found)
    if isinstance(value, Mismatch):
        node.refuse(value.expected, among=[code.value for code in field.codes])


def _codes(node: Node, field: Field) -> dict[str, str]:
    codes = {}
    for key, value in node.entries("what the column holds and what it becomes, as a mapping"):
        codes[key.text] = text(value)
        _check_value(value, codes[key.text], field)
    if not codes:
        node.refuse("at least one code")
    return codes


def _blank(node: Node, field: Field) -> str:
    """What a blank becomes, where it says something: of a date, there is nothing that it could."""
    if field.type in _DATED:
        node.refuse("", message="a day or moment that is blank is not recorded")
    return _always(node, field)


def _split(node: Node, field: Field) -> str:
    if field.type is not FieldType.CODES:
        node.refuse("", message="only a field of type codes holds several values")
    found = separator(node)
    return REPEATED if found == "repeated" else found


def separator(node: Node) -> str:
    """A text whose spaces count: `" - "`."""
    if not isinstance(node, Scalar) or not node.text:
        node.refuse("a text that parts values")
    return node.text


def not_recorded_texts(node: Node) -> frozenset[str]:
    """Texts that read as not recorded, in any case. An empty list leaves only blanks."""
    return frozenset(item.casefold() for item in node.one_or_each(text))


def date_ways(node: Node) -> tuple[str, ...]:
    """The ways in which dates are written, in the order in which they are tried."""
    return node.one_or_each(_date_way)


def _date_way(node: Node) -> str:
    expected = "'iso', 'day-first', 'month-first' or a pattern such as '%d/%m/%y'"
    found = text(node)
    if found in WAYS:
        return found
    letters = [match[1] for match in _DIRECTIVE.finditer(found)]
    whole = {"d"} <= set(letters) and {"m", "b", "B"} & set(letters) and {"y", "Y"} & set(letters)
    day_of_year = {"j", "Y"} <= set(letters)
    twice = any(letters.count(letter) > 1 for letter in set(letters) - {"%"})
    if not set(letters) <= _DIRECTIVES or not (whole or day_of_year) or twice:
        node.refuse(expected, among=WAYS)
    return found
