"""What charts are drawn from, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sightline.engine.limits import Part


@dataclass(frozen=True, slots=True)
class Marked:
    """What was printed, as shares: from, to. The same twice for a value; wider for a band."""

    words: str
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1:
            raise ValueError(f"{self.low} to {self.high} are no shares")


@dataclass(frozen=True, slots=True)
class Proportion:
    """One share: so many of so many, its 95% interval where it has one, and what was printed."""

    part: Part
    low: float | None = None
    high: float | None = None
    printed: Marked | None = None


@dataclass(frozen=True, slots=True)
class Proportions:
    """Shares on one axis. ``id``: letters and hyphens, used once on a page."""

    id: str
    title: str
    rows: Sequence[Proportion]


@dataclass(frozen=True, slots=True)
class Funnel:
    """A share by area. ``counted``: what the denominators count (``files``)."""

    id: str
    title: str
    areas: Sequence[Part]
    counted: str


@dataclass(frozen=True, slots=True)
class Control:
    """A share by period, in order of time."""

    id: str
    title: str
    periods: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the picture, what is to be seen in it, how to read it, and its table.

    ``svg``: markup, safe to stand in a page as it is. ``header`` and ``rows``: the table, its first
    column naming each row; ``caption``: its name. ``sentence``: what is to be seen. ``note``: how
    the limits were worked out, and the source.
    """

    id: str
    title: str
    sentence: str
    note: str
    svg: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
