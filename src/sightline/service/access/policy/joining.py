"""Who finds files, and who says that two of them are on one person."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from sightline.service.access.policy.on_files import check_see_file, check_see_work
from sightline.service.access.policy.parts import NO_FILE, needs, with_right
from sightline.service.access.policy.seen import bases_for
from sightline.service.access.reading import Basis
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Way, opened, ways
from sightline.service.ledger.failures import NotFound

check_find = check_see_work
"""Look for a child or an adult, among the files that are open to the viewer."""

_SENTENCE = "Files are joined and parted by records officers."


def check_see_alike(viewer: Viewer) -> None:
    """See which files may be on one person."""
    needs(viewer, Right.JOIN, _SENTENCE)


def joins(viewer: Viewer) -> tuple[Way, ...]:
    """The ways by which the viewer may join what they open."""
    return tuple(way for way in ways(viewer) if way.may(Right.JOIN))


def joined_by(viewer: Viewer) -> Q:
    """Of subjects, those of whose likeness to others the viewer is told."""
    return opened(joins(viewer))


def check_see_pair(viewer: Viewer, one: UUID, other: UUID) -> None:
    """See two files beside each other, as far as they are open: one of them is, at least."""
    check_see_alike(viewer)
    held = bases_for(viewer, [one, other]).values()
    if one == other or not any(way.may(Right.JOIN) for basis in held for way in basis.ways):
        raise NotFound(NO_FILE)


def check_join(viewer: Viewer, file: UUID, other: UUID) -> Basis:
    """Join two files, part them, or say that they are of two people: both are open by the right."""
    with_right(check_see_file(viewer, other), Right.JOIN, _SENTENCE)
    return with_right(check_see_file(viewer, file), Right.JOIN, _SENTENCE)
