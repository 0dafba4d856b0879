"""The lines of a manager's lists, in words: who, what, and since when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.viewer import Viewer
from sightline.service.casework import owed, people
from sightline.service.casework.people import Who
from sightline.service.casework.said import day_said, named
from sightline.service.files.models import Obligation, Subject, Unsigned
from sightline.service.files.standard import standard
from sightline.service.ledger.row_security import tell_about
from sightline.standard.calendar import LONDON
from sightline.standard.model import EXEMPTION

MOST = 20
"""So much that was sent back is shown at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing. ``href``: where it is done; ``excuse``: where it is excused, '' if not by them."""

    who: Who
    what: str
    since: str
    href: str
    is_late: bool = False
    excuse: str = ""


def unsigned(viewer: Viewer, rows: Sequence[Unsigned]) -> list[Line]:
    """What waits to be countersigned."""
    whom = _whom(viewer, {row.file_id for row in rows})
    called = named(viewer, [row.author for row in rows], ())
    found = []
    for row in rows:
        kind = standard().kinds[row.kind].title
        author = called[row.author] or "author not recorded"
        found.append(
            Line(
                who=whom[row.file_id],
                what=f"{kind}, by {author}" if row.author else f"{kind}, {author}",
                since=f"Since {day_said(row.since.astimezone(LONDON).date())}",
                href=reverse("countersign", args=[row.file_id, row.fact]),
            )
        )
    return found


def owing(viewer: Viewer, rows: Sequence[Obligation]) -> list[Line]:
    """What is owed, each with the way to excuse it for those who may."""
    files = {row.file_id for row in rows}
    whom, may_excuse = _whom(viewer, files), _excused_by(viewer, files)
    found = []
    for row in rows:
        told = owed.told(row, whom[row.file_id].place, viewer.at)
        where = [row.file_id, row.pk]
        found.append(
            Line(
                who=whom[row.file_id],
                what=told.title,
                since=told.clock,
                href=reverse("owed", args=where),
                is_late=told.is_urgent,
                excuse=reverse("excuse", args=where) if row.file_id in may_excuse else "",
            )
        )
    return found


def unallocated(viewer: Viewer, rows: Sequence[Subject]) -> list[Line]:
    """With whom nobody works, though the agency does."""
    found = []
    whom = _whom(viewer, {row.pk for row in rows})
    for row in rows:
        since: date = row.since  # type: ignore[attr-defined]
        found.append(
            Line(
                who=whom[row.pk],
                what="Allocate a worker",
                since=f"Since {day_said(since)}",
                href=reverse("file-allocations", args=[row.pk]),
            )
        )
    return found


def sent_back(viewer: Viewer) -> list[Line]:
    """What of theirs a manager sent back, the first first, as far as they read it."""
    if viewer.worker is None:
        return []
    rows = list(
        Unsigned.objects.filter(author=viewer.worker, returned=True).order_by("since", "pk")[:MOST]
    )
    bases = policy.bases_for(viewer, {row.file_id for row in rows})
    read = [
        row
        for row in rows
        if row.file_id in bases
        and policy.reads_kind(viewer, bases[row.file_id], row.kind, row.agency)
    ]
    whom = _whom(viewer, {row.file_id for row in read})
    return [
        Line(
            who=whom[row.file_id],
            what=standard().kinds[row.kind].title,
            since=f"Entered {day_said(row.since.astimezone(LONDON).date())}",
            href=reverse("record", args=[row.file_id, row.fact]),
        )
        for row in read
    ]


def _whom(viewer: Viewer, files: Collection[UUID]) -> Mapping[UUID, Who]:
    """Whom files are kept on that the viewer may see."""
    if not files:
        return {}
    # What follows is asked of these files alone.
    tell_about(*files)
    bases = policy.bases_for(viewer, files)
    subjects = [basis.facts.subject for basis in bases.values() if basis.facts is not None]
    return {who.file: who for who in people.whom(subjects, viewer.today)}


def _excused_by(viewer: Viewer, files: Collection[UUID]) -> set[UUID]:
    bases = policy.bases_for(viewer, files)
    return {
        file for file, basis in bases.items() if EXEMPTION in policy.kinds_recorded(viewer, basis)
    }
