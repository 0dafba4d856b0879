"""Deliveries that are cut off, at any statement and by any means, and go on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from pytest_django import DjangoDbBlocker

from sightline.service.exchange import running
from sightline.service.exchange.models import Delivery, State
from sightline.service.exchange.running import Stopped, run
from sightline.service.exchange.turns import Busy, turn_of
from sightline.service.files.reconcile import reconcile
from sightline.service.ledger.verify import verify
from tests.service.exchange.delivering import (
    CHILDREN,
    UNSTABLE,
    received,
    system,
    tables,
)
from tests.service.own_database import OwnDatabase, own_database
from tools.cluster import APPLICATION, OWNER

MONDAY, TUESDAY = "2026-03-09 04:00", "2026-03-10 04:00"
NOT_COMPARED = {"salt", "content", "digest", "previous", "received_at", "known_at"}
"""Columns that are another each time, or follow from such."""


class Crash(BaseException):
    """The process is gone."""


@contextmanager
def crash_at(statement: int, how: Callable[[], None]) -> Iterator[None]:
    """Something ends the body at the statement of a number."""
    left = statement

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            how()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def crash() -> None:
    raise Crash


def told() -> dict[str, list[str]]:
    """What is so, without what differs between two times that the same was done."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name.startswith((*UNSTABLE, "files_uncompared")):
                continue
            described = connection.introspection.get_table_description(cursor, name)
            columns = [
                f'"{column.name}"'
                for column in described
                if column.name not in NOT_COMPARED
                and not (column.name == "id" and name in _NUMBERED)
            ]
            cursor.execute(f'SELECT {", ".join(columns)} FROM "{name}"')
            found[name] = sorted(r for r in map(repr, cursor.fetchall()) if "'log:" not in r)
    return found


_NUMBERED = {"files_fed", "files_watch", "files_notheld", "files_involvement", "files_searchkey",
             "files_alike", "files_system"}  # fmt: skip


def two_deliveries(folder: Path) -> list[tuple[Path, bool]]:
    children = [*CHILDREN, ("cal", "03/03/2012"), ("dee", "04/04/2012")]
    first = tables(folder / "first", MONDAY, children=children)
    second = tables(
        folder / "second", TUESDAY, children=children[:3],
        assessed=[("1", "ada", "02/03/2026", "medium", ""), ("3", "cal", "05/03/2026", "low", "")],
        planned=[("7", "ben", "04/03/2026")],
    )  # fmt: skip
    return [(first, True), (second, True)]


def take_up(folder: Path) -> None:
    for path, complete in two_deliveries(folder):
        done = run(received(path, complete=complete), [path])
        assert done.state == State.DONE, done.sentence


@pytest.fixture
def small_steps() -> Iterator[None]:
    with patch.object(running, "STEP", 1):
        yield


@pytest.mark.usefixtures("small_steps")
def test_cut_off_anywhere_it_comes_to_the_same(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    statements = 0

    def count(execute: Any, *args: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*args)

    with django_db_blocker.unblock():
        with _another(tmp_path, "calm"):
            with connection.execute_wrapper(count):
                take_up(tmp_path)
            undisturbed = told()
            counts = [one.counts for one in Delivery.objects.order_by("received_at")]
        points = random.Random(7).sample(range(20, statements // 2), 6)
        with _another(tmp_path, "disturbed"):
            for path, complete in two_deliveries(tmp_path):
                cut_off = 0
                for point in points:
                    delivery = received(path, complete=complete)
                    with crash_at(point, crash):
                        try:
                            run(delivery, [path])
                            break
                        except Crash:
                            cut_off += 1
                delivery.refresh_from_db()
                assert cut_off > 1 and run(delivery, [path]).state == State.DONE
            assert told() == undisturbed
            assert [one.counts for one in Delivery.objects.order_by("received_at")] == counts
            assert list(reconcile()) == [] and list(verify()) == []


@contextmanager
def _another(folder: Path, name: str) -> Iterator[OwnDatabase]:
    """A database of its own, acted on as jobs do."""
    (folder / name).mkdir()
    with own_database(folder / name) as database:
        yield as_owner(database)


def as_owner(database: OwnDatabase) -> OwnDatabase:
    """The database as jobs and commands act on it, here and in another process."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    return OwnDatabase(database.url.replace(APPLICATION, OWNER))


def _first_of_each() -> list[Any]:
    firsts: dict[str, Any] = {}
    for one in Delivery.objects.order_by("received_at"):
        firsts.setdefault(one.digest, one.pk)
    return [*firsts.values()]


@pytest.mark.usefixtures("small_steps")
def test_a_full_database_stops_it_with_a_sentence(
    own_database: OwnDatabase, tmp_path: Path
) -> None:
    as_owner(own_database)
    kids = [f"kid{n}" for n in range(6)]
    path = tables(
        tmp_path / "first", MONDAY, children=[(kid, "04/05/2010") for kid in kids],
        assessed=[(kid, kid, "02/03/2026", "high", "") for kid in kids],
    )  # fmt: skip
    delivery = received(path)

    def full() -> None:
        raise OperationalError("no space left on device")

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages + 6}")
        with pytest.raises(Stopped, match="disk is full"):
            run(delivery, [path])
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1000000")
    else:
        with crash_at(150, full), pytest.raises(Stopped, match="disk is full"):
            run(delivery, [path])
    delivery.refresh_from_db()
    assert delivery.state in (State.STOPPED, State.WRITING, State.READING)
    again = run(received(path), [path])
    assert again.pk == delivery.pk and again.state == State.DONE
    assert again.counts["new"] == 6 + 1 and list(reconcile()) == [] and list(verify()) == []


def test_of_one_system_one_at_a_time(own_database: OwnDatabase, tmp_path: Path) -> None:
    path = tables(tmp_path / "first", MONDAY)
    environment = as_owner(own_database).environment
    delivery = received(path)
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(delivery.system_id)],
        env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None and holder.stdout.readline() == "holds it\n"
    with pytest.raises(Busy):
        run(delivery, [path])
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert run(delivery, [path]).state == State.DONE
    with turn_of(system().pk):
        pass


_HOLDER = """
import sys, time
import django
django.setup()
from sightline.service.exchange.turns import turn_of
with turn_of(int(sys.argv[1])):
    print("holds it", flush=True)
    time.sleep(600)
"""

_LOADER = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from django.db import connection
from sightline.service.exchange import running
from sightline.service.exchange.running import run
from tests.service.exchange.delivering import received
running.STEP = 1
left = int(sys.argv[2])
def count(execute, *args):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(*args)
path = Path(sys.argv[1])
with connection.execute_wrapper(count):
    run(received(path, complete=True), [path])
"""


@pytest.mark.long
def test_killed_anywhere_it_comes_to_the_same(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    """By SIGKILL, in processes of their own, on a database that commits."""
    random_ = random.Random(11)
    with django_db_blocker.unblock():
        with _another(tmp_path, "calm"), patch.object(running, "STEP", 1):
            take_up(tmp_path)
            undisturbed = told()
        with _another(tmp_path, "killed") as database:
            for path, _ in two_deliveries(tmp_path):
                ended = -signal.SIGKILL
                while ended == -signal.SIGKILL:
                    point = random_.randrange(20, 700)
                    command = [sys.executable, "-c", _LOADER, str(path), str(point)]
                    ended = subprocess.run(command, env=database.environment).returncode
                assert ended == os.EX_OK
            assert told() == undisturbed
            assert list(reconcile()) == [] and list(verify()) == []
