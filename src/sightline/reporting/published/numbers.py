"""Numbers that somebody wrote into a sentence, in digits or in words.

What counts as one is decided here, and told to writers in docs/concepts/publishing.md:

- any digit of any script, superscripts, fractions, circled and Roman numerals among them;
- ``%``, ``per cent``, ``percent``; Roman numerals in letters (``IV``);
- number words from *two* on, *hundred*, *thousand*, *million*, *dozen*, *twice* and the like; *one*
  only where it counts (``one in``, ``only one``, ``one child``), because *no one* counts nobody;
- *half*, *quarter*, *thirds* and other parts; *third* only as a part (``a third of``), because *the
  third review* is an order;
- letters that look like Latin ones and are not, and characters that nobody sees: they could spell
  any of these past a reader and a machine.

*Most*, *many*, *few*, *nearly all* are no numbers. Whether they are fair is for the reader of the
draft to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_PARTS = (
    "thirds|fourths?|quarters?|fifths|sixths|sevenths|eighths|ninths|tenths|twentieths|hundredths"
    "|half|halves"
)
_PART = "third|fourth|quarter|fifth|sixth|seventh|eighth|ninth|tenth|twentieth|hundredth"
_COUNTED = (
    "child|young|person|boy|girl|file|case|worker|manager|team|area|service|inspection|agency"
    "|visit|board|answer|parent|family|prison|establishment|inspector"
)
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"\bper\s*cent\b|\bpercents?\b|\bpc\b", "a share"),
    (rf"\b({_WORDS})\b", "a number"),
    (r"\b(hundreds?|thousands?|millions?|billions?|dozens?|scores\s+of)\b", "a number"),
    (rf"\b({_PARTS})\b", "a part of a whole"),
    (rf"\b(a|an|one|nearly|almost|about|over|under|around)\s+({_PART})\b", "a part of a whole"),
    (rf"\b({_PART})\s+of\b", "a part of a whole"),
    (rf"\bone[\s-]+in\b|\b(only|just|exactly)\s+one\b|\bone\s+({_COUNTED})\b", "a number"),
    (r"\b(twice|thrice|doubled?|doubling|trebled?|tripled?|quadrupled?|halved|halving)\b",
     "a number"),
    (r"\b\w+[\s-]*fold\b(?<!\bunfold)(?<!\bmanifold)(?<!\bscaffold)(?<!\bblindfold)", "a number"),
    (r"\b(?-i:[IVXLCDM]{2,}(?<!MI)(?<!CD)(?<!DI)(?<!MC)(?<!DM))\b", "a Roman numeral"),
)  # fmt: skip
_LOOKED_FOR = [(re.compile(pattern, re.IGNORECASE), what) for pattern, what in _PATTERNS]

_SIGNS = "%‰‱٪﹪％"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. ``line``: how many line breaks stand before it. ``what``: in words."""

    found: str
    what: str
    line: int


def numbers(text: str) -> Iterator[Number]:
    """Every number in words without their setting; and every character that could hide one."""
    yield from _characters(text)
    plain = _plain(text)
    taken: list[range] = []
    for looked_for, what in _LOOKED_FOR:
        for found in looked_for.finditer(plain):
            if any(found.start() in other for other in taken):
                continue
            taken.append(range(found.start(), found.end()))
            said = " ".join(found[0].split())
            yield Number(said, what, plain.count("\n", 0, found.start()))


def _characters(text: str) -> Iterator[Number]:
    """Digits, signs of share, and letters and characters that are not what they look like.

    Each run of them is told once.
    """
    line, last = 0, ""
    held = ""
    for character in text:
        what = _kind(character)
        if held and what != last:
            yield Number(held, last, line)
            held = ""
        if what:
            held += character
        last = what
        line += character == "\n"
    if held:
        yield Number(held, last, line)


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Nd", "Nl", "No"):
        return "a number"
    if character in _SIGNS:
        return "a share"
    if category in ("Cf", "Cc", "Co", "Cn", "Cs") and character != "\n":
        return "a character that nobody sees"
    if category.startswith("L") and not unicodedata.name(character, "").startswith(_LATIN):
        return "a letter that is not Latin"
    # Numbers that are letters to Unicode: 五, ௰ and the like are caught above; Ⅷ is a number.
    return ""


_LATIN = ("LATIN", "FEMININE ORDINAL", "MASCULINE ORDINAL")


def _plain(text: str) -> str:
    """As it is read: no accents, no ligatures, no full width; as many lines as before."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(each for each in apart if unicodedata.category(each) not in ("Mn", "Cf"))
