"""What the benchmarks of pages share: their options, and a database to run them on.

That is SQLite in a file, or PostgreSQL in a cluster of its own.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

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


def measure(
    doc: str,
    run: Callable[[argparse.Namespace, Database], None],
    *,
    usual: str = "sqlite",
    keeps: bool = True,
    **counts: int,
) -> None:
    """Run a benchmark as asked on the command line, on a database that is set up.

    ``doc``: whose first line says what it measures. ``usual``: the database where none is asked
    for. ``keeps``: whether ``--keep`` lets a second run find what the first has loaded. ``counts``:
    its options that are numbers, each with its usual value.
    """
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default=usual)
    for name, number in counts.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    if keeps:
        parser.add_argument("--keep", type=Path)
    parser.set_defaults(keep=None)
    asked = parser.parse_args()
    os.environ |= {
        "SIGHTLINE_DEMO": "yes",
        "SIGHTLINE_SECRET_KEY": secrets.token_hex(32),
        "SIGHTLINE_SEAL_KEYS": Fernet.generate_key().decode(),
    }
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL's own user goes through it
        with opened(asked.database, asked.keep or Path(folder)) as database:
            set_up(database.owner)
            run(asked, database)


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
