"""The rules of pages whose addresses name what the policy is asked about in another way.

They decide nothing: each finds what an address names and asks ``access.policy``.
"""

from __future__ import annotations

from uuid import UUID

from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.casework import drafts
from sightline.service.casework.kinds import kind_of
from sightline.service.casework.people import SORTS
from sightline.service.casework.work.per_worker import workers_of
from sightline.service.files.members import group_of
from sightline.service.files.models import Obligation, Record, Subject, SubjectType
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import NotFound, Refused
from sightline.standard.model import EXEMPTION

ALLOCATION = "allocation"


def add(viewer: Viewer, file: UUID, kind: UUID) -> Basis:
    """Add a record of a kind."""
    return policy.check_record(viewer, file, kind_of(kind).name)


def draft(viewer: Viewer, file: UUID, draft: UUID, number: int = 1) -> Basis:
    """Go on with one's own draft: whoever may no longer record the kind here does not open it.

    One that has become a record is answered with the file.
    """
    row = drafts.find(viewer, file, draft)
    if row is not None and row.kind in standard().kinds:
        return policy.check_record(viewer, file, row.kind)
    basis = policy.check_see_file(viewer, file)
    is_made = Record.objects.filter(pk=draft, by=viewer.person, file__in=group_of(file))
    if row is None and not is_made.exists():
        raise NotFound("There is no such draft, or none that is yours.")
    return basis


def add_any(viewer: Viewer, file: UUID) -> Basis:
    """Choose a kind of record to add: some kind may be added."""
    basis = policy.check_see_file(viewer, file)
    if not policy.kinds_recorded(viewer, basis):
        raise Refused("You may not add records to this file.")
    return basis


def allocate(viewer: Viewer, file: UUID) -> Basis:
    """Say who works with whom."""
    return policy.check_record(viewer, file, ALLOCATION)


def see_record(viewer: Viewer, file: UUID, fact: UUID) -> Basis:
    """See one record, where it stands on the file."""
    basis = policy.check_see_file(viewer, file)
    if not Record.objects.filter(policy.visible_records(viewer, basis), fact=fact).exists():
        raise NotFound("There is no such record, or none that is open to you.")
    return basis


def see_owed(viewer: Viewer, file: UUID, obligation: UUID) -> Basis:
    """See one thing that is owed, and why."""
    basis = policy.check_see_file(viewer, file)
    rows = Obligation.objects.filter(policy.visible_obligations_on(viewer, basis), pk=obligation)
    if not rows.exists():
        raise NotFound("There is no such obligation, or none that is open to you.")
    return basis


def for_child(viewer: Viewer, file: UUID) -> Basis:
    """Open the page that is for the child on whom a file is kept."""
    basis = policy.check_see_file(viewer, file)
    if basis.facts is None or basis.facts.subject.type != SubjectType.CHILD:
        raise NotFound("Only a child has a page of their own.")
    return basis


def excuse(viewer: Viewer, file: UUID, obligation: UUID) -> Basis:
    """Excuse what is owed."""
    see_owed(viewer, file, obligation)
    return policy.check_record(viewer, file, EXEMPTION)


def change_told(viewer: Viewer, file: UUID, row: UUID) -> Basis:
    """Correct or withdraw something that is known of the subject itself."""
    basis = policy.check_tell(viewer, file)
    group = group_of(file)
    if not any(sort._default_manager.filter(pk=row, subject__in=group).exists() for sort in SORTS):
        raise NotFound("There is no such entry.")
    return basis


def see_worker(viewer: Viewer, worker: UUID) -> None:
    """See what a worker of one's own team holds."""
    policy.check_see_team(viewer)
    if not Subject.objects.filter(workers_of(viewer), pk=worker, type="worker").exists():
        raise NotFound("There is no such worker in your team.")


def review_any(viewer: Viewer) -> None:
    """See which files were opened without any other basis and wait for a review."""
    if not viewer.may(Right.REVIEW_GLASS):
        raise Refused("Files opened in this way are reviewed by managers and records officers.")
