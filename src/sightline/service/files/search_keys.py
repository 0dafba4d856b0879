"""What a file is found by: how names, numbers and births are written down to be compared.

Every name is told apart into words without accents, case, apostrophes and hyphens; each word is
kept as it is, as it sounds, and by its initial. Given and family names are not kept apart, because
people transpose them. Two readings of a sound stand side by side: metaphone, which knows English
spelling, and the bare consonants (``skeleton``), which hold for a name that was written down from
another alphabet in more than one way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final

import jellyfish

from sightline.service.files.nicknames import same_name

WORD, SOUND, INITIAL, NUMBER, BORN, YEAR, PAIR = "w", "s", "i", "n", "b", "y", "p"
"""The sorts of keys. A pair's key is what two files on one person are likely to have both."""

LONGEST = 64
"""Characters of a key that are kept."""

Key = tuple[str, str]
"""A sort, and what is compared."""

_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "þ": "th", "Þ": "th",
     "ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i"}
)  # fmt: skip
"""Letters that Unicode does not take apart."""

_APOSTROPHES = re.compile("['’‘ʼ`´]")
_APART = re.compile(r"[^\w]+|_+")

_SAME = (
    ("ph", "f"), ("mps", "ms"), ("mac", "mc"), ("sch", "s"), ("ch", "k"), ("ck", "k"), ("sh", "s"),
    ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("cz", "c"), ("ts", "s"), ("x", "ks"),
    ("q", "k"), ("w", "v"), ("z", "s"), ("j", "y"),
)  # fmt: skip
"""Spellings of one sound, in the order in which they are replaced."""


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Without accents, case and apostrophes."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).translate(_LETTERS))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def words(name: str) -> list[str]:
    """The words of a name, folded; what a hyphen joins is two, for people leave one of them out."""
    return [word for word in _APART.split(folded(name)) if word]


@lru_cache(maxsize=65_536)
def skeleton(word: str) -> str:
    """The consonants of a word as they sound, after an ``a`` where it begins with none.

    Blank where too little is left to say anything.
    """
    sounds = word
    for spelt, sound in _SAME:
        sounds = sounds.replace(spelt, sound)
    sounds = re.sub("c(?=[eiy])", "s", sounds).replace("c", "k")
    begins = "a" if sounds[:1] in set("aeiouyh") else ""
    bare = re.sub("[aeiouyh]", "", sounds).translate(str.maketrans("dbv", "tpf"))
    found = begins + re.sub(r"(.)\1+", r"\1", bare)
    return found if len(found) > 1 else ""


@lru_cache(maxsize=65_536)
def sounds(word: str) -> frozenset[str]:
    """How a word sounds: as metaphone and as its skeleton; what has neither sounds as it is."""
    found = {f"={skeleton(word)}"} if skeleton(word) else set()
    if word.isascii() and word.isalpha() and (metaphone := jellyfish.metaphone(word)):
        found.add(metaphone)
    return frozenset(found or {word})


def number(text: str) -> str:
    """A number as it is compared: letters and digits alone, in capitals."""
    return "".join(c for c in folded(text) if c.isalnum()).upper()


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of somebody now. ``names``: given and family of each that stands."""

    names: tuple[tuple[str, str], ...] = ()
    numbers: tuple[str, ...] = ()
    born_on: date | None = None


def keys_of(told: Told) -> set[Key]:
    """The keys that a file is found by."""
    said = {word for name in told.names for part in name for word in _also_joined(words(part))}
    found: set[Key] = set()
    for word in said:
        found |= {(WORD, word), (INITIAL, word[0]), *((SOUND, sound) for sound in sounds(word))}
    found |= {(NUMBER, number(text)) for text in told.numbers if number(text)}
    if told.born_on is not None:
        found |= {(BORN, told.born_on.isoformat()), (YEAR, str(told.born_on.year))}
    found |= {(PAIR, key) for key in _pairs(told)}
    return {(sort, key[:LONGEST]) for sort, key in found}


def _also_joined(parts: Sequence[str]) -> list[str]:
    """Words, and each two neighbours as one: "Anne-Marie" is "Annemarie" to somebody else."""
    return [*parts, *(a + b for a, b in pairwise(parts) if min(len(a), len(b)) > 1)]


def pairs_sought(told: Told) -> set[str]:
    """The keys of pairs by which a file on the same person is found: born transposed, too."""
    found = set(_pairs(told))
    if told.born_on is not None and (swapped := transposed(told.born_on)) is not None:
        found |= set(_pairs(Told(told.names, (), swapped)))
    return {key[:LONGEST] for key in found}


def _pairs(told: Told) -> Iterator[str]:
    """What two files on one person have both: a number, a birth with a sound, or a whole name."""
    for text in told.numbers:
        if len(number(text)) >= LEAST_NUMBER:
            yield f"n {number(text)}"
    for name in told.names:
        said = words(" ".join(name))
        if told.born_on is not None:
            for word in said:
                yield from (f"b {told.born_on.isoformat()} {sound}" for sound in sounds(word))
        if len(said) > 1:
            yield "f " + " ".join(sorted(said))


LEAST_NUMBER = 5
"""Characters from which on a number tells one person from another."""


# --- what is sought --------------------------------------------------------------------------


def transposed(born: date) -> date | None:
    """The day with day and month the other way round; None where there is no such day."""
    with suppress(ValueError):
        return date(born.year, born.day, born.month)
    return None


@lru_cache(maxsize=1_024)
def one_digit_wrong(born: date) -> frozenset[date]:
    """The days that differ from one in a single digit, or in two neighbouring ones exchanged."""
    text = f"{born:%Y%m%d}"
    typed = {text[:n] + d + text[n + 1 :] for n in range(2, 8) for d in "0123456789"}
    typed |= {text[:n] + text[n + 1] + text[n] + text[n + 2 :] for n in range(2, 7)}
    found = set()
    for one in typed - {text}:
        with suppress(ValueError):
            found.add(date(int(one[:4]), int(one[4:6]), int(one[6:])))
    return frozenset(found - {born})


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody typed. ``year``: of birth, where no more of it is known."""

    name: str = ""
    born_on: date | None = None
    year: int | None = None
    number: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        asked = words(self.name) or number(self.number) or self.born_on or self.year
        return not asked


