"""What somebody may do on a file."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sightline.service.access.models import BrokenGlass
from sightline.service.access.policy.fed import (
    FedKinds,
    check_not_told_elsewhere,
    fed_kinds,
    fed_to,
    told_elsewhere,
)
from sightline.service.access.policy.parts import (
    NO_FILE,
    NO_RECORD,
    allowed,
    by_ways_that,
    needs,
    with_right,
)
from sightline.service.access.policy.seen import bases_for, basis_for, named_among, own_ways
from sightline.service.access.reading import Basis, kind_is_read, records_read
from sightline.service.access.roles import Right, Role
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Sort, Way
from sightline.service.files.members import group_of
from sightline.service.files.models import Record
from sightline.service.files.reading import stands_on
from sightline.service.files.recording import is_chosen_for
from sightline.service.files.standard import standard
from sightline.service.ledger.asked import once
from sightline.service.ledger.failures import NotFound, Refused
from sightline.standard.model import EXEMPTION

BROKEN, REVIEWED = "broken-glass", "broken-glass-review"
"""The kinds by which a file says that its glass was broken, and that this was reviewed."""


def check_see_work(viewer: Viewer) -> None:
    """See one's own lists of files and of what is owed."""
    needs(viewer, Right.READ_FILES, "Your role does not work with files.")


def check_see_own_work(viewer: Viewer) -> None:
    """See what one must do oneself."""
    if not any(post.role in (Role.PRACTITIONER, Role.MANAGER) for post in viewer.posts):
        raise Refused("What somebody must do is shown to practitioners and managers.")


def check_see_file(viewer: Viewer, file: UUID) -> Basis:
    """See a file: as much of it as its basis reads."""
    basis = basis_for(viewer, file)
    if basis is None:
        raise NotFound(NO_FILE)
    return basis


def check_name(viewer: Viewer, file: UUID) -> None:
    """Name a file in a record: in ``about``, or in a field of type file."""
    if not named_among(viewer, [file]):
        raise NotFound(NO_FILE)


def check_see_lookers(viewer: Viewer, file: UUID) -> Basis:
    """See who has looked at a file."""
    sentence = "Who has looked at a file is shown to managers and records officers."
    return with_right(check_see_file(viewer, file), Right.SEE_LOOKERS, sentence)


def check_open_file(viewer: Viewer) -> None:
    """Open a file on somebody who has none."""
    needs(viewer, Right.OPEN_FILES, "Files are opened by practitioners and managers.")


def check_record(viewer: Viewer, file: UUID, kind: str) -> Basis:
    """Add a record of the kind. The basis says for which agency it is made."""
    basis = check_see_file(viewer, file)
    if kind not in standard().kinds:
        raise NotFound("There is no such kind of record.")
    return _recording(basis, kind, fed_kinds())


def recorded_among(viewer: Viewer, files: Collection[UUID], kind: str) -> list[UUID]:
    """Of a few files, those to which the viewer may add a record of the kind."""
    fed = fed_kinds()
    bases = bases_for(viewer, files)
    return [file for file, basis in bases.items() if allowed(_recording, basis, kind, fed)]


def records_kind(viewer: Viewer, basis: Basis, kind: str) -> bool:
    """Whether the viewer may add a record of one kind: for a button beside each of many files."""
    own_ways(viewer, basis)
    return allowed(_recording, basis, kind, fed_kinds())


def kinds_recorded(viewer: Viewer, basis: Basis) -> frozenset[str]:
    """The kinds of which the viewer may add a record to the basis's file."""
    own_ways(viewer, basis)
    return once(("kinds recorded", basis), lambda: _kinds_recorded(basis))


def _kinds_recorded(basis: Basis) -> frozenset[str]:
    fed = fed_kinds()
    return frozenset(kind for kind in standard().kinds if allowed(_recording, basis, kind, fed))


def check_tell(viewer: Viewer, file: UUID) -> Basis:
    """Say who a file is kept on: names, identifiers, addresses, particulars."""
    basis = with_right(
        check_see_file(viewer, file), Right.RECORD, "Your role does not change this."
    )
    return by_ways_that(
        basis,
        lambda way: way.sort not in (Sort.AGREEMENT, Sort.OWN),
        "Only those who work with somebody say who they are.",
    )


def check_correct(viewer: Viewer, file: UUID, fact: UUID) -> Basis:
    """Correct or withdraw a fact, on the file where it was recorded."""
    basis, record = fact_on(viewer, file, fact)
    basis = with_right(basis, Right.RECORD, "Your role does not change records.")
    if record.file_id not in group_of(file):
        raise Refused("This record is kept on another file, and is changed there.")
    basis = by_ways_that(
        basis,
        lambda way: may_change(way, record),
        "Only the agency that made a record corrects or withdraws it.",
    )
    check_not_told_elsewhere(record)
    return _with_right_for(basis, record.kind)


