"""What contradicts itself in a table of published ratings: listed with its line, never put right.

Where points and rating do not fit one another, one of them was printed or copied wrongly, and only
the report can say which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path

from sightline.returns.errors import shown
from sightline.returns.mapping import Column, RecordMapping, ReturnMapping, TableMapping
from sightline.returns.names import plain
from sightline.returns.sources import SourceFile, listed, open_table, shared_out
from sightline.returns.tables import Row
from sightline.returns.values import text_of

KIND = "published-rating"

POINTS = 36
"""The most that twelve standards can add up to, with up to three points each."""

BANDS = {"inadequate": (0, 6), "requires-improvement": (7, 18), "good": (19, 30),
         "outstanding": (31, 36)}  # fmt: skip
"""Points and overall ratings, as they go together in the 82 ratings published from March 2021 to
February 2025, but for two (the standards of 2018 and 2021)."""

PRINTED = 0.005
"""How far a percentage of two decimals may lie from what it stands for."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Something that cannot be so, in one row. ``says``: a whole sentence."""

    file: str
    line: int
    field: str
    found: str
    says: str

    def to_dict(self) -> dict[str, object]:
        """The same with stable keys."""
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "found": self.found,
            "says": self.says,
        }


def contradictions(
    mapping: ReturnMapping, sources: Path | Iterable[Path]
) -> tuple[Contradiction, ...]:
    """Those of every file that a mapping reads as published ratings, in order of line.

    Raises UnreadableFile.
    """
    return tuple(
        contradiction
        for table, files in _of_ratings(mapping, sources)
        for file in files
        for contradiction in _in_file(table, file)
    )


def _of_ratings(
    mapping: ReturnMapping, sources: Path | Iterable[Path]
) -> list[tuple[TableMapping, list[SourceFile]]]:
    tables = {table.name for table in mapping.tables if _ratings(table) is not None}
    if not tables:
        return []
    shared = shared_out(mapping, listed(sources)).tables
    return [(table, files) for table, files in shared if table.name in tables]


def _ratings(table: TableMapping) -> RecordMapping | None:
    return next((record for record in table.all_records() if record.kind == KIND), None)


def _in_file(table: TableMapping, file: SourceFile) -> Iterator[Contradiction]:
    record = _ratings(table)
    assert record is not None, "only tables of ratings are asked for"
    with closing(open_table(table, file)) as opened:
        places = opened.columns()
        overall = _Told(record.fields.get("overall"), places)
        percent = _Told(record.fields.get("score-percent"), places)
        for line, cells in opened.rows:
            for field, found, says in _in_row(overall.text(cells), percent.text(cells)):
                name = (overall if field == "overall" else percent).name
                yield Contradiction(opened.file, line, name, shown(found), says)


class _Told:
    """A column of the table, if it is there."""

    def __init__(self, column: Column | None, places: Mapping[str, int]) -> None:
        self.name = column.name if column is not None else ""
        self._codes = (column.codes if column is not None else None) or {}
        self._index = places.get(plain(self.name))

    def text(self, cells: Row) -> tuple[str, str]:
        """What the row's cell says, and what the mapping makes of it."""
        if self._index is None or self._index >= len(cells):
            return "", ""
        text = text_of(cells[self._index])
        return text, self._codes.get(text, text)


def _in_row(overall: tuple[str, str], percent: tuple[str, str]) -> Iterator[tuple[str, str, str]]:
    """Field, what was found, and what is wrong with it."""
    try:
        score = float(percent[0].rstrip("%"))
    except ValueError:
        return
    if not 0 <= score <= 100:
        yield "score", percent[0], "No share of the points is below 0% or above 100%."
        return
    points = score * POINTS / 100
    if not _fits(score, round(points)):
        yield "score", percent[0], _no_points(score, points)
    band = BANDS.get(overall[1])
    if band is not None and not any(
        band[0] <= whole <= band[1] for whole in (floor(points + 0.01), ceil(points - 0.01))
    ):
        usual = next(name for name, (_, last) in BANDS.items() if points <= last + 0.01)
        yield (
            "overall",
            overall[0],
            f"{score:g}% is {points:.4g} of {POINTS} points, which elsewhere goes with "
            f"{usual.replace('-', ' ')}.",
        )


def _fits(score: float, points: float) -> bool:
    return abs(score - 100 * points / POINTS) <= PRINTED + 1e-9


def _no_points(score: float, points: float) -> str:
    half = round(points * 2) / 2
    if _fits(score, half):
        return f"{score:g}% is {half:g} of {POINTS} points, and points are whole numbers."
    low, high = floor(points), ceil(points)
    return (
        f"{score:g}% is no number of {POINTS} points: {low} would be {100 * low / POINTS:.2f}%, "
        f"and {high} would be {100 * high / POINTS:.2f}%."
    )
