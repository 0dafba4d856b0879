"""All that is stored of what follows, compared with what the kernel makes of the evidence.

Each file is compared as of the day on which it was last judged. What seems to differ is looked at
once more with the file locked, for somebody may have written to it in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from sightline.engine.model import Day, File, Minute
from sightline.service.files.judging import groups, involvements_on, judge, known_by, said_of
from sightline.service.files.models import Involvement, Judged, Obligation, Subject
from sightline.service.files.obligations import COLUMNS, Row, rows_of_table
from sightline.service.files.reading import engine_files
from sightline.service.files.rules import rules_told
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import act
from sightline.standard.calendar import day_of

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
    for ids, on in _as_judged():
        seeming = {difference.file for difference in _differences(ids, on)}
        if seeming:
            yield from _with_lock(sorted(seeming), on, fix)
        progress(len(ids))


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
        chains.lock(*map(chains.file_chain, ids))
        judged = dict(Judged.objects.filter(file__in=ids).values_list("file", "on"))
        as_before = [id_ for id_ in ids if judged.get(id_) == on]
        found = list(_differences(as_before, on))
        if fix and found:
            differing = {difference.file for difference in found}
            judge(differing)
            for file in sorted(differing):
                by.did("judge again", file=file)
    yield from found


def _differences(ids: Sequence[UUID], on: date | None) -> Iterator[Difference]:
    if on is None:
        yield from (Difference(id_, "It was never judged.") for id_ in ids)
        return
    files = list(engine_files(ids))
    known_at = known_by(files, clock.now())
    yield from _in_obligations(ids, files, day_of(on), known_at)
    yield from _in_involvements(ids, files, known_at)


def _in_obligations(
    ids: Sequence[UUID], files: Sequence[File], on: Day, known_at: Minute
) -> Iterator[Difference]:
    kinds = {record.id: record.kind for file in files for record in file.records}
    follows = {
        row[0]: row
        for group in groups(files, on)
        for table in group.tables(known_at, on)
        for row in rows_of_table(table, rules_told(), kinds)
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
    ids: Sequence[UUID], files: Sequence[File], known_at: Minute
) -> Iterator[Difference]:
    follows = {said_of(row) for row in involvements_on(files, known_at)}
    stored = {said_of(row) for row in Involvement.objects.filter(file__in=ids)}
    for said in sorted(stored - follows, key=repr):
        yield Difference(said[0], f"An involvement ({said[1]}) is stored and does not follow.")
    for said in sorted(follows - stored, key=repr):
        yield Difference(said[0], f"An involvement ({said[1]}) follows and is not stored.")
