"""Surveys: what children and staff are asked, and what they are told before they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sightline.standard.model.conditions import AgeIn
from sightline.standard.model.words import RESERVED_ANSWERS


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """One question. It can always be skipped, so that nothing here says that it must be answered.

    ``ask``: the printed text. ``read_aloud``: the text for a voice, which says the answers too.
    ``answers``: what each code is called. ``after``: it is asked only of those who gave one of
    these answers to that question before it. ``worry``: answers after which the help that can be
    had now is shown again. ``serves``: sections of reviews.
    """

    id: str
    ask: str
    read_aloud: str
    answers: Mapping[str, str]
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    worry: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.answers) < 2:
            raise ValueError("'answers' are two or more")
        if reserved := sorted(RESERVED_ANSWERS.intersection(self.answers)):
            raise ValueError(
                f"'answers' hold {reserved[0]!r}, which needs no saying: all can be skipped"
            )
        if strange := [code for code in self.worry if code not in self.answers]:
            raise ValueError(f"'worry' names {strange[0]!r}, which is not one of the answers")


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey, and what is read before and after it.

    ``ages``: of whom it is asked; None where it is for staff. ``settings``: codes of where those
    asked are. ``intro``, ``privacy``: paragraphs. ``skip``: the label of the button that skips a
    question. ``worried``: what happens if an answer worries us, and how to get help now.
    ``written``: the day of these words. ``fewest``: no result is shown of fewer answers, so that
    nobody is found out. In use from ``from_`` (included) ``until`` (excluded).
    """

    id: str
    title: str
    whom: str
    settings: tuple[str, ...]
    ages: AgeIn | None
    from_: date
    until: date | None
    written: date
    fewest: int
    source: str
    intro: tuple[str, ...]
    privacy: tuple[str, ...]
    worried: tuple[str, ...]
    skip: str
    questions: Mapping[str, SurveyQuestion]
    gaps: tuple[str, ...] = ()
