"""From the bytes of a file to nodes that know where they stand.

A file is read as events, and a small tree is made of them. Anchors, aliases and tags are refused:
they serve no purpose in a standard, and a few aliases can stand for more than any memory holds.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterator
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


def parse(content: bytes, source: Source, *, without: str | None = None) -> Node | None:
    """The one document of a file, or None where it says nothing. Raises Unreadable.

    ``without``: a word left out, with all that it says, of each mapping that the file has by name.
    """
    text = _decode(content, source)
    tree = _Tree(source)
    try:
        events = iter(_Loader(text).get_event, None)
        for event in events:
            if without is not None and tree.is_word(event, without):
                _pass_over(events)
            else:
                tree.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        source.refuse(line, column, f"this is not YAML: {error.problem}")
    except yaml.YAMLError as error:
        line, column = _place(text, getattr(error, "position", 0))
        source.refuse(line, column, f"this is not YAML: {str(error).splitlines()[0]}")
    return tree.whole()


def _pass_over(events: Iterator[Any]) -> None:
    """Go past one value, however much stands in it."""
    depth = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if not depth:
            return


class _Tree:
    """The tree of a document's events, made in one pass: most of a standard's reading is here."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._top: list[Node] = []
        self._here = self._top
        self._open: list[tuple[Any, list[Node]]] = []
        self._documents = 0
        self._refused: list[tuple[Any, str]] = []

    def is_word(self, event: Any, word: str) -> bool:
        """Whether an event not yet taken is this word, said of something that the file names."""
        return (
            type(event) is yaml.ScalarEvent
            and event.value == word
            and len(self._here) % 2 == 0
            and len(self._open) == 2
            and isinstance(self._open[1][0], yaml.MappingStartEvent)
        )

    def take(self, event: Any) -> None:
        """Add one event. Raises Unreadable where they are nested too deeply to go on."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                self._refuse_marked(event)
            mark = event.start_mark
            plain = event.style is None or event.style == ""
            node = Scalar(self._source, mark.line + 1, mark.column + 1, event.value, plain)
            self._here.append(node)
        elif issubclass(kind, yaml.CollectionStartEvent):
            self._refuse_marked(event)
            self._begin(event)
        elif issubclass(kind, yaml.CollectionEndEvent):
            start, above = self._open.pop()
            items, self._here = self._here, above
            above.append(_collection(start, items, self._source))
        elif kind is yaml.AliasEvent:
            told = f"an alias (*{event.anchor}) has no place in a standard: write it out"
            self._refused.append((event, told))
            # Something has to stand in its place, or keys and values would no longer pair.
            self._here.append(Scalar(self._source, *_mark(event), "", plain=True))
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents == 2:
                self._refused.append((event, "a file holds one document: leave out the '---'"))

    def _begin(self, event: Any) -> None:
        self._open.append((event, self._here))
        self._here = []
        if len(self._open) == _DEEPEST:
            # To read on would take for ever.
            told = "this is nested more deeply than a standard ever is"
            self._source.refuse(*_mark(event), told)

    def _refuse_marked(self, event: Any) -> None:
        if event.anchor:
            told = f"an anchor (&{event.anchor}) has no place in a standard: write it out"
            self._refused.append((event, told))
        elif event.tag:
            told = f"a tag ({event.tag}) has no place in a standard: leave it out"
            self._refused.append((event, told))

    def whole(self) -> Node | None:
        """The tree, or None of an empty document. Raises Unreadable for what has no place here."""
        for event, told in self._refused:
            self._source.report(*_mark(event), told)
        if self._refused:
            raise Unreadable
        top = self._top
        said = top and not (isinstance(top[0], Scalar) and not top[0].text)
        return top[0] if said else None


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


def _collection(start: Any, items: list[Node], source: Source) -> Node:
    if isinstance(start, yaml.SequenceStartEvent):
        return List(source, *_mark(start), tuple(items))
    return Map(source, *_mark(start), tuple(zip(items[::2], items[1::2], strict=True)))


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1
