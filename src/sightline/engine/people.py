"""How many people of which sort live in a place, as figures ask it of a table of population."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.standard.model import Population
from sightline.standard.population import OLDEST, PopulationTable


@dataclass(frozen=True, slots=True)
class PeopleOfYear:
    """The people of one year, by the names or codes that both the table and the files give places.

    ``record_figures.Known`` takes it as ``people``.
    """

    table: PopulationTable
    year: int

    def __call__(self, place: str, asked: Population) -> float | None:
        """The share of a place's people of some ages who are of some groups; None if unknown."""
        first, last = _ages(asked)
        return self.table.share(place, self.year, first, last, asked.ethnicity)


def _ages(asked: Population) -> tuple[int, int]:
    """Whole years of age, both included."""
    least = asked.age.at_least if asked.age else None
    under = asked.age.under if asked.age else None
    return (least.years if least else 0), (under.years - 1 if under else OLDEST)
