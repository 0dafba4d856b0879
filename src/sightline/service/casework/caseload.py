"""The files that are open to somebody, the most overdue first, a page at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Window

from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Sort, opened, ways
from sightline.service.casework import basis, owed, people
from sightline.service.casework.owed import Counts
from sightline.service.casework.people import Who
from sightline.service.files import judging
from sightline.service.files.members import followers
from sightline.service.files.models import Judged, Record, Subject
from sightline.service.files.standard import standard
from sightline.service.ledger.row_security import keep_open, tell_about
from sightline.service.ui.paging import Counted

A_PAGE = 25
JUDGED_AT_ONCE = 300
"""So many files are judged anew before a list is put in order; of a longer list, only those shown.

What is open or overdue follows from the clock and needs none of this: it is for what arises because
time has passed, such as the next of a series.
"""

MINE = frozenset({Sort.ALLOCATION, Sort.COVER})
TEAM = MINE | {Sort.TEAM}


def has_own(viewer: Viewer) -> bool:
    """Whether any file is allocated to a person, or to somebody for whom they stand in."""
    mine = opened(way for way in ways(viewer) if way.sort in MINE)
    return Subject.objects.filter(mine).exists()


@dataclass(frozen=True, slots=True)
class Row:
    """A file in the list. ``last``: when anything was last recorded on it; None for never."""

    who: Who
    why: str
    counts: Counts
    last: datetime | None


class Caseload:
    """The files open to a viewer in some of the ways in, the most overdue first."""

    def __init__(self, viewer: Viewer, sorts: Collection[Sort], type_: str = "") -> None:
        self.viewer = viewer
        self.ways = [way for way in ways(viewer) if way.sort in sorts]
        self._wanted = Subject.objects.filter(
            opened(self.ways), **({"type": type_} if type_ else {})
        ).exclude(pk__in=followers().values("file"))

    def page(self, number: str | None) -> Page[Row]:
        """A page, of which there is always one: the first or the last where there is no such."""
        if any(way.sort not in TEAM for way in self.ways):
            keep_open()
        found, count = self._listed(_number(number))
        if not found and _number(number) > 1:
            count = self._wanted.count()
            found, count = self._listed(_last(count))
        if count <= JUDGED_AT_ONCE and self._judged_again(self._wanted):
            return self.page(number)
        # What follows is asked of these files alone.
        tell_about(*found)
        if count > JUDGED_AT_ONCE and self._judged_again(Subject.objects.filter(pk__in=found)):
            found = self._counted_again(found)
        pages = Counted((), A_PAGE, count)
        return Page(self._rows(found), min(_number(number), _last(count)), pages)

    def _listed(self, number: int) -> tuple[dict[UUID, Counts], int]:
        """What is owed on the files of one page, in its order, and how many files there are."""
        rows = (
            owed.by_urgency(self._wanted, self.ways, self.viewer.at)
            .annotate(count=Window(Count("*")))
            .values_list("pk", "urgency", "count")
        )
        some = list(rows[(number - 1) * A_PAGE : number * A_PAGE])
        found = {file: owed.counts_in(urgency) for file, urgency, _ in some}
        return found, some[0][2] if some else 0

    def _judged_again(self, files: QuerySet[Subject]) -> bool:
        """Whether any of some files had to be judged anew."""
        fresh = Judged.objects.filter(
            file=OuterRef("pk"), on__gte=self.viewer.today, standard=standard().digest
        )
        stale = list(files.filter(~Exists(fresh)).order_by().values_list("pk", flat=True))
        judging.refresh(stale, self.viewer.today)
        return bool(stale)

    def _counted_again(self, found: Mapping[UUID, Counts]) -> dict[UUID, Counts]:
        now = owed.counts(self.viewer, found, self.viewer.at)
        return {file: now.get(file, Counts()) for file in found}

    def _rows(self, counts: Mapping[UUID, Counts]) -> list[Row]:
        """The rows of files, in their order."""
        bases = policy.bases_for(self.viewer, counts)
        last = dict(
            Record.objects.filter(file__in=counts)
            .values("file")
            .annotate(last=Max("recorded_at"))
            .values_list("file", "last")
        )
        subjects = [known.subject for file in counts if (known := bases[file].facts) is not None]
        return [
            Row(
                who, basis.short(self._asked(bases[who.file])), counts[who.file], last.get(who.file)
            )
            for who in people.whom(subjects, self.viewer.today)
        ]

    def _asked(self, by: Basis) -> Basis:
        """A basis by those of its ways that this list is of."""
        return replace(by, ways=tuple(way for way in by.ways if way in self.ways))


def _number(asked: str | None) -> int:
    """The number of a page that was asked for: the first where that is none."""
    return max(1, int(asked)) if asked is not None and asked.isdecimal() and len(asked) < 9 else 1


def _last(count: int) -> int:
    return max(1, -(-count // A_PAGE))
