"""Which answers of a record its form began with and nobody confirmed: kept as evidence beside it.

An answer that is carried over stays so until somebody changes it or says of it alone that they have
looked again. What was copied from the last assessment into the next looks like an assessment, and
is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sightline.service.files.models import Carried, Record


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """``fields``: the names of those carried over from the record ``fact`` and not looked at."""

    fact: UUID
    fields: tuple[str, ...]


def carried_by(rows: Iterable[Record]) -> dict[UUID, Unreviewed]:
    """For versions of records, what of each was carried over; those that carried nothing are out.

    By the id of the version.
    """
    found = Carried.objects.filter(record__in=[row.pk for row in rows])
    return {one.record_id: Unreviewed(one.from_fact, tuple(one.fields)) for one in found}


def still_carried(before: Record, after: Record, reviewed: Collection[str]) -> Unreviewed | None:
    """What of a new version is still carried over: not changed, and not ``reviewed``."""
    was = carried_by([before]).get(before.pk)
    if was is None:
        return None
    told, tells = before.details or {}, after.details or {}
    left = tuple(
        name
        for name in was.fields
        if name not in reviewed and name in tells and told.get(name) == tells[name]
    )
    return Unreviewed(was.fact, left) if left else None
