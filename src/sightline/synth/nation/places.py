"""The places of the nation, all of them invented, and when inspectors came to each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sightline.engine.model import Day
from sightline.synth.days import office_day, on
from sightline.synth.dice import Dice
from sightline.synth.nation.deal import draw, shuffled
from sightline.synth.nation.targets import (
    AREAS,
    HEALTHCARE_INSPECTIONS,
    PROBATION_INSPECTIONS,
    YOUTH_INSPECTIONS,
)

YEAR_FIRST, YEAR_LAST = on("2006-04-01"), on("2007-03-31")
"""The evidence year of the review, both days included."""

_FIRST_INSPECTED, _LAST_INSPECTED = on("2006-08-28"), on("2007-03-23")
"""The first and last day on site of the year's inspections: late enough in it for most of the
children whose files are read to have been taken on in the same year."""

_SAMPLED_FROM = on("2004-04-01")
"""From this day on files of every other inspection are here, so that trends can be seen."""

_BEGINNINGS = (
    "Amber", "Cinder", "Dapple", "Fathom", "Garnet", "Indigo", "Kestrel", "Lantern", "Merlin",
    "Pewter", "Quill", "Russet", "Tansy", "Umber",
)  # fmt: skip
_ENDINGS = (
    "combe", "garth", "haven", "holt", "marsh", "mere", "minster", "stead", "wick", "worth",
)  # fmt: skip
AREA_NAMES = tuple(f"{first}{last}" for first in _BEGINNINGS for last in _ENDINGS)[:AREAS]
"""The areas of England, each with a youth justice service."""

PROBATION_NAMES = tuple(
    f"{first}shire" for first in (*_BEGINNINGS, "Saffron", "Wicker")
)[:PROBATION_INSPECTIONS]  # fmt: skip
"""The probation areas that were inspected."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection of a service: its last day on site, and how it was made.

    ``files``: how many files were read, where it belongs to one of the smaller samples of other
    years; those of the evidence year are dealt.
    """

    on: Day
    healthcare: bool = False
    files: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A place. ``in_year``: its inspection in the evidence year, if there was one."""

    name: str
    in_year: Visit | None = None
    others: tuple[Visit, ...] = ()

    @property
    def slug(self) -> str:
        """What the ids of its files begin with."""
        return self.name.lower()

    def file(self, local: str) -> str:
        """The id of one of its files."""
        return f"{self.slug}.{local}"


def areas(seed: int) -> tuple[Place, ...]:
    """The areas in order of their ids: which were inspected, and when.

    Those of the joint review of health care were inspected before the evidence year, the others of
    it never before; ten were inspected in the year after.
    """
    dice = Dice(seed, "nation/areas")
    names = shuffled(dice, AREA_NAMES)
    inspected, names = names[:YOUTH_INSPECTIONS], names[YOUTH_INSPECTIONS:]
    before, names = names[:HEALTHCARE_INSPECTIONS], names[HEALTHCARE_INSPECTIONS:]
    after = names[:10]
    made = [
        Place(name, in_year=visit) for name, visit in zip(inspected, _in_year(dice), strict=True)
    ]
    for number, name in enumerate(before):
        visit = Visit(_before(number, len(before)), healthcare=True)
        sampled = visit.on >= _SAMPLED_FROM and number % 2
        made.append(Place(name, others=(replace(visit, files=13 if sampled else 0),)))
    for number, name in enumerate(after):
        day = office_day(on("2007-09-03") + 19 * number)
        made.append(Place(name, others=(Visit(day, files=16),)))
    made += [Place(name) for name in names[10:]]
    return tuple(sorted(made, key=lambda place: place.slug))


def probation_areas(seed: int) -> tuple[Place, ...]:
    """The probation areas in order of their ids, with the days of their inspections."""
    dice = Dice(seed, "nation/probation")
    step = (_LAST_INSPECTED - _FIRST_INSPECTED) / (PROBATION_INSPECTIONS - 1)
    days = [office_day(int(_FIRST_INSPECTED + step * n)) for n in range(PROBATION_INSPECTIONS)]
    names = draw(dice, PROBATION_NAMES, PROBATION_INSPECTIONS)
    made = [Place(name, in_year=Visit(day)) for name, day in zip(names, days, strict=True)]
    return tuple(sorted(made, key=lambda place: place.slug))


def _in_year(dice: Dice) -> list[Visit]:
    step = (_LAST_INSPECTED - _FIRST_INSPECTED) / (YOUTH_INSPECTIONS - 1)
    days = [_FIRST_INSPECTED + step * number for number in range(YOUTH_INSPECTIONS)]
    return [Visit(office_day(int(day))) for day in shuffled(dice, days)]


def _before(number: int, of: int) -> Day:
    """Inspections from autumn 2003 on, evenly; the last ones in the winter before the year."""
    first, last = on("2003-09-15"), on("2006-03-17")
    return office_day(int(first + (last - first) * number / (of - 1)))
