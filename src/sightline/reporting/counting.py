"""Counting obligations: by duty and state, and by whatever the files are grouped by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sightline.engine.model import Subject

if TYPE_CHECKING:
    import pyarrow as pa

Counts = dict[str, dict[str, int]]
"""By duty, then by state."""


def counts(rows: pa.Table, subjects: pa.Table | None = None) -> dict[str, Counts]:
    """How many obligations of each duty stand in each state.

    By the column ``grouped`` of ``subjects``, or under '' without them. Arrow counts them, which
    is imported by now; DuckDB would first have to be.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    chosen = rows.select(["duty", "state"])
    if subjects is None:
        groups = pa.repeat("", rows.num_rows)
    else:
        which = pc.index_in(rows["file"], subjects["id"])
        groups = pc.fill_null(subjects["grouped"].take(which), "not recorded")
    found = _counted(chosen.append_column("group", groups), "group", "duty", "state")
    tree: dict[str, Counts] = {}
    for (name, duty, state), number in found.items():
        tree.setdefault(name, {}).setdefault(duty, {})[state] = number
    return tree


def counts_by_rule(rows: pa.Table) -> dict[tuple[str, str, int], int]:
    """How many obligations came under each rule: duty, part, and the rule's position."""
    return _counted(rows, "duty", "part", "rule")


def _counted(table: pa.Table, *keys: str) -> dict[tuple[Any, ...], int]:
    found = table.select(keys).group_by(keys).aggregate([([], "count_all")])
    columns = [found[name].to_pylist() for name in keys]
    return dict(zip(zip(*columns, strict=True), found["count_all"].to_pylist(), strict=True))


def subjects_table(subjects: Sequence[Subject], *names: str) -> pa.Table:
    """The files' subjects: id, and each attribute as text (the last also as ``grouped``)."""
    import pyarrow as pa

    columns: dict[str, list[str | None]] = {"id": [subject.id for subject in subjects]}
    for name in names:
        columns[name] = [attribute(subject, name) for subject in subjects]
        columns["grouped"] = columns[name]
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def attribute(subject: Subject, name: str) -> str | None:
    """An attribute of a subject as text; None where it is not recorded."""
    value = {"place": subject.place, "type": subject.type}.get(name, subject.attributes.get(name))
    return str(value) if value not in (None, "") else None
