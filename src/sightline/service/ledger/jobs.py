"""Work that takes longer than a page: how far it is, told while it goes on.

How far it is must be seen before the work is done, so it is committed apart from it. On SQLite
there can be only one transaction that writes, and on PostgreSQL one in which nothing is hidden is
simpler; so work that tells how far it is consists of many transactions, and tells between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from sightline.service.ledger import clock
from sightline.service.ledger.models import Job

_MOST_MESSAGE = 300  # characters that the column takes


@dataclass(slots=True)
class Running:
    """A job that is going on."""

    row: Job

    def advance(self, n: int, message: str = "") -> None:
        """Tell that ``n`` more are done. Raises RuntimeError inside a transaction."""
        self.row.done += n
        self.row.message = message[:_MOST_MESSAGE]
        self._tell()

    def _tell(self) -> None:
        with transaction.atomic(durable=True):
            self.row.save()


@contextmanager
def job(name: str, by: UUID | None = None, total: int | None = None) -> Iterator[Running]:
    """Work under a name, seen from its start. Where it raises, the class of the error is kept.

    ``by``: the person who asked for it. ``total``: how many there are to do, where that is known.
    """
    running = Running(Job(name=name, by=by, total=total, started_at=clock.now()))
    running._tell()
    try:
        yield running
    except BaseException as error:
        # The class alone: the text of an error may hold what somebody typed.
        running.row.failed, running.row.message = True, type(error).__name__
        raise
    finally:
        running.row.ended_at = clock.now()
        running._tell()
