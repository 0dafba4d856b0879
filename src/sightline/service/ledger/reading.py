"""Reading the log: who has looked at a file, and what one person did on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from sightline.service.ledger.chains import log_chain
from sightline.service.ledger.models import LoggedFile, LogLine, Outcome


@dataclass(frozen=True, slots=True)
class Look:
    """One line of the log as it concerns one file.

    ``basis``: why the file was open to this person. ``acts``: what was done to it; none of a mere
    look. ``outcome``: only of one that is done was anything shown.
    """

    at: datetime
    person: UUID | None
    agency: UUID | None
    route: str
    outcome: Outcome
    basis: str
    acts: tuple[str, ...]


def lookers(file: UUID) -> list[Look]:
    """Who has looked at a file or acted on it, or tried to; the last first."""
    lines = LoggedFile.objects.filter(file=file).select_related("line").order_by("-at", "-id")
    return [_look(noted.line, str(file)) for noted in lines]


def day_of(person: UUID | None, day: date) -> QuerySet[LogLine]:
    """What a person, or the machine, did on a day in London, in order."""
    return LogLine.objects.filter(chain=log_chain(person, day)).order_by("position")


def _look(line: LogLine, file: str) -> Look:
    return Look(
        at=line.received_at,
        person=line.by,
        agency=line.agency,
        route=line.route,
        outcome=Outcome(line.outcome),
        basis=line.files[file],
        acts=tuple(done["act"] for done in line.acts if done["file"] == file),
    )
