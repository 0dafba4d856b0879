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

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sightline.engine.model import File, Record, Subject, Watched
from sightline.returns.data_package import FILE_NAME, FORMAT, Json, digest_of
from sightline.returns.errors import UnreadableFile
from sightline.returns.extract_columns import ValueColumn, rows_of
from sightline.returns.extract_subjects import subjects_of, watched_of
from sightline.standard.model import FieldType, Standard


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

    def path(self, kind: str) -> Path:
        """The Parquet file of a kind."""
        return self.folder / str(self._resources[kind]["path"])

    def table(self, kind: str) -> pa.Table:
        """The records of a kind as an Arrow table, in order of stands_on, at_day and id."""
        return pq.read_table(self.path(kind))

    def subject_table(self) -> pa.Table:
        """The subjects as an Arrow table, in order of id."""
        return pq.read_table(self.folder / "subjects.parquet")

    def subjects(self) -> dict[str, Subject]:
        """The subjects by id."""
        return subjects_of(self.subject_table())

    @cached_property
    def watched(self) -> tuple[Watched, ...]:
        """The days that are watched, by place and kind."""
        return watched_of(pq.read_table(self.folder / "watched.parquet"))

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
        told = {"standard": self.package["sightline"]["standard"], "kinds": kinds}
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
        """The files again, in order of their subject's id. Holds all of them in memory.

        Raises UnreadableFile where records contradict themselves or one another.
        """
        try:
            yield from self._files()
        except (ValueError, KeyError) as error:
            raise UnreadableFile(
                self.folder.name, f"The extract contradicts itself: {error}."
            ) from None

    def _files(self) -> Iterator[File]:
        subjects = self.subjects()
        rows = [
            row
            for kind in self.kinds
            for row in rows_of(self.table(kind), kind, self.columns(kind))
        ]
        rows.sort(key=lambda row: (row[0], *order_of(row[1])))
        by_file = {
            id_: tuple(record for _, record in group)
            for id_, group in groupby(rows, key=itemgetter(0))
        }
        for id_, subject in subjects.items():
            records = by_file.get(id_, ())
            others = {r.file: subjects[r.file] for r in records if r.file != id_}
            yield File(subject, records, others)


def read_extract(folder: Path, standard: Standard | None = None, *, verify: bool = True) -> Extract:
    """An extract that was written by ``write_extract`` or ``write_files``.

    ``verify``: compare every file with its digest first. Raises UnreadableFile where something is
    missing, is not what was written, or was written in a format that is not known here.
    """
    try:
        told = json.loads((folder / FILE_NAME).read_text("utf-8"))
        known = told["sightline"]["format"] == FORMAT
        files = {str(each["path"]): str(each["hash"]) for each in told["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        raise UnreadableFile(
            folder.name, f"There is no {FILE_NAME} in it that describes an extract."
        ) from None
    if not known:
        raise UnreadableFile(folder.name, "The extract is in a format that is not known here.")
    for name, digest in files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise UnreadableFile(f"{folder.name}/{name}", "The file is missing from the extract.")
        if verify and f"sha256:{digest_of(path)}" != digest:
            raise UnreadableFile(f"{folder.name}/{name}", "The file is not what was written.")
    return Extract(folder, told, standard)


def order_of(record: Record) -> tuple[int, str]:
    """The order of records on a file: by day, those without one first, then by id."""
    return record.at.day if record.at is not None else -(10**9), record.id
