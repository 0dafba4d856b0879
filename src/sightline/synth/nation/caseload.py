"""Of which ethnic groups the children of each area's caseload are, and how many there are.

In some areas children of minority groups are a greater part of the caseload of the year than of
all who live there and are 10 to 17 years old, and in the others they are not: the caseloads are
made so that this comes out of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sightline.engine.model import Day
from sightline.engine.people import PeopleOfYear
from sightline.standard.model import Age, AgeIn, Population
from sightline.synth.dice import Dice
from sightline.synth.nation import targets as t
from sightline.synth.nation.cards import ChildCard
from sightline.synth.nation.deal import draw, shuffled
from sightline.synth.nation.places import YEAR_FIRST, YEAR_LAST, Place
from sightline.synth.nation.population import MINORITY, WHITE

LIVING_THERE = Population(tuple(MINORITY), AgeIn(Age(10), Age(18)))
NOT_SAID = ("declined", "not-asked", "unknown")


def in_year(day: Day) -> bool:
    """Whether a case that began on a day is one of the year's caseload."""
    return YEAR_FIRST <= day <= YEAR_LAST


def over_represented(seed: int, places: Sequence[Place]) -> frozenset[str]:
    """The names of the areas in which children of minority groups are over-represented."""
    dice = Dice(seed, "nation/over-represented")
    inspected = [place.name for place in places if place.in_year is not None]
    others = [place.name for place in places if place.in_year is None]
    return frozenset(
        draw(dice, inspected, t.OVER_REPRESENTED_INSPECTED)
        + draw(dice, others, t.OVER_REPRESENTED - t.OVER_REPRESENTED_INSPECTED)
    )


def ethnicities(dice: Dice, cases: int, living_there: float, *, over: bool) -> list[str]:
    """What the children of one caseload say of themselves; some of them are not asked."""
    silent = int(cases * dice.fraction() * 0.08)
    said = cases - silent
    # Over-represented even if whoever would not say is counted with the others, as one may.
    at_most = int(living_there * (cases if over else said))
    more = 1 + dice.between(0, max(1, round(said * 0.12)))
    fewer = dice.between(0, max(0, at_most // 3))
    minority = min(said, at_most + more) if over else at_most - fewer
    told = [
        *(dice.weighted(MINORITY) for _ in range(minority)),
        *(dice.weighted(WHITE) for _ in range(said - minority)),
        *(dice.pick(NOT_SAID) for _ in range(silent)),
    ]
    return shuffled(dice, told)


def tell_ethnicities(
    seed: int, cards: Sequence[ChildCard], over: frozenset[str], people: PeopleOfYear
) -> None:
    """Deal their ethnic groups to the children read: exactly to those of the year's caseload."""
    by_place: defaultdict[str, list[ChildCard]] = defaultdict(list)
    for card in cards:
        by_place[card.place.name].append(card)
    for name, of_place in by_place.items():
        dice = Dice(seed, f"ethnicity/{name}")
        counted = [card for card in of_place if in_year(card.taken_on)]
        share = people(name, LIVING_THERE) or 0.0
        told = ethnicities(dice, len(counted), share, over=name in over)
        for card, ethnicity in zip(counted, told, strict=True):
            card.ethnicity = ethnicity
        for card in of_place:
            if not in_year(card.taken_on):
                card.ethnicity = any_ethnicity(dice, share)


def any_ethnicity(dice: Dice, living_there: float) -> str:
    """What a child of an area may say, whose case is not of the year."""
    groups: Mapping[str, float] = MINORITY if dice.chance(living_there * 1.25) else WHITE
    return dice.weighted(groups)
