"""The words in which a review is published anew, read strictly from a folder of text.

``<edition>.md`` for each edition, ``methodology.md``, ``questions.md`` (what a chair may ask, as a
list) and ``example-<letter>.md``, each with its title in its first line. Beside the marks of every
text, ``{duty:id}`` gives the title of a duty of the standard and ``{good:id}`` what its guide says
of good work: what is owed is said in one place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sightline.reporting.published.content import EDITIONS, PracticeExample
from sightline.reporting.published.numbers import numbers
from sightline.standard.model import Standard

FOLDER = Path(__file__).parent / "reviews"

BESIDE = ("methodology", "questions")
"""The texts that every review has beside its editions."""

_OF_STANDARD = re.compile(r"\{(duty|good):([^{}]*)\}")
_EXAMPLE = re.compile(r"example-([a-z])")


class BadTexts(ValueError):
    """The texts of a review cannot be published; the sentence says which file, and why."""


@dataclass(frozen=True, slots=True)
class ReviewTexts:
    """All that is written for one review: by edition, how figures came about, and examples.

    ``questions``: what a chair may ask. ``duties``: those that are named, in order, each once.
    """

    title: str
    editions: Mapping[str, str]
    methodology: str
    examples: tuple[PracticeExample, ...]
    questions: tuple[str, ...]
    duties: tuple[str, ...]


def review_texts(standard: Standard, review: str, folder: Path = FOLDER) -> ReviewTexts:
    """The texts of a review; what they say of duties is taken from the standard.

    Raises BadTexts where there are none, one is missing, has no title or is not expected, or names
    a duty that the standard does not have or has no guide for.
    """
    held = _read(folder, review)
    titles = {name: _title(f"{review}/{name}.md", text) for name, text in held.items()}
    told = {name: _told(standard, f"{review}/{name}.md", text) for name, text in held.items()}
    examples = tuple(
        PracticeExample(found[1], titles[name], told[name].split("\n", 1)[1].strip())
        for name in told
        if (found := _EXAMPLE.fullmatch(name))
    )
    asked = tuple(
        line.removeprefix("- ").strip()
        for line in told["questions"].splitlines()
        if line.startswith("- ")
    )
    named = dict.fromkeys(
        mark[2] for edition in EDITIONS for mark in _OF_STANDARD.finditer(held[edition])
    )
    editions = {edition: told[edition] for edition in EDITIONS}
    return ReviewTexts(
        titles["report"], editions, told["methodology"], examples, asked, tuple(named)
    )


def _read(folder: Path, review: str) -> dict[str, str]:
    if not (folder / review).is_dir():
        known = ", ".join(sorted(each.name for each in folder.iterdir() if each.is_dir()))
        raise BadTexts(f"No texts are held for a review {review!r}; there are those of {known}.")
    held = {
        path.name.removesuffix(".md"): path.read_text("utf-8")
        for path in sorted((folder / review).iterdir())
    }
    wanted = (*EDITIONS, *BESIDE)
    for name in wanted:
        if name not in held:
            raise BadTexts(f"{review}/{name}.md is missing; every review has one.")
    for name in held:
        if name not in wanted and not _EXAMPLE.fullmatch(name):
            expected = ", ".join(f"{each}.md" for each in wanted)
            raise BadTexts(f"{review}/{name}: expected {expected} or example-<letter>.md.")
    return held


def _title(where: str, text: str) -> str:
    first = text.split("\n", 1)[0]
    if not first.startswith("# ") or not first[2:].strip():
        raise BadTexts(f"{where}, line 1: expected its title, such as '# What was found'.")
    return first[2:].strip()


def _told(standard: Standard, where: str, text: str) -> str:
    def of_standard(mark: re.Match[str]) -> str:
        word, id_ = mark.groups()
        line = text.count("\n", 0, mark.start()) + 1
        duty = standard.duties.get(id_)
        if duty is None:
            raise BadTexts(f"{where}, line {line}: the standard has no duty {id_!r}.")
        if word == "duty":
            return _as_law(duty.title)
        if duty.guide is None:
            raise BadTexts(f"{where}, line {line}: the duty {id_!r} has no guide.")
        return _as_law(duty.guide.good)

    return _OF_STANDARD.sub(of_standard, text)


def _as_law(words: str) -> str:
    """Words of the standard; where they say a number, they are marked as the law that they are."""
    return f"{{law:{words}}}" if any(numbers(words)) else words
