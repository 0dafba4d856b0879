"""Documents: which are read on a file, who adds and who withdraws them.

A document of a record is read by whoever reads the record, one of the file itself by whoever works
with whom the file is kept on; and either only by a post that holds all its sensitivities.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sightline.service.access.policy.on_files import check_see_file, fact_on, may_change
from sightline.service.access.policy.parts import by_ways_that, with_right
from sightline.service.access.policy.seen import own_ways
from sightline.service.access.reading import Basis, records_read
from sightline.service.access.roles import Right, Role
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Sort, Way
from sightline.service.files.members import group_of
from sightline.service.files.models import Attachment, Record, Scan
from sightline.service.files.reading import stands_on
from sightline.service.ledger.failures import NotFound, Refused

_NO_DOCUMENT = "There is no such document, or none that is open to you."
_LETTERS = "hvp"


def visible_attachments(viewer: Viewer, basis: Basis) -> Q:
    """Of the documents of the basis's file, those that are read, also withdrawn ones.

    Rows that withdraw one are not documents.
    """
    read = Q(pk__in=())
    for way in own_ways(viewer, basis):
        read |= _read_by(basis.file, way)
    return Q(file__in=group_of(basis.file), withdraws=None) & read


def check_see_attachment(viewer: Viewer, file: UUID, attachment: UUID) -> Basis:
    """Have a document's bytes. What was withdrawn is had by records officers alone, and what is
    infected by nobody.
    """
    basis, row = _document(viewer, file, attachment)
    if Attachment.objects.filter(withdraws=row.pk).exists():
        sentence = "This document was withdrawn, and is read by records officers alone."
        basis = with_right(basis, Right.REFILE, sentence)
    if row.scans.filter(result=Scan.Result.INFECTED).exists():
        raise Refused("This document was infected and was not kept.")
    return basis


def check_attach(viewer: Viewer, file: UUID, fact: UUID | None = None) -> Basis:
    """Add a document to a file, or to a record of one's own agency on it."""
    if fact is None:
        basis = check_see_file(viewer, file)
    else:
        basis, record = fact_on(viewer, file, fact)
        if record.file_id not in group_of(file):
            raise Refused(
                "This record is kept on another file, and documents are added to it there."
            )
        basis = by_ways_that(
            basis,
            lambda way: may_change(way, record),
            "Only the agency that made a record adds documents to it; others add them to the file.",
        )
    basis = with_right(basis, Right.RECORD, "Your role does not add documents.")
    return by_ways_that(
        basis,
        lambda way: _works_with(way) or (fact is not None and not way.kinds),
        "Only those who work with somebody add documents to their file.",
    )


def check_withdraw_attachment(viewer: Viewer, file: UUID, attachment: UUID) -> Basis:
    """Withdraw a document that one's own agency added."""
    basis, row = _document(viewer, file, attachment)
    basis = with_right(basis, Right.RECORD, "Your role does not withdraw documents.")
    sentence = "Only the agency that added a document withdraws it."
    return by_ways_that(basis, lambda way: _withdraws(way, row), sentence)


def withdraws_attachment(viewer: Viewer, basis: Basis, row: Attachment) -> bool:
    """Whether a document that is read may be withdrawn: for a button beside each of many."""
    return any(_withdraws(way, row) for way in own_ways(viewer, basis))


def _withdraws(way: Way, row: Attachment) -> bool:
    return way.may(Right.RECORD) and row.agency in (None, way.agency) and not way.kinds


def _read_by(file: UUID, way: Way) -> Q:
    """Of documents, those that one way reads."""
    records = Record.objects.filter(
        stands_on(file), records_read(file, (way,)), fact=OuterRef("fact"), withdraws=None
    )
    read = Q(fact__isnull=False) & Q(Exists(records))
    if not way.kinds and not _is_on_themselves(way):
        read |= Q(fact=None)
    for letter in sorted(set(_LETTERS) - set(way.sensitivities)):
        read &= ~Q(sensitivities__contains=letter)
    return read


def _works_with(way: Way) -> bool:
    """Whether by this way somebody works with whom the file is kept on, and does not inspect it."""
    inspects = way.role == Role.INSPECTOR
    return not way.kinds and not inspects and not _is_on_themselves(way)


def _is_on_themselves(way: Way) -> bool:
    """Whether it opens the file kept on the worker who looks, and not that of their agency."""
    return way.sort == Sort.OWN and not way.agencies


def _document(viewer: Viewer, file: UUID, attachment: UUID) -> tuple[Basis, Attachment]:
    basis = check_see_file(viewer, file)
    read = Attachment.objects.filter(visible_attachments(viewer, basis), pk=attachment)
    row = read.first()
    if row is None:
        raise NotFound(_NO_DOCUMENT)
    return basis, row
