"""The documents of a file, and what becomes of them when their record is withdrawn or moved."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from sightline.service.files.models import Attachment, Record, Scan
from sightline.service.files.writing import Writing


def standing(file: UUID) -> QuerySet[Attachment]:
    """The documents of a file that were not withdrawn, in the order in which they were added."""
    ended = Attachment.objects.filter(withdraws=OuterRef("id"))
    return Attachment.objects.filter(~Exists(ended), file=file, withdraws=None).order_by("position")


def withdrawn_with(writes: Writing, fact: UUID, file: UUID, reason: str) -> None:
    """The documents of a record that is withdrawn are withdrawn with it."""
    for row in standing(file).filter(fact=fact):
        writes.add("withdraw document", file, ending_of(row, reason))


def moved_with(writes: Writing, fact: UUID, file: UUID, moved: Record, reason: str) -> None:
    """The documents of a record that was filed in error move with it, and so does what is known of
    them. What was erased stays where it was. ``moved``: the record on the right file.
    """
    for row in standing(file).filter(fact=fact, salt__isnull=False):
        there = Attachment(
            file_id=moved.file_id, fact=moved.fact, misfiled_from=row.id, title=row.title,
            name=row.name, media=row.media, size=row.size, sha256=row.sha256, store=row.store,
            sensitivities=row.sensitivities, agency=row.agency,
        )  # fmt: skip
        ending = ending_of(row, reason)
        ending.misfiled = True
        looks = [
            Scan(file_id=moved.file_id, attachment=there, result=look.result, scanner=look.scanner,
                 found=look.found)
            for look in row.scans.order_by("position")
        ]  # fmt: skip
        writes.add("misfiled document", file, ending)
        writes.add("refile document", moved.file_id, there)
        writes.rows[moved.file_id] += looks


def ending_of(row: Attachment, reason: str) -> Attachment:
    """The row that says that a document was withdrawn."""
    return Attachment(
        file_id=row.file_id,
        fact=row.fact,
        sensitivities=row.sensitivities,
        agency=row.agency,
        withdraws=row.id,
        reason=reason,
    )
