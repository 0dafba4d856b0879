"""Measures and terms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sightline.standard.model.conditions import Interval
from sightline.standard.model.kinds import Code


class MeasureOf(StrEnum):
    """What a measure counts."""

    TIMELINESS = "timeliness"
    DAYS_TO_MEET = "days-to-meet"
    ENTERED_BY = "entered-by"


@dataclass(frozen=True, slots=True)
class Measure:
    """A defined figure over the obligations of some duties. ``sentence`` is its definition."""

    id: str
    title: str
    sentence: str
    of: MeasureOf
    duties: tuple[str, ...]
    within: Interval | None = None
    target: float | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A thing whose name changed: the name used from a day until another."""

    id: str
    names: tuple[Code, ...]
