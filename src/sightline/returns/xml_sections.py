"""What stands in a unit, as long as its rows are being read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sightline.returns.errors import shown

MOST_STRAYS = 10
"""How many stray texts are shown; the others are only counted."""

HOLDS_OTHERS = "\0"
"""In place of the text of a value that holds elements, which nobody can read as a value."""


class Section:
    """One element of a unit that holds others: its values, and the sections in it, by name.

    ``lines``: the line of each value. ``again``: further values of a name that is there several
    times, with their lines. ``unread``: something stands in it that no mapping reads.
    """

    __slots__ = ("above", "again", "line", "lines", "parts", "unread", "values")

    def __init__(self, line: int, above: Section | None) -> None:
        self.line, self.above = line, above
        self.values: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.again: dict[str, list[tuple[str, int]]] = {}
        self.parts: dict[str, list[Section]] = {}
        self.unread = False

    @property
    def blank(self) -> bool:
        """Whether nothing is said in it at all."""
        return (
            not self.unread
            and not any(map(str.strip, self.values.values()))
            and not self.again
            and all(part.blank for parts in self.parts.values() for part in parts)
        )

    def all_of(self, name: str) -> Iterator[tuple[str, int]]:
        """Every value of a name, with its line."""
        if name in self.values:
            yield self.values[name], self.lines[name]
            yield from self.again.get(name, ())


@dataclass(slots=True)
class Strays:
    """Text between elements, where nothing reads it."""

    times: int = 0
    first: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, line: int, path: str, text: str) -> None:
        """Count one, and keep it if it is among the first."""
        self.times += 1
        if len(self.first) < MOST_STRAYS:
            self.first.append((line, path, shown(text)))
