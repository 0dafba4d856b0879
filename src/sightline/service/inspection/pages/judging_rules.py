"""Who opens which page of judging; each raises NotFound or Refused, as ``access.door`` asks."""

from __future__ import annotations

from uuid import UUID

from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.inspection import who
from sightline.service.inspection.judging import given_back_by, judging
from sightline.service.inspection.moderating import judged


def check_judging(viewer: Viewer, inspection: UUID) -> None:
    """One's own files to judge, and what is to be moderated."""
    who.check_member(viewer, inspection)


def check_lead(viewer: Viewer, inspection: UUID, **_: object) -> None:
    """What is the lead's: sharing files out, opening them again, how far readers agree."""
    who.check_lead(viewer, inspection)


def check_judge(viewer: Viewer, inspection: UUID, reading: UUID, **_: object) -> Basis:
    """A file that one was given, has no conflict of interest with, and may read."""
    return judging(viewer, inspection, reading).then.basis


def check_hand_back(viewer: Viewer, inspection: UUID, reading: UUID) -> None:
    """A file that one was given, though it may be closed by now; for the lead anybody's."""
    given_back_by(viewer, inspection, reading)


def check_judged(viewer: Viewer, inspection: UUID, drawn: UUID, **_: object) -> Basis:
    """What was answered on a file of which all is signed, and which one may read."""
    return judged(viewer, inspection, drawn).then.basis
