"""How many children of each age and ethnic group live in each area: invented, as a census tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sightline.standard.population import INVENTED, Cell, PopulationTable
from sightline.synth.dice import Dice
from sightline.synth.nation.places import Place
from sightline.synth.population import AGES

MINORITY: Mapping[str, float] = {
    "white-and-black-caribbean": 0.14,
    "white-and-black-african": 0.05,
    "white-and-asian": 0.09,
    "mixed-other": 0.07,
    "indian": 0.14,
    "pakistani": 0.15,
    "bangladeshi": 0.06,
    "asian-other": 0.05,
    "black-caribbean": 0.08,
    "black-african": 0.1,
    "black-other": 0.02,
    "chinese": 0.02,
    "other": 0.03,
}
"""Groups that are counted as black and minority ethnic, and how common each is among them."""

WHITE: Mapping[str, float] = {
    "white-british": 0.955,
    "white-irish": 0.006,
    "traveller-of-irish-heritage": 0.001,
    "gypsy-roma": 0.002,
    "white-other": 0.036,
}

YEARS = range(2004, 2009)
REVIEWED = 2006
"""The year of whose people the review's evidence year asks."""


def population(seed: int, places: Sequence[Place]) -> PopulationTable:
    """The table of a seed: people of each area, year, single age and ethnic group."""
    source = f"{INVENTED}: Sightline, nation of seed {seed}; of no real place"
    cells = [cell for place in places for cell in _cells(seed, place, source)]
    return PopulationTable(tuple(cells), frozenset({*WHITE, *MINORITY}))


def _cells(seed: int, place: Place, source: str) -> Iterator[Cell]:
    """Areas differ: in most there are few people of minority groups, in some nearly half."""
    dice = Dice(seed, f"population/{place.slug}")
    of_one_age = dice.between(900, 5200)
    minority = dice.weighted({0.05: 0.35, 0.11: 0.25, 0.2: 0.2, 0.33: 0.13, 0.45: 0.07})
    minority *= 0.7 + 0.6 * dice.fraction()
    for groups, share in ((WHITE, 1 - minority), (MINORITY, minority)):
        local = {group: common * (0.4 + 1.2 * dice.fraction()) for group, common in groups.items()}
        everybody = sum(local.values())
        for group, common in local.items():
            count = round(of_one_age * share * common / everybody)
            for year in YEARS:
                for age in AGES:
                    yield Cell(place.name, year, age, age, frozenset({group}), count, source)
