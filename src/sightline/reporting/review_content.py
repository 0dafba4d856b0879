"""What the page of a review says, as plain data: the page writes this down and adds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sightline.reporting.charts.content import Chart
from sightline.reporting.review_recommended import RecommendationRow


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the records come from, in a sentence; whether nobody in them lives."""

    records: str
    invented: bool


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One printed figure beside the one worked out, all of it in words.

    ``of``: numerator of denominator, empty where there is none; ``interval``: or why there is none;
    ``source``: what it is worked out from; ``wanted``: what must be so for the two to agree.
    """

    id: str
    measure: str
    title: str
    printed: str
    computed: str
    of: str
    unknown: int
    interval: str
    source: str
    agrees: bool
    wanted: str
    definition: str
    doubt: str
    period: str


@dataclass(frozen=True, slots=True)
class SectionRows:
    """The figures that one section of the review printed."""

    id: str
    number: str
    title: str
    rows: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sections under one heading, and charts of their shares, each short enough for a sheet."""

    id: str
    title: str
    sections: tuple[SectionRows, ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """All that the page of a review says.

    ``areas`` and ``times``: charts of some measures by area and over time. ``recommended``: what
    became of each recommendation, and in words how many of their parts are done.
    """

    title: str
    source: str
    origin: Origin
    standard: str
    standard_id: str
    version: str
    digest: str
    known_at: str
    chapters: tuple[Chapter, ...]
    areas: Sequence[Chart]
    times: Sequence[Chart]
    recommended: Sequence[RecommendationRow] = ()
    recommended_in_words: str = ""

    @property
    def rows(self) -> tuple[FigureRow, ...]:
        """Every figure, in the order of the page."""
        return tuple(
            row for chapter in self.chapters for part in chapter.sections for row in part.rows
        )

    @property
    def agreeing(self) -> int:
        """How many figures agree with what was printed."""
        return sum(row.agrees for row in self.rows)
