"""Which spans are drawn, and their table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sightline.engine.model import Day
from sightline.service.casework.chronology import lanes
from sightline.service.casework.chronology.asked import Asked
from sightline.service.casework.chronology.lines import Line
from sightline.service.files.models import Precision, Record
from sightline.service.files.moments import day_at, day_number
from sightline.service.files.standard import standard
from sightline.standard.calendar import LONDON, day_of
from sightline.standard.model import Lasts

MOST = 150
"""Spans that are read for one page: drawn, or in the table beside the drawing."""


def kinds_of_spans() -> list[str]:
    """The kinds whose records last."""
    return [kind.name for kind in standard().kinds.values() if kind.lasts is Lasts.SPAN]


@dataclass(frozen=True, slots=True)
class Spans:
    """``drawing``: None where there is nothing to draw. ``lines``: the same facts, for the table,
    in the order of time; ``more``: so many are not among them.
    """

    drawing: lanes.Drawing | None
    lines: Sequence[Line]
    more: int = 0


def drawn(
    rows: Sequence[Record], told: Sequence[Line], asked: Asked, now: Day, more: int = 0
) -> Spans:
    """Rows and their lines, drawn until ``now`` or until the moment of knowledge."""
    then = None if asked.known_at is None else day_at(asked.known_at)
    until = now if then is None or asked.hindsight else then
    # What was never so is told in the table and not drawn.
    found = [_span(r, t) for r, t in zip(rows, told, strict=True) if not t.is_withdrawn]
    drawing = lanes.draw(
        [span for span in found if span is not None],
        until,
        known=then if asked.hindsight else None,
        first=day_number(asked.first),
        last=day_number(asked.last),
    )
    return Spans(drawing, told, more)


def _span(row: Record, line: Line) -> lanes.Span | None:
    label = line.said.split("; ")[0].split(": ", 1)[-1]
    planned = day_number(row.planned_end_on)
    if row.occurred_at is None:
        start = day_number(row.planned_start_on)
        if start is None:
            return None
        return lanes.Span(
            row.fact, line.title, label, start, start, planned=planned, is_planned=True
        )
    on = row.occurred_at.astimezone(LONDON).date()
    return lanes.Span(
        fact=row.fact,
        group=line.title,
        label=label,
        first=day_of(on),
        sure=day_of(_sure(on, row.occurred_precision)),
        last=None if row.ended_at is None else day_at(row.ended_at),
        planned=planned,
    )


def _sure(on: date, precision: str) -> date:
    """The day from which it surely ran: after the month or year, if no more is known."""
    match precision:
        case Precision.YEAR:
            return date(on.year + 1, 1, 1)
        case Precision.MONTH:
            return date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return on
