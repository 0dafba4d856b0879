"""Marks that the generated pages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

WRITTEN = "% Written by `make docs`. To change this page, change what it is written from.\n"
"""The first line of every generated page: a comment that no reader sees."""


def page(title: str, *blocks: str) -> str:
    """A whole page: a heading and blocks, one empty line between them."""
    return WRITTEN + "\n" + "\n\n".join([f"# {title}", *filter(None, blocks)]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell(text) for text in line) + " |" for line in lines)


def cell(text: str) -> str:
    """Text that cannot break out of its cell."""
    return text.replace("|", "\\|").replace("\n", "<br>")


def bullets(items: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {item}" for item in items)


def code(text: str, language: str = "") -> str:
    """A block of text, shown as it is."""
    return f"```{language}\n{text.rstrip()}\n```"


def moment(text: str) -> str:
    """``2008-01-07 14:30`` as ``7 Jan 2008, 14:30``."""
    read = datetime.fromisoformat(text)
    told = f"{read.day} {read:%b %Y}"
    return f"{told}, {read:%H:%M}" if " " in text else told
