"""A chronology read: which facts, in which order, and their lines, a page of them or all."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sightline.engine.model import Day
from sightline.service.casework.chronology import spans
from sightline.service.casework.chronology.asked import Asked
from sightline.service.casework.chronology.facts import asked_for, facts
from sightline.service.casework.chronology.lines import Line, lines
from sightline.service.casework.said import Reader
from sightline.service.files.models import Record

Found = tuple[UUID, str]
"""A row that is asked for: its id, and the kind of the record."""

AT_ONCE = 1_000
"""Rows fetched by their ids in one go: databases take only so many in a statement."""


def found(reader: Reader, asked: Asked) -> list[Found]:
    """The rows that are asked for, in order."""
    rows = asked_for(reader, facts(reader, asked.as_known_at), asked)
    return list(rows.values_list("pk", "kind"))


def told(reader: Reader, asked: Asked, some: Sequence[Found]) -> list[Line]:
    """The lines of rows, in their order."""
    found: list[Line] = []
    for start in range(0, len(some), AT_ONCE):
        found += lines(reader, _rows(some[start : start + AT_ONCE]), asked)
    return found


def spans_of(reader: Reader, asked: Asked, some: Sequence[Found], now: Day) -> spans.Spans:
    """The spans among what was found, drawn and told in the order of time."""
    lasting = frozenset(spans.kinds_of_spans())
    ids = [one for one in some if one[1] in lasting]
    if asked.newest_first:
        ids.reverse()
    rows = [row for row in _rows(ids[: spans.MOST]) if not row.misfiled]
    return spans.drawn(rows, lines(reader, rows, asked), asked, now, max(0, len(ids) - spans.MOST))


def _rows(some: Sequence[Found]) -> list[Record]:
    by_id = Record.objects.in_bulk([id_ for id_, _ in some])
    return [by_id[id_] for id_, _ in some]
