"""Documents kept with a file: added, withdrawn, scanned again, and proved to be there.

A document belongs to a file, and perhaps to one of its records. Its bytes are in the store, sealed
(``store``); what is known of it is a row of the file's chain, and so is every look of a scanner.
What a scanner finds infected is removed, and the row stays to say that it came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from sightline.service.files import content, scanning, store
from sightline.service.files.documents import ending_of
from sightline.service.files.entries import BadEntry
from sightline.service.files.members import group_of
from sightline.service.files.models import Attachment, Record, Scan, Subject
from sightline.service.files.recording import check_reason, last_version
from sightline.service.files.rules import LETTERS
from sightline.service.files.scanning import Scanned
from sightline.service.files.standard import standard
from sightline.service.files.writing import writing
from sightline.service.ledger.acts import Act, act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.links import Fault
from sightline.service.ledger.row_security import as_machine
from sightline.standard.model import Sensitivity

_PIECE = 64 * 1024
_LONGEST = 200
"""Characters of a title and of a name."""


@dataclass(frozen=True, slots=True)
class Document:
    """What somebody sends. ``name``: of the file, as it was sent."""

    stream: BinaryIO
    name: str
    title: str
    sensitivity: Sensitivity = Sensitivity.ORDINARY


def attach(
    *,
    file: UUID,
    document: Document,
    agency: UUID | None,
    by: Act,
    fact: UUID | None = None,
    id: UUID | None = None,
) -> Attachment:
    """Keep a document with a file. ``fact``: the record that it belongs to, which stands there.

    ``id``: the document's, made when its form was shown, so that a form sent twice is one document.
    Where a scanner finds it infected its bytes are not kept, and the row says so.
    Raises BadEntry for what is wrong with the document, NotFound, and Refused where the record was
    withdrawn or no room is left.
    """
    if not Subject.objects.filter(id=file).exists():
        raise NotFound("There is no such file.")
    last = None if fact is None else _record_of(file, fact)
    media = _media(document)
    scanned = scanning.scan(document.stream)
    row = Attachment(
        id=id or new_id(),
        file_id=file if last is None else last.file_id,
        fact=fact,
        title=document.title.strip(),
        name=_safe_name(document.name),
        media=media,
        agency=agency,
        sensitivities=_letters(last, document.sensitivity),
    )
    _keep(row, document, scanned)
    with writing({row.file_id}, seen={}, by=by) as writes:
        if fact is not None:
            _record_of(file, fact)  # it may have been withdrawn until the file was locked
        writes.add("attach", row.file_id, row)
        writes.rows[row.file_id].append(_looked(row, scanned))
    return row


def withdraw_attachment(*, attachment: UUID, reason: str, by: Act) -> Attachment:
    """Say that a document should not have been added. It cannot be undone.

    Raises BadEntry, NotFound, and Refused where it was withdrawn before.
    """
    row = Attachment.objects.filter(id=attachment, withdraws=None).first()
    if row is None:
        raise NotFound("There is no such document.")
    check_reason(reason, "it is withdrawn")
    with writing({row.file_id}, seen={}, by=by) as writes:
        if Attachment.objects.filter(withdraws=row.id).exists():
            raise Refused("This document has been withdrawn.")
        ending = ending_of(row, reason)
        writes.add("withdraw document", row.file_id, ending)
    return ending


# --- what follows an erasure ---


def forget(ids: Iterable[UUID]) -> None:
    """Remove the bytes of documents that are erased; one that was moved has none of its own."""
    moved = Attachment.objects.filter(withdraws=OuterRef("id"), misfiled=True)
    for row in Attachment.objects.filter(~Exists(moved), id__in=list(ids), store__isnull=False):
        assert row.store is not None
        store.remove(row.store)


# --- scanning later, and proving ---


def unscanned() -> QuerySet[Attachment]:
    """Documents that are kept and that no scanner has looked at."""
    looked = Scan.objects.filter(attachment=OuterRef("id")).exclude(result=Scan.Result.NOT_SCANNED)
    ended = Attachment.objects.filter(withdraws=OuterRef("id"))
    return Attachment.objects.filter(
        ~Exists(looked), ~Exists(ended), withdraws=None, store__isnull=False, salt__isnull=False
    )


def waiting() -> list[UUID]:
    """The ids of those documents, on whichever file. To be called outside any act."""
    with transaction.atomic(), as_machine():
        return list(unscanned().order_by("id").values_list("id", flat=True))


def scan_again(attachment: UUID) -> Scan.Result:
    """Have a document scanned, and keep what the scanner says, if it says anything.

    To be called outside any act: it makes one of the machine, once the scanner has answered.
    Raises Missing and Damaged.
    """
    with transaction.atomic(), as_machine():
        row = Attachment.objects.get(id=attachment)
    assert row.store is not None
    with store.opened(row.store) as plain:
        scanned = scanning.scan(plain)
    if scanned.result == Scan.Result.NOT_SCANNED:
        return scanned.result
    with (
        act(person=None, route="scan") as by,
        as_machine(),
        writing({row.file_id}, seen={}, by=by) as writes,
    ):
        if unscanned().filter(id=row.id).exists():
            writes.add("scan", row.file_id, _looked(row, scanned))
            if scanned.result == Scan.Result.INFECTED:
                store.remove(row.store)
    return scanned.result


def faults() -> Iterator[Fault]:
    """Documents whose bytes are missing, or are not those that were kept."""
    infected = Scan.objects.filter(attachment=OuterRef("id"), result=Scan.Result.INFECTED)
    moved = Attachment.objects.filter(withdraws=OuterRef("id"), misfiled=True)
    kept = Attachment.objects.filter(
        ~Exists(infected), ~Exists(moved), withdraws=None, store__isnull=False, salt__isnull=False
    )
    for row in kept.order_by("id").iterator(chunk_size=500):
        try:
            check_bytes(row)
        except (store.Missing, store.Damaged) as fault:
            yield Fault(str(fault), Attachment._meta.db_table, row.id, row.chain)


def check_bytes(row: Attachment) -> None:
    """Raises Missing or Damaged where the bytes of a document are not those that were kept."""
    assert row.store is not None
    with store.opened(row.store) as plain:
        compare(row, plain)


def compare(row: Attachment, plain: BinaryIO) -> None:
    """The same of a stream, which is left at its beginning."""
    digest = hashlib.sha256()
    while piece := plain.read(_PIECE):
        digest.update(piece)
    if digest.digest() != bytes(row.sha256 or b""):
        raise store.Damaged("What is kept is another document than the one that was added.")
    plain.seek(0)


# --- what they are made of ---


def _record_of(file: UUID, fact: UUID) -> Record:
    """The record as it stands; it is kept on the file, or on one that is joined with it."""
    last = last_version(fact).row
    if last.file_id not in group_of(file):
        raise Refused("This record is kept on another file. Add the document there.")
    return last


def _letters(record: Record | None, chosen: Sensitivity) -> str:
    """The sensitivity of its record's kind, and the one chosen."""
    declared = None if record is None else standard().kinds.get(record.kind)
    found = {chosen} | (set() if declared is None else {declared.sensitivity})
    return "".join(letter for sensitivity, letter in LETTERS.items() if sensitivity in found)


