"""Closing a file to most, opening it again, and opening one without any other basis."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from sightline.engine.model import Moment
from sightline.service.access import policy
from sightline.service.access.granting import end
from sightline.service.access.models import BrokenGlass, Ending, Named, Person, Restriction
from sightline.service.access.openings import holds_between
from sightline.service.access.policy import BROKEN, REVIEWED
from sightline.service.access.proposing import acting
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import PEOPLE
from sightline.service.files import members
from sightline.service.files import services as files
from sightline.service.files.entries import Entry
from sightline.service.files.models import Record, Subject
from sightline.service.files.moments import minute_at
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import day_of_minute

GLASS_LASTS = timedelta(hours=3)
LEAST_REASON = 20
"""Characters of a reason for breaking the glass."""


def restrict(
    *,
    file: UUID,
    reason: str,
    people: Collection[UUID],
    at: datetime,
    by: Act,
    from_on: date | None = None,
    until_on: date | None = None,
    seen: int | None = None,
) -> Restriction:
    """Close a file to all but those allocated to it, their cover and those named.

    Whoever closes it is named too, so that somebody can open it again. ``from_on``: today where it
    is not said. ``until_on``: the last day; without end where it is not said. ``seen``: the
    version of the file. Raises Refused, NotFound and Stale.
    """
    viewer = acting(by, at)
    policy.check_restrict(viewer, file)
    from_on = from_on or viewer.today
    if not reason.strip():
        raise Refused("Say why the file is to be closed.")
    if from_on < viewer.today:
        raise Refused("A file is closed from today or a later day: who has seen it has seen it.")
    if until_on is not None and until_on < from_on:
        raise Refused("The last day on which it is closed is before the first.")
    named = {*people, viewer.person}
    if Person.objects.filter(pk__in=named).count() != len(named):
        raise Refused("Somebody named is not known here.")
    group = members.lock(file, seen)
    if restrictions(file, from_on, until_on).exists():
        raise Refused("This file is closed already. Open it, and close it anew for other people.")
    # Whatever is joined with it is closed with it, and stays so when they are parted.
    closed = [
        _close(member, reason, from_on, until_on, named, by)
        for member in group
        if member == file or not restrictions(member, from_on, until_on).exists()
    ]
    return closed[group.index(file)]


def _close(
    file: UUID,
    reason: str,
    from_on: date,
    until_on: date | None,
    named: Collection[UUID],
    by: Act,
) -> Restriction:
    restriction = Restriction(
        id=new_id(), file_id=file, reason=reason, from_on=from_on, until_on=until_on
    )
    rows = [Named(id=new_id(), restriction=restriction, person_id=p) for p in sorted(named)]
    chains.append([restriction, *rows], chain=chains.file_chain(file), by=by)
    by.did("restrict", file=file, row=restriction.pk)
    return restriction


def lift(*, file: UUID, reason: str, at: datetime, by: Act, seen: int | None = None) -> Ending:
    """Open a closed file again, at once, or see that it is not closed as was meant.

    ``seen``: the version of the file. Raises Refused, NotFound and Stale.
    """
    viewer = acting(by, at)
    policy.check_lift(viewer, file)
    yesterday = viewer.today - timedelta(1)
    ends = [
        end(Restriction, restriction.pk, on=yesterday, reason=reason, at=at, by=by)
        for member in sorted(members.lock(file, seen), key=lambda member: member != file)
        for restriction in restrictions(member, viewer.today)[:1]
    ]
    if not ends:
        raise Refused("This file is not closed.")
    return ends[0]


def break_glass(*, file: UUID, reason: str, at: datetime, by: Act) -> BrokenGlass:
    """Open a file for three hours without any other basis; a review of it is owed from now on.

    The reason stands in the record on the file. Raises Refused, and NotFound where there is no such
    file on a child or an adult.
    """
    viewer = acting(by, at)
    policy.check_break_glass(viewer, file)
    if len(reason.strip()) < LEAST_REASON:
        raise Refused(f"Say why in at least {LEAST_REASON} characters: somebody will review it.")
    post = next(post for post in viewer.posts if post.may(Right.BREAK_GLASS))
    # The file is not open to this person before the row below is there.
    with as_machine():
        if not Subject.objects.filter(PEOPLE, pk=file).exists():
            raise NotFound("There is no such file.")
        group = members.group_of(file)
        record = _record(BROKEN, file, viewer, post.agency, {"reason": reason.strip()}, by)
    # The leading one is read with the records of all that are joined with it.
    glasses = [_broken(member, viewer, post.agency, record.fact, by) for member in group]
    return glasses[group.index(file)]


def _broken(file: UUID, viewer: Viewer, agency: UUID, record: UUID, by: Act) -> BrokenGlass:
    glass = BrokenGlass(
        id=new_id(),
        person_id=viewer.person,
        file_id=file,
        agency_id=agency,
        from_at=viewer.at,
        until_at=viewer.at + GLASS_LASTS,
        record=record,
    )
    chains.append([glass], chain=chains.file_chain(file), by=by)
    by.did("break glass", file=file, row=glass.pk)
    return glass


def review_glass(*, glass: UUID, outcome: str, reason: str, at: datetime, by: Act) -> Record:
    """Review that somebody else broke the glass. ``outcome``: a code of the review's kind.

    Raises Refused and NotFound, and BadEntry as ``files.services.record``.
    """
    viewer = acting(by, at)
    basis = policy.check_review_glass(viewer, glass)
    broken = BrokenGlass.objects.get(pk=glass)
    members.lock(broken.file_id)
    if Record.objects.filter(kind=REVIEWED, about=broken.record, withdraws=None).exists():
        raise Refused("This has been reviewed already.")
    said = {"outcome": outcome, "reason": reason}
    record = _record(REVIEWED, broken.file_id, viewer, basis.agency, said, by, broken.record)
    by.did("review glass", file=broken.file_id, row=glass)
    return record


def _record(
    kind: str,
    file: UUID,
    viewer: Viewer,
    agency: UUID,
    details: Mapping[str, str],
    by: Act,
    about: UUID | None = None,
) -> Record:
    minute = minute_at(viewer.at)
    entry = Entry(
        kind=kind,
        occurred=Moment(day_of_minute(minute), minute),
        about=about,
        agency=agency,
        author=viewer.worker,
        details=details,
    )
    members.lock(file)
    return files.record(file=file, entry=entry, seen=members.version(file), by=by)


def restrictions(file: UUID, first: date, last: date | None = None) -> QuerySet[Restriction]:
    """What closes a file on any day from a first to a last, or ever after; the earliest first."""
    return Restriction.objects.filter(holds_between(first, last), file=file).order_by("from_on")
