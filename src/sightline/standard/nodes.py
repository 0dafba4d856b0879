"""YAML as nodes that know where they stand. Nothing here knows what a standard is.

Scalars stay the text that was written until somebody who knows what is expected converts them, so
``on``, ``no`` and ``08:50`` never turn into something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeVar, cast

from sightline.standard.faults import Fault, Faults, Unreadable, closest, did_you_mean

S = TypeVar("S")
T = TypeVar("T")
D = TypeVar("D")

_LONGEST_QUOTE = 60
_LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and the list on which its faults are put."""

    path: str
    faults: Faults

    def report(
        self, line: int, column: int, message: str, *, found: str = "", expected: str = ""
    ) -> None:
        self.faults.add(Fault(self.path, line, column, found, expected, message))

    def refuse(self, line: int, column: int, message: str) -> NoReturn:
        self.report(line, column, message)
        raise Unreadable


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A piece of YAML and where it stands, counted from 1."""

    source: Source
    line: int
    column: int

    @property
    def found(self) -> str:
        """What is here, in words for a message."""
        return "something"

    def report(self, message: str, *, expected: str = "") -> None:
        """Put a fault on the list and carry on."""
        self.source.report(self.line, self.column, message, found=self.found, expected=expected)

    def refuse(self, expected: str, *, among: Iterable[str] = (), message: str = "") -> NoReturn:
        """Put a fault on the list and give this node up.

        ``among``: the words that would have done, from which the likeliest is proposed.
        """
        if not message:
            meant = closest(self.text, among) if isinstance(self, Scalar) else None
            message = f"expected {expected}, found {self.found}{did_you_mean(meant)}"
        self.report(message, expected=expected)
        raise Unreadable

    def scalar(self, expected: str) -> str:
        """The text of a scalar that says something."""
        if not isinstance(self, Scalar) or not self.text.strip():
            self.refuse(expected)
        return self.text.strip()

    def each(self, read: Callable[[Node], T], expected: str) -> tuple[T, ...]:
        """The items of a list, all read even where one was refused."""
        if not isinstance(self, List):
            self.refuse(expected)
        return read_all(self.items, read)

    def make(self, make: Callable[[], T]) -> T:
        """What is made of this node; what the model refuses becomes a fault here."""
        try:
            return make()
        except ValueError as refused:
            self.refuse("", message=str(refused))

    def one_or_each(self, read: Callable[[Node], T]) -> tuple[T, ...]:
        """The items of a list, or the one thing that stands in place of a list."""
        return read_all(self.items if isinstance(self, List) else (self,), read)

    def entries(self, expected: str) -> Iterator[tuple[Scalar, Node]]:
        """The keys and values of a mapping; what is not a word, or is said twice, is reported."""
        if not isinstance(self, Map):
            self.refuse(expected)
        return self.distinct()

    def words(self, known: Iterable[str], expected: str = "a mapping") -> Words:
        """A mapping whose keys are all known words."""
        words = Words(self, {})
        for key, value in self.entries(expected):
            if key.text in known:
                words.said[key.text] = value
            else:
                words.unknown(key, known)
        return words


@dataclass(frozen=True, slots=True, eq=False)
class Scalar(Node):
    """Text as it was written; ``plain`` where it was not in quotes."""

    text: str
    plain: bool

    @property
    def found(self) -> str:
        short = self.text if len(self.text) <= _LONGEST_QUOTE else self.text[:_LONGEST_QUOTE] + "…"
        return repr(short) if self.text.strip() else "nothing"


@dataclass(frozen=True, slots=True, eq=False)
class List(Node):
    items: tuple[Node, ...]

    @property
    def found(self) -> str:
        return "a list" if self.items else "an empty list"


@dataclass(frozen=True, slots=True, eq=False)
class Map(Node):
    pairs: tuple[tuple[Node, Node], ...]

    @property
    def found(self) -> str:
        return "a mapping" if self.pairs else "an empty mapping"

    def distinct(self) -> Iterator[tuple[Scalar, Node]]:
        """The pairs whose key is a word said for the first time; the others are reported."""
        seen: dict[str, Scalar] = {}
        for key, value in self.pairs:
            if not isinstance(key, Scalar) or not key.text:
                key.report(f"expected a word, found {key.found}", expected="a word")
            elif key.text in seen:
                first = seen[key.text].line
                key.report(f"{key.text!r} is said twice; it was first said on line {first}")
            else:
                seen[key.text] = key
                yield key, value


class Words:
    """What a mapping says, word by word.

    A word that cannot be read does not stop the others: what it would have been is None, and
    ``build`` refuses to make anything of it. ``meant``: words that an unknown one was probably
    meant to be, so that they are not called missing besides.
    """

    def __init__(self, node: Node, said: dict[str, Node], meant: Iterable[str] = ()) -> None:
        self.node = node
        self.said = said
        self.meant = set(meant)
        self.broken = False

    def __contains__(self, word: str) -> bool:
        return word in self.said

    def unknown(self, key: Scalar, known: Iterable[str]) -> None:
        """Report a word that has no meaning here."""
        expected = listing(known)
        meant = closest(key.text, known)
        hint = did_you_mean(meant)
        if not hint and len(expected) <= _LONGEST_LIST:
            hint = f": it may be {expected}"
        key.report(f"{key.text!r} has no meaning here{hint}", expected=expected)
        self.meant |= {meant} if meant else set()

    def need(self, word: str, read: Callable[[Node], T]) -> T:
        """What a word says that must be said."""
        if word not in self.said:
            self.missing(repr(word), [word])
            return cast(T, None)
        return self._read(word, read)

    def missing(self, expected: str, words: Iterable[str]) -> None:
        """Report that none of some words is said, unless one of them is misspelt."""
        if not self.meant.intersection(words):
            self.node.report(f"expected {expected}, which is not said", expected=expected)
        self.broken = True

    def maybe(self, word: str, read: Callable[[Node], T], default: D) -> T | D:
        """What a word says, or the default where it is not said."""
        return self._read(word, read) if word in self.said else default

    def take(self, read: Callable[[], T], default: D) -> T | D:
        """What some reader makes of the same mapping; the default where it refuses."""
        try:
            return read()
        except Unreadable:
            self.broken = True
            return default

    def wrong(self, word: str, message: str) -> None:
        """Report that what a word says cannot be."""
        self.said[word].report(message)
        self.broken = True

    def build(self, make: Callable[[], T], *, within: Mapping[str, str] | None = None) -> T:
        """What is made of the words, unless one of them could not be read.

        What the model refuses becomes a fault: of the word that its message begins with in quotes
        (``within``: words that stand within the value of another), or else of the mapping.
        """
        if self.broken:
            raise Unreadable
        try:
            return make()
        except ValueError as refused:
            quoted = re.match(r"'([a-z-]+)", str(refused))
            word = quoted[1] if quoted else ""
            node = self.said.get((within or {}).get(word, word), self.node)
            node.refuse("", message=str(refused))

    def _read(self, word: str, read: Callable[[Node], T]) -> T:
        try:
            return read(self.said[word])
        except Unreadable:
            self.broken = True
            return cast(T, None)


def read_all(nodes: Iterable[S], read: Callable[[S], T]) -> tuple[T, ...]:
    """All of them read, each of them even where one before it was refused."""
    values: list[T] = []
    refused = False
    for node in nodes:
        try:
            values.append(read(node))
        except Unreadable:
            refused = True
    if refused:
        raise Unreadable
    return tuple(values)


def read_named(
    pairs: Iterable[tuple[Scalar, Node]], read: Callable[[Scalar, Node], T]
) -> dict[str, T | None]:
    """What stands under each name, None where it could not be read."""
    values: dict[str, T | None] = {}
    for key, node in pairs:
        try:
            values[key.text] = read(key, node)
        except Unreadable:
            values[key.text] = None
    return values


def whole(values: Mapping[str, T | None]) -> dict[str, T]:
    """The values, all of which must have been read."""
    if any(value is None for value in values.values()):
        raise Unreadable
    return cast(dict[str, T], dict(values))


def there(value: T | None) -> T:
    """A value that has been read, or Unreadable."""
    if value is None:
        raise Unreadable
    return value


def listing(words: Iterable[str], last: str = "or") -> str:
    """``'a', 'b' or 'c'``."""
    quoted = [repr(word) for word in words]
    return f" {last} ".join(x for x in (", ".join(quoted[:-1]), *quoted[-1:]) if x)
