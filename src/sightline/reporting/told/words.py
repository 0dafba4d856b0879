"""Small words that every page about the standard shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from sightline.standard.model import Code

_SHORT = {"mappa": "MAPPA", "camhs": "CAMHS"}


def sentence(text: str) -> str:
    """With a capital letter and a full stop; an address stays as it is."""
    ended = text if text.endswith((".", "?", "!")) else text + "."
    return ended if ended.startswith("http") else ended[:1].upper() + ended[1:]


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


def period(from_: date, until: date | None) -> str:
    """``Since 1 April 2008``, ``From 1 April 2008 to 31 March 2010``."""
    if until is None:
        return f"Since {day(from_)}"
    return f"From {day(from_)} to {day(eve(until))}"


def dates(name: Code) -> str:
    """From when and until when a name was used, in brackets; nothing where it always was."""
    if name.until is None:
        return "" if name.from_ is None else f" (since {day(name.from_)})"
    until = day(eve(name.until))
    return f" (to {until})" if name.from_ is None else f" ({day(name.from_)} to {until})"


def name_of(title: str) -> str:
    """A title in the middle of a sentence; an abbreviation stays as it is."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
