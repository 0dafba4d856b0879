"""Makes a failing case small: drops and simplifies as long as it keeps failing.

Hypothesis shrinks what it drew itself. This shrinks any case, whoever made it, by its own parts:
records, rules and options go first, then values give way to what they are by default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any

from sightline.engine.model import Record
from sightline.standard.model import CalendarTable
from tests.generative.strategies import Case
from tests.generative.world import KINDS

_KEPT = {"id", "file", "kind", "recorded_at", "name", "jurisdiction", "shape", "calendars"}
"""Fields that say what a thing is; without them it would be another."""


def smallest(case: Case, fails: Callable[[Case], bool], tries: int = 3000) -> Case:
    """A case that still fails and of which nothing more can be dropped."""
    found = True
    while found and tries > 0:
        found = False
        for candidate in simpler(case):
            tries -= 1
            if candidate != case and _still(candidate, fails):
                case, found = candidate, True
                break
            if tries <= 0:
                break
    return case


def _still(case: Case, fails: Callable[[Case], bool]) -> bool:
    try:
        return fails(case)
    except Exception:  # a case that cannot be evaluated at all is not the same failure
        return False


def simpler(node: Any) -> Iterator[Any]:
    """The same with one thing less, the greatest losses first."""
    if node is KINDS or isinstance(node, CalendarTable):
        return
    if isinstance(node, tuple):
        yield from _shorter(node)
    elif isinstance(node, Mapping):
        yield from _fewer(node)
    elif is_dataclass(node):
        yield from _plainer(node)


def _shorter(node: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for n in range(len(node)):
        yield node[:n] + node[n + 1 :]
    for n, value in enumerate(node):
        for less in simpler(value):
            yield (*node[:n], less, *node[n + 1 :])


def _fewer(node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for gone in node:
        yield {key: value for key, value in node.items() if key != gone}
    for key, value in node.items():
        for less in simpler(value) if is_dataclass(value) else ():
            yield {**node, key: less}


def _plainer(node: Any) -> Iterator[Any]:
    for field in fields(node):
        value = getattr(node, field.name)
        default = field.default
        if field.default_factory is not MISSING:
            default = field.default_factory()
        if field.name not in _KEPT and default is not MISSING and value != default:
            yield from _replaced(node, field.name, default)
    for field in fields(node):
        if field.name == "calendars" or (isinstance(node, Record) and field.name == "at"):
            continue
        for less in simpler(getattr(node, field.name)):
            yield from _replaced(node, field.name, less)


def _replaced(node: Any, name: str, value: object) -> Iterator[Any]:
    """The node with one field changed, if it may then exist."""
    try:
        yield replace(node, **{name: value})
    except (ValueError, TypeError):
        return
