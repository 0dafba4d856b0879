"""Single values: text, days, moments, intervals, ages, numbers, names.

Each reader takes a node and gives the value, or refuses the node with what it expected. The
patterns are those that the JSON Schema gives to editors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from sightline.standard.model import Age, Interval, Unit
from sightline.standard.nodes import Node, listing

E = TypeVar("E", bound=StrEnum)

UNITS: dict[str, Unit] = {unit.value: unit for unit in Unit} | {
    unit.value[:-1]: unit for unit in Unit
}

NAME = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
CODE = r"[A-Za-z0-9][A-Za-z0-9_.&+-]*"
INTERVAL = rf"(\d{{1,4}}) +({'|'.join(UNITS)})"
AGE = r"(\d{1,3})(?:y(\d{1,2})m)?"
DAY = r"\d{4}-\d{2}-\d{2}"
MOMENT = rf"{DAY}(?: \d{{2}}:\d{{2}})?"
TIME = r"([01]\d|2[0-3]):([0-5]\d)"
NUMBER = r"-?\d{1,12}(?:\.\d{1,9})?"

_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def text(node: Node) -> str:
    """Any text that says something."""
    return node.scalar("text")


def name(node: Node) -> str:
    """A name as the standard writes names: small letters, digits and hyphens."""
    return _matching(node, NAME, "a name such as 'home-visit'").string


def path(node: Node) -> str:
    """A name, perhaps under others: ``child-protection/vulnerability-planning``."""
    expected = "a name, or names with strokes between them, such as 'health/self-harm'"
    return _matching(node, rf"{NAME}(?:/{NAME})*", expected).string


def code(node: Node) -> str:
    """A code of a code list."""
    return _matching(node, CODE, "a code such as 'very-high' (letters, digits, - _ . & +)").string


def yes(node: Node) -> bool:
    """The one word ``yes``, where the word's absence is the only other choice."""
    if node.scalar("'yes'") != "yes":
        node.refuse("'yes' (or leave the word out)")
    return True


def yes_or_no(node: Node) -> bool:
    return one_of(["yes", "no"])(node) == "yes"


def number(node: Node) -> int | float:
    found = _matching(node, NUMBER, "a number").string
    return float(found) if "." in found else int(found)


def whole_number(node: Node) -> int:
    return int(_matching(node, r"\d{1,4}", "a whole number").string)


def day(node: Node) -> date:
    expected = "a day such as 2004-01-31"
    found = _matching(node, DAY, expected).string
    try:
        read = date.fromisoformat(found)
    except ValueError:
        node.refuse(f"{expected} that is in the calendar")
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        node.refuse(f"a day from {_FIRST_YEAR} to {_LAST_YEAR}")
    return read


def moment(node: Node) -> date:
    """A day, or a day and a time in London: then a datetime without an offset."""
    expected = "a day such as 2004-01-31, perhaps with a time such as 2004-01-31 14:30"
    found = _matching(node, MOMENT, expected).string
    try:
        read = datetime.fromisoformat(found)
    except ValueError:
        node.refuse(f"{expected}, that is in the calendar")
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        node.refuse(f"a day from {_FIRST_YEAR} to {_LAST_YEAR}")
    return read if " " in found else read.date()


def moment_text(node: Node) -> str:
    """A moment, kept as it is written."""
    read = moment(node)
    return read.strftime("%Y-%m-%d %H:%M") if isinstance(read, datetime) else read.isoformat()


def minute_of_day(node: Node) -> int:
    """A time of the day as minutes after midnight."""
    found = _matching(node, TIME, "a time such as '08:50'")
    return int(found[1]) * 60 + int(found[2])


def interval(node: Node) -> Interval:
    found = _matching(node, INTERVAL, "an interval such as '5 working days'")
    return Interval(int(found[1]), UNITS[found[2]])


def age(node: Node) -> Age:
    expected = "an age such as 18 or 17y6m"
    found = _matching(node, AGE, expected)
    months = int(found[2] or 0)
    if months > 11:
        node.refuse(f"{expected}, of at most 11 months")
    return Age(int(found[1]), months)


def choice(options: type[E]) -> Callable[[Node], E]:
    """A reader of one of an enumeration's values."""
    read = one_of([option.value for option in options])
    return lambda node: options(read(node))


def one_of(options: Iterable[str], what: str = "") -> Callable[[Node], str]:
    """A reader of one of some words; ``what`` they are, where there are too many to list."""
    words = list(options)
    expected = what or listing(words)

    def read(node: Node) -> str:
        found = node.scalar(expected)
        if found not in words:
            node.refuse(expected, among=words)
        return found

    return read


def _matching(node: Node, pattern: str, expected: str) -> re.Match[str]:
    found = re.fullmatch(pattern, node.scalar(expected), re.ASCII)
    return found if found is not None else node.refuse(expected)
