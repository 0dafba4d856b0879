"""What a generated thing could be made of, by its declared types, and what it was made of.

Both sides are lists of words like ``Within.of: Birthday`` or ``Rule.lapses: some``. A member that
is added to a dataclass or an enum appears among the first by itself, and must then be met.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum, Flag
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

_WORDS: dict[type, str] = {str: "text", int: "number", float: "number", type(None): "none"}


def possible(root: type, without: frozenset[str]) -> set[str]:
    """Every word for what a dataclass, and all that it can hold, could say."""
    words: set[str] = set()
    seen: set[type] = set()
    waiting = [root]
    while waiting:
        class_ = waiting.pop()
        if class_ in seen:
            continue
        seen.add(class_)
        for name, hint, empty in _hints(class_):
            if f"{class_.__name__}.{name}" in without:
                continue
            for word, further in _options(hint, empty):
                words.add(f"{class_.__name__}.{name}: {word}")
                waiting += [further] if further is not None else []
    return words


@cache
def _hints(class_: Any) -> tuple[tuple[str, Any, bool], ...]:
    """Name, type and whether it may be empty, for each field of a dataclass."""
    hints = get_type_hints(class_)
    return tuple((f.name, hints[f.name], f.default == ()) for f in fields(class_))


def _options(hint: Any, empty: bool) -> Iterator[tuple[str, type | None]]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        for option in get_args(hint):
            yield from _options(option, empty)
    elif origin is tuple:
        yield from [("nothing", None)] if empty else []
        yield from _options(get_args(hint)[0], False)
    elif origin is frozenset:
        yield from _options(get_args(hint)[0], False)
    elif hint is bool:
        yield from (("True", None), ("False", None))
    elif isinstance(hint, type) and issubclass(hint, Enum):
        yield from ((member.name or "", None) for member in hint)
    elif is_dataclass(hint):
        assert isinstance(hint, type)
        yield hint.__name__, hint
    else:
        yield _WORDS.get(hint, "something"), None


def met(node: object) -> Iterator[str]:
    """The words for what a thing says, and all that it holds."""
    if isinstance(node, tuple):
        for value in node:
            yield from met(value)
    if not is_dataclass(node):
        return
    for field in fields(node):
        value = getattr(node, field.name)
        for word in _said(value, field.default is not MISSING):
            yield f"{type(node).__name__}.{field.name}: {word}"
        yield from met(value)


def _said(value: object, empty: bool) -> Iterator[str]:
    match value:
        case ():
            yield from ["nothing"] if empty else []
        case tuple() | frozenset():
            for one in value:
                yield from _said(one, False)
        case bool():
            yield str(value)
        case Flag():
            yield from (flag.name or "" for flag in value)
        case Enum():
            yield value.name
        case Mapping():
            yield "something"
        case _ if is_dataclass(value):
            yield type(value).__name__
        case _:
            yield _WORDS.get(type(value), "something")
