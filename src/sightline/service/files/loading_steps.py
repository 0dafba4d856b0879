"""Files of another system, taken up some at a time: what is new is added, what was there compared.

    loading = Load(system, at=when_it_was_made)
    with act(person=None, route="import") as by:
        counted = loading.step(some_files)

Each step is one transaction of whoever calls it. A subject that is there is compared with what the
system last said of it (``loading_compare``): the same says nothing, something else is a version,
what is not told any more is withdrawn where the delivery covers it. What cannot be taken up is
given back, with the reason, and the rest is loaded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from uuid import UUID

from django.db import transaction

from sightline.engine import model as engine
from sightline.service.files import finding, judging
from sightline.service.files.feeding import Told, hear
from sightline.service.files.loading_changes import Changes, Covers, Done, standing
from sightline.service.files.loading_compare import Compared, Quarantine, compare, gone
from sightline.service.files.loading_follows import Follows, Owed, mark_waiting
from sightline.service.files.loading_known import (
    Known,
    adopt,
    particulars_id,
    said_of_files,
    said_of_records,
)
from sightline.service.files.loading_new import NewFiles, shared, without
from sightline.service.files.loading_rows import Names, Tables
from sightline.service.files.members import whole
from sightline.service.files.models import Delivered, Particulars, Subject, System
from sightline.service.files.moments import at_minute, day_at, minute_at
from sightline.service.files.standard import standard
from sightline.service.files.translating import Translated, Translation
from sightline.service.ledger import chains, clock
from sightline.service.ledger.chains import file_chain
from sightline.service.ledger.ids import id_from
from sightline.service.ledger.transactions import take_turn
from sightline.standard.calendar import OutsideCalendar, date_of

STEP = 2_000
"""Files of one step. Fewer cost more each: the kernel judges many as quickly as few."""

PEOPLE = ("child", "adult")

_NOWHERE = "It is kept on the file of somebody of whom nothing was delivered."


@dataclass(slots=True)
class Counted:
    """What a step came to: files and records. ``records`` are those of new files too."""

    files: int = 0
    records: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0
    obligations: int = 0
    quarantined: list[Quarantine] = field(default_factory=list)

    def add(self, other: Counted) -> None:
        """Add another step's."""
        for name in ("files", "records", "changed", "same", "withdrawn", "obligations"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.quarantined += other.quarantined


def in_order(files: Sequence[engine.File]) -> Iterable[engine.File]:
    """The files of a delivery in the order in which they are loaded: bodies and workers first.

    Whom a record names decides what follows from it, so they are there before children are.
    """
    return chain(
        (file for file in files if file.subject.type not in PEOPLE),
        (file for file in files if file.subject.type in PEOPLE),
    )


class Load:
    """One delivery of a system, while it is taken up.

    ``at``: when the delivery was made. ``known_at``: the present, whose later records are left
    out; the clock's if None. ``expected``: the names of all subjects of the delivery, where that is
    known: a record on the file of one that comes later waits for it. ``ours``: bodies whose files
    are here under other ids. ``covers``: for which files, kinds and days the delivery tells all.
    """

    def __init__(
        self,
        system: System,
        *,
        at: datetime,
        names: Names = lambda subject: None,
        known_at: datetime | None = None,
        expected: Collection[str] = (),
        ours: Mapping[str, UUID] | None = None,
        covers: Covers | None = None,
    ) -> None:
        self.system, self.covers, self._at, self._names = system, covers, at, names
        self._now = known_at or clock.now()
        self._translation = Translation(
            system.name, standard().kinds, minute_at(self._now), ours=ours
        )
        self._expected = expected if isinstance(expected, set | frozenset) else set(expected)
        self._follows = Follows(minute_at(self._now), day_at(self._now), self._now)
        self._versions: dict[str, UUID] = {}
        self._touched: set[UUID] = set()
        self._is_first = not Delivered.objects.filter(system=system.pk).exists()

    def hear(self, told: Told, not_held: Collection[tuple[str, str]] = ()) -> None:
        """Keep what the delivery tells of itself; before its first step, inside an act."""
        named = tuple(
            replace(one, agency=self._translation.id(one.agency) if one.agency else "")
            for one in told.watched
        )
        today = date_of(day_at(self._now))
        hear(self.system, replace(told, watched=named), self._at, today, not_held)

    def file_of(self, name: str) -> UUID:
        """The id of the file on whom the system calls so."""
        return self._translation.uuid(name)

    # --- files that the delivery tells of ------------------------------------------------------

    def step(self, files: Sequence[engine.File]) -> Counted:
        """Take up some files, inside an act."""
        take_turn()
        # In order of our ids, in which the tables are looked up, an insert is much cheaper.
        told = sorted(map(self._translation.file, files), key=lambda file: file.id)
        types = dict(
            Subject.objects.filter(pk__in=[file.id for file in told]).values_list("pk", "type")
        )
        known = said_of_files(self.system.pk, types)
        if unnoted := [file for file in told if file.id in types and file.id not in known]:
            known |= adopt(self.system.pk, self.system.name, unnoted)
        counted = Counted()
        new = [file for file in told if file.id not in types]
        elsewhere = self._elsewhere(told, known)
        new = self._without_astray(new, elsewhere, counted)
        compared = []
        for file in told:
            if file.id in types:
                found = self._compared(file, types[file.id], known[file.id], elsewhere)
                counted.same += found.same
                counted.quarantined += found.quarantined
                if found.changes or found.particulars is not None:
                    compared.append(found)
        new, owed = self._judged_before(new, counted)
        self._write(new, compared, elsewhere, counted)
        counted.obligations += self._follows.write(owed)
        self._let_wait()
        return counted

    def absent(self, files: Sequence[UUID]) -> Counted:
        """Withdraw what the delivery covers on files of which it tells nothing, inside an act."""
        take_turn()
        counted = Counted()
        known = said_of_files(self.system.pk, files)
        compared = []
        for file in files:
            if changes := list(gone(file, known.get(file, {}).values(), ())):
                nobody = Translated(
                    file, engine.Subject(""), engine.File(engine.Subject(""), ()), {}
                )
                compared.append(Compared(nobody, changes))
        self._write([], compared, {}, counted)
        self._let_wait()
        return counted

    def finish(self, files: Collection[UUID]) -> None:
        """Judge files again that something came to stand on after they were, inside an act."""
        chains.lock(*map(file_chain, whole(files)))
        judging.judge(files)

    # --- comparing ---------------------------------------------------------------------------

    def _elsewhere(
        self, told: Sequence[Translated], known: Mapping[UUID, Mapping[UUID, Known]]
    ) -> dict[UUID, Known]:
        """What was said before of records that are not known on the file they are told on."""
        ids = {
            id_
            for file in told
            for record in file.file.records
            # What was never told before can only have come with an earlier file of this delivery.
            if not (self._is_first and record.file == file.file.subject.id)
            and (id_ := UUID(record.id)) not in known.get(file.id, {})
        }
        return said_of_records(self.system.pk, ids)

    def _compared(
        self,
        file: Translated,
        type_: str,
        known: Mapping[UUID, Known],
        elsewhere: Mapping[UUID, Known],
    ) -> Compared:
        if file.told.type != type_:
            reason = f"The file is kept on a {type_}, and the source says {file.told.type}."
            return Compared(file, quarantined=[Quarantine(file.told.id, "", "", reason)])
        goes = self.covers is not None
        return compare(self.system.name, file, known, elsewhere, goes=goes)

    def _without_astray(
        self, new: Sequence[Translated], elsewhere: Mapping[UUID, Known], counted: Counted
    ) -> list[Translated]:
        """New files without records that are kept on files that are nowhere."""
        names = {file.told.id: file.id for file in new}
        coming = {str(id_) for id_ in names.values()}
        if self._expected:
            coming |= {self._translation.id(name) for name in self._expected}
        found = []
        for file in new:
            own = str(file.id)
            astray = [
                record
                for record in file.file.records
                if record.file != own
                and record.file not in coming
                and UUID(record.id) not in elsewhere
            ]
            if astray:
                counted.quarantined += [
                    Quarantine(file.told.id, record.id, record.kind, _NOWHERE) for record in astray
                ]
                file = without(file, {record.id for record in astray})
            found.append(file)
        return found

    # --- judging what is new, before it is written -------------------------------------------

    def _judged_before(
        self, new: list[Translated], counted: Counted
    ) -> tuple[list[Translated], Owed]:
        """New files that can be judged, and what is owed on them; the others are given back."""
        while True:
            try:
                return new, self._follows.owed([file.file for file in new])
            except OutsideCalendar:
                at_fault = self._follows.outside_calendar([file.file for file in new])
            faulty = {UUID(id_): why for id_, why in at_fault.items()}
            kept = []
            for file in new:
                if file.id in faulty:
                    reason = f"It cannot be judged: {faulty[file.id]}."
                    counted.quarantined.append(Quarantine(file.told.id, "", "", reason))
                else:
                    theirs = {r.id for r in file.file.records if UUID(r.file) in faulty}
                    kept.append(without(file, theirs) if theirs else file)
            new = kept

    # --- writing -----------------------------------------------------------------------------

    def _write(
        self,
        new: Sequence[Translated],
        compared: Sequence[Compared],
        elsewhere: Mapping[UUID, Known],
        counted: Counted,
    ) -> None:
        """Write new files and changes to others: together, or singly where one is at fault."""
        try:
            with transaction.atomic():
                done = self._written(new, compared, elsewhere)
        except OutsideCalendar as error:
            if not new and len(compared) == 1:
                (found,) = compared
                reason = f"What is new in it cannot be judged: {error}."
                counted.quarantined.append(Quarantine(found.translated.told.id, "", "", reason))
                return
            self._write(new, [], elsewhere, counted)
            for found in compared:
                self._write([], [found], elsewhere, counted)
            return
        counted.files += len(new)
        counted.records += done.new
        counted.changed += done.changed
        counted.withdrawn += done.withdrawn
        counted.quarantined += done.quarantined

    def _written(
        self,
        new: Sequence[Translated],
        compared: Sequence[Compared],
        elsewhere: Mapping[UUID, Known],
    ) -> Done:
        facts = {c.was.fact for f in compared for c in f.changes if c.was is not None}
        ids = frozenset(file.id for file in new)
        named = shared(new, compared)
        there = frozenset(Subject.objects.filter(pk__in=named).values_list("pk", flat=True))
        locked = {file.translated.id for file in compared} | (named & there)
        for each in standing(facts).values():
            locked |= {each.last.file_id, *each.also_on}
        heads = chains.lock(*map(file_chain, whole(locked)))
        stands = standing(facts)  # now that nobody else can add to them
        tables = Tables(clock.now(), heads, self._versions)
        files = NewFiles(tables, self.system, self._names, self._at, ids, there, elsewhere)
        for file in new:
            files.open(file)
        changes = Changes(
            tables, self.system.pk, minute_at(self._at), self._at.strftime("%-d %B %Y"),
            there | ids, self.covers,
        )  # fmt: skip
        done = changes.done
        for found in compared:
            self._retell(tables, found, done)
            changes.make(found.translated.told.id, found.changes, stands)
        for file in new:
            files.add(file, done)
        tables.write()
        self._keep(done)
        finding.index(ids | done.whole)
        self._judge(done)
        return done

    def _retell(self, tables: Tables, found: Compared, done: Done) -> None:
        """New particulars of a subject that is there."""
        if found.particulars is None:
            return
        file, told = found.translated.id, found.translated.file.subject
        last = Particulars.objects.filter(subject=file).order_by("position").last()
        row = id_from(str(last.pk if last else file), found.particulars.hex())
        since = self._at
        if last is not None:
            since = max(since, at_minute(minute_at(last.recorded_at) + 1))
        tables.particulars(file, row, told, since, None if last is None else last.pk)
        natural = particulars_id(self.system.name, found.translated.told)
        done.keep.append(
            Delivered(
                id=natural, system_id=self.system.pk, file_id=file, fact=file,
                version=row, content=found.particulars, ended="",
            )
        )  # fmt: skip
        done.whole.add(file)
        done.changed += 1

    def _keep(self, done: Done) -> None:
        Delivered.objects.bulk_create(
            done.keep,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["file", "fact", "version", "content", "ended"],
            batch_size=500,
        )

    def _judge(self, done: Done) -> None:
        """Judge the files that changed."""
        changed = done.whole | set(done.written)
        if changed:
            kinds = {
                file: frozenset(some)
                for file, some in done.written.items()
                if file not in done.whole and file not in done.touched
            }
            judging.judge(changed, date_of(day_at(self._now)), written=kinds)
        self._touched |= done.touched - changed

    def _let_wait(self) -> None:
        """Files that something only came to stand on are judged when all of it is there."""
        mark_waiting(whole(self._touched))
        self._touched.clear()
