"""How long the service's pages take with 100,000 files: wall time, CPU and queries a page.

    python benchmarks/service_pages.py [--database sqlite|postgresql] [--files 100000]
                                       [--requests 600] [--each 20] [--keep FOLDER]

Loads synthetic files, signs in twenty people, starts the real server and asks it for pages twice:
one page after the other, so that the CPU of the server and of the database can be told for each
page; and as an open loop, four requests a second whether or not the one before was answered. A
request for ``/health`` in the same runs is one yardstick: it goes through the whole server, asks
the database one thing and shows nothing. A plain page of Django's is the other: session, person,
one row and one template in the frame of every page. Refused and failed requests end the benchmark.

PostgreSQL is a cluster of the benchmark's own (its programs must be installed), with its usual
settings. With ``--keep`` the database stays in a folder, and a second run need not load again.
"""

from __future__ import annotations

import argparse
import os
import platform
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from service_client import PAGES, Answer, Asked, Client, mixed, must
from service_database import Database, analyse, measure

HERE = Path(__file__).parent
WORKERS, THREADS = 2, 4
A_SECOND = 4.0


def run(asked: argparse.Namespace, database: Database) -> None:
    """Fill the database, serve it, ask, and print."""
    # Only now, because Django must be set up.
    from service_world import fill, people, signed_in

    fill(asked.files)
    signed = [signed_in(person) for person in people()]
    analyse()
    print(*told_versions(), sep="\n", flush=True)
    with served(database) as port:
        client = Client(port)
        # The first page of a day judges a person's files again, and the first of all is compiled.
        for one in mixed(signed, len(PAGES) * len(signed)):
            must(client.ask(one))
        print(f"\nOne after the other, {asked.each} of each: ms of CPU, statements", flush=True)
        for page in PAGES:
            some = [one for one in mixed(signed, len(PAGES) * asked.each) if one.page == page]
            print(told_alone(page, client, some, database), flush=True)
        print(f"\n{asked.requests} requests, {A_SECOND:g} a second: ms", flush=True)
        asked_at_once = list(mixed(signed, asked.requests))
        print(*told_answers(client.at_fixed_times(asked_at_once, A_SECOND)), sep="\n", flush=True)


def told_alone(page: str, client: Client, some: Sequence[Asked], database: Database) -> str:
    """A line: what one page costs the server and the database, and how many statements it sends."""
    before = cpu_of(database.processes)
    answers = [must(client.ask(one)) for one in some]
    in_database = 1000 * (cpu_of(database.processes) - before) / len(some)
    cpu = [1000 * answer.cpu for answer in answers]
    queries = [answer.queries for answer in answers]
    waited = 1000 * statistics.median(answer.waited for answer in answers)
    told = f"{page:20} server {statistics.median(cpu):6.1f} (most {max(cpu):6.1f})"
    told += f"   waited for statements {waited:6.1f}"
    if database.data is not None:
        told += f"   CPU of the database {in_database:6.1f}"
    return f"{told}   statements {min(queries)} to {max(queries)}"


def told_answers(answers: Sequence[Answer]) -> Iterator[str]:
    """A line a page: within how many ms half and 99 of 100 requests were answered."""
    by_page: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        by_page[answer.page].append(answer)
    by_page["all but these two"] = [
        one for one in answers if one.page not in ("health", "a plain page")
    ]
    yardstick = statistics.median(answer.wall for answer in by_page["a plain page"])
    for page, some in by_page.items():
        wall = sorted(answer.wall for answer in some)
        half, most = statistics.median(wall), wall[int(len(wall) * 0.99)]
        cpu = statistics.mean(answer.cpu for answer in some)
        yield (
            f"{page:20} half {1000 * half:6.0f}   99 of 100 {1000 * most:6.0f}   "
            f"CPU {1000 * cpu:6.1f}   half over a plain page {half / yardstick:5.1f}"
        )


def told_versions() -> Iterator[str]:
    """What it is run on."""
    from django.db import connection

    names = ("django", "jinja2", "gunicorn", "psycopg", "sightline-safeguarding")
    told = [f"{name} {version(name)}" for name in names]
    connection.ensure_connection()
    server = sqlite3.sqlite_version
    if connection.vendor == "postgresql":
        server = ".".join(map(str, divmod(connection.pg_version, 10_000)))
    yield f"Python {platform.python_version()}, {', '.join(told)}"
    yield f"{connection.vendor} {server}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    yield f"gunicorn: {WORKERS} processes of {THREADS} threads"


# --- the server ------------------------------------------------------------------------------


@contextmanager
def served(database: Database) -> Iterator[int]:
    """The port at which the service answers while this lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "service_app:application", "--chdir", str(HERE),
            "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS), "--threads", str(THREADS),
            "--worker-class", "gthread", "--no-control-socket", "--log-level", "warning",
            "--timeout", "120",
        ],
        env={**os.environ, "DATABASE_URL": database.application},
    )  # fmt: skip
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def cpu_of(processes: set[int]) -> float:
    """Seconds of CPU of processes, and of those that they started and that have ended."""
    ticks = 0
    for process in processes:
        stat = Path(f"/proc/{process}/stat")
        if stat.exists():
            ticks += sum(map(int, stat.read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    measure(__doc__, run, files=100_000, requests=600, each=20)
