"""Spans drawn to scale: where each bar lies, in shares of the width, and in which row.

Plain geometry over days; nothing here knows of records or of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sightline.engine.model import Day
from sightline.standard.calendar import date_of, day_of

LEAST = 0.006
"""The least share of the width that a bar takes, so that a day is seen in ten years."""

MOST_ROWS = 6
"""Rows of one kind: what does not fit in them is in the table alone."""

MOST_TICKS = 6
"""Years are written where there is room for them on a phone."""

_YEAR = 366


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted. ``group``: the lane that it is drawn in; ``label``: what it is.

    ``first``: the first day on which it can have begun, ``sure``: the day from which it surely ran.
    ``last``: the day on which it ended, None while it runs; ``planned``: the day on which it is to
    end. ``is_planned``: it has not begun.
    """

    fact: UUID
    group: str
    label: str
    first: Day
    sure: Day
    last: Day | None = None
    planned: Day | None = None
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A span drawn: ``x`` and ``width`` in shares of the whole width, and ``rough`` and ``ahead``,
    the shares of it in which it may not have begun yet, and in which it is only planned to run.

    ``runs``: it has not ended. ``cut``: it began before what is drawn.
    """

    span: Span
    x: float
    width: float
    rough: float = 0.0
    ahead: float = 0.0
    runs: bool = False
    cut: bool = False

    @property
    def end(self) -> float:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Lane:
    """The bars of one group, in rows in which none lies over another."""

    group: str
    rows: tuple[tuple[Bar, ...], ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of January of a year. ``is_said``: whether there is room to write it."""

    year: int
    x: float
    is_said: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Lanes with their scale. ``today``: where the day of knowledge, or today, stands, if it is
    drawn. ``left_out``: spans for which there was no room.
    """

    first: Day
    last: Day
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    today: float | None
    known: float | None
    left_out: int

    @property
    def drawn(self) -> int:
        """How many spans are drawn."""
        return sum(len(row) for lane in self.lanes for row in lane.rows)


def draw(
    spans: Sequence[Span],
    today: Day,
    *,
    known: Day | None = None,
    first: Day | None = None,
    last: Day | None = None,
) -> Drawing | None:
    """Spans to scale; None where there are none. ``today``: the day until which what has not ended
    is drawn as running. ``known``: a past day of knowledge to be marked. ``first``, ``last``: the
    days to draw, where they are chosen.
    """
    begin = first if first is not None else min((span.first for span in spans), default=today)
    end = (
        last
        if last is not None
        else max((_until(span, today) - 1 for span in spans), default=today)
    )
    inside = [s for s in spans if s.first <= end and _until(s, today) > begin]
    if not inside or end < begin:
        return None
    scale = _Scale(begin, end)
    groups: dict[str, list[Span]] = {}
    for span in inside:
        groups.setdefault(span.group, []).append(span)
    lanes = [_lane(group, some, scale, today) for group, some in groups.items()]
    drawn = sum(len(row) for lane in lanes for row in lane.rows)
    return Drawing(
        begin,
        end,
        tuple(lanes),
        tuple(_ticks(scale)),
        scale.within(today),
        None if known is None else scale.within(known),
        len(inside) - drawn,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From the beginning of the first day to the end of the last."""

    first: Day
    last: Day

    def at(self, day: Day) -> float:
        """Where a day begins, and 0 or 1 where it is not drawn."""
        share = (day - self.first) / (self.last + 1 - self.first)
        return min(max(share, 0.0), 1.0)

    def within(self, day: Day) -> float | None:
        """Where a day begins, if it is drawn."""
        return self.at(day) if self.first <= day <= self.last else None


def _until(span: Span, today: Day) -> Day:
    """The day before which it is drawn: what ends as the next begins touches it."""
    if span.last is not None:
        return max(span.last, span.first + 1)
    planned = span.first if span.planned is None else min(span.planned, today + _YEAR)
    return max(span.first + 1, planned, span.first + 1 if span.is_planned else today + 1)


def _lane(group: str, spans: Iterable[Span], scale: _Scale, today: Day) -> Lane:
    """Each bar in the first row where it lies over none, the earliest first."""
    rows: list[list[Bar]] = []
    for span in sorted(spans, key=lambda span: (span.first, _until(span, today), str(span.fact))):
        bar = _bar(span, scale, today)
        row = next((row for row in rows if row[-1].end <= bar.x), None)
        if row is None and len(rows) < MOST_ROWS:
            row = []
            rows.append(row)
        if row is not None:
            row.append(bar)
    return Lane(group, tuple(map(tuple, rows)))


def _bar(span: Span, scale: _Scale, today: Day) -> Bar:
    x, end = scale.at(span.first), scale.at(_until(span, today))
    if end - x < LEAST:
        # A bar at the end is made wider to the left.
        end = min(x + LEAST, 1.0)
        x = min(x, end - LEAST)
    width = end - x
    runs = span.last is None
    ahead = end - scale.at(today + 1) if runs else 0.0
    return Bar(
        span=span,
        x=x,
        width=width,
        rough=min(max(scale.at(span.sure) - x, 0.0), width),
        ahead=width if span.is_planned else min(max(ahead, 0.0), width),
        runs=runs and not span.is_planned,
        cut=span.first < scale.first,
    )


def _ticks(scale: _Scale) -> Iterable[Tick]:
    """Every new year that is drawn; said are so many as there is room for."""
    years = range(date_of(scale.first).year + 1, date_of(scale.last).year + 1)
    every = -(-len(years) // MOST_TICKS) if years else 1
    for number, year in enumerate(years):
        yield Tick(year, scale.at(day_of(date(year, 1, 1))), number % every == 0)
