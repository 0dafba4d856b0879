"""Records added, corrected and withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sightline.engine.model import Value
from sightline.service.files import answers, documents
from sightline.service.files.carrying import Unreviewed, still_carried
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import AlsoOn, Record, Subject
from sightline.service.files.moments import columns_of, maybe_date, minute_at
from sightline.service.files.reading import values_from
from sightline.service.files.signatures import (
    check_not_signed,
    is_of_a_signature,
    unsigned,
    void_with,
)
from sightline.service.files.standard import kind_version, standard
from sightline.service.files.writing import Writing, writing
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id

VOID = "What was signed has changed since, so that the signature no longer holds."
"""Why a sign-off is withdrawn with the version that it signed."""


def record(
    *,
    file: UUID,
    entry: Entry,
    seen: int,
    by: Act,
    id: UUID | None = None,
    seen_also: Mapping[UUID, int] | None = None,
    carried: Unreviewed | None = None,
) -> Record:
    """Add a record to a file. ``seen``: the version of the file that the writer saw.

    ``id``: the record's, made when its form was shown, so that a form sent twice is one record.
    ``seen_also``: the versions of further files. ``carried``: which of its answers its form began
    with and the writer did not look at again. Raises BadEntry, Stale, NotFound.
    """
    if not Subject.objects.filter(id=file).exists():
        raise NotFound("There is no such file.")
    check_not_signed(entry)
    answers.check(entry, standard(), file=file)
    also_on = answers.stands_also_on(entry, standard().kinds[entry.kind], file)
    with writing({file, *also_on}, seen={file: seen, **(seen_also or {})}, by=by) as writes:
        row = row_of(entry, file=file, at=writes.now)
        row.id = row.fact = id or row.id
        writes.add("record", file, row)
        writes.stands_on(row, also_on)
        writes.carries(row, carried)
    return row


def record_several(
    *, file: UUID, entries: Mapping[UUID, Entry], seen: int, by: Act
) -> list[Record]:
    """Add several records to one file at once, each under an id of its own, and judge it once.

    Of kinds that stand on no further file. Raises BadEntry, Stale, NotFound; then none is added.
    """
    if not Subject.objects.filter(id=file).exists():
        raise NotFound("There is no such file.")
    for entry in entries.values():
        check_not_signed(entry)
        answers.check(entry, standard(), file=file)
        if answers.stands_also_on(entry, standard().kinds[entry.kind], file):
            raise ValueError(f"a record of the kind {entry.kind} stands on further files")
    rows = []
    with writing({file}, seen={file: seen}, by=by) as writes:
        for id_, entry in entries.items():
            row = row_of(entry, file=file, at=writes.now)
            row.id = row.fact = id_
            writes.add("record", file, row)
            rows.append(row)
    return rows


def correct(
    *,
    fact: UUID,
    entry: Entry,
    reason: str,
    seen: int,
    by: Act,
    seen_also: Mapping[UUID, int] | None = None,
    reviewed: Collection[str] = (),
) -> Record:
    """Add a version of a fact, whole, in the place of the last one.

    A file that the last version stood on and this one does not name is told that it no longer
    stands there. ``seen_also``: versions of further files that the writer saw. ``reviewed``: fields
    that were carried over, of which the writer says that they are so; those that are neither
    changed nor reviewed stay marked. Raises BadEntry, Stale, NotFound, and Refused where it cannot
    be corrected.
    """
    last = last_version(fact)
    if entry.kind != last.row.kind:
        raise Refused("A record stays of its kind. Withdraw this one and record another.")
    check_reason(reason, "it is corrected")
    if is_of_a_signature(fact):
        raise Refused("A signature is not corrected. Withdraw it, and sign or send back again.")
    entry = unsigned(entry, last.row)
    check_not_signed(entry)
    file, kind = last.row.file_id, standard().kinds[entry.kind]
    if entry.also is None:
        entry = replace(entry, also=last.chosen)
    answers.check(entry, standard(), file=file)
    also_on = answers.stands_also_on(entry, kind, file)
    _check_not_taken_off(entry, last)
    every = {file: seen, **(seen_also or {})}
    with writing({file, *also_on, *last.also_on}, seen=every, by=by) as writes:
        row = row_of(entry, file=file, at=max(writes.now, last.row.recorded_at))
        row.fact, row.version_of, row.reason = last.row.fact, last.row.id, reason
        if minute_at(row.recorded_at) == minute_at(last.row.recorded_at):
            row.id = _after(row.id, last.row.id)
        _void(writes, last.row.fact, VOID, misfiled=False)
        writes.add("correct", file, row)
        writes.stands_on(row, also_on)
        writes.carries(row, still_carried(last.row, row, reviewed))
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
    """The last version of a fact, and the further files on which it stands.

    ``taken_off``: files on which this very version stood and was taken off.
    """

    row: Record
    also_on: frozenset[UUID]
    taken_off: frozenset[UUID] = frozenset()

    @property
    def chosen(self) -> frozenset[UUID]:
        """Of the further files, those that no answer of it names."""
        kind = standard().kinds.get(self.row.kind)
        said = values_from(self.row.details or {})
        entry = Entry(self.row.kind, about=self.row.about, details=said)
        named = [] if kind is None else answers.files_named(entry, kind, self.row.file_id)
        return self.also_on.difference(named)


def last_version(fact: UUID) -> Standing:
    """The version of a fact that stands. Raises NotFound, and Refused where it was withdrawn."""
    rows = list(Record.objects.filter(fact=fact).order_by("position"))
    versions = [row for row in rows if row.withdraws is None]
    if not versions:
        raise NotFound("There is no such record.")
    file = versions[-1].file_id
    if any(row.withdraws is not None and row.file_id == file for row in rows):
        raise Refused("This record has been withdrawn. Record it anew if it was right after all.")
    off = frozenset(row.file_id for row in rows if row.withdraws == versions[-1].id)
    also_on = AlsoOn.objects.filter(record=versions[-1]).values_list("file", flat=True)
    return Standing(versions[-1], frozenset(also_on) - off, off)


def is_chosen_for(row: Record, files: Collection[UUID]) -> bool:
    """Whether the fact of a row stands on any of some files because somebody chose them."""
    try:
        return not last_version(row.fact).chosen.isdisjoint(files)
    except Refused:
        return False


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
    _void(writes, last.row.fact, reason if misfiled else VOID, misfiled=misfiled)
    writes.add("misfiled" if misfiled else "withdraw", last.row.file_id, row)
    writes.stands_on(row, last.also_on)
    return row


def _void(writes: Writing, fact: UUID, reason: str, *, misfiled: bool) -> None:
    """Withdraw what was signed of a fact that is changed: nobody has signed what it says now."""
    for said in void_with(fact):
        row = withdrawal(said, said.file_id, reason, max(writes.now, said.recorded_at))
        row.misfiled = misfiled
        writes.add("void", said.file_id, row)


def check_reason(reason: str, what: str) -> None:
    """Raise BadEntry where no reason is given."""
    if not reason.strip():
        raise BadEntry({"reason": f"Say why {what}."})


def _check_not_taken_off(entry: Entry, last: Standing) -> None:
    """The next version would follow the one that was withdrawn there, and be as dead as it."""
    if last.taken_off.intersection(entry.also or ()):
        sentence = "This record was taken off one of these files. Record it there anew."
        raise BadEntry({"also": sentence})


def _after(id_: UUID, last: UUID) -> UUID:
    """An id that sorts after that of the version before, as versions of one minute must."""
    return id_ if id_ > last else UUID(int=last.int + 1)
