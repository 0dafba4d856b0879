"""While people write, the database is lost and comes back, and a new release is taken up: what was
answered as saved is there.
"""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import DjangoDbBlocker

from tests.service import worlds
from tests.service.running.places import Place
from tests.service.running.serving import (
    LONG,
    Served,
    Writer,
    apart,
    connected,
    free_port,
    serving,
    signed_in_on,
    until,
    writers,
)
from tools.cluster import APPLICATION, OWNER, crash, run_sql

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("settings_of_place")]
PREVIOUS = Path(__file__).with_name("previous.sql.gz")


@contextmanager
def writing(load: list[Writer]) -> Iterator[None]:
    """They write, until this is over."""
    for one in load:
        one.start()
    try:
        yield
    finally:
        for one in load:
            one.over.set()
        for one in load:
            one.join()


def saved_more(load: list[Writer]) -> None:
    """Wait until each of them has saved some more."""
    before = {id(one): len(one.saved) for one in load}
    try:
        until(lambda: all(len(one.saved) > before[id(one)] + 2 for one in load))
    except AssertionError:
        raise AssertionError([one.last for one in load]) from None


def check_nothing_lost(place: Place, load: list[Writer]) -> None:
    """What was answered as saved is there once, every chain holds and every obligation follows."""
    saved = [value for one in load for value in one.saved]
    there = place.sql("SELECT value FROM files_identifier WHERE scheme = 'Test'").split()
    assert set(saved) <= set(there)
    assert len(there) == len(set(there))
    for command in ("verify", "reconcile"):
        done = place.run(command, **place.as_owner)
        assert done.returncode == 0, done.stdout


def test_the_database_goes_down_and_comes_back(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    with django_db_blocker.unblock(), apart(tmp_path) as (place, kept):
        with connected(place.address(APPLICATION)), serving(place) as served:
            worlds.world()
            load = writers(served, 3)
            with writing(load):
                for _ in range(3):
                    saved_more(load)
                    crash(place.cluster, kept)
                saved_more(load)
            assert any(one.failures for one in load), "the database was never missed"
            assert served.process.poll() is None
        check_nothing_lost(place, load)


def test_the_release_before_is_taken_up_under_load(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> None:
    """A backup and the new tables are made while people write, then the new release serves them.

    They write by the release before where SIGHTLINE_PREVIOUS names the folder of its source (of a
    commit: ``git archive COMMIT src tests | tar -x -C FOLDER``); else by this one alone.
    """
    source = Path(os.environ.get("SIGHTLINE_PREVIOUS") or Path(__file__).parents[3])
    with django_db_blocker.unblock(), apart(tmp_path) as (place, _):
        run_sql(place.cluster, "postgres", f"CREATE DATABASE old OWNER {OWNER}")
        subprocess.run(
            ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", place.cluster, "-U", OWNER, "old"],
            input=gzip.decompress(PREVIOUS.read_bytes()), check=True, capture_output=True,
        )  # fmt: skip
        old = Place(place.cluster, "old", tmp_path)
        if "SIGHTLINE_PREVIOUS" not in os.environ:
            assert old.run("migrate", **old.as_owner).returncode == 0
        made = tmp_path / "backups"
        made.mkdir()
        with _served_by(old, source) as served:
            load = [Writer(served, cookie, UUID(file)) for file, cookie in _written_by(old, source)]
            with writing(load):
                saved_more(load)
                for command in (("backup", made), ("migrate",)):
                    done = old.run(*command, **old.as_owner)
                    assert done.returncode == 0, done.stderr
                    saved_more(load)
                served.process.send_signal(signal.SIGTERM)
                served.process.wait(LONG)
                with serving(old, port=served.port), connected(old.address(APPLICATION)):
                    # Who was signed in by the release before signs in again.
                    for one in load:
                        one.cookies = signed_in_on(one.file)
                    saved_more(load)
        check_nothing_lost(old, load)
        assert len(list(made.glob("sightline-*Z"))) == 1


MADE = """
import json
import django
django.setup()
from django.conf import settings
from sightline.service.access.models import Person
from tests.service import worlds
from tests.service.web.people import signed_in
worker = Person.objects.get(name="Jo Example")
agency = worlds.post_of(worker).agency
made = []
for number in range(2):
    file = worlds.open_file(given=f"Robin{number}", family="Load", place="borchester")
    worlds.record(file, "case", worlds.days_ago(5), agency=agency.pk, service="youth-justice")
    worlds.allocate(file, worker, agency, "North")
    name = settings.SESSION_COOKIE_NAME
    made.append((str(file), f"{name}={signed_in(worker).cookies[name].value}"))
print(json.dumps(made))
"""


def _of(place: Place, source: Path) -> dict[str, str]:
    """The environment of a process of another release."""
    return place.environment(
        PYTHONPATH=f"{source / 'src'}:{source}",
        DJANGO_SETTINGS_MODULE="sightline.service.web.settings",
    )


def _written_by(place: Place, source: Path) -> list[tuple[str, str]]:
    """Files, and somebody signed in who works with each, as another release makes them."""
    done = subprocess.run(
        [sys.executable, "-c", MADE], env=_of(place, source), cwd=source,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made: list[tuple[str, str]] = json.loads(done.stdout)
    return made


@contextmanager
def _served_by(place: Place, source: Path) -> Iterator[Served]:
    """The service of another release."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "sightline.service.web.wsgi", "--bind",
         f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket"],
        env=_of(place, source), cwd=source, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    served = Served(process, port)
    try:
        served.wait()
        yield served
    finally:
        process.kill()
        process.wait(LONG)
