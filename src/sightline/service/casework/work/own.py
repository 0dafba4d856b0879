"""One's own work, worked out here from plain reads of the few files that are a person's own.

It is what ``asked.Work`` finds of ``ME`` by one question about who holds which role; of some dozens
of files a database takes longer to be asked that than it takes to see it. A test holds both equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from sightline.engine.model import Note, State
from sightline.service.access import policy
from sightline.service.access.models import Post
from sightline.service.access.openings import holds_on, runs_on
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework import owed
from sightline.service.casework.work import order
from sightline.service.casework.work.acts import WORKS, Whose, standing_in
from sightline.service.casework.work.asked import Work
from sightline.service.casework.work.order import Section
from sightline.service.files.models import Involvement, Judged, Obligation
from sightline.service.files.moments import day_at
from sightline.service.files.standard import standard
from sightline.service.files.vulnerability import KIND, NOT_KNOWN
from sightline.standard.calendar import date_of


class Row(NamedTuple):
    """Of one obligation: its id, section, how it falls to the viewer, file and duty."""

    id: UUID
    section: int
    acts_sort: str
    file: UUID
    duty: str


class _Owed(NamedTuple):
    """What is read of an obligation."""

    id: UUID
    file: UUID
    duty: str
    part: str
    rule: int
    owner: str
    kind: str
    sensitivities: str
    settled: str
    notes: int
    opened_on: date
    due_on: date | None
    due_at: datetime | None


class _Runs(NamedTuple):
    """What is read of an involvement that runs today."""

    file: UUID
    sort: str
    worker: UUID | None
    agency: UUID | None
    role: str
    rank: int
    begun: int
    fact: UUID


def own_rows(some: Sequence[Work]) -> Iterator[Row]:
    """All that falls to one viewer of ``asked.ME``, in the order in which it is shown.

    ``some``: what is to be done, and what is to be chased, of the same files and duty.
    """
    viewer, files, duty = some[0].viewer, some[0].ids(), some[0].duty
    bases = policy.bases_for(viewer, files)
    chased = [work for work in some if Section.CHASES in work.sections]
    rows = _owed(files, duty, viewer.today - order.CHASED_FOR if chased else None)
    read = [row for row in rows if row.file in bases and not row.notes & Note.ENDED.value]
    seen = list(_read(viewer, bases, read))
    acting = _Acting(viewer, files, asks_chases=bool(chased))
    weigh = _weigher(viewer, bases)
    found: list[tuple[tuple[object, ...], Row]] = []
    for work in some:
        asked = frozenset({Whose.CHASE}) if work in chased else work.whose - {Whose.CHASE}
        for row in seen:
            whose = acting.falls(row, asked)
            if whose is None:
                continue
            section = Section.CHASES if whose is Whose.CHASE else _section(row, viewer.at)
            if section in work.sections:
                said = Row(row.id, section, whose.value, row.file, row.duty)
                found.append((_place(row, section, weigh), said))
    yield from (row for _, row in sorted(found, key=lambda one: one[0]))


def _owed(files: Collection[UUID], duty: str, since: date | None) -> Iterator[_Owed]:
    """What is not settled on some files, and from a day on what is not watched."""
    asked = Q(settled__in=order.TO_DO)
    if since is not None:
        asked |= Q(settled=State.NOT_WATCHED, due_on__gte=since)
    rows = Obligation.objects.filter(asked, file__among=files, **({"duty": duty} if duty else {}))
    return map(
        _Owed._make,
        rows.order_by().values_list(
            "pk", "file", "duty", "part", "rule", "owner", "kind", "sensitivities", "settled",
            "notes", "opened_on", "due_on", "due_at",
        ),
    )  # fmt: skip


def _read(viewer: Viewer, bases: Mapping[UUID, Basis], rows: Iterable[_Owed]) -> Iterator[_Owed]:
    """Those that the viewer reads. Of most files the same ways read the same: asked once."""
    known: dict[tuple[tuple[int, ...], str, str], bool] = {}
    by_file = {file: tuple(map(id, basis.ways)) for file, basis in bases.items()}
    for row in rows:
        asked = by_file[row.file], row.kind, row.sensitivities
        if asked not in known:
            known[asked] = policy.reads_obligation(
                viewer, bases[row.file], row.kind, row.sensitivities
            )
        if known[asked]:
            yield row


# --- who must act --------------------------------------------------------------------------------


class _Acting:
    """How what is owed on some files falls to a viewer (docs/concepts/responsible.md)."""

    def __init__(self, viewer: Viewer, files: Collection[UUID], *, asks_chases: bool) -> None:
        self._viewer, self._standing = viewer, standing_in(viewer)
        rows = _running(viewer.today, files)
        self._holders = _first(rows, lambda row: (row.file, row.role), _begun)
        turns = {role: turn for turn, role in enumerate(standard().roles.lead)}
        leading = [row for row in rows if row.role in turns]
        leaders = _first(leading, lambda row: row.file, lambda row: (turns[row.role], *_begun(row)))
        mine = {*self._standing.covers, *([viewer.worker] if viewer.worker else [])}
        self._led = {file for file, row in leaders.items() if row.worker in mine}
        self._reach = _Reach(viewer.today, rows, self._holders.values()) if asks_chases else None

    def falls(self, row: _Owed, whose: Collection[Whose]) -> Whose | None:
        """The nearest of some ways in which it falls to the viewer."""
        is_watched = row.settled != State.NOT_WATCHED
        holder = self._holders.get((row.file, row.owner))
        if is_watched and holder is not None and holder.worker is not None:
            if Whose.MINE in whose and holder.worker == self._viewer.worker:
                return Whose.MINE
            if Whose.COVER in whose and holder.worker in self._standing.covers:
                return Whose.COVER
        if Whose.CHASE in whose and row.file in self._led and self._is_chased(row, holder):
            return Whose.CHASE
        return None

    def _is_chased(self, row: _Owed, holder: _Runs | None) -> bool:
        """Nobody can tell whether it was done, or nobody whom Sightline reaches owes it."""
        assert self._reach is not None
        unwatched = row.settled == State.NOT_WATCHED
        return unwatched or not self._reach.reaches(row.file, row.owner, holder)


class _Reach:
    """Whether Sightline reaches anybody at the agency to which something falls."""

    def __init__(self, today: date, rows: Sequence[_Runs], holders: Iterable[_Runs]) -> None:
        self._works: defaultdict[UUID, set[UUID]] = defaultdict(set)
        for row in rows:
            if row.sort in WORKS and row.agency is not None:
                self._works[row.file].add(row.agency)
        self._employers = _employers(today, {row.worker for row in holders if row.worker})
        concerned = {
            agency
            for row in rows
            for agency in (row.agency, self._employers.get(row.worker) if row.worker else None)
            if agency is not None
        }
        posts = Post.objects.filter(holds_on(today), agency__among=concerned).order_by()
        self._sectors = dict(posts.values_list("agency", "agency__sector").distinct())

    def reaches(self, file: UUID, owner: str, holder: _Runs | None) -> bool:
        """``holder``: who holds the owner's role on the file; None where nobody does."""
        if holder is not None:
            employer = self._employers.get(holder.worker) if holder.worker else None
            return (employer or holder.agency) in self._sectors
        role = standard().roles.declared.get(owner)
        sort = "" if role is None else role.agency
        return any(self._sectors.get(agency) == sort for agency in self._works[file])