def _media(document: Document) -> str:
    if not document.title.strip():
        raise BadEntry({"title": "Say what the document is."})
    if len(document.title.strip()) > _LONGEST:
        raise BadEntry({"title": f"The title must be {_LONGEST} characters or fewer."})
    try:
        return content.sort_of(document.stream, document.name).media
    except content.NotTaken as fault:
        raise BadEntry({"document": str(fault)}) from None


def _safe_name(name: str) -> str:
    """The name without folders and without what a screen or a header would obey."""
    last = PurePath(name.replace("\\", "/")).name
    plain = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else "_" for c in last)
    path = PurePath(plain)
    return path.stem[: _LONGEST - len(path.suffix)] + path.suffix


def _keep(row: Attachment, document: Document, scanned: Scanned) -> None:
    """Put the bytes into the store, and say so in the row; of an infected one say only that."""
    if scanned.result == Scan.Result.INFECTED:
        return
    try:
        kept = store.put(document.stream, most=settings.DOCUMENT_MOST)
    except store.TooLarge as fault:
        raise BadEntry({"document": f"{fault} Save it smaller, or in parts."}) from None
    except store.NoRoom:
        raise Refused(
            "No room is left for documents. Tell whoever runs the service; nothing was added."
        ) from None
    row.store, row.size, row.sha256 = kept.id, kept.size, kept.sha256


def _looked(row: Attachment, scanned: Scanned) -> Scan:
    return Scan(
        file_id=row.file_id,
        attachment=row,
        result=scanned.result,
        scanner=scanned.scanner,
        found=scanned.found,
    )
