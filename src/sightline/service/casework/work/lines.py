"""The lines of my work, a page of each section, in the words of a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator

from sightline.engine.model import State
from sightline.engine.words import say_day
from sightline.service.access import policy
from sightline.service.access.openings import runs_on
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework import owed, people
from sightline.service.casework.owed import Owed
from sightline.service.casework.people import Who
from sightline.service.casework.work import heard
from sightline.service.casework.work.acts import Whose, standing_in
from sightline.service.casework.work.answering import Button, button
from sightline.service.casework.work.asked import JUDGED_AT_ONCE, Work
from sightline.service.casework.work.order import Section, is_by_law
from sightline.service.casework.work.own import Row, own_rows
from sightline.service.files import judging, naming
from sightline.service.files.models import Involvement, Obligation
from sightline.service.ledger.row_security import tell_about
from sightline.service.ui.paging import Counted
from sightline.standard.calendar import day_of

A_PAGE = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do. ``notes``: what else must be said of it, a sentence each.

    ``button``: the way to what answers it; None where this person has none.
    """

    who: Who
    owed: Owed
    is_by_law: bool
    notes: tuple[str, ...]
    button: Button | None


Pages = Mapping[Section, Page[Line]]


class Found:
    """What some work of a viewer's is: how much of it there is, of which files and duties.

    ``some``: what is to be done, and what is to be chased. Somebody is asked once for all of a duty
    that is chased for a child: of these the first has a line, which says how many more there are.
    """

    def __init__(self, some: Sequence[Work]) -> None:
        self._some = some
        self._rows: dict[Section, list[Row]] = {}
        self._chased: Counter[tuple[UUID, str]] = Counter()
        for row in _rows(some):
            if row.section == Section.CHASES:
                self._chased[row.file, row.duty] += 1
                if self._chased[row.file, row.duty] > 1:
                    continue
            self._rows.setdefault(Section(row.section), []).append(row)

    @property
    def duties(self) -> set[str]:
        """The duties of which there is anything."""
        return {row.duty for rows in self._rows.values() for row in rows}

    @property
    def files(self) -> set[UUID]:
        """The files on which there is anything."""
        return {row.file for rows in self._rows.values() for row in rows}

    def pages(self, asked: Mapping[Section, int]) -> Pages:
        """A page of each section, in order.

        ``asked``: which page of a section; the first of those that are not named, the last of those
        that have no such.
        """
        if not self._rows:
            return {}
        pages = {
            section: Paginator(self._rows[section], A_PAGE).get_page(asked.get(section, 1))
            for section in Section
            if section in self._rows
        }
        lines = self._lines([row for page in pages.values() for row in page.object_list])
        return {
            section: Page(
                [lines[row.id] for row in page.object_list if row.id in lines],
                page.number,
                Counted((), A_PAGE, page.paginator.count),
            )
            for section, page in pages.items()
        }

    def judged_again(self, shown: Pages) -> bool:
        """Whether any of the files that are shown had to be judged anew."""
        files = {line.who.file for page in shown.values() for line in page.object_list}
        return bool(files) and judging.refresh(files, self._some[0].viewer.today)

    def _lines(self, rows: Sequence[Row]) -> dict[UUID, Line]:
        """The lines of the rows that are shown, by their ids."""
        viewer = self._some[0].viewer
        files = {row.file for row in rows}
        # What follows is asked of these files alone.
        tell_about(*files)
        bases = policy.bases_for(viewer, files)
        whose = {row.id: Whose(row.acts_sort) for row in rows}
        found = [row for row in Obligation.objects.filter(pk__in=whose) if row.file_id in bases]
        more = {
            row.id: self._chased[row.file, row.duty] - 1
            for row in rows
            if row.section == Section.CHASES
        }
        return _lines(viewer, found, whose, bases, more)


def _rows(some: Sequence[Work]) -> Iterator[Row]:
    """All that there is, in order: of one's own files worked out here, of many asked for."""
    if some and all(work.is_own for work in some) and len(some[0].ids()) <= JUDGED_AT_ONCE:
        yield from own_rows(some)
        return
    for work in some:
        found: Any = work.rows()
        yield from map(Row._make, found.values_list("pk", "section", "acts_sort", "file", "duty"))


# --- in words ------------------------------------------------------------------------------------


def _lines(
    viewer: Viewer,
    rows: Sequence[Obligation],
    whose: Mapping[UUID, Whose],
    bases: Mapping[UUID, Basis],
    more: Mapping[UUID, int],
) -> dict[UUID, Line]:
    subjects = [known.subject for basis in bases.values() if (known := basis.facts) is not None]
    who = {one.file: one for one in people.whom(subjects, viewer.today)}
    last = heard.heard(rows, {one.place for one in who.values()})
    beside = _Beside(viewer, rows, whose)
    return {
        row.pk: Line(
            who=(of := who[row.file_id]),
            owed=owed.told(row, of.place, viewer.at),
            is_by_law=is_by_law(row.duty, row.part, row.rule),
            notes=(
                *beside.said(row),
                *heard.said(row, of.place, last, viewer.today),
                *_more(more.get(row.pk, 0)),
            ),
            button=button(viewer, bases[row.file_id], row),
        )
        for row in rows
    }


def _more(number: int) -> Iterator[str]:
    if number:
        yield f"And {number} more of this duty: see what is owed to them"


class _Beside:
    """What must be said of a line beside its clock: what is booked, and who else is concerned."""

    def __init__(
        self, viewer: Viewer, rows: Sequence[Obligation], whose: Mapping[UUID, Whose]
    ) -> None:
        self._whose, self._covered_by = whose, standing_in(viewer).covered_by
        covered = [row for row in rows if whose[row.pk] is Whose.COVER]
        self._holders = _holders(viewer, covered) if covered else {}
        asked = set(self._holders.values())
        if self._covered_by is not None and Whose.MINE in whose.values():
            asked.add(self._covered_by)
        self._named = naming.names(asked) if asked else {}

    def said(self, row: Obligation) -> Iterator[str]:
        """Whole sentences without their ends."""
        if row.booked_on is not None:
            yield f"Booked {say_day(day_of(row.booked_on))}"
        match self._whose[row.pk]:
            case Whose.MINE if self._covered_by is not None:
                yield f"Covered by {self._named[self._covered_by]} today"
            case Whose.COVER:
                yield f"You stand in for {self._named[self._holders[row.pk]]}"
            case Whose.TEAM:
                yield "Your team: nobody holds the role"
            case Whose.AGENCY:
                yield "Your agency: nobody holds the role"
            case Whose.CHASE if row.settled != State.NOT_WATCHED:
                yield "Nobody whom Sightline reaches there works with them"


def _holders(viewer: Viewer, rows: Sequence[Obligation]) -> dict[UUID, UUID]:
    """Of what falls to the viewer as somebody's cover, for whom they stand in."""
    held = Involvement.objects.filter(
        runs_on(viewer.today),
        file__in={row.file_id for row in rows},
        worker__in=standing_in(viewer).covers,
    )
    holders = {
        (file, role): worker
        for file, role, worker in held.order_by("-rank", "begun", "fact").values_list(
            "file", "role", "worker"
        )
        if worker is not None
    }
    return {row.pk: holders[row.file_id, row.owner] for row in rows}
