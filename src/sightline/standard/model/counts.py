"""What a figure over records counts: units, the signs that they show, and figures of figures."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.standard.model.conditions import AgeIn, Interval, Selector, Test
from sightline.standard.model.words import Unit

COUNTED_STATES = ("met", "late", "overdue")
"""The states in which an obligation has fallen due or been answered, as figures count them."""


@dataclass(frozen=True, slots=True)
class Owed:
    """That an obligation of one of some duties stands in one of some states on the unit's day.

    It is judged as it stood at the end of that day: work done later is not done yet.
    """

    duties: tuple[str, ...]
    states: tuple[str, ...] = COUNTED_STATES

    def __post_init__(self) -> None:
        if not self.duties or not self.states:
            raise ValueError("'owed' names at least one duty and one state")


@dataclass(frozen=True, slots=True)
class Signs:
    """What must be so of a unit, at its moment, on the file on which it stands. All must hold.

    ``itself``: tests on the unit's own fields. ``running``: spans or until-next records that cover
    its moment. ``had``: records that had begun by then. ``about``: records about the unit, whenever
    they were made, or ``within`` so long after its moment, the last day included. ``owed``:
    obligations of the file. ``age`` and ``subject``: of the file's subject. ``any_of``: one of
    these holds. ``none_of``: none of these holds.
    """

    itself: tuple[Test, ...] = ()
    running: tuple[Selector, ...] = ()
    had: tuple[Selector, ...] = ()
    about: tuple[Selector, ...] = ()
    owed: Owed | None = None
    age: AgeIn | None = None
    subject: tuple[Test, ...] = ()
    any_of: tuple[Signs, ...] = ()
    none_of: tuple[Signs, ...] = ()
    within: Interval | None = None

    def __post_init__(self) -> None:
        if self.within is not None and not self.about:
            raise ValueError("'within' stands beside 'about', and says how soon that was recorded")
        if self.within is not None and self.within.unit is Unit.HOURS:
            raise ValueError("'within' is of days or longer beside 'about'")


@dataclass(frozen=True, slots=True)
class Units:
    """The records that are counted: of a kind, passing tests, with these signs."""

    what: Selector
    where: Signs = Signs()


@dataclass(frozen=True, slots=True)
class Count:
    """How many units there are."""

    units: Units


@dataclass(frozen=True, slots=True)
class Share:
    """Of the units, the share that shows some signs."""

    units: Units
    share: Signs

    def __post_init__(self) -> None:
        if self.share == Signs():
            raise ValueError("'share' says what the counted records must be")


@dataclass(frozen=True, slots=True)
class ValuesOf:
    """What the units say in some fields; ``AGE`` and ``DAY`` are said of their moment."""

    units: Units
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Highest:
    """The highest value of another figure among groups of files, such as places."""

    measure: str
    by: str


@dataclass(frozen=True, slots=True)
class Population:
    """People by the ethnic groups and ages in which a census or an estimate counts them."""

    ethnicity: tuple[str, ...]
    age: AgeIn | None = None

    def __post_init__(self) -> None:
        if not self.ethnicity:
            raise ValueError("'population' names at least one ethnic group")


@dataclass(frozen=True, slots=True)
class ShareOfGroups:
    """Of the groups of files with a value, the share whose value of another figure is above one.

    ``above``: the share of the group's people, in the population of that place, who pass tests.
    """

    measure: str
    by: str
    above: Population


Counts = Count | Share | ValuesOf | Highest | ShareOfGroups

AGE, DAY = "age", "day"
"""What ``ValuesOf`` can give beside fields: the subject's age in years at the unit's moment, and
its day."""
