"""CPU of one record written by the service, obligations and log line included, on both databases.

    python benchmarks/service_write.py [--writes 40] [--repeat 5]

The file is the one of the synthetic service with nearest to 100 records, and the whole catalogue of
the standard is judged at each write. Beside it, in the same run: a plain INSERT of the same record
in a transaction of its own, and the reference alone on the same file. It is the CPU of this
process, in milliseconds; the database's own processes are not in it.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tools.cluster import OWNER, address, cluster, run_sql

RECORDS = 100


def measure(writes: int, repeat: int) -> None:
    """Time the database of ``DATABASE_URL``; prints a line for each thing measured."""
    import django

    django.setup()
    from django.db import transaction

    from sightline.engine.model import File, Moment
    from sightline.engine.reference import evaluate
    from sightline.service.files import services
    from sightline.service.files.entries import Entry
    from sightline.service.files.loading import load
    from sightline.service.files.models import Obligation, Record
    from sightline.service.files.moments import day_at, minute_at
    from sightline.service.files.reading import engine_file
    from sightline.service.files.recording import row_of
    from sightline.service.files.standard import standard
    from sightline.service.ledger import chains, clock
    from sightline.service.ledger.acts import act
    from sightline.service.ledger.chains import EMPTY
    from sightline.service.ledger.ids import id_from
    from sightline.service.ledger.row_security import as_machine
    from sightline.synth.service import service

    kept = min(
        (
            File(f.subject, tuple(r for r in f.records if r.file == f.subject.id))
            for f in service(1).files
            if f.subject.type == "child"
        ),
        key=lambda f: abs(len(f.records) - RECORDS),
    )
    # As many copies as there are writes, so that each is the first to a file of so many records.
    copies = [f"copy {n}" for n in range(1 + writes * repeat)]
    for source in copies:
        load([kept], source=source)
    files = [id_from(source, kept.subject.id) for source in copies]
    child = files.pop()
    now = clock.now()
    entry = Entry("plan", Moment(day_at(now)), details={"type": "safety-and-wellbeing"})

    def write() -> None:
        file = files.pop()
        with act(person=None, route="record") as by:
            seen = chains.version(chains.file_chain(file))
            services.record(file=file, entry=entry, seen=seen, by=by)

    def plain() -> None:
        with transaction.atomic(), as_machine():
            row = row_of(entry, file=child, at=now)
            chains.fill([row], chain=str(row.id), head=EMPTY, by=None, at=now)
            row.save(force_insert=True)

    def judge() -> None:
        evaluate(standard(), judged, known_at=minute_at(now), on=Moment(day_at(now)))

    with transaction.atomic(), as_machine():
        judged = engine_file(child)
        owed = Obligation.objects.filter(file=child).count()
        print(f"  {Record.objects.filter(file=child).count()} records, {owed} obligations")
    reference, insert, written = (
        milliseconds(what, writes, repeat) for what in (judge, plain, write)
    )
    print(f"  the reference alone {reference:6.2f} ms\n  a plain insert      {insert:6.2f} ms")
    print(f"  a record written    {written:6.2f} ms")


def milliseconds(what: Callable[[], None], times: int, repeat: int) -> float:
    """CPU of this process for one, the median of so many rounds."""
    rounds = []
    for _ in range(repeat):
        before = time.process_time()
        for _ in range(times):
            what()
        rounds.append((time.process_time() - before) / times * 1000)
    return statistics.median(rounds)


def main() -> None:
    """Run on SQLite and on PostgreSQL, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writes", type=int, default=40)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        measure(asked.writes, asked.repeat)
        return
    print(f"Python {platform.python_version()}, Django {version('django')}")
    with tempfile.TemporaryDirectory() as folder, cluster() as socket:
        run_sql(socket, "postgres", f"CREATE DATABASE bench OWNER {OWNER}")
        sqlite = f"sqlite:///{folder}/bench.sqlite3"
        for name, url in (("SQLite", sqlite), ("PostgreSQL", address(socket, OWNER, "bench"))):
            print(name, flush=True)
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "sightline.service.web.settings",
                "SIGHTLINE_SECRET_KEY": "x" * 60,
                "SIGHTLINE_DEMO": "yes",
                "DATABASE_URL": url,
                "PYTHONPATH": ".",
            }
            for command in (
                ["-m", "django", "migrate", "-v0"],
                [__file__, "--here", f"--writes={asked.writes}", f"--repeat={asked.repeat}"],
            ):
                subprocess.run([sys.executable, *command], env=environment, check=True)


if __name__ == "__main__":
    main()
