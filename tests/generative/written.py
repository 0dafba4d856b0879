"""Days, minutes and whole cases written as Python that makes them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum, Flag

from sightline.engine.model import Watched
from sightline.standard.calendar import LONDON, date_of, day_of, minute_of
from sightline.standard.model import CalendarTable
from tests.generative.world import KINDS, TABLES

_DAYS = {"day", "planned_start", "planned_end", "born", "period", "booked"}
_MINUTES = {"minute", "recorded_at", "known_at", "entered"}
_HEAD = '''"""{title}"""

from datetime import date

from sightline.engine.model import *
from sightline.standard.model import *
from tests.generative.replay import replay
from tests.generative.world import KINDS, TABLES
from tests.generative.strategies import Case
from tests.generative.written import day, minute

CASE = {case}

if __name__ == "__main__":
    replay(CASE)
'''


def day(text: str) -> int:
    """The number of a day written ``2008-02-29``."""
    return day_of(date.fromisoformat(text))


def minute(text: str) -> int:
    """The minute written ``2008-02-29 09:30``, in London time; ``+1`` says its second time."""
    written, again, _ = text.partition("+")
    local = datetime.fromisoformat(written).replace(tzinfo=LONDON, fold=1 if again else 0)
    return minute_of(local)


def said_day(number: int) -> str:
    """A day as ``day`` reads it."""
    return date_of(number).isoformat()


def said_minute(number: int) -> str:
    """A minute as ``minute`` reads it."""
    local = datetime.fromtimestamp(number * 60, LONDON)
    return f"{local:%Y-%m-%d %H:%M}{'+1' if local.fold else ''}"


def as_python(node: object, name: str = "", indent: str = "") -> str:
    """Python that makes this again, without what is as it always is."""
    if node is KINDS:
        return "KINDS"
    if isinstance(node, CalendarTable) and node in TABLES.values():
        return f"TABLES[{node.jurisdiction!r}, {node.terms_guessed}]"
    if isinstance(node, int) and not isinstance(node, bool):
        if name in _DAYS:
            return f'day("{said_day(node)}")'
        if name in _MINUTES:
            return f'minute("{said_minute(node)}")'
    match node:
        case Flag():
            return " | ".join(f"Note.{flag.name}" for flag in node) or "Note.NONE"
        case Enum():
            return f"{type(node).__name__}.{node.name}"
        case date():
            return f"date({node.year}, {node.month}, {node.day})"
        case frozenset():
            return f"frozenset({{{', '.join(sorted(map(repr, node)))}}})"
        case tuple():
            if len(node) == 1:
                return f"({as_python(node[0], name, indent)},)"
            said = [as_python(value, name, indent + "    ") for value in node]
            return _block("(", said, ")", indent)
        case Mapping():
            pairs = [f"{k!r}: {as_python(v, '', indent + '    ')}" for k, v in node.items()]
            return _block("{", pairs, "}", indent)
    if not is_dataclass(node):
        return repr(node)
    arguments = [
        f"{f.name}={as_python(getattr(node, f.name), _unit(node, f.name), indent + '    ')}"
        for f in fields(node)
        if getattr(node, f.name) != _default(f)
    ]
    return _block(f"{type(node).__name__}(", arguments, ")", indent)


def _block(head: str, items: list[str], tail: str, indent: str) -> str:
    """Items in one line if they fit, else one a line."""
    line = f"{head}{', '.join(items)}{tail}"
    if len(line) + len(indent) <= 90 and "\n" not in line:
        return line
    inner = "".join(f"{indent}    {item},\n" for item in items)
    return f"{head}\n{inner}{indent}{tail}"


def _unit(node: object, name: str) -> str:
    """Whether a field counts days or minutes; a few names mean something else elsewhere."""
    if isinstance(node, Watched) and name in ("first", "last"):
        return "day"
    return name


def _default(field: Field[object]) -> object:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def as_file(case: object, title: str) -> str:
    """A case as a file that makes it and can be run."""
    return _HEAD.format(title=title, case=as_python(case))
