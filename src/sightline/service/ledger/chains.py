"""Adding rows to a chain.

**Locks.** The head of a chain is locked from the moment it is looked at until the transaction ends.
On SQLite there is one lock for everything (``transactions.take_turn``). On PostgreSQL these rules
leave no room for a deadlock:

1. An act that writes locks all the file, person and agency chains that it will touch in one call
   of ``lock``, before anything else. One statement locks them, and makes those that are missing,
   in the order of their names.
2. The chain of the log comes last, at the end of the act; whoever holds it waits for nobody.
3. Rows that are changed in place (obligations, involvements) belong to one file and are changed
   only by who holds its chain.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection

from sightline.service.ledger import clock
from sightline.service.ledger.digests import shape
from sightline.service.ledger.failures import Stale
from sightline.service.ledger.models import Chain, Chained
from sightline.service.ledger.transactions import take_turn

if TYPE_CHECKING:
    from sightline.service.ledger.acts import Act

SALT = 16
"""Bytes of salt before what may be erased."""


@dataclass(frozen=True, slots=True)
class Head:
    """How long a chain is, and the digest of its last row."""

    length: int
    digest: bytes


EMPTY = Head(0, bytes(32))
"""The head of a chain without rows; the first row's ``previous`` is its digest."""


def file_chain(file: UUID) -> str:
    """The chain of what is known of one subject."""
    return f"file:{file}"


def person_chain(person: UUID) -> str:
    """The chain of what one person holds."""
    return f"person:{person}"


def agency_chain(agency: UUID) -> str:
    """The chain of what one agency has agreed."""
    return f"agency:{agency}"


def proposal_chain(proposal: UUID) -> str:
    """The chain of one proposal and its decision."""
    return f"proposal:{proposal}"


def standard_chain() -> str:
    """The chain of the standards that the service was and will be run by."""
    return "standard:all"


def inspection_chain(inspection: UUID) -> str:
    """The chain of one inspection."""
    return f"inspection:{inspection}"


def report_chain(report: UUID) -> str:
    """The chain of one report."""
    return f"report:{report}"


def figures_chain() -> str:
    """The chain of the figures that were ever published."""
    return "figures:all"


def log_chain(person: UUID | None, day: date) -> str:
    """The chain of what one person, or the machine, did on one day in London."""
    return f"log:{'machine' if person is None else person}:{day.isoformat()}"


def version(chain: str) -> int:
    """The length of a chain, which is the version of what it holds; 0 where there is none."""
    return Chain.objects.filter(name=chain).values_list("length", flat=True).first() or 0


_TABLE = Chain._meta.db_table
_LOCK = (
    f"INSERT INTO {_TABLE} (name, length, digest) VALUES {{}} "
    f"ON CONFLICT (name) DO UPDATE SET length = {_TABLE}.length RETURNING name, length, digest"
)


def lock(*names: str) -> dict[str, Head]:
    """The heads of chains, locked until the transaction ends; a missing chain is made, empty.

    Raises RuntimeError outside a transaction, where a lock would hold nothing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Chains are locked inside an act; there is no transaction here.")
    wanted = sorted(set(names))
    if not wanted:
        return {}
    values: list[Any] = [value for name in wanted for value in (name, EMPTY.length, EMPTY.digest)]
    take_turn()
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(", ".join(["(%s, %s, %s)"] * len(wanted))), values)
        return {name: Head(length, bytes(digest)) for name, length, digest in cursor.fetchall()}


def append(rows: Sequence[Chained], *, chain: str, by: Act, seen: int | None = None) -> int:
    """Add rows to the end of a chain, in their order, and return its new length.

    ``rows``: not yet saved; place, time, person, salt and digests are filled in here. ``seen``: the
    version that the writer saw; raises Stale where the chain has grown since.
    """
    head = lock(chain)[chain]
    if seen is not None and seen != head.length:
        raise Stale(seen, head.length)
    if not rows:
        return head.length
    head = fill(rows, chain=chain, head=head, by=by.person, at=clock.now())
    by_model: dict[type[Chained], list[Chained]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, its_rows in by_model.items():
        model._default_manager.bulk_create(its_rows)
    Chain.objects.filter(name=chain).update(length=head.length, digest=head.digest)
    return head.length


def fill(rows: Sequence[Chained], *, chain: str, head: Head, by: UUID | None, at: datetime) -> Head:
    """Fill in what chains rows to the one before them, and return the new head; nothing is saved.

    Raises ``digests.Undigestible`` for a value that the databases would not give back unchanged.
    """
    length, previous = head.length, head.digest
    for row in rows:
        length += 1
        row.chain, row.position, row.received_at, row.by = chain, length, at, by
        row.salt = secrets.token_bytes(SALT) if row.erasable else None
        row.previous = previous
        form = shape(type(row))
        values = form.values(row)
        row.content = form.content(values)
        previous = row.digest = form.digest(values, row.content)
    return Head(length, previous)
