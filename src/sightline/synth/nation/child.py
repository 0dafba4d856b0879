"""A child under supervision in the years of the review, told so that the file shows the card."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.engine.model import Day, Subject, Value
from sightline.synth import needs, protection, supervision
from sightline.synth.days import (
    clock,
    date_text,
    moment_text,
    months_after,
    office_day,
    office_days_after,
    office_days_before,
)
from sightline.synth.dice import Dice
from sightline.synth.life import THEN, Life
from sightline.synth.nation.assessing import assess
from sightline.synth.nation.cards import ChildCard
from sightline.synth.nation.in_care import look_after, protect
from sightline.synth.nation.in_custody import detain
from sightline.synth.nation.reading import read_and_judge
from sightline.synth.nation.standing import standing_needs
from sightline.synth.nation.telling import Telling
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

SUBJECT: Mapping[tuple[bool, str], Mapping[str, Value]] = {
    (girl, example): {"sex": "female" if girl else "male", "example": example}
    for girl in (True, False)
    for example in ("none", "birmingham", "kensington", "unnamed", "plymouth")
}
"""What is said of a child beside birth and place: one mapping for all, so that a million children
need no million of them."""

OFFENCES = {"theft": 0.28, "violence": 0.22, "criminal-damage": 0.16, "public-order": 0.1,
            "burglary": 0.08, "motoring": 0.07, "robbery": 0.04, "drugs": 0.05}


def child(seed: int, card: ChildCard, team: Mapping[str, str]) -> Telling:
    """The story of a child whose file is read."""
    file = card.place.file(f"child-r{card.number:03}")
    dice = Dice(seed, file)
    life = _life(dice, card)
    subject = Subject(file, "child", life.born, card.place.name, SUBJECT[card.girl, "none"])
    story = Telling(subject, dice, team, card.place.slug, found(card))
    _supervise(story, life, card)
    if card.detained_on is not None:
        detain(story, life, card)
    standing_needs(story, life, card)
    protect(story, life, card)
    look_after(story, life)
    until = life.end + 30 if card.detained_on is None else card.detained_on
    needs.schooling(story, life, life.start - dice.between(60, 200), until)
    _befalls(story, life)
    read_and_judge(story, card)
    return story


def found(card: ChildCard) -> Mapping[str, Value]:
    """What assessments say of danger to and from the child."""
    who: tuple[str, ...] = ()
    who += ("self",) if card.risk_to_self else ()
    who += ("others",) if card.risk_from_others == "now" else ()
    level = "low" if not card.self_harm else "medium" if card.number % 3 else "high"
    return {
        "at-risk": (who or ("nobody",)) if card.risk_known else "unknown",
        "self-harm": level if card.self_harm_known else "not-asked",
    }


# --- the frame ---------------------------------------------------------------------------------


def _life(dice: Dice, card: ChildCard) -> Life:
    """Birth, the end of the case, and the times in custody and in care."""
    oldest = 6500 if card.looked_after == "now" else 6570
    # Nobody offends under ten, or is detained under twelve.
    least = 4900 if card.in_custody else 3760 + card.read_on - card.taken_on
    in_days = max(dice.between(least, oldest - 300), dice.between(least, oldest))
    born = card.read_on - in_days
    if date_text(born).endswith("02-29"):
        born += 1
    life = Life(born, card.taken_on, card.read_on + dice.between(40, 200), THEN, _traits(dice))
    if card.detained_on is not None:
        release = office_day(card.read_on + dice.between(15, 150))
        life.inside.append((card.detained_on, release))
        life.end = release + dice.between(60, 180)
    if card.looked_after == "now":
        start = min(card.read_on - dice.between(40, 500), card.read_on - 20)
        life.in_care = start, min(card.read_on + dice.between(30, 400), life.birthday(18))
    elif card.looked_after == "before":
        end = card.read_on - dice.between(60, 600)
        life.in_care = end - dice.between(30, 500), end
    return life


def _traits(dice: Dice) -> frozenset[str]:
    shares = {"missing": 0.3, "excluded": 0.25, "victim": 0.4, "abuse at home": 0.14,
              "feels unsafe": 0.06, "victim of crime": 0.06, "concern": 0.08,
              "public protection": 0.03, "restraint": 0.4}
    return frozenset(trait for trait, share in shares.items() if dice.chance(share))


# --- court and supervision ---------------------------------------------------------------------


def _supervise(story: Telling, life: Life, card: ChildCard) -> None:
    identify(story, life.start, card.ethnicity)
    case = story.add("case", life.start, "youth-justice", service="youth-justice",
                     basis=card.basis)
    named = story.do(
        "case manager named", "allocation", "youth-justice", life.start,
        office_days_after(life.start, 2), role="case-manager",
        worker=story.team.get("youth-justice"),
    )
    if named is not None and named.at is not None:
        story.close(named, life.end)
    _court(story, life, card)
    assess(story, life, card)
    supervision.appointments(story, life)
    reason = "to-adult-services" if life.age_on(life.end) >= 18 else "completed"
    story.close(case, life.end, closing_reason=reason)


def identify(story: Telling, day: Day, ethnicity: str) -> None:
    """How the child describes themselves, asked at the first contact."""
    story.add("identity", day, "youth-justice", recorded=story.soon(clock(day, 9)),
              ethnicity=ethnicity)


def _court(story: Telling, life: Life, card: ChildCard) -> None:
    """The offence, the hearing, what the court was told, and the order it made."""
    start, by = life.start, "youth-justice"
    offended = start - story.dice.between(25, 90)
    outcome = "court" if card.basis == "court-order" else "final-warning"
    if card.basis != "prevention":
        offence = story.add("offence", offended, by, type=story.dice.weighted(OFFENCES),
                            has_victim=story.answer("yes"), disposed_on=date_text(start),
                            outcome=outcome)
        if story.dice.chance(0.6):
            story.add("notice", clock(office_days_after(start, story.dice.between(1, 9)), 11, 0),
                      "police", about=first_id(offence), what="victim-details", to=by,
                      means="mail")
    if card.basis != "court-order":
        return
    hearing = clock(start, story.dice.between(10, 15), 30)
    story.add("court-event", offended + 12, by, type="charge")
    story.add("court-event", start - 10, by, type="conviction")
    if card.reported:
        _report(story, life, hearing.day, moment_text(hearing))
    if card.detained_on == start and not card.remanded:
        return
    kind = story.dice.weighted(life.era.orders)
    months = 3 if kind == "action-plan-order" else story.dice.pick((6, 9, 12))
    planned = months_after(start, months)
    story.add("court-event", hearing, by, type="sentence", length_months=months)
    order = story.add("order", hearing, by, planned_end=planned, type=kind, length_months=months,
                      requirements=(story.dice.pick(("programme", "curfew", "education")),))
    story.close(order, max(start, min(planned, life.end, card.detained_on or life.end)))
    if kind == "referral-order":
        story.do("panel", "meeting", by, start + 7, office_days_after(start, 18), until=life.end,
                 type="referral-order-panel", child_took_part="attended-and-spoke",
                 decision="contract-agreed")
    if "victim" in life.traits:
        story.do("victim offer", "contact", by, start, office_days_after(start, 18),
                 until=life.end, timed=True, with_="victim", purpose="victim-offer",
                 where="not-in-person", result="offered")


def _report(story: Telling, life: Life, hearing: Day, told: str) -> None:
    day = office_days_before(hearing, story.dice.between(1, 3))
    report = story.add("report", day, "youth-justice", type="pre-sentence", sent_to=("court",),
                       hearing_on=told, vulnerability_section=story.answer("yes"),
                       custody_effect=story.answer("yes" if story.dice.chance(0.7) else "no"))
    if story.dice.chance(0.85):
        story.add("sign-off", day, "youth-justice", about=first_id(report), role="gatekeeper",
                  result="completed")


# --- what else befalls -------------------------------------------------------------------------


def _befalls(story: Telling, life: Life) -> None:
    """What may befall a child on any day of the case when not in custody."""
    for trait in ("abuse at home", "feels unsafe", "victim of crime", "concern",
                  "public protection"):
        if trait not in life.traits:
            continue
        day = life.free_from(story.dice.between(life.start + 5, life.end - 40))
        match trait:
            case "abuse at home":
                needs.abuse_at_home(story, day)
            case "feels unsafe":
                needs.unsafe(story, day)
            case "victim of crime":
                needs.victim_of_crime(story, day)
            case "public protection":
                needs.public_protection(story, life, day)
            case _:
                _concern(story, day)


def _concern(story: Telling, day: Day) -> None:
    """A worry that social care looks into and that comes to nothing."""
    seen = clock(office_day(day), story.dice.between(9, 15), 10)
    worry = story.add("concern", seen, "youth-justice", type="significant-harm",
                      known_on=date_text(seen.day), manager_told=story.answer("yes"))
    referral = protection.refer(story, worry)
    if referral is not None and referral.at is not None:
        protection.decide(story, referral, referral.at.day, "no-further-action")
