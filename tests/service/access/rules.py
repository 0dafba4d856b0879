"""The rules of need-to-know, once more: from the manual's page, in plain Python over plain data.

Written from docs/concepts/need-to-know.md and not from the policy, so that the two can disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sightline.standard.model import Kind
from tests.service.access.worlds import AgreementOf, FileOf, Involved, PostOf, Span, World

PEOPLE = ("child", "adult")
SIGHT = {"ordinary": "", "health": "h", "victim": "v", "police": "p"}


def runs(span: Span) -> bool:
    """Whether it holds today: begun, not past its last day, and not ended before today."""
    if span.first > 0:
        return False
    if span.last is not None and span.last < 0:
        return False
    return span.ended is None or span.ended >= 0


@dataclass(frozen=True)
class Reason:
    """Why a file is open, by which post, under which agreement."""

    sort: str
    post: PostOf
    agreement: AgreementOf | None = None


def reasons(world: World, person: int, file: int) -> set[Reason]:
    """Every reason for which the file is open to the person today; none: it is closed."""
    who = world.people[person]
    if not who.active:
        return set()
    held = [post for post in who.posts if runs(post.span)]
    return {reason for post in held for reason in _by_post(world, person, file, post)}


def _by_post(world: World, person: int, file: int, post: PostOf) -> Iterator[Reason]:
    kept = world.all_files()[file]
    closed = any(runs(c.span) and person not in c.named for c in kept.closed)
    works_with_children = post.role in ("practitioner", "manager")
    if kept.type in PEOPLE and works_with_children:
        yield from _near_the_child(world, person, kept, post)
    if closed:
        return
    if kept.type in PEOPLE:
        yield from _through_the_agency(world, person, kept, post)
    keeps_staff = post.role in ("manager", "records-officer") and _employs(kept, post.agency)
    if kept.type == "worker" and keeps_staff and file != _own(world, person):
        yield Reason("agency", post)
    for agreement in world.agreements:
        ours = agreement.other == post.agency and runs(agreement.span)
        if ours and _agreed(world, file, kept, post, agreement):
            yield Reason("agreement", post, agreement)
    keeps_body = post.role in ("manager", "board-member", "records-officer")
    if keeps_body and file == world.agency_file(post.agency):
        yield Reason("own file", post)
    reads_files = post.role in ("practitioner", "manager", "inspector", "records-officer")
    if reads_files and file == _own(world, person):
        yield Reason("own file", post)


def _near_the_child(world: World, person: int, kept: FileOf, post: PostOf) -> Iterator[Reason]:
    """What a restriction does not close: allocation, cover, broken glass."""
    allocated = {i.worker for i in kept.involved if i.sort == "allocation" and runs(i.span)} - {
        None
    }
    if world.people[person].worker:
        if person in allocated:
            yield Reason("allocation", post)
        for worker in allocated:
            says = world.of_workers.get(worker or 0, FileOf("worker")).involved
            if any(i.sort == "cover" and i.worker == person and runs(i.span) for i in says):
                yield Reason("cover", post)
    for glass in kept.glass:
        mine = glass.person == person and glass.agency == post.agency
        if mine and glass.before >= 0 and glass.after > 0:
            yield Reason("broken glass", post)


def _through_the_agency(world: World, person: int, kept: FileOf, post: PostOf) -> Iterator[Reason]:
    involved = [i for i in kept.involved if _is_involved(i, post.agency)]
    if post.role in ("practitioner", "manager"):
        if post.team and any(i.team == post.team for i in involved):
            yield Reason("team", post)
        never_allocated = all(i.sort != "allocation" for i in kept.involved)
        if kept.opened_by == person and never_allocated:
            yield Reason("opened it", post)
    sees_all = world.agencies[post.agency].sees == "agency"
    if involved and (
        post.role in ("manager", "records-officer") or (post.role == "practitioner" and sees_all)
    ):
        yield Reason("agency", post)


def _agreed(world: World, file: int, kept: FileOf, post: PostOf, agreement: AgreementOf) -> bool:
    if kept.type in PEOPLE:
        if post.role == "inspector":
            since = agreement.span.first - 365
            return any(_was_involved(i, agreement.agency, since) for i in kept.involved)
        may = post.role in ("practitioner", "manager")
        return may and any(_is_involved(i, agreement.agency) for i in kept.involved)
    if post.role != "inspector":
        return False
    if kept.type == "worker":
        return _employs(kept, agreement.agency)
    return file == world.agency_file(agreement.agency)


def _is_involved(involved: Involved, agency: int) -> bool:
    works = involved.sort in ("allocation", "case", "custody")
    return works and involved.agency == agency and runs(involved.span)


def _was_involved(involved: Involved, agency: int, since: int) -> bool:
    """Whether an agency works with them, or did on any day since one."""
    works = involved.sort in ("allocation", "case", "custody")
    last = involved.span.last
    begun = involved.span.first <= 0
    return works and involved.agency == agency and begun and (last is None or last >= since)


def _employs(kept: FileOf, agency: int) -> bool:
    return any(i.sort == "post" and i.agency == agency and runs(i.span) for i in kept.involved)


def _own(world: World, person: int) -> int | None:
    return world.worker_file(person) if world.people[person].worker else None


# --- what is read on an open file ------------------------------------------------------------


def reads(
    world: World, person: int, file: int, why: set[Reason], kind: Kind, agency: int | None
) -> bool:
    """Whether a record of the kind, made by the agency, is read for any of the reasons."""
    return any(reads_for(world, person, file, reason, kind, agency) for reason in why)


def reads_for(
    world: World, person: int, file: int, reason: Reason, kind: Kind, agency: int | None
) -> bool:
    post, agreement = reason.post, reason.agreement
    if SIGHT[kind.sensitivity] not in sight(world, person, file, reason):
        return False
    if agreement is not None and agreement.kinds and kind.name not in agreement.kinds:
        return False
    on_me = reason.sort == "own file" and file == _own(world, person)
    if post.role == "records-officer" and not on_me:
        return True
    sectors = {world.agencies[post.agency].sector}
    makers = set() if on_me else {post.agency}
    if agreement is not None and post.role == "inspector":
        sectors.add(world.agencies[agreement.agency].sector)
        makers.add(agreement.agency)
    return not kind.read_by or bool(sectors & set(kind.read_by)) or agency in makers


def sight(world: World, person: int, file: int, reason: Reason) -> str:
    """The sensitivities beyond the ordinary that are read for a reason."""
    if reason.sort == "own file" and file == _own(world, person):
        return ""
    held = reason.post.sensitivities
    if reason.agreement is not None:
        return "".join(s for s in held if s in reason.agreement.sensitivities)
    return held