def _running(today: date, files: Collection[UUID]) -> list[_Runs]:
    rows = Involvement.objects.filter(runs_on(today), file__among=files).order_by()
    return [
        _Runs._make(row)
        for row in rows.values_list(
            "file", "sort", "worker", "agency", "role", "rank", "begun", "fact"
        )
    ]


def _employers(today: date, workers: Collection[UUID]) -> dict[UUID, UUID | None]:
    """The agency of each worker's post: of several the latest begun."""
    if not workers:
        return {}
    posts = Involvement.objects.filter(runs_on(today), sort="post", file__among=workers)
    return dict(posts.order_by("begun", "fact").values_list("file", "agency"))


def _first(
    rows: Iterable[_Runs],
    of: Callable[[_Runs], Hashable],
    place: Callable[[_Runs], tuple[int, ...]],
) -> dict[Any, _Runs]:
    """Of the rows that are of one thing, the first by its place."""
    found: dict[Hashable, _Runs] = {}
    for row in rows:
        known = found.get(of(row))
        if known is None or place(row) < place(known):
            found[of(row)] = row
    return found


def _begun(row: _Runs) -> tuple[int, int, int]:
    """Where a row stands among those of one role: of a nearer sort, else begun later."""
    return row.rank, -row.begun, -row.fact.int


# --- in which order ------------------------------------------------------------------------------


def _weigher(viewer: Viewer, bases: Mapping[UUID, Basis]) -> Callable[[_Owed], int]:
    """What each weighs, as ``order.weight`` says."""
    reading = [file for file, basis in bases.items() if policy.reads_kind(viewer, basis, KIND)]
    known = dict(Judged.objects.filter(file__among=reading).values_list("file", "vulnerability"))

    def weight(row: _Owed) -> int:
        law = order.OF_LAW if order.is_by_law(row.duty, row.part, row.rule) else 0
        return law + known.get(row.file, NOT_KNOWN)

    return weight


def _section(row: _Owed, at: datetime) -> Section:
    if _is_over(row, at):
        return Section.OVERDUE
    is_soon = row.settled == "" and row.due_on is not None and row.due_on <= owed.last_of_soon(at)
    return Section.SOON if is_soon else Section.LATER


def _is_over(row: _Owed, at: datetime) -> bool:
    if row.settled != "":
        return row.settled == State.BREACHED
    if row.due_at is not None:
        return row.due_at < at
    return row.due_on is not None and row.due_on < date_of(day_at(at))


def _place(row: _Owed, section: Section, weigh: Callable[[_Owed], int]) -> tuple[object, ...]:
    is_weighed = section in (Section.OVERDUE, Section.CHASES)
    due = row.opened_on if row.settled == State.BREACHED else row.due_on
    return (
        section,
        -weigh(row) if is_weighed else 0,
        due is None,
        due or date.min,
        -row.opened_on.toordinal(),
        row.id,
    )
