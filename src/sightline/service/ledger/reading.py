"""Reading the log: who has looked at a file, and what one person did on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import overload
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

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


class Looks(Sequence[Look]):
    """Looks at one file, read from the database no further than they are asked for.

    A file that is read every day for years has thousands: a page of them asks for its own.
    """

    def __init__(self, rows: QuerySet[LoggedFile]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    @overload
    def __getitem__(self, asked: int) -> Look: ...

    @overload
    def __getitem__(self, asked: slice) -> list[Look]: ...

    def __getitem__(self, asked: int | slice) -> Look | list[Look]:
        if isinstance(asked, int):
            return _look(self._rows[asked])
        return [_look(noted) for noted in self._rows[asked]]

    def __iter__(self) -> Iterator[Look]:
        return iter(self[:])


def lookers(
    file: UUID,
    first: datetime | None = None,
    last: datetime | None = None,
    joined: Collection[UUID] = (),
) -> Looks:
    """Who has looked at a file or acted on it, or tried to; the last first.

    ``first``, ``last``: only from then and until then, both included. ``joined``: or at one of
    these, which are read with it now.
    """
    mine = LoggedFile.objects.filter(file=file)
    rows = mine
    if joined:
        of_both = Exists(mine.filter(line=OuterRef("line")))
        rows |= LoggedFile.objects.filter(~of_both, file__in=joined)
    rows = rows.select_related("line").order_by("-at", "-id")
    if first is not None:
        rows = rows.filter(at__gte=first)
    if last is not None:
        rows = rows.filter(at__lte=last)
    return Looks(rows)


def day_of(person: UUID | None, day: date) -> QuerySet[LogLine]:
    """What a person, or the machine, did on a day in London, in order."""
    return LogLine.objects.filter(chain=log_chain(person, day)).order_by("position")


def _look(noted: LoggedFile) -> Look:
    line, file = noted.line, str(noted.file)
    return Look(
        at=line.received_at,
        person=line.by,
        agency=line.agency,
        route=line.route,
        outcome=Outcome(line.outcome),
        basis=line.files[file],
        acts=tuple(done["act"] for done in line.acts if done["file"] == file),
    )
