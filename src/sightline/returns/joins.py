"""Rows that are one span together: each starts when the one before it ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sightline.engine.model import Record, Value
from sightline.returns.errors import UnreadableFile
from sightline.returns.mapping import Join

_NEVER = 10**12

MOST_JOINED = 1_000_000
"""Rows of a table that are joined. They are held until the last is read: any may belong to any."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of a span: the record that it would be alone, and where the row is."""

    record: Record
    row: int
    line: int


@dataclass(slots=True)
class Joined:
    """The rows of one record of a table, by group, until the table has been read to its end.

    ``broken``: groups of which a row was refused. The spans of such a group are not known, and
    none is made of it: a gap that is not there would be worse than a span that is missing.
    """

    join: Join
    groups: dict[tuple[str, ...], list[Piece]] = field(default_factory=dict)
    broken: set[tuple[str, ...]] = field(default_factory=set)
    counts: dict[str, int] = field(
        default_factory=lambda: {"rows": 0, "spans": 0, "overlapping": 0}
    )

    held: int = 0

    def add(self, group: tuple[str, ...], piece: Piece, file: str) -> None:
        """Hold a row. Raises UnreadableFile where there are more than memory is made for."""
        self.held += 1
        if self.held > MOST_JOINED:
            problem = (
                f"More than {MOST_JOINED:,} rows of it are joined into spans; send it in parts."
            )
            raise UnreadableFile(file, problem, piece.line)
        self.groups.setdefault(group, []).append(piece)

    def refused(self) -> Iterator[Piece]:
        """The sound rows of broken groups."""
        for group in self.broken:
            yield from self.groups.get(group, ())

    def spans(self) -> Iterator[tuple[Record, list[Piece], list[Piece]]]:
        """Each span, the rows that it is made of, and rows that only repeat one of them."""
        for group, pieces in self.groups.items():
            if group not in self.broken:
                yield from self._spans_of(sorted(pieces, key=_order))

    def _spans_of(self, pieces: list[Piece]) -> Iterator[tuple[Record, list[Piece], list[Piece]]]:
        span: list[Piece] = []
        repeated: list[Piece] = []
        for piece in pieces:
            if span and _same(span[-1].record, piece.record):
                repeated.append(piece)
            elif span and self._follows(span[-1].record, piece.record):
                span.append(piece)
            else:
                if span:
                    yield self._made(span), span, repeated
                    self.counts["overlapping"] += _overlap(span[-1].record, piece.record)
                span, repeated = [piece], []
        if span:
            yield self._made(span), span, repeated

    def _follows(self, earlier: Record, later: Record) -> bool:
        if earlier.ended is None or later.at is None:
            return False
        return 0 <= later.at.day - earlier.ended.day <= self.join.apart

    def _made(self, span: list[Piece]) -> Record:
        self.counts["rows"] += len(span)
        self.counts["spans"] += 1
        first, last = span[0].record, span[-1].record
        if len(span) == 1:
            return first
        return replace(
            first,
            ended=last.ended,
            planned_end=last.planned_end,
            details=self._details(first.details, last.details),
        )

    def _details(self, first: Mapping[str, Value], last: Mapping[str, Value]) -> dict[str, Value]:
        details = {name: value for name, value in first.items() if name not in self.join.last}
        return details | {name: last[name] for name in self.join.last if name in last}


def _order(piece: Piece) -> tuple[int, int, int, int]:
    at, ended = piece.record.at, piece.record.ended
    assert at is not None, "only rows with a start are joined"
    return (
        at.day,
        at.minute or 0,
        ended.day if ended is not None else _NEVER,
        piece.line,
    )


def _same(a: Record, b: Record) -> bool:
    return (a.file, a.at, a.ended, a.details) == (b.file, b.at, b.ended, b.details)


def _overlap(earlier: Record, later: Record) -> bool:
    assert later.at is not None
    return earlier.ended is None or later.at.day < earlier.ended.day
