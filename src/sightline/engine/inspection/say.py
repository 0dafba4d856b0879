"""In what findings as concluded differ from the same worked out again, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sightline.engine.inspection.findings import Banding, Findings

NAMES = ("question", "standard")
"""The fields by which an object in a list is known, in order of choice."""


def differences_between(concluded: Findings, again: Findings) -> Iterator[str]:
    """One sentence for each value that differs, which names it."""
    yield from _between("", concluded.to_dict(), again.to_dict())


def _between(where: str, concluded: Any, again: Any) -> Iterator[str]:
    if concluded == again and type(concluded) is type(again):
        return
    if isinstance(concluded, dict) and isinstance(again, dict):
        for key in dict.fromkeys([*concluded, *again]):
            yield from _between(_in(where, _words(key)), concluded.get(key), again.get(key))
    elif isinstance(concluded, list) and isinstance(again, list):
        yield from _between(where, _by_name(concluded), _by_name(again))
    else:
        yield (
            f"{where}: the findings as concluded say {_said(concluded)}, and the pack comes to "
            f"{_said(again)}."
        )


def _by_name(values: list[Any]) -> dict[str, Any]:
    """A list by what its members are called, or by their place."""
    found: dict[str, Any] = {}
    for place, value in enumerate(values, start=1):
        name = f"{place}"
        if isinstance(value, dict):
            called = [value[key] for key in ("area", *NAMES) if value.get(key)]
            name = " ".join(called) or name
        found[name if name not in found else f"{name} ({place})"] = value
    return found


def _in(where: str, name: str) -> str:
    return f"{where}, {name}" if where else name


def _words(key: str) -> str:
    return key.replace("_", " ")


def _said(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case "" | []:
            return "none"
        case bool():
            return "yes" if value else "no"
        case dict():
            return "; ".join(f"{_words(key)} {_said(each)}" for key, each in value.items())
        case list():
            return ", ".join(map(_said, value))
        case _:
            return str(value)


def banding_differences(bandings: Iterable[Banding], found: Findings) -> Iterator[str]:
    """Bands that judgement gave and the rules do not allow, or that are noted as what they are not.

    A band moves from what percentages say by one, and only where the rules call the border close.
    """
    seen: set[str] = set()
    standards = {each.standard: each for each in found.standards}
    for each in bandings:
        if each.standard in seen:
            yield f"{each.standard} was given a band twice."
        seen.add(each.standard)
        rated = standards.get(each.standard)
        moved = found.overall.moved if rated is None and found.overall else rated and rated.moved
        if each.moved != bool(moved):
            said = "as moved" if each.moved else "as not moved"
            yield f"{each.standard} is noted {said}, and its percentages say otherwise."
        if rated is not None and rated.moved and each.band not in rated.may_become:
            yield f"{each.standard} was moved to {each.band}, which is not within reach."
