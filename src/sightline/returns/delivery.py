"""A whole delivery read: files in; subjects, records, watched days, coverage and rejects out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from sightline.engine.model import File, Record, Subject, Watched
from sightline.returns import sources as files_of
from sightline.returns.coverage import Coverage, DocumentCoverage, FileCoverage
from sightline.returns.errors import Reject, UnreadableFile
from sightline.returns.filled import filled_kinds
from sightline.returns.gathered import Gathered
from sightline.returns.mapping import FILE_TIME, ReturnMapping, TableMapping
from sightline.returns.mapping_period import period_of
from sightline.returns.record_store import StoredRecords, order_of
from sightline.returns.records import Sender
from sightline.returns.rows import TableReader
from sightline.returns.stands_on import files_named, standing
from sightline.returns.watched import watched_days
from sightline.returns.xml_documents import minute_told, told_by
from sightline.returns.xml_model import FromHeader
from sightline.returns.xml_read import read_document
from sightline.standard.model import Kind, Standard


@dataclass(frozen=True, slots=True)
class Delivery:
    """What was read of a delivery.

    ``subjects`` by id, in order of id; ``records`` in order of file, day and id, each once, on
    the file that it was filed on (``files`` copies those that stand on further files); where there
    are very many, they are on disk, and read anew each time that they are gone through. Days and
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
    year_ending: int | None = None,
) -> Delivery:
    """Read files as a mapping says.

    ``sources``: a folder, or files. ``agency``, ``place`` and ``delivered`` (a minute) go before
    the mapping's own. ``year_ending``: the year in which the year of the return ends, where the
    mapping asks for it; without it, what is said of that year is held back. Raises UnreadableFile
    where a file cannot be read to its end, lacks a column without which its rows mean something
    else, where none of the files is in the mapping, or where nobody says when the delivery came.
    Single rows that are wrong are refused,
    and listed in ``rejects``.
    """
    shared = files_of.shared_out(mapping, files_of.listed(sources))
    when = _delivered(mapping, shared) if delivered is None else delivered
    period = period_of(mapping, shared.documents, year_ending)
    sender = Sender(agency or told_by(mapping.agency, shared.documents), when, period)
    area = place or told_by(mapping.place, shared.documents)
    gathered = Gathered()
    covered = [
        _read_table(table, file, standard.kinds, sender, gathered)
        for table, found in shared.tables
        for file in found
    ]
    documents = []
    for document in shared.documents:
        of_tables, of_rest = read_document(mapping, document, standard.kinds, sender, gathered)
        covered += of_tables
        documents.append(of_rest)
    subjects = gathered.subjects.all(area)
    records = gathered.records.ordered()
    coverage = replace(
        _coverage(standard, mapping, shared, covered, documents, len(subjects), len(records)),
        period=period,
        lacks={id_: said.missing for id_, said in mapping.duties.items() if said.missing},
    )
    kinds = _complete_kinds(mapping, coverage)
    return Delivery(
        subjects,
        records,
        watched_days(mapping, shared.documents, kinds, subjects, records, sender, area),
        coverage,
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
    for id_, records in _by_file(delivery):
        others = {
            record.file: delivery.subjects[record.file] for record in records if record.file != id_
        }
        yield File(delivery.subjects[id_], tuple(records), others)


def _by_file(delivery: Delivery) -> Iterator[tuple[str, list[Record]]]:
    """The records that stand on each subject's file, in order of the subjects' ids."""
    if isinstance(delivery.records, StoredRecords):
        yield from _one_by_one(delivery, delivery.records)
        return
    by_file: dict[str, list[Record]] = {id_: [] for id_ in delivery.subjects}
    stands = standing(delivery.records, delivery.kinds)
    for record, on_files in zip(delivery.records, stands, strict=True):
        for file in on_files:
            if file in by_file:
                by_file[file].append(record)
    yield from by_file.items()


def _one_by_one(delivery: Delivery, records: StoredRecords) -> Iterator[tuple[str, list[Record]]]:
    """The same of records on disk. Those that were read of tables have no other versions."""
    shared = {kind.name for kind in delivery.kinds.values() if kind.also_on}
    elsewhere = records.standing_elsewhere(shared, lambda r: [*files_named(r, delivery.kinds)])
    by_file = groupby(records, key=attrgetter("file"))
    file, own = next(by_file, ("", iter(())))
    for id_ in delivery.subjects:
        found = elsewhere(id_)
        if file == id_:
            found = sorted([*own, *found], key=order_of)
            file, own = next(by_file, ("", iter(())))
        yield id_, found


def _read_table(
    table: TableMapping,
    file: files_of.SourceFile,
    kinds: Mapping[str, Kind],
    sender: Sender,
    gathered: Gathered,
) -> FileCoverage:
    with closing(files_of.open_table(table, file)) as opened:
        return TableReader(table, opened, kinds, sender, gathered).read()


def _delivered(mapping: ReturnMapping, shared: files_of.Shared) -> int:
    if mapping.delivered == FILE_TIME:
        return max(int(path.stat().st_mtime) // 60 for path in shared.used())
    if isinstance(mapping.delivered, int):
        return mapping.delivered
    if isinstance(mapping.delivered, FromHeader) and shared.documents:
        name = mapping.delivered.name
        return max(minute_told(document.moment(name)) for document in shared.documents)
    raise UnreadableFile(
        "delivery",
        "Neither the mapping nor the caller says when it came; without that, nothing in it can be "
        "said to be known at any moment.",
    )


def _complete_kinds(mapping: ReturnMapping, coverage: Coverage) -> set[str]:
    """The kinds whose absence may say something: none of their rows can be in what was not read."""
    without = {*coverage.tables_without_file}
    doubtful = {name for document in coverage.documents for name in document.doubtful}
    kinds = {
        name: {
            record.kind
            for table in mapping.tables
            if table.name == name
            for record in table.all_records()
        }
        for name in (table.name for table in mapping.tables)
    }
    filled = {kind for name in kinds.keys() - without for kind in kinds[name]}
    return filled - {kind for name in doubtful for kind in kinds[name]}


def _coverage(
    standard: Standard,
    mapping: ReturnMapping,
    shared: files_of.Shared,
    covered: list[FileCoverage],
    documents: list[DocumentCoverage],
    subjects: int,
    records: int,
) -> Coverage:
    there = {file.table for file in covered}
    filled = [table for table in mapping.tables if table.name in there]
    kinds = filled_kinds(filled, covered, standard.kinds)
    return Coverage(
        title=mapping.title,
        standard=standard.name,
        version=standard.version,
        digest=standard.digest,
        files=tuple(covered),
        files_ignored=tuple(shared.ignored),
        tables_without_file=tuple(t.name for t in mapping.tables if t.name not in there),
        subjects=subjects,
        records=records,
        kinds=kinds,
        kinds_not_filled=tuple(kind for kind in standard.kinds if kind not in kinds),
        fields_not_filled={
            kind: absent
            for kind, fields in kinds.items()
            if (absent := tuple(f for f in standard.kinds[kind].fields if f not in fields))
        },
        documents=tuple(documents),
    )
