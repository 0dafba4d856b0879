"""The smaller samples of the years before and after, so that figures can be followed over time.

These cards are drawn by chance, not dealt: no margin was printed of them. Things get slowly better.
"""

from __future__ import annotations

from collections.abc import Sequence

from sightline.engine.model import Day
from sightline.engine.people import PeopleOfYear
from sightline.synth.days import office_day
from sightline.synth.dice import Dice
from sightline.synth.nation.cards import ChildCard, Done
from sightline.synth.nation.caseload import LIVING_THERE, any_ethnicity
from sightline.synth.nation.places import YEAR_FIRST, YEAR_LAST, Place, Visit


def other_cards(seed: int, places: Sequence[Place], people: PeopleOfYear) -> list[ChildCard]:
    """The cards of children read in other years than the evidence year."""
    cards = []
    for place in places:
        share = people(place.name, LIVING_THERE) or 0.0
        for visit in place.others:
            dice = Dice(seed, f"nation/other/{place.slug}/{visit.on}")
            cards += [_card(dice, place, visit, n, share) for n in range(1, visit.files + 1)]
    return cards


def _card(dice: Dice, place: Place, visit: Visit, number: int, share: float) -> ChildCard:
    read_on = visit.on - dice.between(1, 9)
    while office_day(read_on) != read_on:
        read_on -= 1
    later = (read_on - YEAR_FIRST) / 365
    card = ChildCard(place, number, read_on, _taken_on(dice, read_on))
    card.ethnicity = any_ethnicity(dice, share)
    card.girl = dice.chance(0.19)
    if dice.chance(0.11):
        card.detained_on = max(card.taken_on, office_day(read_on - dice.between(32, 120)))
        card.health_plan = _done(dice, 0.5 - 0.05 * later)
        card.reported = True
    else:
        card.basis = dice.weighted({"court-order": 0.66, "out-of-court": 0.22, "prevention": 0.12})
        card.reported = card.basis == "court-order" and dice.chance(0.7)
        if dice.chance(0.4):
            card.visit = _done(dice, 0.36 - 0.05 * later)
    _dangers(dice, card)
    for need, of_ten in (
        ("mental-health", 4),
        ("physical-health", 1.4),
        ("learning-difficulty", 1.5),
    ):
        card.needs[need] = "open" if dice.chance(of_ten / 10) else "none"
    if dice.chance(0.45 if card.at_risk else 0.1):
        card.vulnerable, card.plan = True, _done(dice, 0.58 - 0.06 * later)
    _judged(dice, card, later)
    return card


def _taken_on(dice: Dice, read_on: Day) -> Day:
    """Never in the evidence year, whose caseload is dealt."""
    first, last = read_on - 290, read_on - 76
    if read_on > YEAR_LAST:
        first = max(first, YEAR_LAST + 3)
    return office_day(dice.between(first, last))


def _done(dice: Dice, missed: float) -> Done:
    return "missed" if dice.chance(missed) else "done"


def _dangers(dice: Dice, card: ChildCard) -> None:
    card.self_harm = dice.chance(0.36 if card.in_custody else 0.19)
    card.risk_to_self = card.self_harm or dice.chance(0.16)
    card.risk_from_others = "now" if dice.chance(0.17) else "never"
    card.protected = "now" if card.risk_from_others == "now" and dice.chance(0.12) else "never"
    card.looked_after = dice.weighted({"now": 0.12, "before": 0.08, "never": 0.8})


def _judged(dice: Dice, card: ChildCard, later: float) -> None:
    def answer(question: str, yes: float) -> None:
        card.judged[question] = "yes" if dice.chance(yes) else "no"

    answer("alcohol-key-factor", 0.35)
    answer("drugs-key-factor", 0.4)
    if card.at_risk:
        answer("action-taken", 0.8 + 0.02 * later)
    if card.reported:
        answer("report-vulnerability", 0.79 + 0.02 * later)
    if card.at_risk and dice.chance(0.4):
        answer("safeguarding-addressed", 0.7 + 0.03 * later)
    if card.in_custody:
        answer("health-planning", 0.78 + 0.02 * later)
