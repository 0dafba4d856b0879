"""The records of a delivery, each once: in memory while they are few, beyond that on disk.

A record that was met before is found at once wherever it is kept, so that what repeats it and what
contradicts it is told row by row, however large the delivery is. The disk is SQLite's own temporary
database: a file that only this process can open, that has no name once it is open, and that is
gone with the process, however that ends.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, overload

from sightline.engine.model import Day, Moment, Record
from sightline.returns.errors import UnreadableFile

MOST_IN_MEMORY = 200_000
"""Records, of about a kilobyte each. More are kept on disk, and take a third longer to read."""

_CACHE = 64 << 10
"""Kilobytes that SQLite may hold in memory."""

_FIRST = -(10**9)
"""Stands for no day: such records come first, as in the extract."""


class Known(NamedTuple):
    """A record that is kept, and the file and line that told it first."""

    record: Record
    file: str
    line: int


def order_of(record: Record) -> tuple[str, Day, str]:
    """The order of the records of a delivery: by file, day and id."""
    return record.file, record.at.day if record.at is not None else _FIRST, record.id


class RecordStore:
    """Records as they are read."""

    def __init__(self, most: int | None = None) -> None:
        self._most = MOST_IN_MEMORY if most is None else most
        self._held: dict[str, Known] = {}
        self._disk: _Disk | None = None

    def keep(self, record: Record, file: str, line: int) -> Known | None:
        """Keep a record, or give the one with its id that is kept already."""
        if self._disk is not None:
            return self._disk.keep(record, file, line)
        known = self._held.setdefault(record.id, Known(record, file, line))
        if known.record is not record:
            return known
        if len(self._held) > self._most:
            self._disk = _Disk()
            for each in self._held.values():
                self._disk.keep(*each)
            self._held.clear()
        return None

    def ordered(self) -> Sequence[Record]:
        """All records in order, once the last has been kept."""
        if self._disk is not None:
            return StoredRecords(self._disk)
        return sorted((known.record for known in self._held.values()), key=order_of)


class StoredRecords(Sequence[Record]):
    """Records on disk, in order, read anew each time that they are gone through."""

    def __init__(self, disk: _Disk) -> None:
        disk.sort()
        self._disk = disk

    def __len__(self) -> int:
        return self._disk.count

    def __iter__(self) -> Iterator[Record]:
        return self._disk.records()

    @overload
    def __getitem__(self, index: int) -> Record: ...

    @overload
    def __getitem__(self, index: slice) -> list[Record]: ...

    def __getitem__(self, index: int | slice) -> Record | list[Record]:
        numbers = range(len(self))[index]
        if isinstance(numbers, int):
            return next(self._disk.records(numbers))
        return [next(self._disk.records(number)) for number in numbers]

    def first_day(self) -> Day | None:
        """The earliest day of any record."""
        return self._disk.first_day()

    def standing_elsewhere(
        self, kinds: Collection[str], files_of: Callable[[Record], Collection[str]]
    ) -> Callable[[str], list[Record]]:
        """What gives the records of these kinds that stand on a file and were filed on another."""
        return self._disk.standing_elsewhere(kinds, files_of)


class _Disk:
    """SQLite's temporary database."""

    def __init__(self) -> None:
        self.count = 0
        self._elsewhere = False
        self._sources: dict[str, int] = {}
        with _room():
            # An empty name asks for a temporary file, which SQLite removes as soon as it is open.
            self._database = sqlite3.connect("", isolation_level=None)
            for setting in (
                f"cache_size = -{_CACHE}", "temp_store = file", "journal_mode = off",
                "synchronous = off", "locking_mode = exclusive",
            ):  # fmt: skip
                self._database.execute(f"pragma {setting}")
            self._database.execute(
                "create table record (id blob unique, file text, day integer, kind text, "
                "source integer, line integer, body blob)"
            )
            self._database.execute("begin")
        self._add = self._database.cursor()

    def keep(self, record: Record, file: str, line: int) -> Known | None:
        """Keep a record, or give the one with its id."""
        source = self._sources.setdefault(file, len(self._sources))
        _, day, _ = order_of(record)
        key = _key(record.id)
        with _room():
            self._add.execute(
                "insert or ignore into record values (?, ?, ?, ?, ?, ?, ?)",
                (key, record.file, day, record.kind, source, line, _written(record)),
            )
            if self._add.rowcount:
                self.count += 1
                return None
            found = self._database.execute(
                "select body, source, line from record where id = ?", (key,)
            ).fetchone()
        return Known(_read(found[0]), [*self._sources][found[1]], found[2])

    def sort(self) -> None:
        """Put the records in order, after which none can be kept."""
        with _room():
            self._database.execute(
                "create table ordered as select file, day, kind, body from record "
                "order by file, day, id"
            )
            self._database.execute("drop table record")

    def records(self, after: int = 0) -> Iterator[Record]:
        """The records in order, but for so many at the start."""
        for (body,) in self._rows("select body from ordered where rowid > ? order by rowid", after):
            yield _read(body)

    def first_day(self) -> Day | None:
        ((day,),) = self._rows("select min(day) from ordered where day > ?", _FIRST)
        return None if day is None else int(day)

    def standing_elsewhere(
        self, kinds: Collection[str], files_of: Callable[[Record], Collection[str]]
    ) -> Callable[[str], list[Record]]:
        if not self._elsewhere:
            self._elsewhere = True
            self._write_elsewhere(kinds, files_of)

        def on(file: str) -> list[Record]:
            return [
                _read(body)
                for (body,) in self._rows("select body from elsewhere where stands_on = ?", file)
            ]

        return on

    def _write_elsewhere(
        self, kinds: Collection[str], files_of: Callable[[Record], Collection[str]]
    ) -> None:
        names = ", ".join("?" * len(kinds))
        with _room():
            self._database.execute("create table elsewhere (stands_on text, body blob)")
        for (body,) in self._rows(f"select body from ordered where kind in ({names})", *kinds):
            record = _read(body)
            with _room():
                self._add.executemany(
                    "insert into elsewhere values (?, ?)",
                    [(file, body) for file in files_of(record) if file != record.file],
                )
        with _room():
            self._database.execute("create index by_file on elsewhere (stands_on)")

    def _rows(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        with _room():
            rows = self._database.execute(query, values)
            while some := rows.fetchmany(1_000):
                yield from some


@contextmanager
def _room() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise UnreadableFile(
            "delivery",
            f"Its records find no room in the folder for temporary files ({error}); SQLITE_TMPDIR "
            "says which that is.",
        ) from None


def _key(id_: str) -> bytes:
    """An id in less room. Those of a delivery are UUIDs, which sort as their bytes do."""
    return bytes.fromhex(id_.replace("-", ""))


def _written(record: Record) -> bytes:
    at, ended = record.at, record.ended
    return marshal.dumps(
        (
            record.id,
            record.file,
            record.kind,
            None if at is None else (at.day, at.minute),
            record.recorded_at,
            dict(record.details),
            None if ended is None else (ended.day, ended.minute),
            record.planned_start,
            record.planned_end,
            record.about,
            record.agency,
            record.author,
            record.version_of,
            record.withdraws,
            record.entry_known,
        )
    )


def _read(body: bytes) -> Record:
    # Of bytes that this process wrote, into a file that no other can open.
    id_, file, kind, at, recorded_at, details, ended, *rest = marshal.loads(body)
    return Record(
        id_,
        file,
        kind,
        None if at is None else Moment(*at),
        recorded_at,
        details,
        None if ended is None else Moment(*ended),
        *rest,
    )
