"""The cards of the children whose files were read in the evidence year."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.engine.model import Day
from sightline.synth.days import office_day
from sightline.synth.dice import Dice
from sightline.synth.nation import targets as t
from sightline.synth.nation.cards import ChildCard, State
from sightline.synth.nation.deal import draw, draw_known, draw_rather, shuffled
from sightline.synth.nation.dealt_judgements import judge_children
from sightline.synth.nation.places import YEAR_FIRST, Place

Cards = Sequence[ChildCard]
NEED_ROWS = {
    "mental-health": ("fig-mh-need", "fig-mh-need-custody"),
    "physical-health": ("fig-physical-health", "fig-physical-health-custody"),
    "learning-difficulty": ("fig-learning-difficulty", "fig-learning-difficulty-custody"),
}
TAKEN_ON_IN_YEAR = 0.75
"""The share of the children read whose case began in the same year; caseloads are made of them."""


def child_cards(seed: int, places: Sequence[Place]) -> list[ChildCard]:
    """The cards of all children read, in order of place: every margin of ``targets`` is in them."""
    dice = Dice(seed, "nation/children")
    cards = _of_places(dice, [place for place in places if place.in_year is not None])
    detained = draw(dice, cards, t.IN_CUSTODY)
    ids = {id(card) for card in detained}
    free = [card for card in cards if id(card) not in ids]
    _days(dice, detained, free)
    _needs(dice, detained, free)
    _dangers(dice, detained, free)
    _in_care_and_protected(dice, detained, free)
    _owed(dice, detained, free)
    judge_children(dice, cards)
    return cards


def _of_places(dice: Dice, inspected: Sequence[Place]) -> list[ChildCard]:
    """The files drawn in each place: about as many in one as in another."""
    sizes = {place: t.CHILDREN // len(inspected) for place in inspected}
    for place in draw(dice, inspected, t.CHILDREN - sum(sizes.values())):
        sizes[place] += 1
    few = shuffled(dice, inspected)
    for less, more in zip(few[::2], few[1::2], strict=False):
        moved = dice.between(0, 9)
        sizes[less] -= moved
        sizes[more] += moved
    cards = []
    for place, size in sizes.items():
        assert place.in_year is not None
        for number in range(1, size + 1):
            read_on = place.in_year.on - dice.between(1, 9)
            while office_day(read_on) != read_on:
                read_on -= 1
            cards.append(ChildCard(place, number, read_on))
    return cards


# --- when --------------------------------------------------------------------------------------


def _days(dice: Dice, detained: Cards, free: Cards) -> None:
    """When the case and the stay in custody began; whether the child was remanded; boy or girl."""
    planned = t.CHILDREN_IN_CUSTODY["fig-health-plan-custody"].of
    for number, card in enumerate(shuffled(dice, detained)):
        card.taken_on = taken_on(dice, card.read_on)
        # What is due ten working days after the first day is due by now, or surely is not yet.
        days = dice.between(3, 11) if number >= planned else dice.between(32, 140)
        card.detained_on = max(card.taken_on, office_day(card.read_on - days))
        card.health_plan = "missed" if number < planned else "not-owed"
        card.remanded = dice.chance(0.12)
        card.girl = dice.chance(0.08)
    for card in free:
        card.taken_on = taken_on(dice, card.read_on)
        card.girl = dice.chance(0.2)
        card.basis = dice.weighted({"court-order": 0.66, "out-of-court": 0.22, "prevention": 0.12})


def taken_on(dice: Dice, read_on: Day) -> Day:
    """When the case began: long enough before for what was owed first to be due by now."""
    latest = read_on - 72
    if dice.chance(TAKEN_ON_IN_YEAR):
        return office_day(dice.between(max(YEAR_FIRST, read_on - 290), latest - 4))
    last = min(YEAR_FIRST - 5, latest - 4)
    return office_day(dice.between(min(read_on - 430, last - 60), last))


# --- what is so of them ------------------------------------------------------------------------


def _needs(dice: Dice, detained: Cards, free: Cards) -> None:
    for need, (of_all, of_detained) in NEED_ROWS.items():
        inside = t.CHILDREN_IN_CUSTODY[of_detained]
        _need(dice, detained, need, inside)
        _need(dice, free, need, t.CHILDREN_ALL[of_all] - inside)


def _need(dice: Dice, cards: Cards, need: str, share: t.Share) -> None:
    standing, unknown = draw_known(dice, cards, share)
    _set_need(dice, cards, need, standing, unknown)


def _set_need(dice: Dice, cards: Cards, need: str, standing: Cards, unknown: Cards) -> None:
    for card in cards:
        state: State = "closed" if dice.chance(0.06) else "none"
        card.needs[need] = state
    for card in standing:
        card.needs[need] = "open"
    for card in unknown:
        card.needs[need] = "unknown"


def _dangers(dice: Dice, detained: Cards, free: Cards) -> None:
    """Danger from oneself and from others; and a need for care because of self-harm."""
    inside, outside = t.CHILDREN_IN_CUSTODY, t.CHILDREN_IN_COMMUNITY
    to_self, from_others = (
        t.CHILDREN_ALL["fig-risk-to-self"],
        t.CHILDREN_ALL["fig-risk-from-others"],
    )
    ever, self_harm = inside["fig-risk-from-others-custody"], inside["fig-selfharm-custody"]
    _from_others(dice, detained, ever, t.RISK_FROM_OTHERS_IN_CUSTODY)
    _to_self(dice, detained, self_harm, t.RISK_TO_SELF_IN_CUSTODY)
    ever, self_harm = outside["fig-risk-from-others-community"], outside["fig-selfharm-community"]
    _from_others(dice, free, ever, from_others.yes - t.RISK_FROM_OTHERS_IN_CUSTODY)
    _to_self(dice, free, self_harm, to_self.yes - t.RISK_TO_SELF_IN_CUSTODY)
    _self_harm_needs(dice, detained, free)


def _from_others(dice: Dice, cards: Cards, ever: t.Share, now: int) -> None:
    """Of whom assessments say at all from whom there is danger; ever from others, and still."""
    told = shuffled(dice, cards)
    for card in told[ever.of :]:
        card.risk_known = False
    for number, card in enumerate(told[: ever.yes]):
        card.risk_from_others = "now" if number < now else "before"


def _to_self(dice: Dice, cards: Cards, self_harm: t.Share, to_self: int) -> None:
    """Risk of self-harm, which is a part of the danger that a child is to itself."""
    for card in draw(dice, cards, len(cards) - self_harm.of):
        card.self_harm_known = False
    sure = [card for card in cards if card.risk_known and card.self_harm_known]
    for card in draw(dice, sure, self_harm.yes):
        card.self_harm = card.risk_to_self = True
    others = [card for card in cards if card.risk_known and not card.risk_to_self]
    for card in draw(dice, others, to_self - self_harm.yes):
        card.risk_to_self = True


def _self_harm_needs(dice: Dice, detained: Cards, free: Cards) -> None:
    """In custody such a need stands open only for some of those at risk."""
    share = t.CHILDREN_IN_CUSTODY["fig-selfharm-vuln-custody"]
    standing = draw(dice, [card for card in detained if card.self_harm], share.yes)
    others = [card for card in detained if not card.self_harm]
    _set_need(dice, detained, "self-harm", standing, draw(dice, others, len(detained) - share.of))
    for card in free:
        card.needs["self-harm"] = "open" if card.self_harm and dice.chance(0.2) else "none"


def _in_care_and_protected(dice: Dice, detained: Cards, free: Cards) -> None:
    inside, outside = t.CHILDREN_IN_CUSTODY, t.CHILDREN_IN_COMMUNITY
    for cards, share in (
        (detained, inside["fig-cpr-custody"]),
        (free, outside["fig-cpr-community"]),
    ):
        in_danger = [card for card in cards if card.risk_from_others == "now"]
        for card in draw(dice, in_danger, share.yes):
            card.protected = "now"
        for card in cards:
            if card.risk_from_others == "before" and dice.chance(0.3):
                card.protected = "before"
    ever = draw(dice, detained, inside["fig-lac-custody"].yes + t.LOOKED_AFTER_BEFORE_IN_CUSTODY)
    for number, card in enumerate(ever):
        card.looked_after = "now" if number < inside["fig-lac-custody"].yes else "before"
    for card in free:
        card.looked_after = dice.weighted({"now": 0.11, "before": 0.07, "never": 0.82})


def _owed(dice: Dice, detained: Cards, free: Cards) -> None:
    """Who was to have a plan or a visit, and who had it by the day of reading."""
    cards = (*detained, *free)
    in_danger = [card for card in cards if card.at_risk or card.protected == "now"]
    ids = {id(card) for card in in_danger}
    others = [card for card in cards if id(card) not in ids]
    lacking = t.VULNERABLE_WITHOUT_PLAN
    vulnerable = draw_rather(dice, in_danger, others, lacking.of, 0.85)
    for number, card in enumerate(shuffled(dice, vulnerable)):
        card.vulnerable, card.plan = True, "missed" if number < lacking.yes else "done"
    for card in draw(dice, [card for card in cards if not card.vulnerable], 24):
        card.vulnerability_known = False
    unvisited = t.CHILDREN_IN_COMMUNITY["fig-no-home-visit-yot"]
    at_home = [card for card in free if card.vulnerable]
    elsewhere = [card for card in free if not card.vulnerable]
    needing = draw_rather(dice, at_home, elsewhere, unvisited.of, 0.4)
    for number, card in enumerate(shuffled(dice, needing)):
        card.visit = "missed" if number < unvisited.yes else "done"
    for card in draw(dice, [card for card in free if card.visit == "not-owed"], 36):
        card.visit = "unknown"
    planned = [card for card in detained if card.health_plan == "missed"]
    for card in draw(dice, planned, t.CHILDREN_IN_CUSTODY["fig-health-plan-custody"].yes):
        card.health_plan = "done"
