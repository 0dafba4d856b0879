"""Measures and terms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sightline.standard.model.conditions import AgeIn, Interval, Selector, Test
from sightline.standard.model.kinds import Code


class MeasureOf(StrEnum):
    """What a measure counts."""

    TIMELINESS = "timeliness"
    DAYS_TO_MEET = "days-to-meet"
    ENTERED_BY = "entered-by"
    SHARE_OF_PERIOD = "share-of-period"


@dataclass(frozen=True, slots=True)
class Among:
    """The records of a kind that lasts a period, over which a share is taken, and the share.

    ``what``: which records; ``age``: of the file's subject, on the period's last day; ``share``:
    the tests that the counted ones pass.
    """

    what: Selector
    share: tuple[Test, ...]
    age: AgeIn | None = None

    def __post_init__(self) -> None:
        if not self.share:
            raise ValueError("a share of a period says what the counted records must be")


@dataclass(frozen=True, slots=True)
class Measure:
    """A defined figure. ``sentence`` is its definition.

    It counts the obligations of some duties or, where it has ``among``, records of a period.
    """

    id: str
    title: str
    sentence: str
    of: MeasureOf
    duties: tuple[str, ...]
    within: Interval | None = None
    target: float | None = None
    among: Among | None = None

    def __post_init__(self) -> None:
        if (self.of is MeasureOf.SHARE_OF_PERIOD) != (self.among is not None):
            raise ValueError(f"measure {self.id!r}: only a share of a period has 'among'")


@dataclass(frozen=True, slots=True)
class Term:
    """A thing whose name changed: the name used from a day until another."""

    id: str
    names: tuple[Code, ...]
