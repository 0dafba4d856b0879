"""A change of standard, previewed: which obligations it would change on files at hand, and why.

Both standards judge the same files at the same T and D. An obligation keeps its identity across
standards (its duty, part, file and trigger, and step or period), so that what would change is told
one obligation at a time.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from sightline.engine.pairing import KEY, paired

CHANGES = pa.schema(
    {
        "change": pa.string(),
        "duty": pa.string(),
        "part": pa.string(),
        "file": pa.string(),
        "trigger": pa.string(),
        "step": pa.int32(),
        "period": pa.int32(),
        "state_before": pa.string(),
        "state_after": pa.string(),
        "due_before": pa.date32(),
        "due_after": pa.date32(),
    }
)
"""Obligations that change: ``change`` is new, gone, state or due."""

_COMPARED = ("state", "due_day", "due_minute")


def changed(before: pa.Table, after: pa.Table) -> pa.Table:
    """The obligations of ``engine.rows`` that two evaluations judge otherwise (``CHANGES``).

    ``new``: only in ``after``; ``gone``: only in ``before``; ``state``: in another state;
    ``due``: in the same state, due at another moment. Due days are dates. In order of duty, file
    and trigger.
    """
    unlike = " or ".join(f"{name}_a is distinct from {name}_b" for name in _COMPARED)
    query = (
        "select case when duty_a is null then 'new' when duty_b is null then 'gone' "
        "when state_a <> state_b then 'state' else 'due' end as change, "
        f"{', '.join(KEY)}, state_a as state_before, state_b as state_after, "
        "due_day_a as due_before, due_day_b as due_after "
        f"from {paired('before', 'after', _COMPARED)} where {unlike} "
        "order by duty, file, trigger, part, step, period, change"
    )
    with duckdb.connect() as db:
        db.register("before", before)
        db.register("after", after)
        table: pa.Table = db.sql(query).to_arrow_table()
    return table.cast(CHANGES)
