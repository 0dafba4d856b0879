"""Plain text for a terminal: tables, counts and sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
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


def print_json(value: object) -> None:
    """One object, keys in the order in which they were made."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> object:
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
