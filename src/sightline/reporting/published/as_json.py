"""A source as JSON and back, and its digest: of every word and every figure that is published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from sightline.reporting.published.content import Cell, Source


class BadSource(ValueError):
    """What was read is no source that Sightline wrote: where, and why."""


def to_dict(source: Source) -> dict[str, Any]:
    """The source as plain values, with stable keys."""
    plain: dict[str, Any] = _plain(source)
    return plain


def from_dict(held: object) -> Source:
    """What ``to_dict`` gave. Raises BadSource where anything is missing or of another type."""
    found = _read(Source, held, "source")
    assert isinstance(found, Source)
    for key, cell in found.cells.items():
        if key != cell.id:
            raise BadSource(f"source.cells.{key}: its id is {cell.id!r}; expected the same.")
    return found


def cell_to_dict(cell: Cell) -> dict[str, Any]:
    """One figure as plain values, to be kept."""
    plain: dict[str, Any] = _plain(cell)
    return plain


def cell_from_dict(held: object) -> Cell:
    """What ``cell_to_dict`` gave. Raises BadSource."""
    found = _read(Cell, held, "cell")
    assert isinstance(found, Cell)
    return found


def canonical(source: Source) -> bytes:
    """The bytes of which the digest is taken: JSON, keys in order, no spaces, UTF-8."""
    return as_bytes(to_dict(source))


def as_bytes(held: object) -> bytes:
    """Plain values in the one way in which they are written down."""
    return json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(source: Source) -> str:
    """The SHA-256 of all of it, in hexadecimal digits."""
    return hashlib.sha256(canonical(source)).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} is nothing that is published")


# --- reading ---------------------------------------------------------------------------------


def _read(type_: Any, value: Any, where: str) -> Any:
    origin, inner = get_origin(type_), get_args(type_)
    if origin is UnionType:
        if value is None and NoneType in inner:
            return None
        return _read(next(each for each in inner if each is not NoneType), value, where)
    if origin is Mapping:
        held = _of(dict, value, where)
        return {_of(str, key, where): _read(inner[1], each, f"{where}.{key}")
                for key, each in held.items()}  # fmt: skip
    if origin is Sequence:
        held = _of(list, value, where)
        return tuple(_read(inner[0], each, f"{where}[{n}]") for n, each in enumerate(held))
    if is_dataclass(type_):
        return _object(type_, _of(dict, value, where), where)
    if type_ is date:
        return _day(_of(str, value, where), where)
    if issubclass(type_, StrEnum):
        return _one_of(type_, _of(str, value, where), where)
    return _of(type_, value, where)


def _object(type_: Any, held: Mapping[str, Any], where: str) -> Any:
    types = _types(type_)
    missing = [name for name in types if name not in held]
    more = [name for name in held if name not in types]
    if missing or more:
        said = [f"{name!r} is missing" for name in missing] + [
            f"{name!r} is nothing that is published" for name in more
        ]
        raise BadSource(f"{where}: {'; '.join(said)}.")
    return type_(**{name: _read(each, held[name], f"{where}.{name}")
                    for name, each in types.items()})  # fmt: skip


@cache
def _types(type_: Any) -> dict[str, Any]:
    hints = get_type_hints(type_)
    return {each.name: hints[each.name] for each in fields(type_)}


def _of(type_: type, value: Any, where: str) -> Any:
    # A truth value is a number to Python, and no number to us.
    if not isinstance(value, type_) or (type_ is int and isinstance(value, bool)):
        raise BadSource(f"{where}: found {value!r}, expected {_NAMES[type_]}.")
    return value


_NAMES = {str: "a text", int: "a whole number", bool: "true or false", dict: "an object",
          list: "a list"}  # fmt: skip


def _day(value: str, where: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadSource(f"{where}: found {value!r}, expected a day such as 2008-07-08.") from None


def _one_of(type_: type[StrEnum], value: str, where: str) -> StrEnum:
    try:
        return type_(value)
    except ValueError:
        names = ", ".join(each.value for each in type_)
        raise BadSource(f"{where}: found {value!r}, expected one of {names}.") from None
