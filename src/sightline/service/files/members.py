"""Files that are joined: which of them is read for all, and what is asked of the whole of them.

A group of files on one person is read on its **leading** file: that which was opened first. The
others are its members and keep their chains, and go on being written to where another system names
them. What is joined follows from the last word on each pair (``models.Joining``).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from sightline.service.files.models import AlsoOn, Joining, Member, Record, Subject
from sightline.service.ledger import chains
from sightline.service.ledger.asked import once
from sightline.service.ledger.chains import Head
from sightline.service.ledger.failures import Stale
from sightline.service.ledger.models import Chain

Groups = Mapping[UUID, UUID]
"""The leading file of each member of some groups; of files that are joined with none, nothing."""


def group_of(file: UUID) -> tuple[UUID, ...]:
    """All files that are read as one with this file, the leading one first."""
    return once(("group of", file), lambda: _group_of(file))


def _group_of(file: UUID) -> tuple[UUID, ...]:
    same = Member.objects.filter(file=file).values("leading")
    rows = list(Member.objects.filter(leading__in=same).values_list("leading", "file"))
    if not rows:
        return (file,)
    leading = rows[0][0]
    return (leading, *sorted(member for _, member in rows if member != leading))


def groups_of(files: Collection[UUID], known_at: datetime | None = None) -> Groups:
    """The groups that any of these files belongs to, whole; as they were known at a moment."""
    if known_at is not None:
        return _as_known(files, known_at)
    same = Member.objects.filter(file__in=files).values("leading")
    return dict(Member.objects.filter(leading__in=same).values_list("file", "leading"))


def whole(files: Collection[UUID]) -> frozenset[UUID]:
    """These files and all that are joined with any of them."""
    return frozenset(files).union(groups_of(files))


def followers() -> QuerySet[Member]:
    """The members that do not lead: no list shows them, for their leading file stands there."""
    return Member.objects.exclude(leading=F("file"))


def version(file: UUID) -> int:
    """The version of a file as it is shown: of all that are joined with it."""
    names = [chains.file_chain(member) for member in group_of(file)]
    heads = {
        name: Head(length, bytes(digest))
        for name, length, digest in Chain.objects.filter(name__in=names).values_list(
            "name", "length", "digest"
        )
    }
    return version_of(heads.get(name, chains.EMPTY) for name in names)


def version_of(heads: Iterable[Head]) -> int:
    """The version of files read as one: of a single file the length of its chain.

    Of several a number made of the ends of all their chains, which is never a length: whoever saw
    one of them alone, or joined with another, is told that it is not what they saw.
    """
    found = list(heads)
    if len(found) == 1:
        return found[0].length
    ends = b"".join(sorted(head.digest for head in found))
    return (1 << 48) + int.from_bytes(hashlib.sha256(ends).digest()[:5])


def lock(file: UUID, seen: int | None = None) -> tuple[UUID, ...]:
    """Lock a file and all that is joined with it, and say which these are.

    ``seen``: their version, as whoever writes saw it. Raises Stale where it is another by now.
    """
    group = group_of(file)
    heads = chains.lock(*map(chains.file_chain, group))
    now = version_of(heads.values())
    if (seen is not None and seen != now) or group_of(file) != group:
        raise Stale(seen or 0, now)
    return group


# --- what follows from what was decided ------------------------------------------------------


def following(files: Collection[UUID], known_at: datetime | None = None) -> dict[UUID, UUID]:
    """The leading file of each member of the groups that these files belong to, worked out anew."""
    tied = _tied(files, known_at)
    opened = dict(Subject.objects.filter(id__in=tied).values_list("id", "received_at"))
    found: dict[UUID, UUID] = {}
    for file in tied:
        if file not in found:
            some = _reached(file, tied)
            leading = min(some, key=lambda one: (opened[one], one))
            found |= dict.fromkeys(some, leading)
    return found


def _as_known(files: Collection[UUID], known_at: datetime) -> Groups:
    # Nearly no file was ever joined: one question then, and no further.
    asked = Joining.objects.filter(file__in=files, received_at__lte=known_at)
    return following(files, known_at) if asked.exists() else {}


def _tied(files: Collection[UUID], known_at: datetime | None) -> dict[UUID, set[UUID]]:
    """Every file that can be reached from these, with those that it is joined with."""
    found: dict[UUID, set[UUID]] = {}
    ask = set(files)
    while ask:
        rows = Joining.objects.filter(file__in=ask).order_by("position")
        if known_at is not None:
            rows = rows.filter(received_at__lte=known_at)
        last = {(row.file_id, row.other_id): row.said for row in rows}
        joined: defaultdict[UUID, set[UUID]] = defaultdict(set)
        for (file, other), said in last.items():
            if is_joined(said):
                joined[file].add(other)
        found |= joined
        ask = {other for some in joined.values() for other in some}.difference(found)
    return found


def is_joined(said: str) -> bool:
    """Whether the last word on a pair holds it together."""
    return said == Joining.Said.JOINED


def _reached(file: UUID, tied: Mapping[UUID, set[UUID]]) -> set[UUID]:
    reached, ask = {file}, [file]
    while ask:
        new = tied[ask.pop()] - reached
        reached |= new
        ask += new
    return reached


# --- records of one fact on several members --------------------------------------------------


def taken_off_in_vain(groups: Groups) -> frozenset[UUID]:
    """Rows that take a fact off one member while it goes on standing on another.

    Read alone, a file loses the fact by such a row; of the group's own fact it says nothing.
    """
    if not groups:
        return frozenset()
    ends = list(
        Record.objects.filter(file__in=groups, withdraws__isnull=False).values_list(
            "id", "file", "fact"
        )
    )
    facts = {fact for _, _, fact in ends}
    stands: defaultdict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    own: dict[UUID, UUID] = {}
    for fact, file in Record.objects.filter(fact__in=facts, withdraws=None).values_list(
        "fact", "file"
    ):
        own[fact] = file
        if file in groups:
            stands[groups[file], fact].add(file)
    for fact, file in AlsoOn.objects.filter(record__fact__in=facts, file__in=groups).values_list(
        "record__fact", "file"
    ):
        stands[groups[file], fact].add(file)
    left: defaultdict[tuple[UUID, UUID], set[UUID]] = defaultdict(set)
    for _, file, fact in ends:
        left[groups[file], fact].add(file)
    return frozenset(
        id_
        for id_, file, fact in ends
        if own.get(fact) != file and stands[groups[file], fact] - left[groups[file], fact]
    )
