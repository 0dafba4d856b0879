"""What has changed on a file since somebody saw it: for whoever was overtaken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sightline.service.access.models import BrokenGlass, Ending, Named, Person, Restriction
from sightline.service.files.models import (
    Address,
    Erasure,
    Identifier,
    Name,
    Particulars,
    Record,
    Subject,
)
from sightline.service.ledger.chains import file_chain
from sightline.service.ledger.models import Chained

_TABLES: tuple[type[Chained], ...] = (
    Record, Name, Identifier, Address, Particulars, Erasure, BrokenGlass, Restriction, Named,
    Ending, Subject,
)  # fmt: skip
"""Whatever a file's chain holds."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that was added. ``by``: who, in words."""

    row: Chained
    by: str
    at: datetime


def since(file: UUID, seen: int, reader: UUID) -> list[Change]:
    """The rows added to a file's chain after a version, in order."""
    rows: list[Chained] = []
    for table in _TABLES:
        rows += table._default_manager.filter(chain=file_chain(file), position__gt=seen)
    rows.sort(key=lambda row: row.position)
    people = dict(
        Person.objects.filter(pk__in={row.by for row in rows if row.by}).values_list("pk", "name")
    )
    return [
        Change(row, "You" if row.by == reader else _name(people, row.by), row.received_at)
        for row in rows
    ]


def _name(people: dict[UUID, str], person: UUID | None) -> str:
    return "Sightline itself" if person is None else people.get(person, "Somebody")
