"""A whole delivery read: files in; subjects, records, watched days, coverage and rejects out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sightline.engine.model import Day, File, Record, Subject, Watched
from sightline.returns import sources as files_of
from sightline.returns.coverage import Coverage, FileCoverage
from sightline.returns.errors import Reject, UnreadableFile
from sightline.returns.mapping import (
    DELIVERED,
    FILE_TIME,
    FIRST_RECORD,
    Column,
    RecordMapping,
    ReturnMapping,
    TableMapping,
    WatchedDays,
)
from sightline.returns.records import Sender
from sightline.returns.rows import Gathered, TableReader
from sightline.returns.stands_on import standing
from sightline.standard.calendar import day_of, day_of_minute
from sightline.standard.model import Kind, Standard


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was read of a delivery.

    ``subjects`` by id, in order of id; ``records`` in order of file, day and id, each once, on
    the file that it was filed on (``files`` copies those that stand on further files). Days and
    minutes are those of ``engine.model``. ``watched``: never empty unless nothing was delivered.
    ``rejects`` in order of file and line; whoever uses the rest says that there were some.
    ``delivered``: the minute at which the delivery came; ``kinds``: those of the standard.
    """

    subjects: Mapping[str, Subject]
    records: Sequence[Record]
    watched: tuple[Watched, ...]
    coverage: Coverage
    rejects: tuple[Reject, ...]
    delivered: int
    kinds: Mapping[str, Kind]


def read(
    standard: Standard,
    mapping: ReturnMapping,
    sources: Path | Iterable[Path],
    *,
    agency: str = "",
    place: str = "",
    delivered: int | None = None,
) -> Delivery:
    """Read files as a mapping says.

    ``sources``: a folder, or files. ``agency``, ``place`` and ``delivered`` (a minute) go before
    the mapping's own. Raises UnreadableFile where a file cannot be read to its end, lacks a column
    without which its rows mean something else, where none of the files is in the mapping, or where
    nobody says when the delivery came. Single rows that are wrong are refused,
    and listed in ``rejects``.
    """
    files = files_of.listed(sources)
    tables = files_of.shared_out(mapping, files)
    used = [file for _, found in tables for file in found]
    if not used:
        raise UnreadableFile(
            "delivery", f"None of its files is one that the mapping “{mapping.title}” names."
        )
    when = _delivered(mapping, used) if delivered is None else delivered
    sender = Sender(agency or mapping.agency, when)
    gathered = Gathered()
    covered = [
        _read_table(table, file, standard.kinds, sender, gathered)
        for table, found in tables
        for file in found
    ]
    subjects = gathered.subjects.all(place or mapping.place)
    records = sorted(gathered.records.values(), key=_order)
    filled = [table for table, found in tables if found]
    return Delivery(
        subjects,
        records,
        _watched(mapping, filled, subjects, records, sender, place or mapping.place),
        _coverage(standard, mapping, tables, files, covered, len(subjects), len(records)),
        tuple(sorted(gathered.rejects, key=lambda reject: (reject.file, reject.line))),
        when,
        standard.kinds,
    )


def files(delivery: Delivery) -> Iterator[File]:
    """The files of all subjects, in order of id, each with every record that stands on it.

    A record whose kind stands on further files (``also-on``) is on each of those whose subject is
    in the delivery, and so is every version of its fact; ``others`` then has the subject that it
    was filed on.
    """
    by_file: dict[str, list[Record]] = {id_: [] for id_ in delivery.subjects}
    stands = standing(delivery.records, delivery.kinds)
    for record, on_files in zip(delivery.records, stands, strict=True):
        for file in on_files:
            if file in by_file:
                by_file[file].append(record)
    for id_, records in by_file.items():
        others = {
            record.file: delivery.subjects[record.file] for record in records if record.file != id_
        }
        yield File(delivery.subjects[id_], tuple(records), others)


def _read_table(
    table: TableMapping,
    file: files_of.SourceFile,
    kinds: Mapping[str, Kind],
    sender: Sender,
    gathered: Gathered,
) -> FileCoverage:
    with closing(files_of.open_table(table, file)) as opened:
        return TableReader(table, opened, kinds, sender, gathered).read()


