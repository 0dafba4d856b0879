"""A record countersigned by somebody who did not write it, or sent back to whoever did."""

from __future__ import annotations

from uuid import UUID

from sightline.engine.model import Moment, Value
from sightline.service.files import answers
from sightline.service.files.carrying import still_carried
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Countersignature, Record
from sightline.service.files.moments import day_at, minute_at
from sightline.service.files.recording import Standing, last_version, row_of
from sightline.service.files.signatures import DIRECTION, RESULT, asked_of, signatures, wrote_it
from sightline.service.files.standard import standard
from sightline.service.files.writing import Writing, writing
from sightline.service.ledger import clock
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.row_security import as_machine
from sightline.standard.kinds import SIGN_OFF, SIGNED_AS
from sightline.standard.model import Countersigned

_Result = Countersignature.Result

NOT_OWN = "Nobody countersigns what they wrote themselves."
NOBODY_SIGNS = "Nobody countersigns a record like this one."
SIGNED_ALREADY = "This version has been countersigned, and the signature holds."
SENT_BACK_ALREADY = "This version has been sent back, and waits to be changed."
_SIGNED = "Countersigned"


def countersign(
    *,
    fact: UUID,
    signed_as: str,
    note: str,
    seen: int,
    agency: UUID,
    worker: UUID | None,
    by: Act,
    id: UUID | None = None,
) -> Countersignature:
    """Sign the last version of a fact, in the words of a sign-off that duties may ask for.

    ``signed_as``: one of those whom the standard names. ``seen``: the version of the file that was
    shown. ``worker``: the file kept on whoever signs. ``id``: the signature's, made when the page
    was shown. Where the kind has a field that says that it was countersigned, a version that
    answers it is added, and that is the one that is signed. Raises BadEntry, Stale, NotFound, and
    Refused where it is their own, signed already, or not to be signed.
    """
    last, asked = _to_sign(fact, by, worker)
    if any(one.is_signed and one.holds for one in signatures(fact)):
        raise Refused(SIGNED_ALREADY)
    entry = _sign_off(fact, asked, signed_as, _Result.SIGNED, note, agency, worker)
    answers.check(entry, standard(), file=last.row.file_id)
    with writing({last.row.file_id, *last.also_on}, seen={last.row.file_id: seen}, by=by) as writes:
        signed = _with_answer(writes, last, asked.answer) if asked.answer else last.row
        return _bound(writes, signed, entry, _Result.SIGNED, id)


def send_back(
    *,
    fact: UUID,
    signed_as: str,
    note: str,
    seen: int,
    agency: UUID,
    worker: UUID | None,
    by: Act,
    id: UUID | None = None,
) -> Countersignature:
    """Send the last version of a fact back to whoever made it, and say what is missing.

    The arguments and faults are those of ``countersign``; ``note`` must be given.
    """
    last, asked = _to_sign(fact, by, worker)
    there = signatures(fact)
    if any(one.is_signed and one.holds for one in there):
        raise Refused(SIGNED_ALREADY)
    if any(one.holds for one in there):
        raise Refused(SENT_BACK_ALREADY)
    if not note.strip():
        raise BadEntry({"note": "Say what is missing, and by when it is needed."})
    entry = _sign_off(fact, asked, signed_as, _Result.RETURNED, note, agency, worker)
    answers.check(entry, standard(), file=last.row.file_id)
    with writing({last.row.file_id}, seen={last.row.file_id: seen}, by=by) as writes:
        return _bound(writes, last.row, entry, _Result.RETURNED, id)


def _to_sign(fact: UUID, by: Act, worker: UUID | None) -> tuple[Standing, Countersigned]:
    """The version that stands and who signs it. Raises NotFound, Refused."""
    last = last_version(fact)
    asked = asked_of(last.row)
    if asked is None:
        raise Refused(NOBODY_SIGNS)
    if by.person is None or wrote_it(fact, person=by.person, worker=worker):
        raise Refused(NOT_OWN)
    return last, asked


def _sign_off(
    fact: UUID,
    asked: Countersigned,
    signed_as: str,
    result: str,
    note: str,
    agency: UUID,
    worker: UUID | None,
) -> Entry:
    if signed_as not in asked.by:
        raise BadEntry({"signed_as": "Choose as whom you sign."})
    now = clock.now()
    details: dict[str, Value] = {SIGNED_AS: signed_as, RESULT: result}
    if note.strip():
        details[DIRECTION] = note.strip()
    return Entry(
        kind=SIGN_OFF,
        occurred=Moment(day_at(now), minute_at(now)),
        about=fact,
        agency=agency,
        author=worker,
        details=details,
    )


def _with_answer(writes: Writing, last: Standing, field: str) -> Record:
    """The version that answers what signing it answers."""
    row = last.row
    signed = Record(file_id=row.file_id, recorded_at=max(writes.now, row.recorded_at))
    for name in _CONTENT:
        setattr(signed, name, getattr(row, name))
    signed.id = new_id()
    if signed.id < row.id:  # two versions of one minute are told apart by their ids
        signed.id = UUID(int=row.id.int + 1)
    signed.version_of, signed.reason = row.id, _SIGNED
    signed.details = {**(row.details or {}), field: "yes"}
    writes.add("correct", row.file_id, signed)
    writes.stands_on(signed, last.also_on)
    writes.carries(signed, still_carried(row, signed, ()))
    return signed


_CONTENT = (
    "kind", "kind_version_id", "fact", "occurred_at", "occurred_precision", "ended_at",
    "ended_precision", "planned_start_on", "planned_end_on", "agency", "author", "about",
    "misfiled_from",
)  # fmt: skip


def _bound(
    writes: Writing, signed: Record, entry: Entry, result: str, id: UUID | None
) -> Countersignature:
    """The sign-off, and the row that binds it to the digest of what was signed."""
    said = row_of(entry, file=signed.file_id, at=max(writes.now, signed.recorded_at))
    writes.add("record", signed.file_id, said)
    # The digest of a version that this act adds is known once it is written.
    with as_machine():
        writes.write()
    row = Countersignature(
        file_id=signed.file_id,
        fact=signed.fact,
        record=signed,
        record_digest=bytes(signed.digest),
        sign_off=said.fact,
        result=result,
    )
    row.id = id or row.id
    writes.add("countersign" if result == _Result.SIGNED else "send back", signed.file_id, row)
    return row