def weights(sought: Sought) -> dict[Key, int]:
    """The keys that are looked for, each with how much it says that this is who is meant."""
    found: dict[Key, int] = {}

    def ask(sort: str, key: str, weight: int) -> None:
        place = (sort, key[:LONGEST])
        found[place] = max(weight, found.get(place, 0))

    for word in _also_joined(words(sought.name)):
        ask(WORD, word, 8)
        if len(word) == 1:
            ask(INITIAL, word, 4)
            continue
        # A name may be on record by its initial alone.
        ask(WORD, word[0], 3)
        for sound in sounds(word):
            ask(SOUND, sound, 4)
        for other in same_name(word):
            ask(WORD, other, 6)
    if number(sought.number):
        ask(NUMBER, number(sought.number), 40)
    born = sought.born_on
    if born is not None:
        ask(BORN, born.isoformat(), 16)
        for near in one_digit_wrong(born):
            ask(BORN, near.isoformat(), 6)
        if (swapped := transposed(born)) is not None:
            ask(BORN, swapped.isoformat(), 10 if swapped != born else 16)
    elif sought.year is not None:
        ask(YEAR, str(sought.year), 4)
    return found


# --- why it is alike -------------------------------------------------------------------------


def alike(sought: Sought, told: Told) -> tuple[int, list[str]]:
    """How alike somebody is to who is sought, and why in words; zero where nothing says so."""
    by_name, why_name = _alike_in_name(words(sought.name), told.names)
    by_born, why_born = _alike_in_birth(sought, told.born_on)
    asked = number(sought.number)
    same = bool(asked) and asked in {number(text) for text in told.numbers}
    why = [*(["has this number"] if same else []), *why_name, *why_born]
    # A year alone, or a digit that may be wrong, says nothing of somebody with another name.
    if sought.name and not by_name and not same and by_born < EXACT:
        return 0, []
    return by_name + by_born + (200 if same else 0), why


EXACT = 50
"""What the same birthday counts for; the same name counts for twice as much."""


def _alike_in_birth(sought: Sought, born: date | None) -> tuple[int, list[str]]:
    if born is None:
        return 0, []
    if sought.born_on is None:
        same = born.year == sought.year
        return (20, ["born in the same year"]) if same else (0, [])
    if born == sought.born_on:
        return EXACT, ["born on the same day"]
    if born == transposed(sought.born_on):
        return 40, ["day and month of birth the other way round"]
    if born in one_digit_wrong(sought.born_on):
        return 25, ["a digit of the date of birth differs"]
    return 0, []


def _alike_in_name(asked: Sequence[str], names: Iterable[tuple[str, str]]) -> tuple[int, list[str]]:
    """The best of somebody's names, and how it is alike."""
    best: tuple[int, list[str]] = (0, [])
    for given, family in names if asked else ():
        found = _alike_to(asked, words(given), words(family))
        if found[0] > best[0]:
            best = found
    return best


_LIKENESSES: Final = {
    100: "same name",
    95: "same initial",
    90: "short for the same name",
    85: "sounds like",
    75: "spelt nearly the same",
}
_INITIAL: Final = 95
_NEARLY: Final = 0.9


def likeness(one: str, other: str) -> int:
    """How alike two words of names are, of 100; zero where they are not."""
    if one == other:
        return 100
    if 1 in (len(one), len(other)):
        return _INITIAL if one[0] == other[0] else 0
    if other in same_name(one):
        return 90
    if sounds(one) & sounds(other):
        return 85
    return 75 if jellyfish.jaro_winkler_similarity(one, other) >= _NEARLY else 0


def _alike_to(
    asked: Sequence[str], given: Sequence[str], family: Sequence[str]
) -> tuple[int, list[str]]:
    """Each word that was typed beside the word of the name that is most like it."""
    left: list[str] = [*given, *family]
    whole = likeness("".join(asked), "".join(left))
    met: list[tuple[int, int]] = []
    for word in asked:
        mark, place = max(
            ((likeness(word, w), -n) for n, w in enumerate(left) if w), default=(0, 0)
        )
        if mark:
            left[-place] = ""
            met.append((mark, -place))
    marks = [mark for mark, _ in met]
    if whole > sum(marks) // len(asked):
        return whole - 1, [_LIKENESSES[whole]]
    # An initial alone is nobody's name, and one word of three may be anybody's.
    if (set(marks) <= {_INITIAL} and len(marks) < 2) or 2 * len(met) < len(asked):
        return 0, []
    why = [_LIKENESSES[min(marks)]]
    if len(met) < len(asked):
        why.append("a part of the name differs")
    is_turned = len(met) > 1 and met[0][1] >= len(given) > met[-1][1]
    if is_turned:
        why.append("given and family name the other way round")
    is_short = len(met) < len(given) + len(family)
    return sum(marks) // len(asked) - 2 * is_short - 3 * is_turned, why
