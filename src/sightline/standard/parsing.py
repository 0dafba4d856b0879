"""From the bytes of a file to nodes that know where they stand.

A file is read as events, and a small tree is made of them. Anchors, aliases and tags are refused:
they serve no purpose in a standard, and a few aliases can stand for more than any memory holds.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from sightline.standard.faults import Unreadable
from sightline.standard.nodes import List, Map, Node, Scalar, Source

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 40
_LARGEST = 2_000_000


def contents(path: Path) -> bytes:
    """What a file holds, or as much of it as shows that it is too large. Raises OSError.

    A pipe or a device is no file: reading one might wait for ever, or never come to an end.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)


def parse(content: bytes, source: Source) -> Node | None:
    """The one document of a file, or None where it says nothing. Raises Unreadable."""
    text = _decode(content, source)
    try:
        events = list(_shallow(yaml.parse(text, Loader=_Loader), source))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        source.refuse(line, column, f"this is not YAML: {error.problem}")
    except yaml.YAMLError as error:
        line, column = _place(text, getattr(error, "position", 0))
        source.refuse(line, column, f"this is not YAML: {str(error).splitlines()[0]}")
    _refuse_indirection(events, source)
    return _compose(events, source)


def _shallow(events: Iterable[Any], source: Source) -> Iterator[Any]:
    """The events, up to where they are nested too deeply: to read on would take for ever."""
    depth = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth == _DEEPEST:
                source.refuse(*_mark(event), "this is nested more deeply than a standard ever is")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield event


def _decode(content: bytes, source: Source) -> str:
    if len(content) > _LARGEST:
        source.refuse(0, 0, f"the file is larger than {_LARGEST // 1_000_000} MB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(content[: error.start].decode("utf-8", "replace"), error.start)
        source.refuse(
            line, column, f"expected text in UTF-8, found the byte 0x{content[error.start]:02x}"
        )


def _place(text: str, position: int) -> tuple[int, int]:
    before = text[:position]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _refuse_indirection(events: Iterable[Any], source: Source) -> None:
    """Report anchors, aliases, tags and further documents."""
    refused = False
    documents = 0
    for event in events:
        message = ""
        if isinstance(event, yaml.AliasEvent):
            message = f"an alias (*{event.anchor}) has no place in a standard: write it out"
        elif getattr(event, "anchor", None):
            message = f"an anchor (&{event.anchor}) has no place in a standard: write it out"
        elif getattr(event, "tag", None):
            message = f"a tag ({event.tag}) has no place in a standard: leave it out"
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            message = "a file holds one document: leave out the '---'" if documents == 2 else ""
        if message:
            source.report(*_mark(event), message)
            refused = True
    if refused:
        raise Unreadable


def _compose(events: Iterable[Any], source: Source) -> Node | None:
    """The tree of a document's events."""
    top: list[Node] = []
    open_: list[tuple[Any, list[Node]]] = []
    for event in events:
        here = open_[-1][1] if open_ else top
        if isinstance(event, yaml.CollectionStartEvent):
            open_.append((event, []))
        elif isinstance(event, yaml.CollectionEndEvent):
            start, items = open_.pop()
            (open_[-1][1] if open_ else top).append(_collection(start, items, source))
        elif isinstance(event, yaml.ScalarEvent):
            plain = event.style is None or event.style == ""
            here.append(Scalar(source, *_mark(event), event.value, plain))
    said = top and not (isinstance(top[0], Scalar) and not top[0].text)
    return top[0] if said else None


def _collection(start: Any, items: list[Node], source: Source) -> Node:
    if isinstance(start, yaml.SequenceStartEvent):
        return List(source, *_mark(start), tuple(items))
    return Map(source, *_mark(start), tuple(zip(items[::2], items[1::2], strict=True)))


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
