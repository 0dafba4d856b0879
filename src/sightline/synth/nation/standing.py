"""Standing needs of a child: open on the day of reading, over by then, or not said."""

from __future__ import annotations

from sightline.synth.days import clock, office_day, office_days_after
from sightline.synth.life import Life
from sightline.synth.nation.cards import ChildCard
from sightline.synth.nation.telling import Telling
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

LEVELS = {"low": 0.3, "medium": 0.45, "high": 0.25}


def standing_needs(story: Telling, life: Life, card: ChildCard) -> None:
    """The needs of the card, and what was done about some of them; and drugs and alcohol."""
    for need, state in card.needs.items():
        if state == "none":
            continue
        by = "health" if need == "physical-health" else "youth-justice"
        day = office_day(story.dice.between(life.start + 1, card.read_on - 40))
        level = story.dice.weighted(LEVELS)
        said = "unknown" if state == "unknown" else "open"
        story.add("need", day, by, type=need, state=said, level=level)
        if state == "closed":
            closed = story.dice.between(day + 10, card.read_on - 5)
            story.add("need", closed, by, type=need, state="closed", level="low")
        if need == "mental-health" and state == "open":
            _refer(story, day, "mental-health", "mental health assessment")
    if card.judged.get("drugs-key-factor") == "yes" or card.judged.get(
        "alcohol-key-factor"
    ) == "yes":
        day = office_day(story.dice.between(life.start + 1, card.read_on - 30))
        story.add("need", day, "youth-justice", type="substance-misuse", state="open",
                  level=story.dice.pick(("low", "medium", "high")))
        if story.dice.chance(0.6):
            _refer(story, day, "substance-misuse", "substance assessment")


def _refer(story: Telling, day: int, to: str, task: str) -> None:
    referral = story.add("referral", clock(day, 16, 40), "youth-justice", to=to, means="written",
                         urgency="routine")
    by = "mental-health" if to == "mental-health" else "health"
    story.do(task, "assessment", by, day + 4, office_days_after(day, 18), about=first_id(referral),
             tool=to)
