"""Question sets: what inspectors ask of the files they read and of the service they inspect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

NOT_APPLICABLE = "not-applicable"
"""The answer that a question does not apply, in no denominator."""


class QuestionAbout(StrEnum):
    """What a question is asked of."""

    FILE = "file"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Question:
    """One question, in our own words.

    ``stage``, ``strand``, ``part``: as its set names them. ``prompts``: what to look for.
    ``applies``: when it does not apply; '' where it always does, and then ``answers`` (codes of the
    set's scale) hold no NOT_APPLICABLE. ``offers``: duties whose obligations may be shown as
    evidence; they never answer it. ``serves``: sections of reviews.
    """

    id: str
    ask: str
    stage: str
    strand: str
    about: QuestionAbout
    answers: tuple[str, ...]
    part: str = ""
    prompts: tuple[str, ...] = ()
    applies: str = ""
    offers: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of an inspection programme from a day (included) until a day (excluded).

    ``programmes``: codes of the programme. ``scale``: what each answer means. ``stages``,
    ``strands``, ``parts``: their titles, by name, in the order in which they are asked. ``gaps``:
    what is not known of it, in sentences.
    """

    id: str
    title: str
    programmes: tuple[str, ...]
    from_: date
    until: date | None
    source: str
    certainty: str
    scale: Mapping[str, str]
    stages: Mapping[str, str]
    strands: Mapping[str, str]
    questions: Mapping[str, Question]
    parts: Mapping[str, str] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.certainty == "check" and not self.gaps:
            raise ValueError("'certainty: check' goes with 'gaps': what has still to be checked")
