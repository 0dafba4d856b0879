"""What differs between two deliveries, as tables: one row a field of a record, or an obligation."""

from __future__ import annotations

import pyarrow as pa

from sightline.engine.compare import ObligationsCompared
from sightline.engine.model import Day, Value
from sightline.returns.compare import Comparison
from sightline.standard.calendar import date_of


def iso(day: Day) -> str:
    """``2026-10-31``."""
    return date_of(day).isoformat()


def records_table(comparison: Comparison) -> pa.Table:
    """One row for each field that changed, and for each record that is in one of the two only."""
    names = ("became", "kind", "file", "record", "day", "field", "earlier", "later")
    rows: list[tuple[str | None, ...]] = []
    for each in comparison.compared:
        day = None if each.day is None else iso(each.day)
        head = (each.became.value, each.kind, each.file, each.id, day)
        rows += [(*head, c.field, _text(c.earlier), _text(c.later)) for c in each.changes]
        rows += [] if each.changes else [(*head, None, None, None)]
    columns = zip(*rows, strict=True) if rows else [[] for _ in names]
    return pa.table([pa.array(column, pa.string()) for column in columns], names=names)


def _text(value: Value | None) -> str | None:
    if value is None:
        return None
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def obligations_table(found: ObligationsCompared | None) -> pa.Table:
    """One row for each obligation that stands otherwise."""
    texts = {"file", "duty", "part", "trigger", "earlier", "later", "because"}
    names = ("file", "duty", "part", "trigger", "step", "period", "earlier", "later",
             "due_earlier", "due_later", "because", "records")  # fmt: skip
    days = {"period", "due_earlier", "due_later"}
    columns = []
    for name in names:
        values = [getattr(change, name) for change in (found.changes if found else ())]
        if name in days:
            values = [None if value is None else iso(value) for value in values]
        type_ = pa.string() if name in texts | days else pa.int32()
        columns.append(pa.array(values, pa.list_(pa.string()) if name == "records" else type_))
    return pa.table(columns, names=names)
