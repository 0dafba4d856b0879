"""Conflicts of interest: which files a member of an inspection must not judge, and why.

Nobody judges the work of an agency in which they held a post in the last three years (the project's
own interval: the Inspectorate bars judging one's own area and names none), nor a file that they
worked on, wrote on, signed, opened or looked into by breaking its glass, nor one to which they have
a tie that no record shows and that was declared. A service's dip sample is by its own people; there
the first rule falls away and the others hold.

``may_read`` and ``barred`` are the one place that decides. Records are asked as the machine, since
what bars somebody may stand where they no longer read; a sentence says only which rule it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from sightline.service.access.models import BrokenGlass, Ending, Person, Post
from sightline.service.access.viewer import day_of
from sightline.service.files import members as joined
from sightline.service.files.models import (
    Attachment,
    Countersignature,
    Involvement,
    Record,
    Subject,
)
from sightline.service.inspection.models import ConflictOfInterest, Inspection, Member, Plan, Sort
from sightline.service.ledger import clock
from sightline.service.ledger.row_security import as_machine

YEARS_APART = 3

OWN_AGENCY = (
    "They hold, or held in the last three years, a post at the agency that works with this child "
    "or adult."
)
OWN_FILE = "This file is, or was, allocated to them or to somebody for whom they stood in."
OWN_TEAM = "This file was allocated to a team in which they held a post."
OPENED = "They opened this file."
WROTE = "They wrote on this file."
SIGNED = "They countersigned something on this file, or sent it back."
GLASS = "They opened this file by breaking its glass."
DECLARED = "A tie was declared for this file."

INSPECTED = ("inspection", "file-read", "judgement")
"""What inspecting itself leaves on a file: it ties nobody to the child."""

Barred = Mapping[tuple[UUID, UUID], str]
"""By member and file why they must not judge it; what is not here they may."""


def may_read(member: Member, file: UUID) -> str:
    """Why a member must not judge a file, in a sentence; '' where they may."""
    return barred([member], [file]).get((member.pk, file), "")


def barred(some: Iterable[Member], files: Collection[UUID]) -> Barred:
    """The same of several members and files, which are all of one inspection.

    The number of queries does not depend on how many they are.
    """
    held = list(some)
    found: dict[tuple[UUID, UUID], str] = {}
    if not held or not files:
        return found
    with as_machine():
        asked = _Asked(held, files)
        for reason in (*_REASONS, _declared):
            for member, file, sentence in reason(asked):
                found.setdefault((member, file), sentence)
    return found


class _Asked:
    """Members and files, with what all reasons ask of them."""

    def __init__(self, some: list[Member], files: Collection[UUID]) -> None:
        self.members = some
        self.inspection = Inspection.objects.get(pk=some[0].inspection_id)
        groups = joined.groups_of(files)
        leading = {file: groups.get(file, file) for file in files}
        wanted = set(leading.values())
        self.meant: defaultdict[UUID, list[UUID]] = defaultdict(list)
        for file, first in leading.items():
            for one in {file, first, *(m for m, lead in groups.items() if lead in wanted)}:
                if groups.get(one, one) == first:
                    self.meant[one].append(file)
        self.files = list(self.meant)
        people = [member.person_id for member in some]
        self.of_person: defaultdict[UUID, list[UUID]] = defaultdict(list)
        for member in some:
            self.of_person[member.person_id].append(member.pk)
        workers = Person.objects.filter(pk__in=people, worker__isnull=False)
        self.worker_of: dict[UUID, UUID] = dict(workers.values_list("worker", "pk"))
        self.people = people

    def each(
        self, rows: Iterable[tuple[UUID | None, UUID]], sentence: str
    ) -> Iterator[tuple[UUID, UUID, str]]:
        """Pairs of a person and a file, as the members and files that were asked about."""
        for person, file in rows:
            for member in self.of_person.get(person, ()) if person else ():
                for meant in self.meant.get(file, ()):
                    yield member, meant, sentence


_Found = Iterator[tuple[UUID, UUID, str]]


def _own_agency(asked: _Asked) -> _Found:
    if asked.inspection.sort == Sort.SELF:
        return
    since = day_of(clock.now()) - timedelta(days=365 * YEARS_APART)
    held = held_since(asked.people, asked.worker_of, since)
    agencies = set().union(*held.values()) if held else set()
    rows = Involvement.objects.filter(file__in=asked.files, agency__in=agencies)
    rows = rows.filter(Q(until_on=None) | Q(until_on__gte=since))
    for file, agency in set(rows.order_by().values_list("file", "agency")):
        for person, own in held.items():
            if agency in own:
                yield from asked.each([(person, file)], OWN_AGENCY)


def held_since(
    people: Collection[UUID], worker_of: Mapping[UUID, UUID], since: date
) -> dict[UUID, set[UUID]]:
    """By person the agencies in which they held a post on a day since: as this service grants
    posts, and as the files kept on workers say.
    """
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    posts = list(Post.objects.filter(person__in=people))
    endings = dict(
        Ending.objects.filter(of__in=[post.pk for post in posts]).values_list("of", "on")
    )
    for post in posts:
        if min(endings.get(post.pk, date.max), post.until_on or date.max) >= since:
            found[post.person_id].add(post.agency_id)
    worked = Involvement.objects.filter(
        Q(until_on=None) | Q(until_on__gte=since),
        file__in=worker_of, sort="post", agency__isnull=False,
    )  # fmt: skip
    for worker, agency in worked.values_list("file", "agency"):
        if agency is not None:
            found[worker_of[worker]].add(agency)
    return found


def _own_file(asked: _Asked) -> _Found:
    """Allocations of any day, to them or to a worker for whom they ever stood in."""
    covers: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for worker in asked.worker_of:
        covers[worker].add(worker)
    stood_in = Involvement.objects.filter(sort="cover", worker__in=asked.worker_of)
    for absent, stands_in in stood_in.values_list("file", "worker"):
        if stands_in is not None:
            covers[absent].add(stands_in)
    rows = Involvement.objects.filter(
        file__in=asked.files, sort="allocation", worker__in=list(covers)
    )
    pairs = [
        (asked.worker_of[mine], file)
        for file, worker in rows.values_list("file", "worker")
        for mine in (covers[worker] if worker else ())
    ]
    yield from asked.each(pairs, OWN_FILE)


def _own_team(asked: _Asked) -> _Found:
    """Of a dip sample this would bar every manager of a team from looking at it."""
    if asked.inspection.sort == Sort.SELF:
        return
    posts = Post.objects.filter(person__in=asked.people, team__isnull=False)
    held: defaultdict[tuple[UUID, str], set[UUID]] = defaultdict(set)
    for person, agency, team in posts.values_list("person", "agency", "team__name"):
        held[agency, team].add(person)
    rows = Involvement.objects.filter(
        file__in=asked.files, sort="allocation", team__in={team for _, team in held}
    )
    for file, of, name in rows.values_list("file", "agency", "team"):
        if of is not None:
            yield from asked.each([(person, file) for person in held[of, name]], OWN_TEAM)


def _opened(asked: _Asked) -> _Found:
    rows = Subject.objects.filter(pk__in=asked.files, by__in=asked.people)
    yield from asked.each(rows.values_list("by", "pk"), OPENED)


def _wrote(asked: _Asked) -> _Found:
    """Records that they entered, made or took back, and papers that they added."""
    rows = Record.objects.filter(file__in=asked.files).exclude(kind__in=INSPECTED)
    yield from asked.each(
        rows.filter(by__in=asked.people).values_list("by", "file").distinct(), WROTE
    )
    made = rows.filter(author__in=asked.worker_of).values_list("author", "file").distinct()
    wrote = ((asked.worker_of[author] if author else None, file) for author, file in made)
    yield from asked.each(wrote, WROTE)
    papers = Attachment.objects.filter(file__in=asked.files, by__in=asked.people)
    yield from asked.each(papers.values_list("by", "file").distinct(), WROTE)


def _signed(asked: _Asked) -> _Found:
    rows = Countersignature.objects.filter(file__in=asked.files, by__in=asked.people)
    yield from asked.each(rows.values_list("by", "file").distinct(), SIGNED)


def _glass(asked: _Asked) -> _Found:
    rows = BrokenGlass.objects.filter(file__in=asked.files, person__in=asked.people)
    yield from asked.each(rows.values_list("person", "file").distinct(), GLASS)


def _declared(asked: _Asked) -> _Found:
    """Of the same person under any part that they have or had in the inspection."""
    rows = ConflictOfInterest.objects.filter(
        inspection=asked.inspection, member__person__in=asked.people, file__in=asked.files
    )
    yield from asked.each(rows.values_list("member__person", "file"), DECLARED)


_REASONS = (_own_file, _wrote, _signed, _opened, _glass, _own_team, _own_agency)


def with_areas(inspection: Inspection, plan: Plan, person: UUID) -> str:
    """Why somebody must not take part in an inspection of these areas at all; '' where they may.

    The service itself inspects itself.
    """
    return with_agencies(inspection.sort, [UUID(one["agency"]) for one in plan.areas], person)


def with_agencies(sort: str, areas: Collection[UUID], person: UUID) -> str:
    """The same of agencies. Where there are several, one may judge those that are not one's own."""
    if sort == Sort.SELF:
        return ""
    since = day_of(clock.now()) - timedelta(days=365 * YEARS_APART)
    with as_machine():
        worker = Person.objects.filter(pk=person).values_list("worker", flat=True).first()
        worker_of = {} if worker is None else {worker: person}
        own = held_since([person], worker_of, since).get(person, set())
    if areas and set(areas) <= own:
        return OWN_AREA
    return ""


OWN_AREA = (
    "They hold, or held in the last three years, a post at what is inspected. Nobody inspects "
    "their own agency."
)
