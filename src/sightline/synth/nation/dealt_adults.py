"""The cards of the adults under probation whose files were read in the evidence year."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sightline.synth.days import office_day
from sightline.synth.dice import Dice
from sightline.synth.nation import targets as t
from sightline.synth.nation.cards import AdultCard
from sightline.synth.nation.deal import draw, draw_rather, shuffled
from sightline.synth.nation.places import Place


def adult_cards(seed: int, places: Sequence[Place]) -> list[AdultCard]:
    """The cards of all adults read, in order of place."""
    dice = Dice(seed, "nation/adults")
    cards = _of_places(dice, places)
    for card in draw(dice, cards, t.PARTNER_VIOLENCE.yes):
        card.violent_partner = True
    for card in cards:
        card.woman = dice.chance(0.03 if card.violent_partner else 0.13)
        card.children = dice.weighted({0: 0.5, 1: 0.25, 2: 0.17, 3: 0.08})
        card.has_victim = dice.chance(0.68)
    _calls(dice, cards)
    _visits(dice, cards)
    _judged(dice, cards)
    return cards


def _of_places(dice: Dice, places: Sequence[Place]) -> list[AdultCard]:
    sizes = {place: t.ADULTS // len(places) for place in places}
    for place in draw(dice, places, t.ADULTS - sum(sizes.values())):
        sizes[place] += 1
    cards = []
    for place, size in sizes.items():
        assert place.in_year is not None
        for number in range(1, size + 1):
            read_on = place.in_year.on - dice.between(1, 9)
            while office_day(read_on) != read_on:
                read_on -= 1
            cards.append(AdultCard(place, number, read_on))
    return cards


def _calls(dice: Dice, cards: Sequence[AdultCard]) -> None:
    """To whose homes the police were called: more often, but not only, where partners were hurt."""
    violent = [card for card in cards if card.violent_partner]
    others = [card for card in cards if not card.violent_partner]
    number = t.JUDGED_OF_ADULTS["callout-communication"].of + 12
    for card in draw_rather(dice, violent, others, number, 0.6):
        card.called_out = True


def _visits(dice: Dice, cards: Sequence[AdultCard]) -> None:
    """Where children live or partners were hurt, a visit at home is needed more often."""
    likely = [card for card in cards if card.violent_partner or card.children]
    others = [card for card in cards if not (card.violent_partner or card.children)]
    needed = draw_rather(dice, likely, others, t.NO_PROBATION_VISIT.of, 0.75)
    for number, card in enumerate(shuffled(dice, needed)):
        card.visit = "missed" if number < t.NO_PROBATION_VISIT.yes else "done"
    for card in draw(dice, [card for card in cards if card.visit == "not-owed"], 18):
        card.visit = "unknown"


def _judged(dice: Dice, cards: Sequence[AdultCard]) -> None:
    asked: dict[str, Callable[[AdultCard], bool]] = {
        "partner-violence-response": lambda card: card.violent_partner,
        "callout-communication": lambda card: card.called_out,
        "victim-and-child-safeguarding": lambda card: card.has_victim or card.children > 0,
        "probation-safeguarding-assessment": lambda card: True,
        "victim-safety-in-risk-assessment": lambda card: True,
        "manager-involvement": lambda card: card.children > 0,
    }
    for question, applies in asked.items():
        share = t.JUDGED_OF_ADULTS[question]
        answered = draw(dice, [card for card in cards if applies(card)], share.of)
        for card in cards:
            if not applies(card):
                card.judged[question] = "not-applicable"
        for number, card in enumerate(answered):
            card.judged[question] = "yes" if number < share.yes else "no"
