"""Writing an extract, which ``extract`` describes and reads."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sightline.engine.model import File, Record, Subject, Watched
from sightline.returns.data_package import (
    FILE_NAME,
    Json,
    SourceSaid,
    kind_schema,
    package,
    plain_schema,
    resource,
)
from sightline.returns.delivery import Delivery, files
from sightline.returns.extract import order_of
from sightline.returns.extract_columns import schema_of, table_of, value_columns
from sightline.returns.extract_subjects import SUBJECT_TITLES, subject_table, watched_table
from sightline.returns.whole import whole_folder
from sightline.standard.model import Kind, Standard

ROWS_AT_ONCE = 100_000
"""How many rows of a kind are held before they are written, as one row group."""


NOT_SAID = SourceSaid()
"""Nobody knows what the source of some files could hold."""


def write_extract(delivery: Delivery, standard: Standard, folder: Path) -> None:
    """Write a delivery as an extract, whole or not at all; it is as old as the delivery."""
    write_files(
        files(delivery),
        standard,
        folder,
        watched=delivery.watched,
        written=delivery.delivered,
        source=SourceSaid(
            delivery.coverage.kinds, delivery.coverage.lacks, delivery.coverage.period
        ),
    )


def write_files(
    files: Iterable[File],
    standard: Standard,
    folder: Path,
    *,
    watched: Iterable[Watched] = (),
    written: int,
    source: SourceSaid = NOT_SAID,
) -> None:
    """Write files from anywhere as an extract, whole or not at all, some rows at a time.

    ``files`` in order of their subject's id, each once (ValueError otherwise); ``written``: the
    minute of writing; ``source``: what is known of the source of the files, so that whoever judges
    them makes nothing of the absence of what it could not hold. An extract that is already
    in ``folder`` is replaced; FileExistsError where something else is there.
    """
    _check_place(folder)
    with whole_folder(folder) as inside:
        (inside / "records").mkdir()
        subjects: list[Subject] = []
        tables: dict[str, _KindFile] = {}
        try:
            for file in files:
                _check_order(subjects, file.subject)
                subjects.append(file.subject)
                for record in sorted(file.records, key=order_of):
                    if record.kind not in tables:
                        tables[record.kind] = _KindFile(inside, standard.kinds[record.kind])
                    tables[record.kind].add(file.subject.id, record)
        finally:
            for table in tables.values():
                table.close()
        resources = [_plain(inside, "subjects", subject_table(subjects), ["id"])]
        resources.append(_plain(inside, "watched", watched_table(watched), []))
        resources += [tables[kind].resource() for kind in sorted(tables)]
        told = json.dumps(
            package(standard, written, resources, source), indent=2, ensure_ascii=False
        )
        (inside / FILE_NAME).write_text(told + "\n", "utf-8")


def _check_place(folder: Path) -> None:
    """Nothing but an extract is replaced: a slip in a path must not cost somebody a folder."""
    problem = ""
    if folder.is_dir():
        if not (folder / FILE_NAME).is_file() and any(folder.iterdir()):
            problem = "the folder holds something that is no extract, so it is left as it is"
    elif folder.exists() or folder.is_symlink():
        problem = "this is a file, and an extract is a folder"
    if problem:
        raise FileExistsError(errno.EEXIST, problem, str(folder))


def _check_order(subjects: list[Subject], subject: Subject) -> None:
    if subjects and subject.id <= subjects[-1].id:
        raise ValueError("files are written to an extract in order of their subject's id")


def _plain(inside: Path, name: str, table: Any, key: list[str]) -> Json:
    path = inside / f"{name}.parquet"
    pq.write_table(table, path, compression="zstd")
    schema = plain_schema(table.schema, SUBJECT_TITLES if name == "subjects" else {}, key)
    return resource(inside, path, table.num_rows, schema)


class _KindFile:
    """The file of one kind while it is written, some rows at a time."""

    def __init__(self, folder: Path, kind: Kind) -> None:
        self._folder, self._kind = folder, kind
        self._path = folder / "records" / f"{kind.name}.parquet"
        self._columns = value_columns(kind)
        self._schema = schema_of(self._columns)
        self._writer = pq.ParquetWriter(self._path, self._schema, compression="zstd")
        self._rows: list[tuple[str, Record]] = []
        self._written = 0

    def add(self, stands_on: str, record: Record) -> None:
        self._rows.append((stands_on, record))
        if len(self._rows) >= ROWS_AT_ONCE:
            self._write()

    def close(self) -> None:
        if self._rows:
            self._write()
        self._writer.close()

    def resource(self) -> Json:
        schema = kind_schema(self._kind, self._schema, self._columns)
        return resource(self._folder, self._path, self._written, schema, kind=self._kind.name)

    def _write(self) -> None:
        self._writer.write_table(table_of(self._rows, self._columns))
        self._written += len(self._rows)
        self._rows.clear()
