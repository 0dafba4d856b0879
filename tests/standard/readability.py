"""How hard a text is to read: Flesch and Kincaid's grade, as an age, and the longest sentence.

The formula is that of Kincaid and others (1975) for the United States Navy, from words in a
sentence and syllables in a word; a grade begins at five years older. Syllables are counted by
groups of vowels, which is near enough for the plain words that surveys are made of. The library
textstat has the same formula, and cannot count a syllable before it has fetched a dictionary from
the network; these few lines need none.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+")
_SILENT = re.compile(r"(?:[^laeiouy]e|[^td]ed|[^sxzcg]es)$")


def syllables(word: str) -> int:
    """About how many syllables a word has; a number counts as one word of one."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", letters))
    silent = 1 if groups > 1 and _SILENT.search(letters) else 0
    return max(1, groups - silent)


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence."""
    found = [_WORD.findall(part) for part in re.split(r"[.!?:;]+(?:\s|$)", text)]
    return [words for words in found if words]


def reading_age(text: str) -> float:
    """The age in years at which a text like this can be read in school."""
    told = sentences(text)
    words = [word for sentence in told for word in sentence]
    grade = 0.39 * len(words) / len(told) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return grade + 5
