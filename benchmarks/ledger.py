"""Rows appended a second, plain and chained, on SQLite and PostgreSQL; and rows verified a second.

    python benchmarks/ledger.py [rows]

A plain row is one INSERT in a transaction of its own. A chained one has its chain locked, is
digested and moves the head as well; with the act, its log line is written too.
"""

from __future__ import annotations

import os
import platform
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tools.cluster import OWNER, address, cluster, run_sql

ROWS = 2_000


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The address of an empty database of each sort."""
    with tempfile.TemporaryDirectory() as folder, cluster() as socket:
        run_sql(socket, "postgres", f"CREATE DATABASE bench OWNER {OWNER}")
        yield {
            "SQLite": f"sqlite:///{folder}/bench.sqlite3",
            "PostgreSQL": address(socket, OWNER, "bench"),
        }


def measure(rows: int) -> None:
    """Time the ways of adding a row to the database of ``DATABASE_URL``; prints a line for each."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from sightline.service.ledger import chains
    from sightline.service.ledger.acts import Act, act
    from sightline.service.ledger.ids import new_id
    from sightline.service.ledger.models import Job, LogLine
    from sightline.service.ledger.verify import verify

    call_command("migrate", verbosity=0)
    by = Act(person=new_id(), route="benchmark")

    def line() -> LogLine:
        return LogLine(day=timezone.now().date(), route="a-page", outcome="done", files={})

    def plain() -> None:
        with transaction.atomic():
            Job.objects.create(name="benchmark", started_at=timezone.now(), message="a row")

    def chained() -> None:
        with transaction.atomic():
            chains.append([line()], chain="file:benchmark", by=by)

    def with_its_act() -> None:
        with act(person=by.person, route="benchmark") as acting:
            chains.append([line()], chain="file:benchmark", by=acting)

    for name, add in (("plain", plain), ("chained", chained), ("act", with_its_act)):
        _report(name, rows, lambda add=add: [add() for _ in range(rows)])  # type: ignore[misc]

    def at_once() -> None:
        with transaction.atomic():
            chains.append([line() for _ in range(rows)], chain="file:loaded", by=by)

    _report("chained, all at once", rows, at_once)
    assert LogLine.objects.count() == 4 * rows
    _report("verified", 4 * rows, lambda: _nothing_wrong(list(verify())))


def _nothing_wrong(faults: list[object]) -> None:
    assert not faults, faults


def _report(name: str, rows: int, work: Callable[[], object]) -> None:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"  {name:<22}{cpu / rows * 1000:8.2f} ms CPU{rows / wall:10,.0f} rows/s", flush=True)


def main() -> None:
    """Each database in a process of its own: settings are read once."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    libraries = ", ".join(f"{name} {version(name)}" for name in ("django", "psycopg"))
    print(f"Python {platform.python_version()}, {libraries}, {os.cpu_count()} cores, {rows:,} rows")
    os.environ["DJANGO_SETTINGS_MODULE"] = "sightline.service.web.settings"
    os.environ["SIGHTLINE_SECRET_KEY"] = secrets.token_hex(32)
    with databases() as addresses:
        for name, url in addresses.items():
            print(name, flush=True)
            os.environ["DATABASE_URL"] = url
            child = os.fork()
            if child == 0:
                measure(rows)
                os._exit(0)
            os.waitpid(child, 0)


if __name__ == "__main__":
    main()
