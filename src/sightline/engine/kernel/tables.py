"""Tables of an extract as a bucket: one table a kind, with the extract's columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.engine.kernel.arrays import (
    NAMES,
    NUMBERS,
    Bucket,
    Column,
    Rows,
    Subjects,
    code_names,
)
from sightline.engine.kernel.moments import NONE, Ints
from sightline.engine.kernel.reads import walk
from sightline.engine.model import Value
from sightline.standard.model import RESERVED_ANSWERS, FieldType, Part, Standard

_READ = tuple(name for name in NUMBERS if name not in ("file", "of_born"))
_HEADER = ("id", "file", "stands_on", *_READ, *NAMES)
_UNREAD = ("agency", "author")
"""Header columns that no duty can ask about."""
_ATTRIBUTE = "attributes."


def bucket_from_tables(
    subjects: pa.Table,
    records: Mapping[str, pa.Table],
    standard: Standard,
    *,
    others: pa.Table | None = None,
) -> Bucket:
    """An extract's tables as a bucket, in any order of rows.

    ``others``: subjects without a file here on whom some records were filed.
    """
    subjects = subjects.combine_chunks()
    subjects = subjects.take(pc.sort_indices(subjects["id"]))
    ids = _whole(subjects["id"])
    kinds = {kind: table for kind, table in sorted(records.items()) if table.num_rows}
    header = pa.concat_tables(
        [t.select(_HEADER) for t in kinds.values()]
    ) if kinds else _no_rows()  # fmt: skip
    born = _numbers(subjects["born"])
    numbers = {name: _numbers(header[name]) for name in _READ}
    numbers["file"] = _positions(_whole(header["stands_on"]), ids)
    numbers["of_born"] = _born(header, numbers["file"], ids, born, others)
    id_ = _whole(header["id"])
    named, codes, names = code_names(id_, {name: _whole(header[name]) for name in NAMES})
    slices, at = {}, 0
    for kind, table in kinds.items():
        slices[kind] = (at, at + table.num_rows)
        at += table.num_rows
    columns = {
        (kind, name): column
        for kind, table in kinds.items()
        for name in standard.kinds[kind].fields
        if (column := _field(table, name)) is not None
    }
    whom = Subjects(ids, _coded(subjects["type"]), _coded(subjects["place"]), born,
                    _attributes(subjects))  # fmt: skip
    return Bucket(whom, Rows(id_, numbers, named, codes, names, slices, columns))


def columns_needed(standard: Standard, kind: str) -> list[str]:
    """The columns of a kind's table that an evaluation reads; the others need not be loaded.

    A field counts if any duty says its name, be it as a test, a moment or a value.
    """
    made = standard.kinds[kind]
    # An exemption names its duty, which no duty says.
    said = _said(tuple(duty.parts for duty in standard.duties.values())) | {*made.key, "duty"}
    found = list(_HEADER)
    for name, field in made.fields.items():
        if name in said and not field.narrative:
            found.append(_column_name(name))
            if field.type is FieldType.NUMBER:
                found.append(f"{_column_name(name)}!")
    return found


@lru_cache(maxsize=8)
def _said(parts: tuple[tuple[Part, ...], ...]) -> frozenset[str]:
    """Every word of some duties' parts; kept, for it is asked for once a kind and bucket."""
    return frozenset(node for node in walk(parts) if isinstance(node, str))


def _no_rows() -> pa.Table:
    return pa.table({n: pa.array([], pa.int64() if n in _READ else pa.string()) for n in _HEADER})


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return pc.cast(pa.chunked_array(column.chunks, type=column.type), pa.string()).combine_chunks()


def _numbers(column: pa.ChunkedArray) -> Ints:
    if column.null_count == len(column):
        return np.broadcast_to(np.int64(NONE), len(column))
    found: Ints = pc.fill_null(pc.cast(column, pa.int64()), NONE).to_numpy()
    return found


def _positions(values: pa.Array, among: pa.Array) -> Ints:
    found = pc.index_in(values, among)
    if found.null_count:
        raise ValueError("a record stands on the file of a subject that is not in the bucket")
    positions: Ints = found.to_numpy().astype(np.int64)
    return positions


def _born(header: pa.Table, file: Ints, ids: pa.Array, born: Ints, others: pa.Table | None) -> Ints:
    """The birth of the subject on whose file each record was filed."""
    found = born[file]
    elsewhere = pc.not_equal(header["file"], header["stands_on"]).to_numpy()
    if not elsewhere.any():
        return found
    if others is not None:
        ids = pa.concat_arrays([ids, _whole(others["id"])])
        born = np.concatenate([born, _numbers(others["born"])])
    filed = _whole(header["file"]).filter(pa.array(elsewhere))
    at = pc.fill_null(pc.index_in(filed, ids), -1).to_numpy(zero_copy_only=False)
    found[elsewhere] = np.where(at < 0, NONE, born[at])
    return found


def _field(table: pa.Table, name: str) -> Column | None:
    column = _column_name(name)
    return _column(table, column) if column in table.column_names else None


def _column_name(field: str) -> str:
    """Where a field is kept: behind ``details.`` if a header column has its name."""
    return f"details.{field}" if field in (*_HEADER, *_UNREAD) else field


def _attributes(subjects: pa.Table) -> dict[str, Column]:
    return {
        name.removeprefix(_ATTRIBUTE): _column(subjects, name)
        for name in subjects.column_names
        if name.startswith(_ATTRIBUTE) and not name.endswith("!")
    }


def _column(table: pa.Table, name: str) -> Column:
    """A field with its companion, as codes (see the extract's columns)."""
    column = table[name]
    if pa.types.is_list(column.type):
        return _lists(column)
    if f"{name}!" not in table.column_names:
        return _coded(column)
    numbers, others = _coded(column), _coded(table[f"{name}!"])
    codes = np.where(others.codes >= 0, others.codes + len(numbers.values), numbers.codes)
    return Column(codes, [*numbers.values, *others.values])


def _coded(column: pa.ChunkedArray) -> Column:
    encoded = pc.dictionary_encode(column).combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([], column.type)
        if not len(encoded):
            return Column(np.zeros(0, np.int64), [])
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    return Column(codes.astype(np.int64), encoded.dictionary.to_pylist())


def _lists(column: pa.ChunkedArray) -> Column:
    seen: dict[Value, int] = {}

    def code(values: list[Any] | None) -> int:
        if values is None:
            return -1
        alone = len(values) == 1 and values[0] in RESERVED_ANSWERS
        return seen.setdefault(values[0] if alone else tuple(values), len(seen))

    codes = np.array([code(v) for v in column.to_pylist()], np.int64)
    return Column(codes, list(seen))
