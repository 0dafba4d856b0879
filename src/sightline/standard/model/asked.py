"""Which records a duty, or any part of a standard, asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from sightline.standard.model.conditions import Selector


def selectors(said: object) -> Iterator[Selector]:
    """Every selector anywhere in a part of a standard."""
    if isinstance(said, Selector):
        yield said
    elif is_dataclass(said):
        for field in fields(said):
            yield from selectors(getattr(said, field.name))
    elif isinstance(said, tuple | list):
        for item in said:
            yield from selectors(item)


def texts(said: object) -> Iterator[str]:
    """Every text anywhere in a part of a standard."""
    if isinstance(said, str):
        yield said
    elif is_dataclass(said):
        for field in fields(said):
            yield from texts(getattr(said, field.name))
    elif isinstance(said, tuple | list | frozenset):
        for item in said:
            yield from texts(item)
