"""Counting obligations: by duty and state, and by whatever the files are grouped by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sightline.engine.model import Subject

if TYPE_CHECKING:
    import pyarrow as pa

Counts = dict[str, dict[str, int]]
"""By duty, then by state."""


def counts(rows: pa.Table, subjects: pa.Table | None = None) -> dict[str, Counts]:
    """How many obligations of each duty stand in each state.

    By the column ``grouped`` of ``subjects``, or under '' without them. Arrow counts them, some
    at a time; it is imported by now, and DuckDB would first have to be.
    """
    keys = ["duty", "state"] if subjects is None else ["file", "duty", "state"]
    found: Counter[tuple[str, str, str]] = Counter()
    for some in batches(rows.select(keys)):
        grouped = some.append_column("group", _groups(some, subjects))
        found.update(_counted(grouped, "group", "duty", "state"))
    tree: dict[str, Counts] = {}
    for (name, duty, state), number in found.items():
        tree.setdefault(name, {}).setdefault(duty, {})[state] = number
    return tree


def _groups(rows: pa.Table, subjects: pa.Table | None) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if subjects is None:
        return pa.repeat("", rows.num_rows)
    which = pc.index_in(rows["file"], subjects["id"])
    return pc.fill_null(subjects["grouped"].take(which), "not recorded")


def counts_by_rule(rows: pa.Table) -> dict[tuple[str, str, int], int]:
    """How many obligations came under each rule: duty, part, and the rule's position."""
    found: Counter[tuple[str, str, int]] = Counter()
    for some in batches(rows.select(["duty", "part", "rule"])):
        found.update(_counted(some, "duty", "part", "rule"))
    return dict(found)


def batches(rows: pa.Table, most: int = 100_000) -> Iterator[pa.Table]:
    """A table in pieces, so that what is worked out of each is let go of again."""
    for first in range(0, rows.num_rows, most):
        yield rows.slice(first, most)


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
