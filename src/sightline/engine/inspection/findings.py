"""What an inspection found: percentages question by question, in all and by area, and ratings.

Where strata weigh differently, the weighted percentage stands beside the plain one, which is what
ratings read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sightline.engine.inspection.banding import (
    OVERALL,
    Banding,
    OverallFinding,
    StandardFinding,
    standard_findings,
)
from sightline.engine.inspection.counting import (
    NOT_ELIGIBLE,
    Answered,
    Asked,
    AskedOf,
    QuestionFinding,
    asked_of,
    question_findings,
)
from sightline.engine.inspection.plain import digest_of, plain, read
from sightline.standard.model import QuestionSet, RatingRules

__all__ = [
    "NOT_ELIGIBLE",
    "OVERALL",
    "Answered",
    "Asked",
    "AskedOf",
    "Banding",
    "Findings",
    "Group",
    "OverallFinding",
    "QuestionFinding",
    "ServiceAnswer",
    "StandardFinding",
    "asked_of",
    "findings",
    "findings_digest",
    "question_findings",
    "standard_findings",
]


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """The answer to a question about the service itself, in one ``area``."""

    area: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Group:
    """What the files of one ``area`` come to, or of all where it is blank."""

    area: str
    files: int
    eligible: int
    questions: tuple[QuestionFinding, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What an inspection found.

    ``rules`` is blank, ``standards`` empty and ``overall`` None where nothing is rated. ``caveat``:
    what is to be said with each percentage, blank where nothing.
    """

    question_set: str
    rules: str
    caveat: str
    all: Group
    areas: tuple[Group, ...]
    service: tuple[ServiceAnswer, ...]
    standards: tuple[StandardFinding, ...]
    overall: OverallFinding | None

    def to_dict(self) -> dict[str, Any]:
        """The findings as plain values, with stable keys; percentages as exact fractions."""
        found: dict[str, Any] = plain(self)
        return found

    @classmethod
    def from_dict(cls, value: object) -> Findings:
        """Findings that ``to_dict`` wrote. Raises ``plain.Unreadable``, which names the field."""
        return read(cls, value)


def findings(
    question_set: QuestionSet,
    rules: RatingRules | None,
    asked: Asked,
    answers: Iterable[Answered],
    *,
    service: Iterable[ServiceAnswer] = (),
    bandings: Iterable[Banding] = (),
    caveat: str = "",
) -> Findings:
    """What the answers that stand come to. Raises ValueError as the functions that it uses do."""
    every = tuple(answers)
    all_ = _group(asked.questions, asked.all, every)
    found = Findings(
        question_set=question_set.id,
        rules="",
        caveat=caveat,
        all=all_,
        areas=tuple(
            _group(asked.questions, area, [a for a in every if a.stratum in area.strata])
            for area in asked.areas
        ),
        service=tuple(sorted(service, key=lambda each: (each.area, each.question))),
        standards=(),
        overall=None,
    )
    if rules is None:
        return found
    scores = {each.question: each.score for each in all_.questions}
    standards, whole = standard_findings(rules, question_set, scores, bandings)
    return replace(found, rules=rules.id, standards=standards, overall=whole)


def _group(questions: Sequence[str], asked: AskedOf, answers: Iterable[Answered]) -> Group:
    found = question_findings(questions, asked, answers)
    return Group(asked.area, asked.files, asked.eligible, found)


def findings_digest(found: Findings | Mapping[str, Any]) -> str:
    """The SHA-256 of findings as JSON: keys in order, no spaces, UTF-8."""
    return digest_of(found)
