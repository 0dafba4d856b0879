"""What a review recommends, in parts that can be checked, and what shows that each is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DutyPart:
    """A duty; ``part``: only that part of it, or '' for all of it."""

    duty: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.duty}/{self.part}" if self.part else self.duty


@dataclass(frozen=True, slots=True)
class ShownBy:
    """What shows that something recommended is done: duties that are met, or a measure's figure.

    ``at_least``: the share of what was owed, or of what the measure counts, that must be so; 1 is
    all of it. ``none``: the measure counts what must not be, and the share is of the rest.
    ``first``, ``last``: days (both included) that hold whatever the period that is asked about.
    """

    duties: tuple[DutyPart, ...] = ()
    measure: str = ""
    at_least: float = 1.0
    none: bool = False
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if bool(self.duties) == bool(self.measure):
            raise ValueError("'shown-by' names a duty or a measure, and not both")
        if self.none and self.duties:
            raise ValueError("'must: none' goes with a measure only: a duty is met or it is not")
        if not 0 < self.at_least <= 1:
            raise ValueError("'at-least' is a share above 0 and up to 1, such as 0.9")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise ValueError("'to' is before 'from'")


@dataclass(frozen=True, slots=True)
class RecommendedPart:
    """One part of a recommendation that can be checked by itself.

    ``says``: what must be so. ``shown_by``: None where records cannot show it, and
    ``not_checkable`` says why. ``by``: the bodies that answer for this part, where these are not
    all that the recommendation names. ``note``: how it is read here.
    """

    id: str
    says: str
    shown_by: ShownBy | None = None
    not_checkable: str = ""
    by: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if (self.shown_by is None) == (self.not_checkable == ""):
            raise ValueError(
                "expected 'shown-by', or 'not-checkable' with the reason, and not both"
            )


@dataclass(frozen=True, slots=True)
class Recommended:
    """One recommendation.

    ``section``: the path of the review's section, which has its title and the bodies that it
    names. ``box``: where it was printed. ``gist``: in this project's words. ``due``: the day by
    which it was to be done, where it had one.
    """

    id: str
    number: str
    box: str
    section: str
    gist: str
    parts: Mapping[str, RecommendedPart]
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Recommendations:
    """All that one review recommends, by id and in its order.

    ``first``: the first day on which it could be done, which is that of publication.
    """

    review: str
    first: date
    listed: Mapping[str, Recommended]

    @property
    def parts(self) -> tuple[tuple[Recommended, RecommendedPart], ...]:
        """Every part, with the recommendation to which it belongs."""
        return tuple((one, part) for one in self.listed.values() for part in one.parts.values())
