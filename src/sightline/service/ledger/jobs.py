"""Work that takes longer than a page: how far it is, told while it goes on.

How far it is must be seen before the work is done, so it is committed apart from it. On SQLite
there can be only one transaction that writes, and on PostgreSQL one in which nothing is hidden is
simpler; so work that tells how far it is consists of many transactions, and tells between them.

A process that is killed cannot say that it ended. So as long as it lives, a thread of it gives a
sign of life, however long a step takes; and work whose signs have stopped is said to have stopped.
That is never stored: a process that was only held up gives signs again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from threading import Event, Thread
from typing import Final
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from sightline.service.ledger import clock
from sightline.service.ledger.models import Job

BEAT: Final = timedelta(seconds=20)
SILENCE: Final = timedelta(minutes=5)
"""After so long without a sign of life nobody waits for another. It is many times ``BEAT``: on
SQLite a sign waits until the step's own transaction is over."""

_MOST_MESSAGE = 300  # characters that the column takes


class JobState(Enum):
    """What has become of a job."""

    RUNNING = "Running"
    ENDED = "Ended"
    FAILED = "Failed"
    SILENT = "Stopped without saying why"


def state_of(job: Job, now: datetime) -> JobState:
    """What has become of a job by a moment."""
    if job.ended_at is not None:
        return JobState.FAILED if job.failed else JobState.ENDED
    return JobState.SILENT if now - last_sign(job) > SILENCE else JobState.RUNNING


def last_sign(job: Job) -> datetime:
    """When a job that has not ended last gave a sign of life."""
    return job.alive_at or job.started_at


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
        self.row.alive_at = clock.now()
        with transaction.atomic(durable=True):
            self.row.save()


@contextmanager
def _giving_signs(job: UUID) -> Iterator[None]:
    """A thread gives the signs, over a connection of its own, while the body works."""
    over = Event()
    thread = Thread(target=_give_signs, args=(job, over), name="signs of life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _give_signs(job: UUID, over: Event) -> None:
    while not over.wait(BEAT.total_seconds()):
        try:
            Job.objects.filter(pk=job, ended_at=None).update(alive_at=clock.now())
        except DatabaseError:
            # It waited too long for its turn, or the database is being restarted: the next will do.
            continue
        finally:
            connection.close()


@contextmanager
def job(name: str, by: UUID | None = None, total: int | None = None) -> Iterator[Running]:
    """Work under a name, seen from its start. Where it raises, the class of the error is kept.

    ``by``: the person who asked for it. ``total``: how many there are to do, where that is known.
    """
    running = Running(Job(name=name, by=by, total=total, started_at=clock.now()))
    running._tell()
    try:
        with _giving_signs(running.row.id):
            yield running
    except BaseException as error:
        # The class alone: the text of an error may hold what somebody typed.
        running.row.failed, running.row.message = True, type(error).__name__
        raise
    finally:
        running.row.ended_at = clock.now()
        running._tell()
