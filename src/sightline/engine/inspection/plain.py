"""Frozen values as JSON and back, strictly: what cannot be read is named by its field.

A dataclass is an object with exactly its fields, a tuple a list, a Fraction the text ``"3/2"``.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache
from hashlib import sha256
from math import isfinite
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Unreadable(ValueError):
    """A value is not what its field holds; the sentence names the field."""


def plain(value: object) -> Any:
    """A value as JSON holds it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def digest_of(value: object) -> str:
    """The SHA-256 of a value as JSON: keys in order, no spaces, UTF-8."""
    text = json.dumps(
        plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return sha256(text.encode()).hexdigest()


def read(kind: type[T], value: object, where: str = "") -> T:
    """A value of JSON as a ``kind``. Raises Unreadable. ``where``: what the value is called."""
    return cast(T, _read(kind, value, where))


def _read(kind: Any, value: object, where: str) -> Any:
    if is_dataclass(kind):
        return _object(cast(type[Any], kind), value, where)
    origin, args = get_origin(kind), get_args(kind)
    if origin is UnionType:
        if value is None:
            return None
        (kind,) = (each for each in args if each is not NoneType)
        return _read(kind, value, where)
    if origin is tuple:
        return _tuple(args, value, where)
    if origin is Mapping:
        held = _checked(dict, value, "an object", where)
        return {key: _read(args[1], each, _at(where, key)) for key, each in held.items()}
    return _scalar(kind, value, where)


def _object(kind: type[Any], value: object, where: str) -> Any:
    held = _checked(dict, value, "an object", where)
    hints = _hints(cast(Hashable, kind))
    names = list(hints)
    for name in names:
        if name not in held:
            raise Unreadable(f"{_at(where, name)} is missing.")
    for name in held:
        if name not in names:
            raise Unreadable(f"{_at(where, name)} is not known here.")
    said = {name: _read(hints[name], held[name], _at(where, name)) for name in names}
    try:
        return kind(**said)
    except Unreadable:
        raise
    except ValueError as error:
        raise Unreadable(f"{where}: {error}") from error


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    """What each field of a dataclass holds, in their order."""
    found = get_type_hints(kind)
    return {field.name: found[field.name] for field in fields(cast(type[Any], kind))}


def _tuple(args: tuple[Any, ...], value: object, where: str) -> tuple[Any, ...]:
    held = _checked(list, value, "a list", where)
    if args[1:] == (...,):
        return tuple(_read(args[0], each, f"{where}[{n}]") for n, each in enumerate(held))
    if len(held) != len(args):
        raise Unreadable(f"{where}: expected a list of {len(args)}, found {len(held)}.")
    pairs = enumerate(zip(args, held, strict=True))
    return tuple(_read(kind, each, f"{where}[{n}]") for n, (kind, each) in pairs)


_SAID = {str: "text", int: "a whole number", bool: "true or false", float: "a number"}


def _scalar(kind: type, value: object, where: str) -> object:
    if kind is Fraction:
        return _fraction(_checked(str, value, "a fraction as text", where), where)
    if kind is float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise _wrong(value, _SAID[float], where)
        return float(value)
    if kind is int and isinstance(value, bool):
        raise _wrong(value, _SAID[int], where)
    return _checked(kind, value, _SAID[kind], where)


def _fraction(text: str, where: str) -> Fraction:
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise _wrong(text, 'a fraction such as "3/2"', where) from None
    if str(found) != text:
        raise Unreadable(
            f'{where}: expected the fraction in lowest terms, "{found}", found "{text}".'
        )
    return found


def _checked(kind: type[T], value: object, expected: str, where: str) -> T:
    if not isinstance(value, kind):
        raise _wrong(value, expected, where)
    return value


def _wrong(value: object, expected: str, where: str) -> Unreadable:
    match value:
        case None:
            found = "nothing"
        case dict():
            found = "an object"
        case list():
            found = "a list"
        case _:
            found = json.dumps(value, ensure_ascii=False)
    return Unreadable(f"{where or 'This'}: expected {expected}, found {found}.")


def _at(where: str, name: object) -> str:
    return f"{where}.{name}" if where else str(name)
