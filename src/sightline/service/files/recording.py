"""Records added, corrected and withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sightline.engine.model import Value
from sightline.service.files import answers, documents
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import AlsoOn, Record, Subject
from sightline.service.files.moments import columns_of, maybe_date, minute_at
from sightline.service.files.standard import kind_version, standard
from sightline.service.files.writing import Writing, writing
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id


def record(*, file: UUID, entry: Entry, seen: int, by: Act, id: UUID | None = None) -> Record:
    """Add a record to a file. ``seen``: the version of the file that the writer saw.

    ``id``: the record's, made when its form was shown, so that a form sent twice is one record.
    Raises BadEntry, Stale, NotFound.
    """
    if not Subject.objects.filter(id=file).exists():
        raise NotFound("There is no such file.")
    answers.check(entry, standard(), file=file)
    also_on = answers.files_named(entry, standard().kinds[entry.kind], file)
    with writing({file, *also_on}, seen={file: seen}, by=by) as writes:
        row = row_of(entry, file=file, at=writes.now)
        row.id = row.fact = id or row.id
        writes.add("record", file, row)
        writes.stands_on(row, also_on)
    return row


def correct(*, fact: UUID, entry: Entry, reason: str, seen: int, by: Act) -> Record:
    """Add a version of a fact, whole, in the place of the last one.

    A file that the last version stood on and this one does not name is told that it no longer
    stands there. Raises BadEntry, Stale, NotFound, and Refused where it cannot be corrected.
    """
    last = last_version(fact)
    if entry.kind != last.row.kind:
        raise Refused("A record stays of its kind. Withdraw this one and record another.")
    check_reason(reason, "it is corrected")
    answers.check(entry, standard(), file=last.row.file_id)
    also_on = answers.files_named(entry, standard().kinds[entry.kind], last.row.file_id)
    file = last.row.file_id
    with writing({file, *also_on, *last.also_on}, seen={file: seen}, by=by) as writes:
        row = row_of(entry, file=file, at=max(writes.now, last.row.recorded_at))
        row.fact, row.version_of, row.reason = last.row.fact, last.row.id, reason
        if minute_at(row.recorded_at) == minute_at(last.row.recorded_at):
            row.id = _after(row.id, last.row.id)
        writes.add("correct", file, row)
        writes.stands_on(row, also_on)
        for left in sorted(last.also_on.difference(also_on)):
            writes.add("withdraw", left, withdrawal(last.row, left, reason, row.recorded_at))
    return row


def withdraw(*, fact: UUID, reason: str, seen: int, by: Act) -> Record:
    """End a fact that was recorded in error, wherever it stands. It cannot be undone.

    Raises BadEntry, Stale, NotFound, and Refused where it was withdrawn before.
    """
    last = last_version(fact)
    check_reason(reason, "it is withdrawn")
    with writing({last.row.file_id, *last.also_on}, seen={last.row.file_id: seen}, by=by) as writes:
        row = withdraw_everywhere(writes, last, reason, misfiled=False)
        documents.withdrawn_with(writes, row.fact, row.file_id, reason)
    return row


# --- what they are made of -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """The last version of a fact, and the further files on which it stands."""

    row: Record
    also_on: frozenset[UUID]


def last_version(fact: UUID) -> Standing:
    """The version of a fact that stands. Raises NotFound, and Refused where it was withdrawn."""
    rows = list(Record.objects.filter(fact=fact).order_by("position"))
    versions = [row for row in rows if row.withdraws is None]
    if not versions:
        raise NotFound("There is no such record.")
    file = versions[-1].file_id
    if any(row.withdraws is not None and row.file_id == file for row in rows):
        raise Refused("This record has been withdrawn. Record it anew if it was right after all.")
    also_on = AlsoOn.objects.filter(record=versions[-1]).values_list("file", flat=True)
    return Standing(versions[-1], frozenset(also_on))


def row_of(entry: Entry, *, file: UUID, at: datetime) -> Record:
    """An entry as a row, the first version of a fact. ``at``: when it is entered."""
    id_ = new_id()
    occurred_at, _ = columns_of(entry.occurred)
    ended_at, ended_precision = columns_of(entry.ended)
    return Record(
        id=id_,
        fact=id_,
        file_id=file,
        kind=entry.kind,
        kind_version=kind_version(entry.kind),
        occurred_at=occurred_at,
        occurred_precision=entry.known_to,
        ended_at=ended_at,
        ended_precision=ended_precision,
        planned_start_on=maybe_date(entry.planned_start),
        planned_end_on=maybe_date(entry.planned_end),
        agency=entry.agency,
        author=entry.author,
        recorded_at=at,
        about=entry.about,
        details=answers_kept(entry.details),
    )


def answers_kept(details: Mapping[str, Value]) -> dict[str, Any]:
    """Answers as they are kept: a tuple of them is a list."""
    return {
        name: list(answer) if isinstance(answer, tuple) else answer
        for name, answer in details.items()
    }


def withdrawal(row: Record, file: UUID, reason: str, at: datetime) -> Record:
    """The row that ends a fact on one file, from the moment that it is known."""
    return Record(
        file_id=file,
        kind=row.kind,
        fact=row.fact,
        withdraws=row.id,
        agency=row.agency,
        author=row.author,
        recorded_at=at,
        details={},
        reason=reason,
    )


def withdraw_everywhere(writes: Writing, last: Standing, reason: str, *, misfiled: bool) -> Record:
    """End a fact on its own file and on every other that it stands on."""
    at = max(writes.now, last.row.recorded_at)
    row = withdrawal(last.row, last.row.file_id, reason, at)
    row.misfiled = misfiled
    writes.add("misfiled" if misfiled else "withdraw", last.row.file_id, row)
    writes.stands_on(row, last.also_on)
    return row


def check_reason(reason: str, what: str) -> None:
    """Raise BadEntry where no reason is given."""
    if not reason.strip():
        raise BadEntry({"reason": f"Say why {what}."})


def _after(id_: UUID, last: UUID) -> UUID:
    """An id that sorts after that of the version before, as versions of one minute must."""
    return id_ if id_ > last else UUID(int=last.int + 1)
