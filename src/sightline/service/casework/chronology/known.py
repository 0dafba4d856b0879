"""What was known to whom when: for each event and each party, the first day on which it knew.

An agency knew what it recorded itself, what it was told, and what its people may have read because
they opened the file. Of anything else there is no record that it knew, which is not to say that it
did not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from uuid import UUID

from sightline.engine.model import Day
from sightline.engine.words import say_day
from sightline.service.casework.chronology.lines import Line
from sightline.service.files.moments import day_at

NO_RECORD = "No record that it knew"


class How(IntEnum):
    """How it knew; of two ways on one day the first is told."""

    RECORDED = 0
    TOLD = 1
    OPENED = 2


HOW_SAID: Mapping[How, str] = {
    How.RECORDED: "recorded it",
    How.TOLD: "was told",
    How.OPENED: "opened the file",
}


@dataclass(frozen=True, slots=True)
class Party:
    """Whoever may have known: an agency, or somebody whom records name by a code alone.

    ``codes``: those by which records say that it was told. ``reads``: the kinds that its people may
    read.
    """

    name: str
    agency: UUID | None = None
    codes: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Telling:
    """A record by which somebody was told: of the fact ``about``, and of itself, on a day."""

    fact: UUID
    about: UUID | None
    codes: frozenset[str]
    day: Day


@dataclass(frozen=True, slots=True)
class Knew:
    """From which day and how. ``day``: None where it is not on record which."""

    how: How
    day: Day | None

    @property
    def said(self) -> str:
        """``Mon 7 Jan 2008, was told``."""
        day = "A day that is not known" if self.day is None else say_day(self.day)
        return f"{day}, {HOW_SAID[self.how]}"


Row = tuple[Knew | None, ...]
"""Of one event, what each party knew; None for no record that it did."""


def grid(
    events: Iterable[Line],
    parties: Sequence[Party],
    tellings: Iterable[Telling],
    looks: Mapping[UUID, Sequence[datetime]],
) -> list[Row]:
    """A row for each event, with a place for each party.

    ``looks``: when people of an agency opened the file, in order; only what was known by then can
    they have read.
    """
    about: dict[UUID, list[Telling]] = {}
    for telling in tellings:
        for fact in {telling.fact, telling.about} - {None}:
            assert fact is not None
            about.setdefault(fact, []).append(telling)
    return [
        tuple(_knew(event, party, about.get(event.fact, ()), looks) for party in parties)
        for event in events
    ]


def _knew(
    event: Line,
    party: Party,
    tellings: Iterable[Telling],
    looks: Mapping[UUID, Sequence[datetime]],
) -> Knew | None:
    found = [Knew(How.TOLD, told.day) for told in tellings if told.codes & party.codes]
    if party.agency is not None and event.agency_id == party.agency:
        known = event.first_known
        found.append(Knew(How.RECORDED, None if known is None else day_at(known)))
    opened = _opened(event, party, looks)
    if opened is not None:
        found.append(Knew(How.OPENED, day_at(opened)))
    # What it recorded on a day that is not known it may have known before, or after.
    return min(found, key=lambda one: (one.day is None, one.day or 0, one.how), default=None)


def _opened(event: Line, party: Party, looks: Mapping[UUID, Sequence[datetime]]) -> datetime | None:
    """When its people first opened the file after the event was known, if they may read it."""
    may_read = party.agency is not None and event.kind in party.reads
    if not may_read or event.first_known is None:
        return None
    assert party.agency is not None
    times = looks.get(party.agency, ())
    first = bisect_left(times, event.first_known)
    return times[first] if first < len(times) else None
