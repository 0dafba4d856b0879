"""Joining files on one person, parting them, and saying that two are of different people.

It takes one records officer, of an agency that works with both: nothing is opened by it that was
closed to whoever works with either, and it can be undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sightline.service.access import policy
from sightline.service.access.closing import restrictions
from sightline.service.access.proposing import acting
from sightline.service.files import joining, members
from sightline.service.files.models import Joining
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.row_security import as_machine

JOIN, PART, DIFFERENT, UNSURE = "join", "part", "different", "unsure"
_SAID = {
    JOIN: Joining.Said.JOINED,
    PART: Joining.Said.PARTED,
    DIFFERENT: Joining.Said.DIFFERENT,
    UNSURE: Joining.Said.UNSURE,
}


def decide(
    *,
    what: str,
    file: UUID,
    other: UUID,
    reason: str,
    seen: Mapping[UUID, int],
    at: datetime,
    by: Act,
) -> None:
    """Say of two files what they are. ``what``: one of the four above; ``seen``: their versions.

    Raises Refused, NotFound, Stale, and BadEntry where no reason is given.
    """
    viewer = acting(by, at)
    policy.check_join(viewer, file, other)
    if what == JOIN:
        _check_open(file, other, at)
    joining.decide(said=_SAID[what], file=file, other=other, reason=reason, seen=seen, by=by)


def _check_open(file: UUID, other: UUID, at: datetime) -> None:
    """Refuse to join what is closed: those who work with the other file would see into it."""
    with as_machine():
        closed = any(
            restrictions(member, at.date()).exists() for member in members.whole([file, other])
        )
    if closed:
        raise Refused(
            "One of these files is closed to most people, or will be. It is joined with no other "
            "until a manager opens it again."
        )
