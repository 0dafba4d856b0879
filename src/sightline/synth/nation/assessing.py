"""Asset at the start, every three months and at the end; the plans and visits that it calls for."""

from __future__ import annotations

from sightline.engine.model import Day, Record, Value
from sightline.synth import supervision
from sightline.synth.days import (
    clock,
    months_after,
    office_day,
    office_days_after,
    office_days_before,
)
from sightline.synth.life import Life
from sightline.synth.nation.cards import ChildCard
from sightline.synth.nation.telling import Telling
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off


def assess(story: Telling, life: Life, card: ChildCard) -> None:
    """All assessments of a case, and what the first of them calls for."""
    first = office_day(life.start + story.dice.between(1, 16))
    if card.reported:
        # What the report to the court rests on.
        first = office_days_before(life.start, story.dice.between(4, 9))
    _screen(story, life)
    before: Value | None = None
    if card.risk_from_others == "before":
        before = ("self", "others") if card.risk_to_self else ("others",)
    harm = story.dice.weighted(supervision.HARM)
    stage = "pre-sentence" if card.reported else "full"
    record = _asset(story, card, first, stage, harm, at_risk=before)
    _keep_safe(story, life, card, record)
    _visit_home(story, card, record)
    day = months_after(first, 3)
    if before is not None:
        # What was so at first has been found to be so no more.
        day = min(day, card.read_on - 30)
    elif card.detained_on is not None:
        day = min(day, card.detained_on + 2)
    day = max(day, first + 1)
    while day < life.end - 20:
        day = min(office_day(day), card.read_on - 1) if day < card.read_on else office_day(day)
        _asset(story, card, day, "review", harm, visit_needed="no")
        day = months_after(day, 3) - story.dice.between(0, 20)
    _contain(story, life, harm, first)
    story.do("closing assessment", "assessment", "youth-justice", life.end - 14, life.end - 2,
             until=life.end - 1, tool="asset", stage="closing", signed="yes", visit_needed="no",
             vulnerability=_level(card) if card.vulnerable else "low", harm_to_others="low")


def _asset(
    story: Telling, card: ChildCard, day: Day, stage: str, harm: str, *,
    visit_needed: str | None = None, at_risk: Value | None = None,
) -> Record:
    """One Asset: what the card says, unless it is said otherwise."""
    needed = {"done": "yes", "missed": "yes", "not-owed": "no"}
    if harm != "low" and story.dice.chance(0.7):
        analysed = office_day(day + story.dice.between(1, 12))
        story.add("assessment", analysed, "youth-justice", tool="risk-of-harm",
                  harm_to_others=harm, signed="yes")
    return story.add(
        "assessment", day, "youth-justice", tool="asset", stage=stage, vulnerability=_level(card),
        harm_to_others=story.answer(harm), at_risk=at_risk,
        victim_safety="considered" if story.dice.chance(0.75) else "not-considered",
        visit_needed=visit_needed or needed.get(card.visit, "unknown"), signed="yes",
        countersigned="yes" if story.dice.chance(0.85) else "no",
    )


def _screen(story: Telling, life: Life) -> None:
    """Asked about drugs and drink, and about reading and number: of most, not of all."""
    if story.dice.chance(0.75):
        story.add("assessment", office_day(life.start + story.dice.between(3, 14)),
                  "youth-justice", tool="substance-misuse", stage="screening",
                  result=story.dice.pick(("positive", "negative", "negative")))
    if story.dice.chance(0.4):
        story.add("assessment", office_day(life.start + story.dice.between(3, 20)),
                  "youth-justice", tool="literacy", stage="screening",
                  result=story.dice.pick(("positive", "negative")))


def _contain(story: Telling, life: Life, harm: str, day: Day) -> None:
    """A plan for the risk of harm to others."""
    if harm != "low" and story.dice.chance(0.65):
        made = office_days_after(day, story.dice.between(1, 14))
        plan = story.add("plan", made, "youth-justice", type="risk-of-harm", level=harm,
                         contingency=story.answer("yes"))
        story.close(plan, life.end)


def _level(card: ChildCard) -> str:
    if not card.vulnerability_known:
        return "not-asked"
    if card.vulnerable:
        return "very-high" if card.number % 5 == 0 else "high"
    return "medium" if card.at_risk or card.number % 2 else "low"


def _keep_safe(story: Telling, life: Life, card: ChildCard, assessment: Record) -> None:
    """The plan of a vulnerable child: in time, late, or only after inspectors asked for it."""
    if not card.vulnerable:
        return
    assert assessment.at is not None
    day, by = assessment.at.day, "youth-justice"
    supervision.oversee(story, day, life.end)
    if card.plan == "done":
        in_time = story.dice.chance(0.75)
        made = office_days_after(day, story.dice.between(1, 14) if in_time else 18)
    elif story.dice.chance(0.6):
        made = office_day(card.read_on + story.dice.between(5, 25))
    else:
        return
    plan = story.add("plan", made, by, type=life.era.plan, level=_level(card),
                     contingency=story.answer("yes"), shared_with=(
                         "child", "parents", story.dice.pick(("social-care", "education"))))
    story.do("countersignature", "sign-off", by, made, office_days_after(made, 4), until=life.end,
             about=first_id(plan), role="manager", result="countersigned")
    story.close(plan, life.end)


def _visit_home(story: Telling, card: ChildCard, assessment: Record) -> None:
    """The visit that the assessment asks for: made, found nobody, or made after the inspection."""
    if card.visit not in ("done", "missed"):
        return
    assert assessment.at is not None
    day, by = assessment.at.day, "youth-justice"
    if story.dice.chance(0.3):
        story.add("contact", clock(office_day(day + 2), 16, 30), by, with_="parent",
                  purpose="welfare", where="home", result="attempted")
    if card.visit == "done":
        in_time = story.dice.chance(0.8)
        visited = office_days_after(day, story.dice.between(3, 14) if in_time else 19)
    elif story.dice.chance(0.5):
        visited = office_day(card.read_on + story.dice.between(3, 20))
    else:
        return
    story.add("contact", clock(visited, story.dice.between(10, 17), 15), by, with_="parent",
              purpose="welfare", where="home", result="kept", seen_alone=story.answer("yes"))
