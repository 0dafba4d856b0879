"""What casework does in one act that is several things to the files beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from sightline.service.files import joining
from sightline.service.files import services as files
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Joining, Subject
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act

SAID_AT_OPENING = "Whoever opened the one file saw both and said that they are different people."


@dataclass(frozen=True, slots=True)
class NewPerson:
    """On whom a file is opened. ``type``: of ``SubjectType``."""

    type: str
    given: str
    family: str
    called: str
    born_on: date | None
    place: str


def open_with_case(
    *,
    id: UUID,
    person: NewPerson,
    case: Entry | None,
    allocation: Entry | None,
    different: Sequence[UUID] = (),
    by: Act,
) -> Subject:
    """Open a file with the case of an agency and the allocation of whoever opens it, or nothing.

    ``case``, ``allocation``: None for an agency that makes no such records. ``different``: files
    that whoever opens it saw and said are on somebody else. Raises BadEntry, and
    Stale where a file of this id is open already.
    """
    noted = list(by.acts), dict(by.files)
    try:
        with transaction.atomic():
            subject = _open(id, person, [e for e in (case, allocation) if e is not None], by)
            for other in different:
                joining.decide(
                    said=Joining.Said.DIFFERENT, file=id, other=other, reason=SAID_AT_OPENING,
                    seen={}, by=by,
                )  # fmt: skip
            return subject
    except BadEntry:
        # Nothing of it is there, so the log must not say that it was done.
        by.acts[:], by.files = noted
        raise


def _open(id: UUID, person: NewPerson, entries: Sequence[Entry], by: Act) -> Subject:
    subject = files.open_file(
        type=person.type,
        given=person.given,
        family=person.family,
        called=person.called,
        born_on=person.born_on,
        place=person.place,
        id=id,
        by=by,
    )
    for entry in entries:
        seen = chains.version(chains.file_chain(id))
        files.record(file=id, entry=entry, seen=seen, by=by)
    return subject
