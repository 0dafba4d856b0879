"""What must be so: intervals, ages, tests on fields, and conditions on a day."""

from __future__ import annotations

from dataclasses import dataclass

from sightline.standard.model.words import Unit


@dataclass(frozen=True, slots=True)
class Interval:
    """So many of a unit: ``5 working days``."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("an interval is never negative")

    def __str__(self) -> str:
        unit = self.unit.value
        return f"{self.count} {unit[:-1] if self.count == 1 else unit}"


@dataclass(frozen=True, slots=True)
class Age:
    """An age as law states it: years and months counted from birth."""

    years: int
    months: int = 0

    def __post_init__(self) -> None:
        if self.years < 0 or not 0 <= self.months < 12:
            raise ValueError("an age is so many years and at most 11 months")

    def __str__(self) -> str:
        return f"{self.years}y{self.months}m" if self.months else str(self.years)


@dataclass(frozen=True, slots=True)
class OneOf:
    """True of a recorded value among ``values``; of a list, if any of its values is."""

    field: str
    values: frozenset[str | int | float]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError(f"{self.field!r} is matched against no value at all")


@dataclass(frozen=True, slots=True)
class NumberIn:
    """True of a recorded number that is at least ``at_least`` and under ``under``."""

    field: str
    at_least: float | None = None
    under: float | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.under is None:
            raise ValueError(f"{self.field!r} is given neither 'at least' nor 'under'")


@dataclass(frozen=True, slots=True)
class Answered:
    """True of any recorded answer, "no" and "declined" included (clause 2.1)."""

    field: str


Test = OneOf | NumberIn | Answered


@dataclass(frozen=True, slots=True)
class AgeIn:
    """An age range on a day: at least ``at_least``, under ``under``."""

    at_least: Age | None = None
    under: Age | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.under is None:
            raise ValueError("an age condition says neither 'at least' nor 'under'")


@dataclass(frozen=True, slots=True)
class LastedIn:
    """How long the trigger span has run when the clock starts, in days, weeks, months or years."""

    at_least: Interval | None = None
    under: Interval | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.under is None:
            raise ValueError("a 'lasted' condition says neither 'at least' nor 'under'")
        calendar = {Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS}
        for bound in (self.at_least, self.under):
            if bound is not None and bound.unit not in calendar:
                raise ValueError("'lasted' counts in days, weeks, months or years")


@dataclass(frozen=True, slots=True)
class Selector:
    """Records of one kind that pass every test."""

    kind: str
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must be so on the day, beside the record itself. All of it must hold.

    ``running``: on the file, spans (or until-next records) that cover the moment.
    ``subject``: tests on the attributes of the file's subject. ``age``: the file's subject's;
    ``of_subject_age``: of the subject that the record was filed on (extension 3).
    ``lasted``: only where the clock starts from a trigger that is a span.
    """

    running: tuple[Selector, ...] = ()
    age: AgeIn | None = None
    of_subject_age: AgeIn | None = None
    subject: tuple[Test, ...] = ()
    lasted: LastedIn | None = None

    def __bool__(self) -> bool:
        return bool(self.running or self.age or self.of_subject_age or self.subject or self.lasted)
