"""CPU of taking up what other systems deliver, on both databases.

    python benchmarks/service_import.py [--places 20] [--children 500]

Four things: places of the synthetic nation for the first time; a return of looked-after children
for the first time; the same return again; and again with one child in a hundred told otherwise.
Beside each, in the same run: a plain INSERT of as many rows of the same tables, without chains,
digests and judging. It is the CPU of this process, in seconds; the database's own is not in it.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))
from tools.cluster import OWNER, address, cluster, run_sql


def measure(places: int, children: int) -> None:
    """Time the database of ``DATABASE_URL``; prints a line for each thing measured."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from sightline.service.exchange import services
    from sightline.service.exchange.reading import digest_of, text_of_mapping
    from sightline.service.exchange.running import run
    from sightline.service.files.loading import load
    from sightline.service.files.models import Obligation, Record
    from sightline.service.ledger.acts import act
    from sightline.synth.nation import nation

    def rows() -> int:
        return Record.objects.count() + Obligation.objects.count()

    def import_return(folder: Path) -> dict[str, int]:
        with act(person=None, route="import") as by:
            delivery = services.receive(
                system=services.system_named("careworks", by=by),
                digest=digest_of([folder]),
                brought=services.Brought("ssda903", text_of_mapping("ssda903"), 2026, True),
                by=by,
            )
        done = run(delivery, [folder])
        assert done.state == "done", done.sentence
        return dict(done.counts)

    made = nation(1, lambda _=0: None, places)
    took = seconds(lambda: load(made.files, source="synthetic", watched=made.watched))
    _say(f"{len(made.files):,} files of the nation", took, rows(), connection)
    before = rows()
    with tempfile.TemporaryDirectory() as folder:
        first = returned(Path(folder) / "first", children, 0)
        took = seconds(partial(import_return, first))
        _say(f"a return of {children:,} children", took, rows() - before, connection)
        took = seconds(partial(import_return, first))
        print(f"  the same again                      {took:7.2f} s")
        again = returned(Path(folder) / "again", children, children // 100)
        took = seconds(partial(import_return, again))
        print(f"  again, 1 in 100 told otherwise      {took:7.2f} s")


def _say(what: str, took: float, rows: int, connection: Any) -> None:
    plain = seconds(lambda: _insert_plainly(rows, connection))
    print(f"  {what:35} {took:7.2f} s, {rows:,} records and obligations", flush=True)
    print(f"    inserted plainly                  {plain:7.2f} s, ratio {took / plain:.1f}")


def _insert_plainly(rows: int, connection: Any) -> None:
    """As many rows of as many columns as an obligation has, into a table with a key alone."""
    columns = 27
    names = ", ".join(f"c{n} text" for n in range(columns))
    marks = ", ".join(["%s"] * (columns + 1))
    said = [f"value {n}" for n in range(columns)]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plainly")
        cursor.execute(f"CREATE TABLE plainly (id integer PRIMARY KEY, {names})")
        cursor.executemany(
            f"INSERT INTO plainly VALUES ({marks})", [(n, *said) for n in range(rows)]
        )
        cursor.execute("DROP TABLE plainly")


def returned(folder: Path, children: int, otherwise: int) -> Path:
    """A return of looked-after children: who, where, and their reviews.

    ``otherwise``: how many children have another first review than they would have.
    """
    folder.mkdir()
    random_ = random.Random(903)
    header, episodes, reviews = [], [], []
    for n in range(children):
        born = f"{1 + n % 28:02}/{1 + n % 12:02}/{2010 + n % 8}"
        header.append(f"{n},1,{born},WBRI,A{n:012},0,")
        begun, ended = f"{1 + n % 28:02}/05/2025", ""
        episodes.append(f"{n},{begun},S,C2,N1,U1,PR1,{ended},,,AB1 0JD,AB1 0JE,SC0123456")
        for month in (6, 9, 12):
            day = 1 + random_.randrange(27) + (n < otherwise and month == 6)
            reviews.append(f"{n},{born},{day:02}/{month:02}/2025,PN1")
    _write(folder / "header.csv", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB", header)
    _write(
        folder / "episodes.csv",
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
        episodes,
    )
    _write(folder / "reviews.csv", "CHILD,DOB,REVIEW,REVIEW_CODE", reviews)
    return folder


def _write(path: Path, header: str, rows: Sequence[str]) -> None:
    path.write_text("\n".join([header, *rows, ""]), "utf-8")


def seconds(what: Callable[[], object]) -> float:
    """CPU of this process."""
    before = time.process_time()
    what()
    return time.process_time() - before


def _databases(folder: Path, socket: Path) -> Iterator[tuple[str, str]]:
    yield "SQLite", f"sqlite:///{folder}/import.sqlite3"
    run_sql(socket, "postgres", f"CREATE DATABASE import OWNER {OWNER}")
    yield "PostgreSQL", address(socket, OWNER, "import")


def main() -> None:
    """Run on SQLite and on PostgreSQL, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", type=int, default=20)
    parser.add_argument("--children", type=int, default=500)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        measure(asked.places, asked.children)
        return
    print(f"Python {platform.python_version()}, Django {version('django')}")
    with tempfile.TemporaryDirectory() as folder, cluster() as socket:
        for name, url in _databases(Path(folder), socket):
            print(f"{name}:", flush=True)
            environment = {
                **os.environ,
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "sightline.service.web.settings",
                "SIGHTLINE_SECRET_KEY": "x" * 60,
                "SIGHTLINE_DEMO": "yes",
            }
            command = [sys.executable, __file__, "--here", "--places", str(asked.places)]
            subprocess.run(
                [*command, "--children", str(asked.children)], env=environment, check=True
            )


if __name__ == "__main__":
    main()
