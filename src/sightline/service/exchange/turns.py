"""One delivery of a system at a time, over all processes and machines.

The lock belongs to the process that loads and is gone with it, however it ends: so a delivery that
somebody was loading and that nobody holds was cut off, and is taken up again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

_SPACE = 7_531_246
"""The first half of PostgreSQL's advisory locks that are these."""


class Busy(Exception):
    """Another delivery of the same system is being taken up."""


@contextmanager
def turn_of(system: int) -> Iterator[None]:
    """Hold a system's turn while the body runs. Raises Busy where somebody else holds it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_SPACE, system])
            (got,) = cursor.fetchone()
        if not got:
            raise Busy
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_SPACE, system])
        return
    held = _held(system)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def _held(system: int) -> int | None:
    """A lock beside SQLite's file; in memory there is nobody else."""
    name = str(connection.settings_dict["NAME"])
    if "memory" in name and not Path(name).exists():
        return None
    path = Path(f"{name}-system-{system}.lock")
    held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(held)
        raise Busy from None
    return held
