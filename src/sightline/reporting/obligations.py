"""The evaluator's rows for people: dates for day numbers, and words for notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.engine.model import Note
from sightline.engine.words import say_notes

if TYPE_CHECKING:
    import pyarrow as pa


def readable(rows: pa.Table) -> pa.Table:
    """The rows with dates and times in London, and notes in words."""
    import pyarrow as pa
    import pyarrow.compute

    columns: dict[str, pa.Array] = {}
    for name in rows.column_names:
        column = rows.column(name)
        if name in ("period", "booked") or name.endswith("_day"):
            columns[name.removesuffix("_day")] = column.cast(pa.int32()).cast(pa.date32())
        elif name.endswith("_minute") or name == "entered":
            label = name.replace("_minute", "_time")
            seconds = pa.compute.multiply(column.cast(pa.int64()), 60)
            columns[label] = seconds.cast(pa.timestamp("s", "Europe/London"))
        elif name == "notes":
            words = [", ".join(say_notes(Note(number))) for number in column.to_pylist()]
            columns[name] = pa.array(words, pa.string())
        else:
            columns[name] = column
    return pa.table(columns)
