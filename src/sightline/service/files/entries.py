"""What somebody says when they record something: a form's answers, before they are a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sightline.engine.model import Day, Moment, Value
from sightline.service.files.models import Precision


@dataclass(frozen=True, slots=True)
class Entry:
    """The content of a record.

    ``occurred``: when it began; None while it is only planned. ``precision``: how exactly that is
    known; of a month or a year ``occurred`` is the first day; '' reads it from ``occurred``.
    ``ended``: when a span ended. ``about``: another record or subject; the subject of the file
    itself stands for one of its birthdays. ``agency``, ``author``: files of the agency and the
    worker. ``details``: answers by the name of the field, as ``engine.model.Record.details``.
    ``also``: further files that were chosen because it concerns them as well; None leaves a
    correction on those on which the record stands, and a new record on none.
    """

    kind: str
    occurred: Moment | None = None
    precision: str = ""
    ended: Moment | None = None
    planned_start: Day | None = None
    planned_end: Day | None = None
    about: UUID | None = None
    agency: UUID | None = None
    author: UUID | None = None
    details: Mapping[str, Value] = field(default_factory=dict)
    also: frozenset[UUID] | None = None

    @property
    def known_to(self) -> str:
        """The precision: as said, else that of the moment, '' where nothing has occurred."""
        if self.precision or self.occurred is None:
            return self.precision
        return Precision.DAY if self.occurred.minute is None else Precision.MINUTE


class BadEntry(Exception):
    """What was typed cannot be recorded. ``faults``: for each field, the sentence to show."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in faults.items()))
        self.faults = dict(faults)
