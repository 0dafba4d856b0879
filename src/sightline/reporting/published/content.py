"""What is published, as plain data: the texts, and every number that they may speak of.

A text holds no number of its own: a figure is named, ``{figure:id}``, and stands in ``cells``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

EDITIONS = ("report", "summary", "briefing", "children")
"""For whom a text is written, in the order in which they are offered."""

EDITION_NAMES: Mapping[str, str] = {
    "report": "Full report",
    "summary": "Summary",
    "briefing": "Briefing for practitioners and managers",
    "children": "For children and young people",
}
"""What each is called on a page."""


class CellKind(StrEnum):
    """What a figure is."""

    SHARE = "share"
    COUNT = "count"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is published: rounded, or withheld, once and for all reports.

    ``shown``: what a text says in its place. ``numerator``, ``denominator``: None where withheld;
    rounded to 5 where they count people, unless ``exact``. ``percent``, ``low``, ``high``: whole
    percentages. ``not_applicable``, ``unknown``: beside the figure, never in it. ``withheld``: why,
    in a sentence; blank where it is shown. ``exact``: reproduced from a review that is published
    already, or a count of bodies. ``printed``: what that review printed. ``sentence``: what is
    counted of what. ``group``: of which part.
    """

    id: str
    kind: CellKind
    title: str
    sentence: str
    shown: str
    group: Mapping[str, str] = field(default_factory=dict)
    numerator: int | None = None
    denominator: int | None = None
    percent: int | None = None
    low: int | None = None
    high: int | None = None
    not_applicable: int | None = None
    unknown: int | None = None
    all_files: bool = False
    exact: bool = False
    withheld: str = ""
    printed: str = ""
    question: str = ""
    whole: str = ""
    axis: str = ""
    complement: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """A standard's rating. ``cell``: the figure that decided it; blank where evidence did.

    ``files``: how many would have to change for the band to move, in words; ``reason``: why a
    panel moved it, blank where it did not.
    """

    standard: str
    title: str
    band: str
    cell: str = ""
    files: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What is asked of whom by when. ``shown_by``: what will show that it worked, in words."""

    number: str
    words: str
    to: Sequence[str]
    due: date | None
    shown_by: str
    theme: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class PracticeExample:
    """What was done for somebody, in words in which nobody is recognised."""

    id: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class DataTable:
    """Some figures as a table. ``cells``: their ids, row by row."""

    id: str
    title: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Guide:
    """A duty of the standard, for whoever does the work. ``words``: what is owed by when.

    ``guide``: how it is done well, in sentences, one a line.
    """

    title: str
    words: str
    guide: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A whole report. ``id``: its name in addresses. ``editions``: texts, by ``EDITIONS``.

    ``methodology``: how the figures came about, as a text; it goes with every edition's tables.
    ``kept``: that a service looked at itself, or other words that every page must carry.
    ``questions``: what a chair may ask at the next meeting. ``practice``: the tables that say what
    was found about practice; ``guides``: the duties behind them.
    """

    id: str
    title: str
    publisher: str
    on: date
    editions: Mapping[str, str]
    cells: Mapping[str, Cell]
    methodology: str
    ratings: Sequence[Rating] = ()
    recommendations: Sequence[Recommendation] = ()
    examples: Sequence[PracticeExample] = ()
    tables: Sequence[DataTable] = ()
    kept: str = ""
    questions: Sequence[str] = ()
    practice: Sequence[str] = ()
    guides: Sequence[Guide] = ()
