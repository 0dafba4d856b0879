"""What a review printed, figure by figure, and when a figure worked out anew agrees with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import date
from enum import StrEnum


class PrintedKind(StrEnum):
    """What sort of statement was printed."""

    SHARE = "share"
    COUNT = "count"
    EXTREME = "extreme"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Agreement:
    """What must be so of a figure that agrees with the printed one. All that is said must hold.

    ``percent``: its value in percent, rounded half up to a whole number. ``from_``, ``to``: the
    band, in percent, both ends included. ``over``, ``under``: in percent, neither included.
    ``count``, ``count_over``: its numerator. ``numerator``, ``denominator``: exactly. ``values``:
    what its values begin with, one for each and in order (``2008-07`` fits any day of that month).
    """

    percent: int | None = None
    from_: float | None = None
    to: float | None = None
    over: float | None = None
    under: float | None = None
    count: int | None = None
    count_over: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if all(said in (None, ()) for said in astuple(self)):
            raise ValueError("'agrees' says what must be so")


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """One printed statement: its words, and the measure and period that give it anew.

    ``section``: the path of the review's section. ``first``, ``last``: the days of the period,
    both included. ``doubt``: what the text leaves open and how it is read here.
    """

    id: str
    section: str
    kind: PrintedKind
    printed: str
    measure: str
    agrees: Agreement
    first: date
    last: date
    doubt: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("'to' is before 'from'")


@dataclass(frozen=True, slots=True)
class Printed:
    """All that one review printed."""

    review: str
    figures: Mapping[str, PrintedFigure] = field(default_factory=dict)
