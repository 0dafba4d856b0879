"""What every act on a file has in common: chains locked, rows added, what follows judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sightline.service.files import finding, judging, signatures
from sightline.service.files.carrying import Unreviewed
from sightline.service.files.entries import BadEntry
from sightline.service.files.members import group_of, version_of, whole
from sightline.service.files.models import (
    Address,
    AlsoOn,
    Attachment,
    Carried,
    Countersignature,
    Erasure,
    Identifier,
    Name,
    Particulars,
    Record,
    Scan,
    Subject,
)
from sightline.service.ledger import chains, clock
from sightline.service.ledger.acts import Act, Done
from sightline.service.ledger.failures import Stale
from sightline.service.ledger.models import Chained
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import OutsideCalendar

_WITHOUT_CONSEQUENCE = (Name, Identifier, Address, Attachment, Scan, Countersignature)
"""No duty asks how somebody is called, where they live, or which documents are kept; and what is
signed is said by a record besides."""

_FOUND_BY = (Subject, Name, Identifier, Particulars, Erasure)
"""What may change what a file is found by."""


@dataclass(slots=True)
class Writing:
    """The rows that one act adds to the chains of several files.

    ``done``: what the log is told once all of it is written: what is refused was not done.
    ``written``: the kinds of records added to each file; ``whole``: the files of which anything
    may have changed; ``known_by_more``: those of which what they are found by may have.
    ``records``: those added or emptied, of which what waits to be countersigned follows.
    """

    by: Act
    now: datetime
    files: frozenset[UUID]
    rows: dict[UUID, list[Chained]] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    written: dict[UUID, set[str]] = field(default_factory=dict)
    whole: set[UUID] = field(default_factory=set)
    known_by_more: set[UUID] = field(default_factory=set)
    records: list[Record] = field(default_factory=list)

    def add(self, act: str, file: UUID, *rows: Chained) -> None:
        """Add rows to a file's chain, and note the act."""
        self.rows.setdefault(file, []).extend(rows)
        kinds = self.written.setdefault(file, set())
        for row in rows:
            if isinstance(row, _FOUND_BY):
                self.known_by_more.add(file)
            if isinstance(row, Record):
                kinds.add(row.kind)
                self.records.append(row)
            elif not isinstance(row, _WITHOUT_CONSEQUENCE):
                self.whole.add(file)
        self.done += [Done(act, file, row.id) for row in rows]

    def stands_on(self, record: Record, files: Iterable[UUID]) -> None:
        """A record that is added stands on further files too."""
        for file in files:
            self.rows.setdefault(file, []).append(AlsoOn(record=record, file_id=file))
            self.whole.add(file)
            self.done.append(Done("also on", file, record.id))

    def carries(self, record: Record, unreviewed: Unreviewed | None) -> None:
        """Some of a record that is added was carried over from an earlier one."""
        if unreviewed is not None and unreviewed.fields:
            self.rows.setdefault(record.file_id, []).append(
                Carried(
                    record=record,
                    from_fact=unreviewed.fact,
                    fields=list(unreviewed.fields),
                )
            )

    def kinds(self) -> dict[UUID, frozenset[str]]:
        """For the files to which nothing but records of their own was added, the kinds of these."""
        return {
            file: frozenset(some) for file, some in self.written.items() if file not in self.whole
        }

    def write(self) -> None:
        """Write what was added so far."""
        for file, rows in self.rows.items():
            chains.append(rows, chain=chains.file_chain(file), by=self.by)
        self.rows.clear()


@contextmanager
def writing(files: Iterable[UUID], *, seen: Mapping[UUID, int], by: Act) -> Iterator[Writing]:
    """Lock files, let rows be added, then write them and what follows; or none of it.

    ``seen``: versions that the writer saw. Raises Stale where a file has grown since, and BadEntry
    where a day is so far off that no calendar covers what would be owed.
    """
    asked = whole(frozenset(files))
    groups = {file: group_of(file) for file in seen}
    # Before the savepoint: within one, SQLite cannot wait for its turn (``take_turn``).
    heads = chains.lock(*map(chains.file_chain, asked))
    for file, version in seen.items():
        now = version_of(heads[chains.file_chain(member)] for member in groups[file])
        # Somebody may have joined it with another before it was locked.
        if now != version or group_of(file) != groups[file]:
            raise Stale(version, now, file)
    with transaction.atomic():
        writes = Writing(by, clock.now(), asked)
        yield writes
        # A record may stand on a file that is not open to whoever made it.
        with as_machine():
            writes.write()
        try:
            judging.judge(asked, written=writes.kinds())
        except OutsideCalendar as error:
            raise BadEntry({"occurred": f"This cannot be judged: {error}."}) from error
        finding.index(writes.known_by_more)
        signatures.follow(writes.records)
    for one in writes.done:
        by.did(one.act, file=one.file, row=one.row)
