"""Two files on one person, joined and parted again.

Each decision is a row in the chains of both files. Nothing is moved and nothing is copied: which
file leads, who is involved and what is owed follow from the decisions, and follow back when the
files are parted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from sightline.service.files import finding, judging, members
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Joining, Member, Subject
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused, Stale
from sightline.service.ledger.row_security import as_machine

LONGEST_REASON = 300


def decide(
    *,
    said: Joining.Said,
    file: UUID,
    other: UUID,
    reason: str,
    seen: Mapping[UUID, int],
    by: Act,
) -> None:
    """Say of two files that they are on one person, that they are not held to be any longer, that
    they are on different people, or that nobody can tell yet.

    ``seen``: the versions that whoever decides saw, by file. Raises BadEntry, Stale, NotFound, and
    Refused where that cannot be said of these two.
    """
    _check(file, other, reason)
    concerned = members.whole([file, other])
    heads = chains.lock(*map(chains.file_chain, concerned))
    for one, version in seen.items():
        group = members.group_of(one)
        now = members.version_of(
            heads.get(chains.file_chain(member), chains.EMPTY) for member in group
        )
        if now != version or not concerned.issuperset(group):
            raise Stale(version, now)
    _check_order(file, other, said)
    with as_machine():
        for one, its_other in ((file, other), (other, file)):
            row = Joining(file_id=one, other_id=its_other, said=said, reason=reason.strip())
            chains.append([row], chain=chains.file_chain(one), by=by)
            by.did(_DID[said], file=one, row=row.pk)
        if said in (Joining.Said.JOINED, Joining.Said.PARTED):
            follow([file, other])
            judging.judge(concerned)
            finding.index([file, other])


_DID = {
    Joining.Said.JOINED: "join",
    Joining.Said.PARTED: "part",
    Joining.Said.DIFFERENT: "tell apart",
    Joining.Said.UNSURE: "look at a pair",
}


def last_said(file: UUID, other: UUID) -> Joining | None:
    """The last word on two files; None where nobody has said any."""
    return Joining.objects.filter(file=file, other=other).order_by("position").last()


def follow(files: Collection[UUID]) -> None:
    """Write again what follows from what was decided of files: which of them leads."""
    with as_machine():
        was = members.groups_of(files)
        concerned = {*files, *was}
        now = members.following(concerned)
        concerned |= now.keys()
        Member.objects.filter(file__in=concerned).delete()
        Member.objects.bulk_create(
            Member(file_id=file, leading_id=leading) for file, leading in sorted(now.items())
        )


def _check(file: UUID, other: UUID, reason: str) -> None:
    if not reason.strip():
        raise BadEntry({"reason": "Say why."})
    if len(reason.strip()) > LONGEST_REASON:
        raise BadEntry({"reason": f"Shorten this to {LONGEST_REASON} characters or fewer."})
    types = dict(Subject.objects.filter(pk__in=[file, other]).values_list("pk", "type"))
    if len(types) < 2:
        raise NotFound("There are no two such files.")
    if not set(types.values()) <= set(finding.PEOPLE):
        raise Refused("Only files on children and adults are joined.")
    if len(set(types.values())) > 1:
        raise Refused("A child's file and an adult's are not joined: other duties stand on each.")


def _check_order(file: UUID, other: UUID, said: Joining.Said) -> None:
    """What makes no sense after the last word on the two."""
    last = last_said(file, other)
    is_joined = last is not None and members.is_joined(last.said)
    is_one = members.group_of(file) == members.group_of(other)
    if said is Joining.Said.JOINED and is_one:
        raise Refused("These two files are joined already.")
    if said is Joining.Said.PARTED and not is_joined:
        raise Refused("It was not these two files that were joined.")
    if said in (Joining.Said.DIFFERENT, Joining.Said.UNSURE) and is_one:
        raise Refused("These two files are joined. Part them first.")