check_withdraw = check_correct


def check_refile(viewer: Viewer, file: UUID, fact: UUID, to: UUID | None = None) -> Basis:
    """Move a fact that was filed here in error to the file ``to``, once that is known.

    One that is kept on another file, and stands here because it was said to concern this one too,
    is taken off it, and moved to none.
    """
    basis, record = fact_on(viewer, file, fact)
    sentence = "A record filed in error is moved by a records officer."
    basis = with_right(basis, Right.REFILE, sentence)
    if record.file_id not in group_of(file):
        if to is None and is_chosen_for(record, group_of(file)):
            return basis
        raise Refused("This record is kept on another file, and is moved from there.")
    if to is not None:
        with_right(check_see_file(viewer, to), Right.REFILE, sentence)
    return basis


def check_erase(viewer: Viewer, file: UUID) -> Basis:
    """Propose or decide that something on a file is erased."""
    basis = check_see_file(viewer, file)
    return with_right(basis, Right.ERASE, "What is erased is decided by records officers.")


def check_restrict(viewer: Viewer, file: UUID) -> Basis:
    """Close a file to all but those who work with the child and those named."""
    basis = check_see_file(viewer, file)
    return with_right(basis, Right.RESTRICT, "Files are closed and opened again by managers.")


check_lift = check_restrict


def check_break_glass(viewer: Viewer, file: UUID) -> None:
    """Open a file without any other basis.

    Whether there is such a file is not looked up, so that asking tells nobody anything: it is found
    when the glass is broken, which is logged and reviewed.
    """
    needs(viewer, Right.BREAK_GLASS, "A file is opened in this way by practitioners and managers.")
    if basis_for(viewer, file) is not None:
        raise Refused("This file is already open to you.")


def check_review_glass(viewer: Viewer, glass: UUID) -> Basis:
    """Review that somebody else broke the glass, on a file that is open without doing so."""
    broken = BrokenGlass.objects.filter(pk=glass).first()
    if broken is None:
        raise NotFound(NO_RECORD)
    if broken.person_id == viewer.person:
        raise Refused("Nobody reviews a file that they opened themselves.")
    basis = with_right(
        check_see_file(viewer, broken.file_id),
        Right.REVIEW_GLASS,
        "A file opened in this way is reviewed by a manager or a records officer.",
    )
    return by_ways_that(
        basis,
        lambda way: way.sort != Sort.BROKEN_GLASS,
        "A file opened in this way is not reviewed by somebody who opened it likewise.",
    )


def _recording(basis: Basis, kind: str, fed: FedKinds) -> Basis:
    basis = with_right(basis, Right.RECORD, "Your role does not add records.")
    basis = by_ways_that(
        basis,
        lambda way: _records(way, kind),
        "Records of this kind are not made by your agency.",
    )
    elsewhere = told_elsewhere(basis.ways, kind, fed)
    if elsewhere:
        basis = by_ways_that(basis, lambda way: not fed_to(way, kind, fed), elsewhere)
    return _with_right_for(basis, kind)


def _with_right_for(basis: Basis, kind: str) -> Basis:
    if kind in (BROKEN, REVIEWED):
        raise Refused("Records of this kind are made by breaking the glass and by reviewing it.")
    if kind in _opening_kinds():
        sentence = "A record that opens a file to others is made and changed by a manager."
        return with_right(basis, Right.ALLOCATE, sentence)
    if kind == EXEMPTION:
        return with_right(basis, Right.EXCUSE, "What is owed is excused by a manager.")
    return basis


def _opening_kinds() -> frozenset[str]:
    """The kinds by which roles.yaml finds who works with whom."""
    roles = standard().roles
    holders = [*roles.posts, *roles.covers, *(h for r in roles.declared.values() for h in r.held)]
    return frozenset(holder.selector.kind for holder in holders)


def _records(way: Way, kind: str) -> bool:
    recorded_by = standard().kinds[kind].recorded_by
    return (not way.kinds or kind in way.kinds) and (not recorded_by or way.sector in recorded_by)


def may_change(way: Way, record: Record) -> bool:
    """What no agency is named for is changed by those who might have made it."""
    if not kind_is_read((way,), record.kind, record.agency):
        return False
    return _records(way, record.kind) and record.agency in (None, way.agency)


def fact_on(viewer: Viewer, file: UUID, fact: UUID) -> tuple[Basis, Record]:
    """The fact's latest version, where it stands on the file and the viewer reads it there."""
    basis = check_see_file(viewer, file)
    record = once(("fact", viewer, file, fact), lambda: _latest(basis, fact))
    if record is None:
        raise NotFound(NO_RECORD)
    return basis, record


def _latest(basis: Basis, fact: UUID) -> Record | None:
    read = Record.objects.filter(
        stands_on(basis.file), records_read(basis.file, basis.ways), fact=fact, withdraws=None
    )
    return read.order_by("position").last()
