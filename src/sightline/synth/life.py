"""The frame of one child's story: when it is, and where the child is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sightline.engine.model import Day
from sightline.synth.days import birthday


@dataclass(frozen=True, slots=True)
class Era:
    """How things were called and which orders there were: then, and now."""

    tool: str
    plan: str
    orders: Mapping[str, float]
    long_sentence: str
    establishment_types: Mapping[str, str]
    old: bool = False


NOW = Era(
    tool="assetplus",
    plan="safety-and-wellbeing",
    orders={"referral-order": 0.45, "youth-rehabilitation-order": 0.55},
    long_sentence="section-250",
    establishment_types={"older": "young-offender-institution", "younger": "secure-childrens-home"},
)
THEN = Era(
    tool="asset",
    plan="vulnerability",
    orders={"referral-order": 0.4, "action-plan-order": 0.25, "supervision-order": 0.35},
    long_sentence="section-91",
    establishment_types={
        "older": "young-offender-institution",
        "younger": "secure-training-centre",
    },
    old=True,
)


@dataclass(slots=True)
class Life:
    """One child's frame. ``start`` and ``end``: of the youth justice case.

    ``traits``: what the story has in it, as ``child.TRAITS`` names it. ``inside``: first and last
    days of each stay in custody. ``in_care``: of the time in care, if there is one.
    """

    born: Day
    start: Day
    end: Day
    era: Era
    traits: frozenset[str]
    inside: list[tuple[Day, Day]] = field(default_factory=list)
    in_care: tuple[Day, Day] | None = None

    def age_on(self, day: Day) -> float:
        """Age in years, near enough to choose what befits it."""
        return (day - self.born) / 365.25

    def birthday(self, years: int, months: int = 0) -> Day:
        """The day on which the child reaches an age."""
        return birthday(self.born, years, months)

    def is_inside(self, day: Day) -> bool:
        """Whether the child is in custody on a day."""
        return any(first <= day <= last for first, last in self.inside)

    def free_from(self, day: Day) -> Day:
        """The first day on or after this one on which the child is not in custody."""
        for first, last in sorted(self.inside):
            if first <= day <= last:
                day = last + 1
        return day
