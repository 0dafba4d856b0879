"""The records of many files as arrays: one bucket, ready to evaluate.

Rows are versions of records, those of one kind side by side. Fields are held as codes into the
distinct values that they have, so that a test is made once a value and not once a record.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sightline.engine.kernel.moments import NONE, Ints
from sightline.engine.model import File, Record, Subject, Value
from sightline.standard.model import Standard


@dataclass(frozen=True)
class Column:
    """A field's values: ``codes`` are positions in ``values``, -1 where nothing is recorded."""

    codes: Ints
    values: Sequence[Value]

    def take(self, rows: Ints) -> Ints:
        """The codes of some rows; -1 for a row number of -1."""
        if not len(self.codes):
            return np.full(len(rows), -1, np.int64)
        return np.where(rows < 0, -1, self.codes[rows]).astype(np.int64)


@dataclass(frozen=True)
class Subjects:
    """Whom the files are kept on, in order of their ids."""

    ids: pa.Array
    types: Column
    places: Column
    born: Ints
    attributes: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.born)


NUMBERS = (
    "file",
    "at_day",
    "at_minute",
    "recorded_at",
    "entry_known",
    "ended_day",
    "ended_minute",
    "planned_start",
    "planned_end",
    "of_born",
)
"""What every row has as a number; ``file`` is the subject's position on whose file it stands."""

NAMES = ("about", "version_of", "withdraws")
"""What every row may name."""


@dataclass(frozen=True)
class Rows:
    """Versions of records. ``about`` and its like are codes into ``names``, ``named`` the row's own

    id among them; -1 for none. ``place_of``: the kind's rows, from and to.
    """

    id: pa.Array
    numbers: Mapping[str, Ints]
    named: Ints
    codes: Mapping[str, Ints]
    names: pa.Array
    kinds: Mapping[str, tuple[int, int]]
    columns: Mapping[tuple[str, str], Column]

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class Bucket:
    """Files as arrays."""

    subjects: Subjects
    rows: Rows
    memory: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, key: Hashable, work: Callable[[], Any]) -> Any:
        """What was worked out once and is the same for every evaluation of the bucket."""
        if key not in self.memory:
            self.memory[key] = work()
        return self.memory[key]


# --- from files ------------------------------------------------------------------------------


def bucket_of(files: Iterable[File], standard: Standard) -> Bucket:
    """Files as a bucket, whatever their order and that of their records."""
    ordered = sorted(files, key=lambda file: file.subject.id)
    rows = [
        (number, record, _born(file, record))
        for number, file in enumerate(ordered)
        for record in file.records
    ]
    rows.sort(key=lambda row: row[1].kind)
    return Bucket(_subjects([file.subject for file in ordered]), _rows(rows, standard))


def _born(file: File, record: Record) -> int | None:
    if record.file == file.subject.id:
        return file.subject.born
    other = file.others.get(record.file)
    return None if other is None else other.born


def _subjects(subjects: Sequence[Subject]) -> Subjects:
    names = sorted({name for subject in subjects for name in subject.attributes})
    return Subjects(
        ids=pa.array([s.id for s in subjects], pa.string()),
        types=column_of([s.type for s in subjects]),
        places=column_of([s.place for s in subjects]),
        born=_ints([s.born for s in subjects]),
        attributes={name: column_of([s.attributes.get(name) for s in subjects]) for name in names},
    )


def _rows(rows: Sequence[tuple[int, Record, int | None]], standard: Standard) -> Rows:
    records = [record for _, record, _ in rows]
    ats, ends = [r.at for r in records], [r.ended for r in records]
    numbers: dict[str, list[int | None]] = {
        "file": [number for number, _, _ in rows],
        "at_day": [None if m is None else m.day for m in ats],
        "at_minute": [None if m is None else m.minute for m in ats],
        "recorded_at": [r.recorded_at for r in records],
        "entry_known": [int(r.entry_known) for r in records],
        "ended_day": [None if m is None else m.day for m in ends],
        "ended_minute": [None if m is None else m.minute for m in ends],
        "planned_start": [r.planned_start for r in records],
        "planned_end": [r.planned_end for r in records],
        "of_born": [born for _, _, born in rows],
    }
    ids = pa.array([r.id for r in records], pa.string())
    named, codes, names = code_names(
        ids, {n: pa.array([getattr(r, n) for r in records], pa.string()) for n in NAMES}
    )
    kinds = _slices([record.kind for record in records])
    columns = {
        (kind, name): column
        for kind, (first, last) in kinds.items()
        for name, column in _columns(standard.kinds[kind].fields, records[first:last])
    }
    arrays = {name: _ints(values) for name, values in numbers.items()}
    return Rows(ids, arrays, named, codes, names, kinds, columns)


def _columns(names: Iterable[str], records: Sequence[Record]) -> Iterator[tuple[str, Column]]:
    """The fields of records of one kind, few of which most returns tell."""
    details = [record.details for record in records]
    told = set().union(*details)
    nothing = Column(np.full(len(details), -1, np.int64), [])
    for name in names:
        yield name, column_of([d.get(name) for d in details]) if name in told else nothing


def _slices(kinds: Sequence[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for position, kind in enumerate(kinds):
        first, _ = found.get(kind, (position, position))
        found[kind] = (first, position + 1)
    return found


def _ints(values: Sequence[int | None]) -> Ints:
    return np.array([NONE if value is None else value for value in values], np.int64)


def column_of(values: Sequence[Value | None]) -> Column:
    """Values as codes."""
    seen: dict[tuple[type, Value], int] = {}
    codes = [-1 if value is None else seen.setdefault(_key(value), len(seen)) for value in values]
    return Column(np.array(codes, np.int64), [value for _, value in seen])


def _key(value: Value) -> tuple[type, Value]:
    """What a value is found by: its type too, as 1 and 1.0 are told apart."""
    said = tuple(value) if isinstance(value, list) else value
    return type(said), said


def code_names(
    ids: pa.Array, given: Mapping[str, pa.Array]
) -> tuple[Ints, dict[str, Ints], pa.Array]:
    """Codes of what rows name, and of the rows' own ids where something names them."""
    told = {name: pc.drop_null(each) for name, each in given.items()}
    said = pa.concat_arrays([pa.array([], pa.string()), *told.values()]).dictionary_encode()
    nothing = np.broadcast_to(np.int64(-1), len(ids))
    if not len(said):
        return nothing, dict.fromkeys(given, nothing), said.dictionary
    numbers, codes, first = said.indices.to_numpy(), {}, 0
    for name, each in given.items():
        count = len(told[name])
        found = np.full(len(ids), -1, np.int64)
        found[each.is_valid().to_numpy(zero_copy_only=False)] = numbers[first : first + count]
        codes[name] = found if count else nothing
        first += count
    return _index_in(ids, said.dictionary), codes, said.dictionary


def _index_in(values: pa.Array, among: pa.Array) -> Ints:
    found = pc.fill_null(pc.index_in(values, among, skip_nulls=True), -1)
    codes: Ints = found.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes
