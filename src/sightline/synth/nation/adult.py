"""An adult under probation in the evidence year, and the children of the household."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.engine.model import Day, Subject
from sightline.synth.days import (
    clock,
    date_text,
    months_after,
    office_day,
    office_days_after,
    office_days_before,
)
from sightline.synth.dice import Dice
from sightline.synth.nation.cards import AdultCard
from sightline.synth.nation.child import SUBJECT
from sightline.synth.nation.reading import read_and_judge
from sightline.synth.nation.telling import Telling
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

BY = "probation"
HARM = {"low": 0.38, "medium": 0.46, "high": 0.14, "very-high": 0.02}


def adult(seed: int, card: AdultCard, team: Mapping[str, str]) -> list[Telling]:
    """The story of an adult whose file is read, and those of the children of the household."""
    file = card.place.file(f"adult-{card.number:03}")
    dice = Dice(seed, file)
    start = office_day(card.read_on - dice.between(80, 400))
    born = start - dice.between(18 * 366, 52 * 365)
    if date_text(born).endswith("02-29"):
        born += 1
    subject = Subject(file, "adult", born, card.place.name, SUBJECT[card.woman, "none"])
    story = Telling(subject, dice, team, card.place.slug)
    end = card.read_on + dice.between(60, 400)
    _supervise(story, card, start, end)
    _assess(story, card, start, end)
    children = [_household(seed, story, card, start, n) for n in range(1, card.children + 1)]
    if card.violent_partner:
        _violence(story, start)
    if card.called_out:
        _call_out(story, card, start)
    read_and_judge(story, card, "offender-management")
    return [story, *children]


def _supervise(story: Telling, card: AdultCard, start: Day, end: Day) -> None:
    dice = story.dice
    case = story.add("case", start, BY, service="probation", basis="court-order")
    named = story.add("allocation", start, BY, role="probation-officer",
                      worker=story.team.get(BY))
    story.add("offence", start - dice.between(30, 120), BY,
              has_victim="yes" if card.has_victim else "no",
              type=dice.weighted({"violence": 0.3, "theft": 0.25, "drugs": 0.12, "motoring": 0.12,
                                  "burglary": 0.1, "criminal-damage": 0.06, "robbery": 0.05}))
    kind = dice.weighted({"community-order": 0.68, "suspended-sentence": 0.18, "licence": 0.14})
    months = dice.pick((12, 18, 24))
    if kind != "licence":
        story.add("court-event", clock(start, 11, 30), BY, type="sentence", length_months=months)
    planned = months_after(start, months)
    order = story.add("order", start, BY, planned_end=planned, type=kind, length_months=months)
    story.close(order, min(planned, end))
    day = office_day(start + 5)
    while day < end:
        result = dice.weighted({"kept": 0.8, "missed": 0.12, "missed-with-reason": 0.08})
        story.add("contact", clock(day, dice.between(9, 16), 15), BY, purpose="appointment",
                  where="office", result=result)
        day = office_day(day + dice.between(20, 40))
    story.close(named, end)
    story.close(case, end, closing_reason="completed")


def _assess(story: Telling, card: AdultCard, start: Day, end: Day) -> None:
    """OASys at the start and every half year; the visit at home that it asks for."""
    needed = {"done": "yes", "missed": "yes", "not-owed": "no"}.get(card.visit, "unknown")
    first = office_day(start + story.dice.between(2, 14))
    day, stage = first, "full"
    harm = story.dice.weighted(HARM)
    covers = ("children",) if story.dice.chance(0.8) else None
    while day < end:
        poor = card.judged.get("victim-safety-in-risk-assessment") == "no" and day < card.read_on
        story.add(
            "assessment", day, BY, tool="oasys", stage=stage, harm_to_others=story.answer(harm),
            visit_needed=needed if stage == "full" else "no", signed="yes",
            victim_safety="not-considered" if poor else "considered", covers=covers,
            is_parent="yes" if card.children else "no",
        )
        day, stage = office_day(months_after(day, 6)), "review"
    if card.visit not in ("done", "missed"):
        return
    if story.dice.chance(0.3):
        story.add("contact", clock(office_day(first + 4), 15, 0), BY, purpose="welfare",
                  where="home", result="attempted")
    if card.visit == "done":
        in_time = story.dice.chance(0.75)
        day = office_days_after(first, story.dice.between(3, 14) if in_time else 20)
    elif story.dice.chance(0.4):
        day = office_day(card.read_on + story.dice.between(3, 25))
    else:
        return
    story.add("contact", clock(day, story.dice.between(10, 16), 40), BY, purpose="welfare",
              where="home", result="kept")


def _household(
    seed: int, story: Telling, card: AdultCard, start: Day, number: int
) -> Telling:
    """A child linked to the adult: on the child's file too, which says nothing else."""
    file = f"{story.subject.id}-child-{number}"
    dice = Dice(seed, file)
    born = start - dice.between(120, 16 * 365)
    if date_text(born).endswith("02-29"):
        born += 1
    girl = dice.chance(0.5)
    child = Telling(Subject(file, "child", born, card.place.name, SUBJECT[girl, "none"]), dice, {},
                    card.place.slug)
    together = story.dice.chance(0.75)
    link = story.add(
        "link", office_day(start + 3), BY, relation=story.dice.pick(("child", "partner-child")),
        other_person=file, same_household="yes" if together else "no",
        visits_household=story.answer("yes"),
    )
    if not together and story.dice.chance(0.2):
        story.close(link, card.read_on + 40)
    return child


def _violence(story: Telling, start: Day) -> None:
    """What is known of violence towards a partner, and what was done about it."""
    known = office_days_before(start, 3) if story.dice.chance(0.6) else start + 12
    story.add("need", known, BY, type="partner-violence", state="open",
              level=story.dice.pick(("medium", "high")))
    if story.dice.chance(0.6):
        story.add("assessment", office_day(start + 20), BY, tool="sara", stage="full",
                  victim_risk=story.dice.pick(("standard", "medium", "high")))


def _call_out(story: Telling, card: AdultCard, start: Day) -> None:
    """The police are called to the home at night; probation hears of it, or does not."""
    call = clock(start + story.dice.between(15, 70), 22, 40)
    incident = story.add("incident", call, "police", type="domestic-abuse",
                         child_present="yes" if card.children else "no", supervised_person="yes")
    if card.judged.get("callout-communication") != "no":
        told = office_days_after(call.day, story.dice.between(1, 3))
        notice = story.add("notice", clock(told, 10, 0), "police", about=first_id(incident),
                           what="domestic-abuse-incident", to="case-manager", means="mail")
        if card.children and story.dice.chance(0.6):
            story.add("referral", clock(told, 15, 0), BY, about=first_id(notice), to="social-care",
                      means="telephone", urgency="same-day")
