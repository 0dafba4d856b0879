"""Obligations and involvements kept current: worked out again for every file that is written to.

One file at a time is the reference's work; very many at once are the kernel's, which says the
same. What is stored is compared with what was found, and only what differs is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

import pyarrow as pa
from django.db.models import QuerySet

from sightline.engine.kernel import bucket_of, evaluate_many
from sightline.engine.model import Day, File, Minute, Moment, Outcome, Watched
from sightline.engine.reference import evaluate
from sightline.service.files.involvements import involvements_of, named_by
from sightline.service.files.members import Groups, groups_of, whole
from sightline.service.files.models import Involvement, Judged, Obligation, Subject
from sightline.service.files.moments import day_at, minute_at
from sightline.service.files.obligations import COLUMNS, Row, instance_of, rows_of, rows_of_table
from sightline.service.files.reading import AT_ONCE, engine_files
from sightline.service.files.rules import duties_reading, rules_told
from sightline.service.files.standard import standard
from sightline.service.files.vulnerability import NOT_KNOWN, vulnerability_of
from sightline.service.files.watching import watching
from sightline.service.ledger import chains, clock
from sightline.service.ledger.models import Chain
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import date_of, day_of

Said = tuple[UUID, str, UUID, UUID | None, UUID | None, str, date, date | None, str, int, int]
"""What an involvement says: all of it but its number."""

FOR_THE_KERNEL = 100
"""Files from which on the kernel is faster than the reference."""


def judge(
    files: Collection[UUID],
    by_day: date | None = None,
    *,
    written: Mapping[UUID, frozenset[str]] | None = None,
) -> None:
    """Work out what follows from files, as known now, and write what has changed.

    ``by_day``: the day of the clock, if not today. ``written``: for files to which nothing but
    records of their own was added since they were judged last, the kinds of these; if that was
    today, only the duties that read them are judged again, for the others cannot have changed.
    What is owed stands on the leading one of files that are joined, and who is involved with one of
    them is with all. The chains of the files must be locked. Raises OutsideCalendar where a clock
    runs out of the calendar.
    """
    now = clock.now()
    on = day_at(now) if by_day is None else day_of(by_day)
    asked = iter(sorted(set(files)))
    while some := list(islice(asked, AT_ONCE)):
        with as_machine():
            joined = groups_of(some)
            ids = sorted({*some, *joined})
            followers = [file for file in ids if joined.get(file, file) != file]
            told = {file: kinds for file, kinds in (written or {}).items() if file not in joined}
            held = list(engine_files(ids))
            known_at = known_by(held, now)
            for files_, duties in _to_judge(held, told, on):
                found = found_on(files_, known_at, on, duties)
                _write_obligations([UUID(file.subject.id) for file in files_], duties, found)
            _write_obligations(followers, None, ())
            _write_involvements(ids, with_members(involvements_on(held, known_at), joined))
            found_to_be = vulnerability_of(standard(), held, known_at, on)
            _write_judged(ids, on, now, found_to_be)


def _to_judge(
    files: Sequence[File], written: Mapping[UUID, frozenset[str]], on: Day
) -> Iterator[tuple[list[File], frozenset[str] | None]]:
    """Files, and the duties that can have changed where that can be known; else None, for all."""
    as_now = Judged.objects.filter(file__in=written, on=date_of(on), standard=standard().digest)
    today = set(as_now.values_list("file", flat=True)) if written else set()
    whole = [file for file in files if UUID(file.subject.id) not in today]
    if whole:
        yield whole, None
    for file in files:
        if UUID(file.subject.id) in today:
            yield [file], duties_reading(written[UUID(file.subject.id)])


def waiting() -> QuerySet[Judged]:
    """The files that were judged by another standard or by what was watched before.

    ``Judged.standard`` is blank where what is watched has changed since (``watching.changing``).
    """
    return Judged.objects.exclude(standard=standard().digest)


def refresh(files: Iterable[UUID], on: date) -> bool:
    """Judge again the files that were last judged before a day, and those that wait for it.

    Whether there were any.

    For lists, before they show what is owed: so nothing needs a nightly job to be true. Nothing
    may be locked yet in the same transaction (``ledger.chains``).
    """
    waiting = stale(files, on)
    if waiting:
        chains.lock(*map(chains.file_chain, whole(waiting)))
        judge(waiting, on)
    return bool(waiting)


def stale(files: Iterable[UUID], on: date) -> list[UUID]:
    """The files that were last judged before a day, or wait for it."""
    asked = list(files)
    fresh = Judged.objects.filter(file__among=asked, on__gte=on, standard=standard().digest)
    return sorted(set(asked).difference(fresh.values_list("file", flat=True)))


# --- what is found ---------------------------------------------------------------------------


def known_by(files: Iterable[File], now: datetime) -> Minute:
    """The minute as known at which files are judged: now, or that of their last record if later.

    A clock that was put back would otherwise hide what was recorded a moment ago: who works with a
    child, and with it who may open the file. Nothing else of a file hangs on a later minute.
    """
    entered = (record.recorded_at for file in files for record in file.records)
    return max(minute_at(now), max(entered, default=0))


@dataclass(frozen=True, slots=True)
class Group:
    """Files of places whose sources cannot hold the same duties, and what is asked of them.

    ``asked``: duties, with what is watched when they are judged; of ``()``, absence is not.
    """

    files: Sequence[File]
    asked: Sequence[tuple[set[str], tuple[Watched, ...] | None]]

    def tables(self, known_at: Minute, on: Day) -> Iterator[pa.Table]:
        """What the kernel finds, as tables of ``engine.rows``."""
        bucket = bucket_of(self.files, standard())
        for duties, watched in self.asked:
            yield evaluate_many(
                standard(), bucket,
                known_at=known_at, on=Moment(on), watched=watched, duties=duties,
            ).to_arrow()  # fmt: skip

    def outcomes(self, known_at: Minute, on: Day) -> Iterator[Outcome]:
        """What the reference finds, file by file."""
        for file in self.files:
            for duties, watched in self.asked:
                yield evaluate(
                    standard(), file,
                    known_at=known_at, on=Moment(on), watched=watched, duties=duties,
                )  # fmt: skip


def groups(
    files: Iterable[File], on: Day, duties: Collection[str] | None = None
) -> Iterator[Group]:
    """Files in groups that are judged alike on a day. ``duties``: all if None."""
    by_place: defaultdict[str, list[File]] = defaultdict(list)
    for file in files:
        by_place[file.subject.place].append(file)
    known = watching(list(by_place), on)
    by_blind: defaultdict[frozenset[str], list[File]] = defaultdict(list)
    for place, some in by_place.items():
        by_blind[known.blind.get(place, frozenset())] += some
    for blind, some in by_blind.items():
        yield Group(some, known.asked(standard().duties if duties is None else duties, blind))


def found_on(
    files: Sequence[File], known_at: Minute, on: Day, duties: Collection[str] | None = None
) -> Iterator[Row]:
    """The obligations of files as known at a minute on a day, by the reference or the kernel."""
    kinds = {record.id: record.kind for file in files for record in file.records}
    for group in groups(files, on, duties):
        if len(group.files) < FOR_THE_KERNEL:
            for outcome in group.outcomes(known_at, on):
                yield from rows_of(outcome.obligations, rules_told(), kinds)
        else:
            for table in group.tables(known_at, on):
                yield from rows_of_table(table, rules_told(), kinds)


def involvements_on(files: Sequence[File], known_at: Minute) -> list[Involvement]:
    """The involvements of files as known at a minute."""
    named = {who for file in files for who in named_by(standard(), file)}
    types = {
        str(id_): type_
        for id_, type_ in (
            Subject.objects.filter(id__in=named).values_list("id", "type") if named else ()
        )
    }
    return [
        involvement
        for file in files
        for involvement in involvements_of(standard(), file, known_at, types)
    ]


def with_members(found: Iterable[Involvement], joined: Groups) -> list[Involvement]:
    """Involvements, said again of every file that is joined with the one that they are of."""
    members: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for member, leading in joined.items():
        members[leading].append(member)
    return [
        Involvement(
            file_id=file, sort=row.sort, fact=row.fact, worker=row.worker, agency=row.agency,
            team=row.team, from_on=row.from_on, until_on=row.until_on,
            role=row.role, rank=row.rank, begun=row.begun,
        )
        for row in found
        for file in members.get(row.file_id, [row.file_id])
    ]  # fmt: skip


# --- what is written -------------------------------------------------------------------------


def _write_obligations(
    files: Sequence[UUID], duties: Collection[str] | None, found: Iterable[Row]
) -> None:
    now = {row[0]: row for row in found}
    stored = Obligation.objects.filter(file__in=files)
    if duties is not None:
        stored = stored.filter(duty__in=duties)
    was = {row[0]: row for row in stored.values_list(*COLUMNS)}
    gone = [id_ for id_, row in was.items() if now.get(id_) != row]
    new = [row for id_, row in now.items() if was.get(id_) != row]
    if gone:
        Obligation.objects.filter(id__in=gone).delete()
    Obligation.objects.bulk_create(map(instance_of, new), batch_size=500)


def _write_involvements(files: Sequence[UUID], found: Sequence[Involvement]) -> None:
    now = {said_of(row): row for row in found}
    was = {said_of(row): row for row in Involvement.objects.filter(file__in=files)}
    gone = [row.pk for said, row in was.items() if said not in now]
    if gone:
        Involvement.objects.filter(pk__in=gone).delete()
    Involvement.objects.bulk_create([row for said, row in now.items() if said not in was])


def said_of(row: Involvement) -> Said:
    """What an involvement says: all of it but its number."""
    return (
        row.file_id, row.sort, row.fact, row.worker, row.agency, row.team, row.from_on,
        row.until_on, row.role, row.rank, row.begun,
    )  # fmt: skip


def _write_judged(
    files: Sequence[UUID], on: Day, now: datetime, vulnerability: Mapping[UUID, int]
) -> None:
    names = {chains.file_chain(file): file for file in files}
    lengths = Chain.objects.filter(name__in=names).values_list("name", "length")
    Judged.objects.bulk_create(
        [
            Judged(
                file_id=names[name],
                on=date_of(on),
                known_at=now,
                version=length,
                standard=standard().digest,
                vulnerability=vulnerability.get(names[name], NOT_KNOWN),
            )
            for name, length in lengths
        ],
        update_conflicts=True,
        unique_fields=["file"],
        update_fields=["on", "known_at", "version", "standard", "vulnerability"],
    )
