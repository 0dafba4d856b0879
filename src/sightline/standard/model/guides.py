"""Pages of the guide: one matter each, told for whoever has it on the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

QUESTIONS: Mapping[str, str] = {
    "what": "What it is",
    "whom": "Whom it concerns",
    "first": "What you do first",
    "decides": "Who decides",
    "write": "What to write down",
    "refused": "What if it is refused",
    "mistakes": "Common mistakes",
}
"""The questions that every page answers, in the order in which they are read."""


@dataclass(frozen=True, slots=True)
class Law:
    """What the law or guidance said, from a day (included) until a day (excluded)."""

    title: str
    says: str
    from_: date
    source: str
    certainty: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class GuidePage:
    """A page of the guide.

    ``serves``: sections of reviews. ``duties``: those to read beside it. ``answers``: to each of
    ``QUESTIONS``, one paragraph, or several points.
    """

    id: str
    title: str
    summary: str
    serves: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]
    law: tuple[Law, ...]
    duties: tuple[str, ...] = ()
