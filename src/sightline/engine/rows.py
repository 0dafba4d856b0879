"""The tables that an evaluation of many files gives: obligations and unknown triggers."""

from __future__ import annotations

import pyarrow as pa

_DAY, _MINUTE = pa.int32(), pa.int64()

SCHEMA = pa.schema(
    {
        "file": pa.string(),
        "duty": pa.string(),
        "part": pa.string(),
        "trigger": pa.string(),
        "step": pa.int32(),
        "period": _DAY,
        "rule": pa.int32(),
        "opened_day": _DAY,
        "opened_minute": _MINUTE,
        "due_day": _DAY,
        "due_minute": _MINUTE,
        "met_day": _DAY,
        "met_minute": _MINUTE,
        "met_by": pa.string(),
        "entered": _MINUTE,
        "lapsed_day": _DAY,
        "lapsed_minute": _MINUTE,
        "lapsed_by": pa.string(),
        "excused_by": pa.string(),
        "breaches": pa.list_(pa.string()),
        "booked": _DAY,
        "state": pa.string(),
        "notes": pa.int32(),
    }
)
"""Obligations as a table: days and minutes as numbers (``engine.model``), null for none."""

UNKNOWN_SCHEMA = pa.schema(
    {**{n: pa.string() for n in ("duty", "part", "file", "trigger")}, "day": pa.int32()}
)
"""Unknown triggers as a table."""
