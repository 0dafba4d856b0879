"""What somebody asks of a chronology: which events, in which order, as known at which moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sightline.service.files.moments import at_minute
from sightline.service.ui.forms import DayAndTime
from sightline.standard.calendar import end_of_day

_REST_OF_THE_MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """``known_at``: the moment of knowledge, None for now. ``hindsight``: all that is known now,
    and what was not yet known then marked; without it, what was known then and no more.

    ``kind``: a kind's name. ``agency``: that made the record. ``person``: who is named in it.
    ``first``, ``last``: the days on which it happened, both included.
    """

    known_at: datetime | None = None
    hindsight: bool = False
    significant: bool = False
    newest_first: bool = False
    kind: str = ""
    agency: UUID | None = None
    person: UUID | None = None
    first: date | None = None
    last: date | None = None

    @property
    def as_known_at(self) -> datetime | None:
        """The moment after which nothing counts; None where all that is known now counts."""
        return None if self.hindsight else self.known_at

    @property
    def is_of_all(self) -> bool:
        """Whether no event is left out by kind, agency, person or day."""
        return not (self.kind or self.agency or self.person or self.first or self.last)


def moment_of_knowledge(said: DayAndTime) -> datetime:
    """The last instant of a minute; of a day without a time, of the day: T is a minute, and what
    was entered within it is known (clause 1.1).
    """
    moment = said.as_moment()
    minute = end_of_day(moment.day) if moment.minute is None else moment.minute
    return at_minute(minute) + _REST_OF_THE_MINUTE