def _delivered(mapping: ReturnMapping, used: list[files_of.SourceFile]) -> int:
    if mapping.delivered == FILE_TIME:
        return max(int(file.path.stat().st_mtime) // 60 for file in used)
    if isinstance(mapping.delivered, int):
        return mapping.delivered
    raise UnreadableFile(
        "delivery",
        "Neither the mapping nor the caller says when it came; without that, nothing in it can be "
        "said to be known at any moment.",
    )


def _order(record: Record) -> tuple[str, Day, str]:
    """Records without a day come first, as in the extract."""
    return record.file, record.at.day if record.at is not None else -(10**9), record.id


def _watched(
    mapping: ReturnMapping,
    filled: list[TableMapping],
    subjects: Mapping[str, Subject],
    records: Sequence[Record],
    sender: Sender,
    place: str,
) -> tuple[Watched, ...]:
    kinds = {record.kind for table in filled for record in table.all_records()}
    days = [record.at.day for record in records if record.at is not None]
    places = sorted({subject.place for subject in subjects.values()} or {place})
    watched = []
    for period in mapping.watched:
        first, last = _days(period, days, sender)
        if first is None or last < first:
            continue
        for kind in sorted(kinds if period.kinds is None else kinds.intersection(period.kinds)):
            watched += [Watched(each, kind, first, last, sender.agency) for each in places]
    return tuple(watched)


def _days(period: WatchedDays, days: list[Day], sender: Sender) -> tuple[Day | None, Day]:
    if period.first == FIRST_RECORD:
        first = min(days, default=None)
    else:
        assert not isinstance(period.first, str)
        first = day_of(period.first)
    if period.last == DELIVERED:
        return first, day_of_minute(sender.delivered)
    assert not isinstance(period.last, str)
    return first, day_of(period.last)


def _coverage(
    standard: Standard,
    mapping: ReturnMapping,
    tables: list[tuple[TableMapping, list[files_of.SourceFile]]],
    files: list[files_of.SourceFile],
    covered: list[FileCoverage],
    subjects: int,
    records: int,
) -> Coverage:
    used = {file.path for _, found in tables for file in found}
    kinds = _filled([table for table, found in tables if found], covered, standard.kinds)
    return Coverage(
        title=mapping.title,
        standard=standard.name,
        version=standard.version,
        digest=standard.digest,
        files=tuple(covered),
        files_ignored=tuple(file.shown for file in files if file.path not in used),
        tables_without_file=tuple(table.name for table, found in tables if not found),
        subjects=subjects,
        records=records,
        kinds=kinds,
        kinds_not_filled=tuple(kind for kind in standard.kinds if kind not in kinds),
        fields_not_filled={
            kind: absent
            for kind, fields in kinds.items()
            if (absent := tuple(f for f in standard.kinds[kind].fields if f not in fields))
        },
    )


def _filled(
    tables: list[TableMapping], covered: list[FileCoverage], kinds: Mapping[str, Kind]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """The kinds and fields that tables fill, with the values where these are limited."""
    told = [
        (record, _told(record, [file for file in covered if file.table == table.name]))
        for table in tables
        for record in table.all_records()
    ]
    filled: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind in kinds:
        columns = [fields for record, fields in told if record.kind == kind]
        if columns:
            names = [name for name in kinds[kind].fields if any(name in each for each in columns)]
            filled[kind] = {name: _possible([each.get(name) for each in columns]) for name in names}
    return filled


def _told(record: RecordMapping, covered: list[FileCoverage]) -> dict[str, Column]:
    """The fields of a record whose column is there in at least one of the table's files."""
    return {
        name: column
        for name, column in record.fields.items()
        if any(column.name not in file.columns_missing for file in covered)
    }


def _possible(columns: list[Column | None]) -> tuple[str, ...]:
    """The only values that a field can have, in whichever way its kind is made; empty: any.

    A record that does not tell the field adds no value to it.
    """
    limits = [column.possible() for column in columns if column is not None]
    if None in limits:
        return ()
    return tuple(dict.fromkeys(value for limit in limits for value in limit or ()))
