"""Which records stand on a file, for one person: the version in use of each, and its past."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.casework.said import Named, Reader, kind_of_row, known_later, summary, when
from sightline.service.files.models import Record
from sightline.service.files.reading import stands_on
from sightline.service.ledger.failures import NotFound

Sort = tuple[str, UUID | None]
"""A kind of record, and the agency that made it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a list. ``known``: when it was known, where later than it happened.

    ``tied``: what else must be said of it: corrected, withdrawn, kept on another file.
    """

    fact: UUID
    title: str
    summary: str
    when: str
    known: str
    agency: str
    tied: tuple[str, ...]


def standing(viewer: Viewer, basis: Basis) -> QuerySet[Record]:
    """The last version of each fact on a file that the person reads, newest first.

    A record that was filed here in error is the row that says so, and nothing of the record.
    Each row knows ``first_known``, ``is_withdrawn`` and the ``moment`` that orders it.
    """
    file = basis.file
    here = stands_on(file)
    newer = Record.objects.filter(here, version_of=OuterRef("pk"))
    ended = Record.objects.filter(here, fact=OuterRef("fact"), withdraws__isnull=False)
    first = Record.objects.filter(pk=OuterRef("fact")).values("recorded_at")
    is_version = Q(withdraws=None) & ~Exists(newer)
    reads_misfiled = any(way.may(Right.REFILE) for way in basis.ways)
    shown = is_version if reads_misfiled else is_version | Q(misfiled=True)
    planned = Cast("planned_start_on", DateTimeField())
    return (
        Record.objects.filter(here, policy.visible_records(viewer, basis), shown)
        .annotate(
            first_known=Coalesce(Subquery(first), "recorded_at"),
            is_withdrawn=Exists(ended),
            moment=Coalesce("occurred_at", planned, "recorded_at"),
        )
        .order_by("-moment", "-pk")
    )


def how_many(rows: QuerySet[Record]) -> dict[Sort, int]:
    """How many there are of each sort, of rows of ``standing``."""
    found = rows.order_by().values_list("kind", "agency").annotate(number=Count("pk"))
    return {(kind, agency): number for kind, agency, number in found}


def line(
    row: Record,
    file: UUID,
    reader: Reader,
    called: Named,
    corrected: Collection[UUID],
    erased: str | None = None,
) -> Line:
    """A row of ``standing`` as a list shows it. ``corrected``: facts that were.

    ``erased``: that it was, by whose decision; None where it was not.
    """
    first_known: datetime = row.first_known  # type: ignore[attr-defined]
    if row.misfiled:
        return Line(row.fact, "A record was filed here in error", "", "", "", "", ())
    return Line(
        fact=row.fact,
        title=kind_of_row(row)["title"],
        summary=erased or summary(row, reader, called),
        when=when(row),
        known=known_later(row, first_known),
        agency=called[row.agency] or "Agency not recorded",
        tied=tuple(_tied(row, file, corrected)),
    )


def _tied(row: Record, file: UUID, corrected: Collection[UUID]) -> list[str]:
    found = []
    if row.is_withdrawn:  # type: ignore[attr-defined]
        found.append("Withdrawn")
    if row.fact in corrected:
        found.append("Corrected")
    if row.misfiled_from is not None:
        found.append("Moved here from another file")
    if row.file_id != file:
        found.append("Kept on another file")
    return found


def versions(viewer: Viewer, basis: Basis, fact: UUID) -> list[Record]:
    """All that was said of a fact on the basis's file and that the person reads, in order.

    Raises NotFound where that is nothing, or only that a record was filed here in error.
    """
    rows = list(
        Record.objects.filter(
            stands_on(basis.file), policy.visible_records(viewer, basis), fact=fact
        ).order_by("recorded_at", "pk")
    )
    if not any(row.withdraws is None for row in rows):
        raise NotFound("There is no such record, or none that is open to you.")
    return rows
