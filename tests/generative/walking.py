"""Goes through everything that a standard is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from sightline.standard.model import (
    Rule,
    Standard,
)


def walk(node: object) -> Iterator[object]:
    """Every dataclass, enum member and plain value that something is made of."""
    yield node
    if is_dataclass(node):
        for field in fields(node):
            yield from walk(getattr(node, field.name))
    elif isinstance(node, dict):
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, tuple | frozenset):
        for value in node:
            yield from walk(value)


def rules_of(standard_: Standard) -> list[Rule]:
    """Every rule of every part."""
    return [r for d in standard_.duties.values() for p in d.parts for r in p.rules]
