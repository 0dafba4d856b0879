"""Changes to facts that are there, made into rows: versions, withdrawals, facts told again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sightline.engine.model import Day, Minute, Record
from sightline.returns.stands_on import files_named
from sightline.service.files.loading_compare import Change, Quarantine, Sort
from sightline.service.files.loading_rows import Tables
from sightline.service.files.models import AlsoOn, Delivered
from sightline.service.files.models import Record as Row
from sightline.service.files.moments import day_at, day_number, minute_at
from sightline.service.files.standard import standard
from sightline.service.ledger.ids import id_from

Covers = Callable[[UUID, str, Day], bool]
"""Whether a delivery tells everything of a file, a kind and a day."""


@dataclass(slots=True)
class Stands:
    """How a fact stands: its last version, whether that was ended on its own file, and since when.

    ``version``: the id of the last version, and ``also_on`` its further files; both move on while
    versions are added.
    """

    last: Row
    version: UUID
    also_on: set[UUID]
    minute: Minute
    ended: UUID | None = None


def standing(facts: Collection[UUID]) -> dict[UUID, Stands]:
    """How facts stand now. Their chains must be locked for it to stay so."""
    found: dict[UUID, Stands] = {}
    rows = Row.objects.filter(fact__in=facts).defer("details", "reason").order_by("position")
    for row in rows:
        minute = minute_at(row.recorded_at)
        if row.withdraws is None:
            ended = found[row.fact].ended if row.fact in found else None
            found[row.fact] = Stands(row, row.pk, set(), minute, ended)
        elif row.fact in found and row.file_id == found[row.fact].last.file_id:
            found[row.fact].ended = row.pk
            found[row.fact].minute = max(found[row.fact].minute, minute)
    last = {each.last.pk: each for each in found.values()}
    for record, file in AlsoOn.objects.filter(record__in=last).values_list("record", "file"):
        last[record].also_on.add(file)
    return found


def targets(record: Record) -> set[UUID]:
    """The further files that a record in our ids names."""
    return {
        file
        for name in files_named(record, standard().kinds)
        if name != record.file and (file := _uuid(name)) is not None
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(slots=True)
class Done:
    """What was done.

    ``written``: the files that records were added to, with their kinds; ``whole``: those of which
    more than that changed; ``touched``: further files that something came to stand on. ``again``:
    records that became facts of their own. ``keep``: rows of ``Delivered`` that changed.
    """

    new: int
    changed: int
    withdrawn: int
    written: dict[UUID, set[str]]
    whole: set[UUID]
    touched: set[UUID]
    again: dict[str, str]
    keep: list[Delivered]
    quarantined: list[Quarantine]


class Changes:
    """Turns changes into rows of a step.

    ``minute``, ``day``: when the delivery was made. ``there``: of some files, those that there are.
    """

    def __init__(
        self,
        tables: Tables,
        system: int,
        minute: Minute,
        day: str,
        there: Collection[UUID],
        covers: Covers | None,
    ) -> None:
        self._tables, self._system = tables, system
        self._minute, self._day, self._there, self._covers = minute, day, set(there), covers
        self._told = ""
        self.done = Done(0, 0, 0, {}, set(), set(), {}, [], [])

    def make(self, told: str, changes: Sequence[Change], stands: Mapping[UUID, Stands]) -> None:
        """Make the changes of one file. ``told``: what the source calls it."""
        self._told = told
        for change in changes:
            if change.sort is Sort.NEW:
                self._chain(change, None, None)
                self.done.new += 1
                continue
            assert change.was is not None, "what is not new was there before"
            fact = stands[change.was.fact]
            if change.sort is Sort.GONE:
                self._gone(change, fact)
            elif change.sort is Sort.AGAIN:
                self._again(change, fact)
            elif fact.ended is not None:
                self._quarantine(change, _ENDED_HERE)
            elif any(record.kind != fact.last.kind for record, _ in change.says):
                self._quarantine(change, "A record stays of its kind; this one changed it.")
            else:
                self._chain(change, fact, None)
                self.done.changed += 1

    def _quarantine(self, change: Change, reason: str) -> None:
        record = change.says[-1][0]
        self.done.quarantined.append(Quarantine(self._told, record.id, record.kind, reason))

    def _gone(self, change: Change, fact: Stands) -> None:
        if fact.ended is not None or self._covers is None:
            return
        day = day_number(fact.last.planned_start_on)
        if fact.last.occurred_at is not None:
            day = day_at(fact.last.occurred_at)
        if day is None or not self._covers(fact.last.file_id, fact.last.kind, day):
            return
        self._withdraw(change, fact, f"It is no longer in the delivery of {self._day}.")
        self.done.withdrawn += 1

    def _again(self, change: Change, fact: Stands) -> None:
        """A fact of its own. On another file than before, it first ends there."""
        assert change.was is not None, "it was there before"
        if fact.ended is None:
            if not change.was.ended and change.was.file != change.file:
                self._withdraw(change, fact, f"In the delivery of {self._day} it is of another.")
                self.done.withdrawn += 1
        elif not change.was.ended:
            # Whoever ended it here did so knowing better than the source, which has not changed.
            self._quarantine(change, _ENDED_HERE)
            return
        assert fact.ended is not None, "it has ended by now"
        self._chain(change, None, fact)
        self.done.new += 1

    def _withdraw(self, change: Change, fact: Stands, reason: str) -> None:
        last = fact.last
        entered = max(self._minute, fact.minute + 1)
        row = Record(
            id=str(id_from(str(fact.version), "withdrawn")), file=str(last.file_id),
            kind=last.kind, at=None, recorded_at=entered, agency=str(last.agency or ""),
            author=str(last.author or ""), withdraws=str(fact.version),
        )  # fmt: skip
        self._add(row, last.fact, fact.also_on, reason)
        fact.ended, fact.minute = UUID(row.id), entered
        Delivered.objects.filter(system=self._system, fact=last.fact, file=last.file_id).update(
            version=fact.ended, ended=Delivered.Ended.WITHDRAWN
        )

    def _chain(self, change: Change, fact: Stands | None, after: Stands | None) -> None:
        """Add the records of a change: after a fact's last version, or as a fact of its own.

        ``after``: the fact of before, of which this one is told again.
        """
        reason = _RETOLD if change.sort is Sort.CHANGED else ""
        new_fact = change.fact if fact is None else fact.last.fact
        ended = after or fact
        minute = None if ended is None else ended.minute
        before = None if fact is None else str(fact.version)
        also = set() if fact is None else set(fact.also_on)
        if change.sort in (Sort.NEW, Sort.AGAIN):
            # A fact stands as a whole wherever any of its versions does.
            also = {file for record, _ in change.says for file in targets(record)} & self._there
        for record, content in change.says:
            id_ = record.id
            if change.sort is Sort.CHANGED:
                id_ = str(id_from(str(before), content.hex()))
            elif after is not None:
                id_ = str(id_from(before or str(after.ended), content.hex()))
                if before is None:
                    new_fact, self.done.again[record.id] = UUID(id_), id_
            entered = self._entered(record, minute)
            if record.withdraws is not None:
                row = replace(record, id=id_, recorded_at=entered, withdraws=before)
            else:
                row = replace(record, id=id_, recorded_at=entered, version_of=before)
                named = targets(record) & self._there
                if fact is not None and change.sort is Sort.CHANGED:
                    self._leave(fact, also - named, entered)
                    also = named
                also = also | named
                before = id_
            self._add(self._about_again(row), new_fact, also, reason)
            self._keep(change, record, new_fact, UUID(id_), content)
            minute = entered
            if fact is not None:
                fact.minute, fact.also_on = entered, also
                fact.version = fact.version if before is None else UUID(before)
                if record.withdraws is not None:
                    fact.ended = UUID(id_)

    def _entered(self, record: Record, after: Minute | None) -> Minute:
        if after is None:
            return record.recorded_at
        if record.entry_known and record.recorded_at > after:
            return record.recorded_at
        return max(self._minute, after + 1)

    def _about_again(self, record: Record) -> Record:
        """What is about a fact that is told again is about the new one."""
        again = self.done.again.get(record.about or "")
        return record if again is None else replace(record, about=again)

    def _leave(self, fact: Stands, files: Iterable[UUID], entered: Minute) -> None:
        """Files that a new version no longer names are told so."""
        for file in sorted(files):
            left = Record(
                id=str(id_from(str(fact.version), str(file), "left")), file=str(file),
                kind=fact.last.kind, at=None, recorded_at=entered,
                agency=str(fact.last.agency or ""), author=str(fact.last.author or ""),
                withdraws=str(fact.version),
            )  # fmt: skip
            self._tables.record(file, fact.last.fact, left, _RETOLD)
            self.done.touched.add(file)

    def _add(self, row: Record, fact: UUID, also_on: Iterable[UUID], reason: str) -> None:
        file = UUID(row.file)
        self._tables.record(file, fact, row, reason)
        self.done.written.setdefault(file, set()).add(row.kind)
        further = sorted(also_on)
        self._tables.stands_on(row.id, further)
        self.done.touched.update(further)

    def _keep(
        self, change: Change, record: Record, fact: UUID, version: UUID, content: bytes
    ) -> None:
        self.done.keep.append(
            Delivered(
                id=UUID(record.id), system_id=self._system, file_id=change.file,
                fact=fact, version=version, content=content, ended="",
            )
        )  # fmt: skip


_RETOLD = "The system that it comes from says so now."
_ENDED_HERE = (
    "It was withdrawn here, or moved to another file, and the source still says it: it is to be "
    "mended there."
)
