"""The contacts of an adult's first screen: a few of them, found by what they were for.

There may be thousands on a file, and each question here asks for the last, or the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform

from sightline.engine.reference.facts import Fact
from sightline.service.casework.said import Reader
from sightline.service.casework.screen.adult_lines import one_of
from sightline.service.casework.screen.known import Known, standing
from sightline.service.files.models import Record
from sightline.service.ledger.asked import once

KIND = "contact"
KEPT, MISSED, EXCUSED = "kept", "missed", "missed-with-reason"
LATELY = 92
"""Days in which appointments are counted: a quarter of a year."""
TRIED, AHEAD = 3, 10
"""So many tries to visit are shown, and so many planned contacts looked through."""
MOST = 1_000
"""So many contacts are looked through, the latest: of an adult under probation, all there are."""

_ASKED = ("result", "where", "purpose", "with")


@dataclass(frozen=True, slots=True)
class Contact:
    """What decides whether a contact is shown or counted. ``at``: None of one that is planned."""

    id: UUID
    at: datetime | None
    about: UUID | None
    result: str | None
    where: str | None
    purpose: str | None
    of: str | None

    @property
    def is_appointment(self) -> bool:
        """Whether it is one of the order's own; a session stands beside its programme."""
        return self.purpose == "appointment" and self.about is None


def few(reader: Reader, today: date) -> Iterable[Record]:
    """The last contacts of each sort that the screen asks for, and those that are planned next."""
    wanted = [found.id for found in _wanted(_contacts(reader, today))]
    return Record.objects.filter(pk__in=wanted)


def _wanted(contacts: Collection[Contact]) -> Iterator[Contact]:
    been = [one for one in contacts if one.at is not None]
    visits = [one for one in been if one.where == "home"]
    missed = (one for one in been if one.is_appointment and one.result == MISSED)
    for whom, purpose in (("partner", "partner-safety"), ("victim", "victim-offer")):
        yield from [one for one in been if (one.of, one.purpose) == (whom, purpose)][:1]
    yield from [one for one in visits if one.result == KEPT][:1]
    yield from [one for one in visits if one.result == "attempted"][:TRIED]
    yield from list(missed)[:1]
    yield from [one for one in contacts if one.at is None][-AHEAD:]


def reads(known: Known) -> bool:
    """Whether the reader reads contacts, and what came of them."""
    return known.reads(KIND, *_ASKED)


def last(known: Known, **said: str) -> list[Fact]:
    """Of what is shown, the contacts that say this, the last first."""
    return known.had(KIND, *(one_of(field.rstrip("_"), value) for field, value in said.items()))


def booked(known: Known, field: str, value: str) -> Record | None:
    """The next planned contact that says this."""
    ahead = (row for row in known.planned(KIND) if (row.details or {}).get(field) == value)
    return next(ahead, None) if reads(known) else None


def lately(known: Known) -> Counter[str]:
    """How many appointments, not of a programme, had which result in the last quarter of a year."""
    since = known.at - timedelta(LATELY)
    return Counter(
        str(one.result)
        for one in _contacts(known.reader, known.today)
        if one.is_appointment and one.at is not None and one.at >= since
    )


def sessions(known: Known, programme: UUID) -> Counter[str]:
    """How many sessions of a programme had which result."""
    return Counter(
        str(one.result)
        for one in _contacts(known.reader, known.today)
        if one.about == programme
        and one.at is not None
        and one.purpose in ("appointment", "treatment")
    )


def _contacts(reader: Reader, today: date) -> list[Contact]:
    """The latest contacts, those ahead first, the furthest of all. Asked by several panels."""
    return once(("contacts of", reader.basis.file), lambda: _looked_through(reader, today))


def _looked_through(reader: Reader, today: date) -> list[Contact]:
    rows = standing(reader, [KIND]).filter(
        Q(occurred_at__isnull=False) | Q(planned_start_on__gte=today)
    )
    ordered = rows.order_by(
        F("occurred_at").desc(nulls_first=True), F("planned_start_on").desc(nulls_last=True), "-pk"
    )
    answers = [KeyTextTransform(field, "details") for field in _ASKED]
    found = ordered.values_list("pk", "occurred_at", "about", *answers)[:MOST]
    return [Contact(*row) for row in found]
