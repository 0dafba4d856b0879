"""Measures and terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sightline.standard.model.conditions import Interval
from sightline.standard.model.counts import (
    Count,
    Counts,
    Highest,
    Share,
    ShareOfGroups,
    ValuesOf,
)
from sightline.standard.model.kinds import Code


class MeasureOf(StrEnum):
    """What a measure counts."""

    TIMELINESS = "timeliness"
    DAYS_TO_MEET = "days-to-meet"
    ENTERED_BY = "entered-by"
    COUNT = "count"
    SHARE = "share"
    VALUES = "values"
    HIGHEST = "highest"
    SHARE_OF_GROUPS = "share-of-groups"


OF_RECORDS: Mapping[MeasureOf, type[Counts]] = {
    MeasureOf.COUNT: Count,
    MeasureOf.SHARE: Share,
    MeasureOf.VALUES: ValuesOf,
    MeasureOf.HIGHEST: Highest,
    MeasureOf.SHARE_OF_GROUPS: ShareOfGroups,
}
"""The measures over records, and what each of them counts."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A defined figure. ``sentence`` is its definition.

    It counts the obligations of some duties or, where it has ``counts``, records of any kind, or
    the figures of another measure.
    """

    id: str
    title: str
    sentence: str
    of: MeasureOf
    duties: tuple[str, ...]
    within: Interval | None = None
    target: float | None = None
    counts: Counts | None = None

    def __post_init__(self) -> None:
        if OF_RECORDS.get(self.of, type(None)) is not type(self.counts):
            raise ValueError(f"measure {self.id!r}: what it counts is not what 'of' says")


@dataclass(frozen=True, slots=True)
class Term:
    """A thing whose name changed: the name used from a day until another."""

    id: str
    names: tuple[Code, ...]
