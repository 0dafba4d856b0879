"""The files that are open to somebody, the most overdue first, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Max

from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Sort, opened, ways
from sightline.service.casework import basis, owed, people
from sightline.service.casework.owed import Counts
from sightline.service.casework.people import Who
from sightline.service.files import judging
from sightline.service.files.models import Record, Subject

A_PAGE = 25
JUDGED_AT_ONCE = 300
"""So many files are judged anew before a list is put in order; of a longer list, only those shown.

What is open or overdue follows from the clock and needs none of this: it is for what arises because
time has passed, such as the next of a series.
"""

MINE = frozenset({Sort.ALLOCATION, Sort.COVER})
TEAM = MINE | {Sort.TEAM}


@dataclass(frozen=True, slots=True)
class Row:
    """A file in the list. ``last``: when anything was last recorded on it; None for never."""

    who: Who
    why: str
    counts: Counts
    last: datetime | None


class Caseload:
    """The files open to a viewer in some of the ways in, as a ``Paginator`` pages them."""

    def __init__(self, viewer: Viewer, sorts: Collection[Sort], type_: str = "") -> None:
        self.viewer = viewer
        self.ways = [way for way in ways(viewer) if way.sort in sorts]
        wanted = Subject.objects.filter(opened(self.ways), **({"type": type_} if type_ else {}))
        ids = list(wanted.order_by("-pk").values_list("pk", flat=True))
        self._are_few = len(ids) <= JUDGED_AT_ONCE
        if self._are_few:
            judging.refresh(ids, viewer.today)
        self._counts = owed.counts(viewer, ids if self._are_few else None, viewer.at)
        self._ids = sorted(ids, key=self._seriousness)

    def _seriousness(self, file: UUID) -> tuple[int, int]:
        counts = self._counts.get(file, Counts())
        return -counts.overdue, -counts.soon

    def paginator(self) -> Paginator[UUID]:
        """Pages of ids."""
        return Paginator(self._ids, A_PAGE)

    def rows(self, ids: Collection[UUID]) -> list[Row]:
        """The rows of one page, in its order."""
        if not self._are_few:
            judging.refresh(ids, self.viewer.today)
            self._counts |= owed.counts(self.viewer, ids, self.viewer.at)
        asked = {f"way_{number}": way.files for number, way in enumerate(self.ways)}
        subjects = Subject.objects.filter(pk__in=ids).annotate(**asked)
        by_id = {subject.pk: subject for subject in subjects}
        found = [by_id[file] for file in ids]
        glass = basis.glasses(self.viewer, list(ids))
        last = dict(
            Record.objects.filter(file__in=ids)
            .values("file")
            .annotate(last=Max("recorded_at"))
            .values_list("file", "last")
        )
        return [
            Row(
                who,
                basis.short(self._basis(subject), glass),
                self._counts.get(subject.pk, Counts()),
                last.get(subject.pk),
            )
            for subject, who in zip(found, people.whom(found, self.viewer.today), strict=True)
        ]

    def _basis(self, subject: Subject) -> Basis:
        leading = [way for number, way in enumerate(self.ways) if getattr(subject, f"way_{number}")]
        return Basis(self.viewer.person, subject.pk, tuple(leading))
