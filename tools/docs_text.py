"""Words and marks that the generated pages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sightline.standard.model import Code

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


def sentence(text: str) -> str:
    """With a capital letter and a full stop; an address stays as it is."""
    ended = text if text.endswith((".", "?", "!")) else text + "."
    return ended if ended.startswith("http") else ended[:1].upper() + ended[1:]


_SHORT = {"mappa": "MAPPA", "camhs": "CAMHS"}


def plain(name: str) -> str:
    """``youth-justice`` as words, ``3-1`` as a number."""
    numbered = re.sub(r"(?<=\d)-(?=\d)", ".", name)
    words = re.split(r"[-_ ]", numbered)
    return " ".join(_SHORT.get(word, word) for word in words)


def titled(name: str) -> str:
    """``youth-justice`` as a heading."""
    return plain(name)[:1].upper() + plain(name)[1:]


def any_of(words: Sequence[str], last: str = "or") -> str:
    """``a, b or c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def day(value: date) -> str:
    """``7 January 2008``."""
    return f"{value.day} {value:%B %Y}"


def eve(until: date) -> date:
    """The last day in force: what is dated says the first day that no longer is."""
    return until - timedelta(1)


def moment(text: str) -> str:
    """``2008-01-07 14:30`` as ``7 Jan 2008, 14:30``."""
    read = datetime.fromisoformat(text)
    told = f"{read.day} {read:%b %Y}"
    return f"{told}, {read:%H:%M}" if " " in text else told


def dates(name: Code) -> str:
    """From when and until when a name was used, in brackets; nothing where it always was."""
    if name.until is None:
        return "" if name.from_ is None else f" (since {day(name.from_)})"
    until = day(eve(name.until))
    return f" (to {until})" if name.from_ is None else f" ({day(name.from_)} to {until})"


def name_of(title: str) -> str:
    """A title in the middle of a sentence; an abbreviation stays as it is."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
