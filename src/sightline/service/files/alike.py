"""Files that may be on one person: compared by the machine, whoever may see which of them.

A file is not compared when it is opened or when a name is told: whoever does that would wait longer
where there is a file that is like it. It is noted that the file waits (``finding.index``), always,
and it is compared when somebody looks at the list, which is theirs alone who decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from sightline.service.files.finding import told_of
from sightline.service.files.models import Alike, Joining, SearchKey, Subject, Uncompared
from sightline.service.files.search_keys import (
    EXACT,
    LEAST_NUMBER,
    PAIR,
    Sought,
    Told,
    alike,
    number,
    pairs_sought,
)
from sightline.service.ledger.row_security import as_machine
from sightline.service.ledger.transactions import take_turn

AT_ONCE = 500
"""Files compared in one go: a list that waits longer than that says so."""

LEAST = 80
"""How alike two names must be, of a hundred, where the births are too."""


def compare_some(most: int = AT_ONCE) -> int:
    """Compare files that wait with all others, and say how many wait still."""
    take_turn()
    with as_machine(), transaction.atomic():
        waiting = Uncompared.objects.order_by("told_at", "file")
        if connection.vendor == "postgresql":
            # What somebody else compares, or tells anew at this moment, is theirs.
            waiting = waiting.select_for_update(skip_locked=True)
        files = [row.file_id for row in waiting[:most]]
        Uncompared.objects.filter(file__in=files).delete()
        _compare(files)
        return Uncompared.objects.count()


def _compare(files: list[UUID]) -> None:
    told = dict(told_of(files))
    found = _candidates(told)
    others = {other for some in found.values() for other in some}.difference(told)
    told |= told_of(others)
    types = dict(Subject.objects.filter(id__in=told).values_list("id", "type"))
    pairs: dict[tuple[UUID, UUID], list[str]] = {}
    for file, some in found.items():
        for other in some:
            one, two = sorted((file, other))
            if types[one] == types[two] and (why := reasons(told[one], told[two])):
                pairs[one, two] = why
    Alike.objects.filter(Q(file__in=files) | Q(other__in=files)).delete()
    Alike.objects.bulk_create(
        (
            Alike(file_id=one, other_id=two, reasons=why)
            for (one, two), why in sorted(pairs.items(), key=lambda pair: pair[0])
        ),
        ignore_conflicts=True,
    )


def _candidates(told: Mapping[UUID, Told]) -> dict[UUID, set[UUID]]:
    """The files that have a key of a pair which is sought for each."""
    seekers: defaultdict[str, set[UUID]] = defaultdict(set)
    for file, what in told.items():
        for key in pairs_sought(what):
            seekers[key].add(file)
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for key, file in SearchKey.objects.filter(sort=PAIR, key__in=list(seekers)).values_list(
        "key", "file"
    ):
        for seeker in seekers[key] - {file}:
            found[seeker].add(file)
    return found


def reasons(one: Told, other: Told) -> list[str]:
    """Why two files may be on one person, in words; none where nothing says so.

    They have a number in common; or their names are alike, and their births are or are not known of
    one of them.
    """
    shared = _numbers(one.numbers) & _numbers(other.numbers)
    best: tuple[int, list[str]] = (0, [])
    for name in one.names:
        best = max(
            best, alike(Sought(" ".join(name)), Told(other.names)), key=lambda found: found[0]
        )
    by_name, why = best
    by_born, why_born = alike(Sought(born_on=one.born_on), Told((), (), other.born_on))
    is_unknown = None in (one.born_on, other.born_on)
    same_number = ["have a number in common"] if shared else []
    if by_born >= EXACT // 2 and by_name >= LEAST:
        return [*same_number, *why, *why_born]
    if is_unknown and by_name >= 100:
        return [*same_number, *why, "date of birth not recorded of both"]
    return [*same_number, *(why if by_name >= LEAST else [])] if shared else []


def _numbers(told: Iterable[str]) -> set[str]:
    return {number(text) for text in told if len(number(text)) >= LEAST_NUMBER}


def undecided() -> QuerySet[Alike]:
    """The pairs of which nobody has said yet that they are one or that they are two."""
    said = Joining.objects.filter(file=OuterRef("file"), other=OuterRef("other"))
    last = Subquery(said.order_by("-position").values("said")[:1])
    decided = (Joining.Said.JOINED, Joining.Said.DIFFERENT)
    pairs = Alike.objects.annotate(said=Coalesce(last, Value("")))
    return pairs.exclude(said__in=decided).order_by("-pk")
