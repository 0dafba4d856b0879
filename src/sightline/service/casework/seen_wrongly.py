"""Who saw a record on the file on which it was filed in error, for as long as it stood there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sightline.service.access.models import Person
from sightline.service.casework.said import at_said
from sightline.service.files.models import Record
from sightline.service.files.naming import names
from sightline.service.ledger.models import Outcome
from sightline.service.ledger.reading import Look, lookers
from sightline.service.ledger.row_security import as_machine

_LISTS = "list"
"""The basis of a file that was named in a list, which shows no record of it."""


@dataclass(frozen=True, slots=True)
class Saw:
    """One person who looked at the wrong file for one agency. ``many``: how often."""

    who: str
    agency: str
    many: int
    first: str
    last: str


def saw_it(moved: Record) -> list[Saw]:
    """Who looked at each wrong file while the record stood there, in order of their first look.

    Each may have read the record: the log says which files a page showed, not which records.
    """
    looks = [look for stay in _stays(moved) for look in _looks(*stay)]
    by_whom: dict[tuple[UUID, UUID | None], list[datetime]] = {}
    for look in sorted(looks, key=lambda look: look.at):
        if look.person is not None:
            by_whom.setdefault((look.person, look.agency), []).append(look.at)
    people = dict(
        Person.objects.filter(pk__in={who for who, _ in by_whom}).values_list("pk", "name")
    )
    agencies = names({agency for _, agency in by_whom if agency is not None})
    return [
        Saw(
            who=people.get(who, "Somebody"),
            agency=agencies.get(agency, "") if agency is not None else "",
            many=len(times),
            first=at_said(times[0]),
            last=at_said(times[-1]),
        )
        for (who, agency), times in by_whom.items()
    ]


def _stays(moved: Record) -> Iterator[tuple[UUID, datetime, datetime]]:
    """Each wrong file, from when until when the record stood on it, the last first."""
    while moved.misfiled_from is not None:
        # The wrong file may be closed to those who may know who saw the record; nothing of it but
        # who looked is shown.
        with as_machine():
            versions = Record.objects.filter(fact=moved.misfiled_from, withdraws=None)
            wrong = versions.order_by("position").first()
        if wrong is None:
            return
        yield wrong.file_id, wrong.received_at, moved.received_at
        moved = wrong


def _looks(file: UUID, first: datetime, last: datetime) -> Iterator[Look]:
    for look in lookers(file, first, last):
        if look.outcome is Outcome.DONE and look.basis != _LISTS:
            yield look
