"""The database of ``service_pages.py``: SQLite in a file, or PostgreSQL in a cluster of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tools.cluster import APPLICATION, OWNER, address, cluster, run_sql

NAME = "sightline"


@dataclass(frozen=True)
class Database:
    """``owner``, ``application``: its addresses as each of the two roles. ``data``: the folder of
    the cluster's data; None for SQLite.
    """

    owner: str
    application: str
    data: Path | None = None

    @property
    def processes(self) -> set[int]:
        """The server's processes: the first of a cluster and all that it has started."""
        if self.data is None:
            return set()
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        return {first, *children_of(first)}


@contextmanager
def opened(sort: str, keep: Path) -> Iterator[Database]:
    """The database kept in a folder, made and migrated where it is not there yet."""
    if sort == "sqlite":
        url = f"sqlite:///{keep.resolve() / 'sightline.sqlite3'}"
        yield Database(url, url)
        return
    kept = keep / "postgresql"
    with cluster(kept) as folder:
        if not run_sql(folder, "postgres", f"SELECT 1 FROM pg_database WHERE datname = '{NAME}'"):
            run_sql(folder, "postgres", f"CREATE DATABASE {NAME} OWNER {OWNER}")
        yield Database(
            address(folder, OWNER, NAME), address(folder, APPLICATION, NAME), kept / "data"
        )


def set_up(url: str) -> None:
    """Load Django with the service's settings on this database, and migrate it."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "sightline.service.web.settings", "DATABASE_URL": url}
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def analyse() -> None:
    """Tell the database's planner what its tables hold, as its own housekeeping would in time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def children_of(process: int) -> set[int]:
    """The processes that a process has started."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return {int(line) for line in found.stdout.split()}
