"""Plain text for a terminal: tables, counts and sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import click


def table(header: Sequence[str], rows: Iterable[Sequence[object]], *, left: int = 1) -> str:
    """A table with aligned columns: the first ``left`` to the left, the others to the right."""
    cells = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(header))]
    lines = []
    for row in cells:
        aligned = [
            cell.ljust(width) if n < left else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(aligned).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 file``, ``1,204 files``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


MOST_LISTED = 40
"""How many names a line of text lists; --json lists all of them."""


def listed(names: Sequence[str]) -> str:
    """Names with commas between them, and how many there are besides."""
    more = len(names) - MOST_LISTED
    some = (name.replace("\n", " ") for name in names[:MOST_LISTED])
    return ", ".join(some) + (f" and {more:,} more" if more > 0 else "")


def clean(text: str) -> str:
    """Text of which nothing moves a cursor, turns the writing round or hides.

    What files, sheets, columns and people are called comes from whoever made them, and a terminal
    obeys what it is sent.
    """
    if text.replace("\n", "").isprintable():
        return text
    from sightline.returns.errors import printable

    return "\n".join(map(printable, text.split("\n")))


def say(text: str) -> None:
    """Print text, clean."""
    click.echo(clean(text))


def told_contradictions(coverage: Mapping[str, Any]) -> Iterator[str]:
    """What contradicts itself in the tables, with its line; nothing of it was put right."""
    found = coverage.get("contradictions", ())
    if found:
        yield f"{counted(len(found), 'contradiction')} to check with the source, not put right:"
    for one in found:
        yield f"  {one['file']}, line {one['line']}, {one['field']} {one['found']!r}: {one['says']}"


def print_json(value: object) -> None:
    """One object, keys in the order in which they were made."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=_plain)
    if not text.replace("\n", "").isprintable():
        text = "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
    click.echo(text)


def _plain(value: Any) -> object:
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
