"""Very many rows at once, straight into the tables: as the models would write them, but faster.

A test holds every column equal to what the models write.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from sightline.service.ledger.chains import EMPTY, SALT, Head
from sightline.service.ledger.digests import Shape, shape
from sightline.service.ledger.models import Chain, Chained

Values = Mapping[str, Any]
"""What one row says, by column; what is left out is empty."""

AT_ONCE = 5_000
"""Rows a statement is run for before the next ones are made ready."""


_MUCH = -400_000  # kibibytes, as SQLite counts them when it is negative


class Table:
    """One table of evidence, its rows made ready to be inserted."""

    def __init__(self, model: type[Chained]) -> None:
        self.model = model
        self._shape: Shape = shape(model)
        self._salted = bool(model.erasable)
        self._writers = writers(model)
        self._place = self._shape.place
        self._rows: list[Sequence[Any]] = []

    def chain(
        self, said: Values, *, chain: str, position: int, previous: bytes, at: datetime
    ) -> bytes:
        """Add a row at its place in a chain, and return its digest. ``said``: its own columns."""
        place = self._place
        row: list[Any] = [None] * len(place)
        for name, value in said.items():
            row[place[name]] = value
        row[place["chain"]], row[place["position"]] = chain, position
        row[place["received_at"]], row[place["previous"]] = at, previous
        if self._salted:
            row[place["salt"]] = secrets.token_bytes(SALT)
        content = row[place["content"]] = self._shape.content(row)
        digest = row[place["digest"]] = self._shape.digest(row, content)
        for n, write in self._writers:
            if row[n] is not None:
                row[n] = write(row[n])
        self._rows.append(row)
        return digest

    def write(self) -> None:
        """Insert the rows that were added."""
        insert(self.model, columns_of(self.model), self._rows)
        self._rows = []


class ChainOfFile:
    """The rows that are added to one file, chained to the last that it has (none, if it is new)."""

    def __init__(self, name: str, at: datetime, head: Head = EMPTY) -> None:
        self.name, self.at = name, at
        self.length, self.digest = head.length, head.digest

    def add(self, table: Table, said: Values) -> None:
        """Add a row of a table."""
        self.length += 1
        self.digest = table.chain(
            said, chain=self.name, position=self.length, previous=self.digest, at=self.at
        )

    @property
    def head(self) -> tuple[str, int, bytes]:
        """The chain's row among the heads."""
        return self.name, self.length, self.digest


@contextmanager
def room_for_much() -> Iterator[None]:
    """Lets SQLite keep the indexes in memory while very many rows go into them."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = {_MUCH}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {before}")


def insert_heads(chains: Iterable[ChainOfFile]) -> None:
    """Add the heads of new chains."""
    insert(Chain, ("name", "length", "digest"), [chain.head for chain in chains])


def move_heads(chains: Iterable[ChainOfFile]) -> None:
    """Move the heads of chains that were there, and are locked."""
    table = connection.ops.quote_name(Chain._meta.db_table)
    moved = [(chain.length, chain.digest, chain.name) for chain in chains]
    if moved:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET length = %s, digest = %s WHERE name = %s", moved
            )


def columns_of(model: type[models.Model]) -> list[str]:
    """The columns of a table, in the order of the model."""
    return [str(field.column) for field in model._meta.concrete_fields]


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows whose values are as the database takes them."""
    quote = connection.ops.quote_name
    names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"
    some: list[Sequence[Any]] = []
    with connection.cursor() as cursor:
        for row in rows:
            some.append(row)
            if len(some) == AT_ONCE:
                cursor.executemany(sql, some)
                some = []
        if some:
            cursor.executemany(sql, some)


def writers(model: type[models.Model]) -> list[tuple[int, Callable[[Any], Any]]]:
    """For each column that needs it, its place and what makes a value ready for the database."""
    found = []
    for n, field in enumerate(model._meta.concrete_fields):
        stored: Any = field
        while isinstance(stored, models.ForeignKey):
            stored = stored.target_field
        write = _WRITERS.get(stored.get_internal_type())
        if write is not None:
            found.append((n, write))
    return found


def _id(value: UUID) -> str:
    return value.hex


@lru_cache(maxsize=65_536)
def _day(value: date) -> str:
    return value.isoformat()


@lru_cache(maxsize=65_536)
def _moment(value: datetime) -> str:
    """In UTC: SQLite's columns hold no offset, PostgreSQL is told it."""
    text = value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return text if connection.vendor == "sqlite" else f"{text}+00"


_WRITERS: Mapping[str, Callable[[Any], Any]] = {
    "UUIDField": _id,
    "DateField": _day,
    "DateTimeField": _moment,
    "JSONField": json.JSONEncoder().encode,
}
