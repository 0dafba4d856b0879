"""Transactions: one for an act, and one that only reads.

SQLite lets one transaction write at a time, and whoever waits for it tries again after a while and
may starve. Four processes that each read a page of 20 ms of CPU, each in a transaction that took
SQLite's write lock at its start, waited up to ten seconds, and some gave up after twenty; taking
it at the end of the page, for the log line alone, they waited a quarter of a second at most
(November 2026, two busy cores). So an act begins by reading, and takes its turn to write when it
comes to writing. What it read before may have been changed by then, as on PostgreSQL (READ
COMMITTED): what must not change is read after its chain is locked, and ``seen`` guards the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction

_unchanged: ContextVar[int | None] = ContextVar("_unchanged", default=None)
"""Rows that the connection had changed when the act began; None where it has its turn."""


@contextmanager
def act_transaction() -> Iterator[None]:
    """The transaction of an act. Raises RuntimeError inside another, which would undo its line."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic(durable=True):
            yield
        return
    with _deferred():
        token = _unchanged.set(_changes())
        try:
            yield
        finally:
            _unchanged.reset(token)


def take_turn() -> None:
    """Before the first write of an act: on SQLite, wait for the turn to write.

    A transaction that has read cannot wait: SQLite refuses it where somebody wrote meanwhile. So
    where nothing was written yet it ends, and another begins. Where something was, it has its turn.
    """
    before = _unchanged.get()
    _unchanged.set(None)
    if before is not None and before == _changes() and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")
            cursor.execute("BEGIN IMMEDIATE")


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is of one moment, and nobody waits for it; nothing may be written.

    Inside a transaction that is open already, what it sees is that transaction's.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _deferred():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _deferred() -> Iterator[None]:
    """A transaction of SQLite that takes no write lock at its start."""
    connection.ensure_connection()  # only once it is connected is its mode known
    wrapper: Any = connection
    usual = wrapper.transaction_mode
    wrapper.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic(durable=True):
            yield
    finally:
        wrapper.transaction_mode = usual


def _changes() -> int:
    raw: Any = connection.connection
    changes: int = raw.total_changes
    return changes
