"""The extract: a folder of Parquet, one file a kind, described by a data package.

    extract/
      datapackage.json
      subjects.parquet         id, type, born, place, one column an attribute
      watched.parquet          place, kind, first, last, agency
      records/<kind>.parquet   as ``extract_columns`` says, in order of stands_on, at_day and id

It is pseudonymised personal data, not anonymous: narrative fields are left out, and a birth date
is the first day of its month. So an age worked out from it can be up to a month too old;
ready-made age events, which will make ages exact again, are a later step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.engine.model import File, Record, Subject, Watched
from sightline.returns.data_package import Json, digest_of
from sightline.returns.errors import UnreadableFile, printable, shown
from sightline.returns.extract_columns import Row, ValueColumn, check_schema, rows_of, texts_in
from sightline.returns.extract_package import read_package
from sightline.returns.extract_subjects import check_subjects, subjects_of, watched_of
from sightline.returns.judged import Filled
from sightline.standard.model import FieldType, Standard

ROWS_AT_ONCE = 2_000
"""How many rows of a kind are held while files are read; every kind holds so many."""

MOST_SUBJECTS = 20_000_000
MOST_WATCHED = 1_000_000
MOST_ON_A_FILE = 1_000_000
"""More than any nation has, or any file. A few bytes of Parquet can claim to hold many more."""


@dataclass(frozen=True)
class Extract:
    """An extract on disk. Nothing is read before it is asked for.

    ``package``: the whole description. ``standard``: the one it is read with, if one is.
    """

    folder: Path
    package: Json
    standard: Standard | None = None

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that have records."""
        return tuple(sorted(self._resources))

    @cached_property
    def _resources(self) -> Mapping[str, Json]:
        kinds = ((each["sightline"].get("kind"), each) for each in self.package["resources"])
        return {kind: each for kind, each in kinds if kind is not None}

    @cached_property
    def rows(self) -> int:
        """How many rows all kinds have, one for each file on which a record stands."""
        return sum(each["sightline"]["rows"] for each in self._resources.values())

    @cached_property
    def holds(self) -> Filled | None:
        """What the source could hold at all; None where the extract does not say."""
        told = self.package["sightline"].get("holds")
        if told is None:
            return None
        return {
            kind: {name: tuple(values) for name, values in fields.items()}
            for kind, fields in told.items()
        }

    @cached_property
    def lacks(self) -> Mapping[str, str]:
        """For duties, what the source does not tell, as its mapping says."""
        told: Mapping[str, str] = self.package["sightline"].get("lacks", {})
        return told

    def path(self, kind: str) -> Path:
        """The Parquet file of a kind."""
        return self.folder / str(self._resources[kind]["path"])

    def table(self, kind: str) -> pa.Table:
        """The records of a kind as an Arrow table, in order of stands_on, at_day and id."""
        return pq.read_table(self.path(kind))

    def subject_table(self) -> pa.Table:
        """The subjects as an Arrow table, in order of id. Raises UnreadableFile."""
        return self._small_table("subjects.parquet", MOST_SUBJECTS)

    def subjects(self) -> dict[str, Subject]:
        """The subjects by id. Raises UnreadableFile."""
        table = self.subject_table()
        with self._told("subjects.parquet"):
            check_subjects(table)
            return subjects_of(table)

    @cached_property
    def watched(self) -> tuple[Watched, ...]:
        """The days that are watched, by place and kind. Raises UnreadableFile."""
        table = self._small_table("watched.parquet", MOST_WATCHED)
        with self._told("watched.parquet"):
            return watched_of(table)

    def _small_table(self, name: str, most: int) -> pa.Table:
        with self._told(name), pq.ParquetFile(self.folder / name) as file:
            if file.metadata.num_rows > most:
                raise ValueError(f"it claims more than {most:,} rows")
            return file.read()

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Whatever is wrong with a file, as a sentence that names it."""
        try:
            yield
        # What Arrow raises for damaged Parquet, and what comes of types and values that no writer
        # of an extract has written.
        except (
            pa.ArrowException, OSError, ValueError, KeyError, TypeError, OverflowError, MemoryError,
            AttributeError, IndexError,
        ) as error:  # fmt: skip
            said = " ".join(str(error).split()) or type(error).__name__
            raise UnreadableFile(
                f"{self.folder.name}/{name}", f"The file contradicts itself: {printable(said)}."
            ) from None

    def coverage(self) -> Json:
        """What is in the extract, with stable keys, as the coverage of a delivery says it.

        ``kinds``: by kind, its rows (a record counts on every file on which it stands) and
        ``fields``. ``kinds_not_filled``, only where the extract was read with a standard, are its
        kinds that have no record, and ``same_standard`` says whether it was written under it.
        """
        kinds = {
            kind: {
                "rows": self._resources[kind]["sightline"]["rows"],
                "fields": [column.field for column in self.columns(kind)],
            }
            for kind in self.kinds
        }
        about = self.package["sightline"]
        told = {"standard": about["standard"], "kinds": kinds, "lacks": dict(self.lacks)}
        told["period"] = about.get("period")
        if self.standard is None:
            return told
        return told | {
            "same_standard": told["standard"]["digest"] == self.standard.digest,
            "kinds_not_filled": [kind for kind in self.standard.kinds if kind not in kinds],
        }

    def columns(self, kind: str) -> tuple[ValueColumn, ...]:
        """The columns of a kind's fields."""
        told = (
            (field["name"], field.get("sightline"))
            for field in self._resources[kind]["schema"]["fields"]
        )
        return tuple(
            ValueColumn(about["field"], name, FieldType(about["type"]))
            for name, about in told
            if about
        )

    def files(self) -> Iterator[File]:
        """The files again, in order of their subject's id, one after the other.

        Of the records, those of one file and some of each kind are held at a time. Raises
        UnreadableFile where records contradict themselves or one another.
        """
        subjects = self.subjects()
        rows = merge(*map(self._rows, self.kinds), key=_key)
        by_file = groupby(rows, key=itemgetter(0))
        next_id, found = next(by_file, (None, iter(())))
        for id_, subject in subjects.items():
            records: list[Record] = []
            if id_ == next_id:
                records = self._gathered(found)
                next_id, found = next(by_file, (None, iter(())))
            yield self._file(subject, records, subjects)
        if next_id is not None:
            raise UnreadableFile(
                self.folder.name, f"The extract has records of {shown(next_id)}, who is no subject."
            )

    def _gathered(self, rows: Iterator[Row]) -> list[Record]:
        records = []
        for stands_on, record in rows:
            records.append(record)
            if len(records) > MOST_ON_A_FILE:
                problem = f"The file of {shown(stands_on)} has more than {MOST_ON_A_FILE:,} records"
                raise UnreadableFile(self.folder.name, f"{problem}.")
        return records

    def _file(
        self, subject: Subject, records: list[Record], subjects: Mapping[str, Subject]
    ) -> File:
        try:
            others = {r.file: subjects[r.file] for r in records if r.file != subject.id}
            return File(subject, tuple(records), others)
        except (ValueError, KeyError) as error:
            raise UnreadableFile(
                self.folder.name, f"The extract contradicts itself: {printable(str(error))}."
            ) from None

    def _rows(self, kind: str) -> Iterator[Row]:
        """The rows of a kind, which are in order, some at a time."""
        columns = self.columns(kind)
        name = str(self._resources[kind]["path"])
        before: tuple[str, int, str] | None = None
        with (
            self._told(name),
            pq.ParquetFile(
                self.path(kind), read_dictionary=texts_in(columns), pre_buffer=False
            ) as file,
        ):
            check_schema(file.schema_arrow, columns)
            if file.metadata.num_rows != self._resources[kind]["sightline"]["rows"]:
                raise ValueError("it has another number of rows than its description says")
            for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
                for row in rows_of(batch, kind, columns):
                    key = _key(row)
                    if before is not None and key < before:
                        raise ValueError("its rows are not in order")
                    before = key
                    yield row


def read_extract(folder: Path, standard: Standard | None = None, *, verify: bool = True) -> Extract:
    """An extract that was written by ``write_extract`` or ``write_files``.

    ``verify``: compare every file with its digest first. Raises UnreadableFile where something is
    missing, is not what was written, or was written in a format that is not known here.
    """
    told = read_package(folder)
    files = {each["path"]: each["hash"] for each in told["resources"]}
    for name, digest in files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise UnreadableFile(f"{folder.name}/{name}", "The file is missing from the extract.")
        if verify and f"sha256:{digest_of(path)}" != digest:
            raise UnreadableFile(f"{folder.name}/{name}", "The file is not what was written.")
    return Extract(folder, told, standard)


def _key(row: Row) -> tuple[str, int, str]:
    return row[0], *order_of(row[1])


def order_of(record: Record) -> tuple[int, str]:
    """The order of records on a file: by day, those without one first, then by id."""
    return record.at.day if record.at is not None else -(10**9), record.id
