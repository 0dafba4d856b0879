"""A short file of a child whose file nobody read: who, why, under what order, assessed when."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.engine.model import Day, Subject
from sightline.synth.days import clock, date_text, months_after, office_day
from sightline.synth.dice import Dice
from sightline.synth.life import THEN
from sightline.synth.nation.child import OFFENCES, SUBJECT, identify
from sightline.synth.nation.places import Place
from sightline.synth.nation.telling import Telling

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

KINDS = ("identity", "case", "allocation", "offence", "court-event", "order", "assessment", "plan",
         "contact", "meeting")
"""The kinds of its records."""

LEVELS = {"low": 0.45, "medium": 0.37, "high": 0.15, "very-high": 0.03}


def short_child(
    seed: int, file: str, place: Place, start: Day, ethnicity: str, team: Mapping[str, str]
) -> Telling:
    """The story, of a dozen records or so."""
    dice = Dice(seed, file)
    born = start - max(dice.between(3800, 6350), dice.between(3800, 6350))
    if date_text(born).endswith("02-29"):
        born += 1
    story = Telling(Subject(file, "child", born, place.name, SUBJECT[dice.chance(0.22), "none"]),
                    dice, team, place.slug)
    identify(story, start, ethnicity)
    basis = dice.weighted({"court-order": 0.5, "out-of-court": 0.35, "prevention": 0.15})
    months = dice.pick((3, 6, 9, 12)) if basis == "court-order" else 3
    end = office_day(months_after(start, months))
    case = story.add("case", start, "youth-justice", service="youth-justice", basis=basis)
    named = story.add("allocation", start, "youth-justice", role="case-manager",
                      worker=team.get("youth-justice"))
    if basis != "prevention":
        story.add("offence", start - dice.between(20, 80), "youth-justice",
                  type=dice.weighted(OFFENCES), has_victim=story.answer("yes"),
                  disposed_on=date_text(start),
                  outcome="court" if basis == "court-order" else dice.pick(
                      ("reprimand", "final-warning")))
    if basis == "court-order":
        kind = dice.weighted(THEN.orders)
        story.add("court-event", clock(start, 10, 30), "youth-justice", type="sentence",
                  length_months=months)
        order = story.add("order", start, "youth-justice", planned_end=end, type=kind,
                          length_months=months)
        story.close(order, end)
        if kind == "referral-order" and dice.chance(0.85):
            story.add("meeting", office_day(start + dice.between(14, 24)), "youth-justice",
                      type="referral-order-panel", decision="contract-agreed")
    _assess(story, start, end, "onset" if basis == "prevention" else "asset")
    day = office_day(start + 12)
    while day < end:
        story.add("contact", clock(day, dice.between(9, 16), 0), "youth-justice", with_="child",
                  purpose="appointment", where="office",
                  result=dice.weighted({"kept": 0.8, "missed": 0.12, "missed-with-reason": 0.08}))
        day = office_day(day + dice.between(25, 60))
    story.close(named, end)
    story.close(case, end, closing_reason="completed")
    return story


def _assess(story: Telling, start: Day, end: Day, tool: str) -> None:
    dice = story.dice
    level = dice.weighted(LEVELS)
    first = office_day(start + dice.between(1, 16))
    for day, stage in ((first, "full"), (end - 3, "closing")):
        story.add(
            "assessment", day, "youth-justice", tool=tool, stage=stage, signed="yes",
            vulnerability=story.answer(level), self_harm=story.answer("low"),
            at_risk=("nobody",) if level in ("low", "medium") else ("others",),
            harm_to_others="low", visit_needed="no",
        )
    if level in ("high", "very-high") and tool == "asset" and dice.chance(0.6):
        plan = story.add("plan", office_day(first + 9), "youth-justice", type=THEN.plan,
                         level=level)
        story.close(plan, max(end, office_day(first + 9)))
