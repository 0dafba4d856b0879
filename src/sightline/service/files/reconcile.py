"""All that is stored of what follows, compared with what the kernel makes of the evidence.

Files that wait to be judged again are judged first, as any list would before it shows them. Each
file is compared as of the day on which it was last judged. What seems to differ is looked at once
more with the file locked, for somebody may have written to it in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sightline.engine.model import Day, File, Minute
from sightline.service.files import finding, joining, members
from sightline.service.files.judging import (
    groups,
    involvements_on,
    judge,
    known_by,
    refresh,
    said_of,
    waiting,
    with_members,
)
from sightline.service.files.members import Groups, groups_of, whole
from sightline.service.files.models import (
    Involvement,
    Judged,
    Member,
    Obligation,
    SearchKey,
    Subject,
)
from sightline.service.files.moments import day_at
from sightline.service.files.obligations import COLUMNS, Row, rows_of_table
from sightline.service.files.reading import engine_files
from sightline.service.files.rules import rules_told
from sightline.service.files.standard import standard
from sightline.service.files.vulnerability import NOT_KNOWN, vulnerability_of
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import act
from sightline.standard.calendar import date_of, day_of

AT_ONCE = 5_000
"""Files compared at a time, in bounded memory."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that does not follow, or something that follows and is not stored."""

    file: UUID
    sentence: str


def reconcile(
    *, fix: bool = False, progress: Callable[[int], object] = lambda files: None
) -> Iterator[Difference]:
    """The differences on all files; each of those files is judged again if ``fix``.

    ``progress`` is told how many files of each step were compared.
    """
    _judge_what_waits()
    for ids, on in _as_judged():
        seeming = {difference.file for difference in _differences(ids, on)}
        if seeming:
            yield from _with_lock(sorted(seeming), on, fix)
        progress(len(ids))


def _judge_what_waits() -> None:
    files = waiting().order_by("file").values_list("file", flat=True)
    while some := list(files[:AT_ONCE]):
        with act(person=None, route="reconcile") as by:
            refresh(some, date_of(day_at(clock.now())))
            by.did("judge what waited")


def _as_judged() -> Iterator[tuple[list[UUID], date | None]]:
    """All files in steps of some, each with the day on which they were judged; None for never."""
    judged = Judged.objects.order_by("on").values_list("on", flat=True).distinct()
    never = Subject.objects.exclude(id__in=Judged.objects.values("file")).order_by("id")
    for on, files in (
        (None, never.values_list("id", flat=True)),
        *((on, Judged.objects.filter(on=on).order_by("file").values_list("file", flat=True))
          for on in list(judged)),
    ):  # fmt: skip
        rows = files.iterator(AT_ONCE)
        while some := list(islice(rows, AT_ONCE)):
            yield some, on


def _with_lock(ids: Sequence[UUID], on: date | None, fix: bool) -> Iterator[Difference]:
    with act(person=None, route="reconcile") as by:
        chains.lock(*map(chains.file_chain, whole(ids)))
        judged = dict(Judged.objects.filter(file__in=ids).values_list("file", "on"))
        as_before = [id_ for id_ in ids if judged.get(id_) == on]
        found = list(_differences(as_before, on))
        if fix and found:
            differing = {difference.file for difference in found}
            joining.follow(differing)
            judge(differing)
            finding.index(differing)
            for file in sorted(differing):
                by.did("judge again", file=file)
    yield from found


def _differences(ids: Sequence[UUID], on: date | None) -> Iterator[Difference]:
    if on is None:
        yield from (Difference(id_, "It was never judged.") for id_ in ids)
        return
    joined = groups_of(ids)
    files = list(engine_files(sorted({joined.get(id_, id_) for id_ in ids})))
    known_at = known_by(files, clock.now())
    yield from _in_obligations(ids, files, day_of(on), known_at)
    yield from _in_involvements(ids, files, known_at, joined)
    yield from _in_vulnerability(ids, files, known_at, day_of(on))
    yield from _in_joining(ids)
    yield from _in_what_finds(ids)


def _in_obligations(
    ids: Sequence[UUID], files: Sequence[File], on: Day, known_at: Minute
) -> Iterator[Difference]:
    kinds = {record.id: record.kind for file in files for record in file.records}
    of = frozenset(ids)
    follows = {
        row[0]: row
        for group in groups(files, on)
        for table in group.tables(known_at, on)
        for row in rows_of_table(table, rules_told(), kinds)
        if row[1] in of
    }
    stored = {row[0]: row for row in Obligation.objects.filter(file__in=ids).values_list(*COLUMNS)}
    for id_ in sorted(follows.keys() | stored.keys()):
        sentence = _compared(stored.get(id_), follows.get(id_))
        if sentence:
            yield Difference((follows.get(id_) or stored[id_])[1], sentence)


def _compared(stored: Row | None, follows: Row | None) -> str:
    if stored is None and follows is not None:
        return f"An obligation of {_name(follows)} follows and is not stored."
    if follows is None and stored is not None:
        return f"An obligation of {_name(stored)} is stored and does not follow."
    assert stored is not None and follows is not None
    differing = [name for name, a, b in zip(COLUMNS, stored, follows, strict=True) if a != b]
    if not differing:
        return ""
    return f"An obligation of {_name(follows)} is stored with another {', '.join(differing)}."


def _name(row: Row) -> str:
    said: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    return "/".join(filter(None, (said["duty"], said["part"])))


def _in_involvements(
    ids: Sequence[UUID], files: Sequence[File], known_at: Minute, joined: Groups
) -> Iterator[Difference]:
    of = frozenset(ids)
    found = with_members(involvements_on(files, known_at), joined)
    follows = {said_of(row) for row in found if row.file_id in of}
    stored = {said_of(row) for row in Involvement.objects.filter(file__in=ids)}
    for said in sorted(stored - follows, key=repr):
        yield Difference(said[0], f"An involvement ({said[1]}) is stored and does not follow.")
    for said in sorted(follows - stored, key=repr):
        yield Difference(said[0], f"An involvement ({said[1]}) follows and is not stored.")


def _in_vulnerability(
    ids: Sequence[UUID], files: Sequence[File], known_at: Minute, on: Day
) -> Iterator[Difference]:
    follows = vulnerability_of(standard(), files, known_at, on)
    stored = dict(Judged.objects.filter(file__in=ids).values_list("file", "vulnerability"))
    for id_ in ids:
        if stored.get(id_) != follows.get(id_, NOT_KNOWN):
            yield Difference(id_, "It is stored as more or less vulnerable than it was assessed.")


def _in_joining(ids: Sequence[UUID]) -> Iterator[Difference]:
    follows = members.following(ids)
    stored = dict(Member.objects.filter(file__in=ids).values_list("file", "leading"))
    for id_ in ids:
        if stored.get(id_) != follows.get(id_):
            yield Difference(id_, "It is stored as joined with other files than it is joined with.")


def _in_what_finds(ids: Sequence[UUID]) -> Iterator[Difference]:
    follows = finding.following(finding.people_among(ids))
    stored: dict[UUID, set[tuple[str, str]]] = {}
    for file, *key in SearchKey.objects.filter(file__in=ids).values_list("file", "sort", "key"):
        stored.setdefault(file, set()).add((key[0], key[1]))
    for id_ in ids:
        if stored.get(id_, set()) != follows.get(id_, set()):
            yield Difference(id_, "It is found by something else than follows from what is told.")
