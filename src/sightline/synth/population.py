"""The invented population of invented areas: enough for rates, and marked in every row."""

from __future__ import annotations

from collections.abc import Sequence

from sightline.standard.model import Standard
from sightline.standard.population import INVENTED, Cell, PopulationTable
from sightline.synth.dice import Dice
from sightline.synth.roster import PLACE

AGES = range(10, 18)
"""The ages at which a child can offend."""
YEARS = range(2004, 2027)

SHARES = {
    "white-british": 0.74,
    "white-other": 0.05,
    "pakistani": 0.04,
    "indian": 0.03,
    "black-african": 0.03,
    "white-and-black-caribbean": 0.02,
    "bangladeshi": 0.02,
    "asian-other": 0.02,
    "black-caribbean": 0.01,
}
"""Of the children of an invented area; the other codes share what is left. Not of any real one."""


def population(standard: Standard, seed: int, areas: Sequence[str] = (PLACE,)) -> PopulationTable:
    """People of each area, year, single age and ethnicity. The same seed gives the same table."""
    codes = [code.value for code in standard.kinds["identity"].fields["ethnicity"].codes]
    source = f"{INVENTED}: Sightline, seed {seed}; of no real place"
    cells = [cell for area in areas for cell in _area(area, seed, codes, source)]
    return PopulationTable(tuple(cells), frozenset(codes))


def _area(area: str, seed: int, codes: Sequence[str], source: str) -> list[Cell]:
    dice = Dice(seed, f"population/{area}")
    size = 1_500 + int(dice.fraction() * 3_000)
    rest = (1 - sum(SHARES.values())) / max(1, sum(code not in SHARES for code in codes))
    shares = {code: SHARES.get(code, rest) * (0.5 + dice.fraction()) for code in codes}
    whole = sum(shares.values())
    return [
        Cell(area, year, age, age, frozenset({code}), _count(dice, size * share / whole), source)
        for year in YEARS
        for age in AGES
        for code, share in shares.items()
    ]


def _count(dice: Dice, expected: float) -> int:
    """About as many as expected, a little otherwise from year to year."""
    return round(expected * (0.97 + 0.06 * dice.fraction()))
