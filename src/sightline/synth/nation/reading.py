"""A file read at an inspection, and what inspectors judged of it."""

from __future__ import annotations

from sightline.engine.model import Day
from sightline.synth.days import on
from sightline.synth.nation.cards import AdultCard, ChildCard
from sightline.synth.nation.telling import INSPECTORATE, Telling
from sightline.synth.writing import first_id

QUESTION_SET, ASKED_FROM = "2006", on("2005-04-01")
"""The set of questions of those years, and the day from which it was in use."""


def question_set(day: Day) -> str | None:
    """The set from which inspectors asked on a day, where it is known."""
    return QUESTION_SET if day >= ASKED_FROM else None


def read_and_judge(
    story: Telling, card: ChildCard | AdultCard, programme: str = "youth-offending-team"
) -> None:
    """The reading, and the judgements about it on the same day."""
    service = "youth-justice" if programme == "youth-offending-team" else "probation"
    read = story.add(
        "file-read", card.read_on, INSPECTORATE, programme=programme,
        inspected=card.place.file(f"agency-{service}"),
    )  # fmt: skip
    for question in sorted(card.judged):
        story.add(
            "judgement", card.read_on, INSPECTORATE, about=first_id(read), question=question,
            answer=card.judged[question], question_set=question_set(card.read_on),
        )  # fmt: skip
