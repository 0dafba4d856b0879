"""A backup is whole or is none, and what it gives back is what was saved."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from sightline.service.web.backups import age, manifest, postgresql
from sightline.service.web.backups.facts import differing, facts
from sightline.service.web.backups.making import Asked, make, thin_out
from sightline.service.web.backups.manifest import BadBackup
from sightline.service.web.backups.restoring import (
    check_empty,
    check_same,
    check_version,
    restore_database,
    unpack_store,
)
from tests.service import worlds
from tests.service.running.places import IDENTITY, PUBLIC, Place
from tools.cluster import BACKUP, OWNER

AT = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("settings_of_place")


def asked(place: Place, store: Path | None = None) -> Asked:
    return Asked(place.address(BACKUP), [age.recipient_of(IDENTITY)], store)


def backups(folder: Path) -> list[str]:
    """What looks like a backup there."""
    return [
        path.name for path in folder.iterdir() if path.suffix != ".part" and path.name[0] != "."
    ]


def given_back(place: Place, whole: Path, name: str) -> None:
    """Give it back into a database, and compare."""
    told = manifest.read(whole, bytes.fromhex(PUBLIC))
    manifest.check_parts(whole, told)
    restore_database(whole, IDENTITY, place.address(OWNER, name), lambda n: None)
    check_same(told, place.address(OWNER, name))


@pytest.fixture
def saved(place: Place, tmp_path: Path) -> Path:
    """A backup."""
    return make(asked(place), tmp_path, AT)


def test_what_is_given_back_is_what_was_saved(place: Place, tmp_path: Path, empty: str) -> None:
    store = tmp_path / "store"
    (store / "a").mkdir(parents=True)
    (store / "a" / "one").write_bytes(os.urandom(200_000))
    (store / "two").write_bytes(b"")
    whole = make(asked(place, store), tmp_path, AT)
    given_back(place, whole, empty)
    part = unpack_store(whole, IDENTITY, tmp_path / "back", lambda n: None)
    for name in ("a/one", "two"):
        assert (part / name).read_bytes() == (store / name).read_bytes()
    # The guards come back with the rows.
    with psycopg.connect(place.address("sightline_app", empty)) as application:
        assert application.execute("SELECT count(*) FROM files_record").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DELETE FROM files_record")
    owner = psycopg.connect(place.address(OWNER, empty))
    with owner, pytest.raises(psycopg.errors.IntegrityConstraintViolation):
        owner.execute("DELETE FROM files_record")


def test_it_is_of_one_moment_while_people_write(
    place: Place, tmp_path: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written when the moment is taken and pg_dump has not begun is in neither of them."""
    begun = postgresql.program

    def writing_first(name: str) -> str:
        worlds.open_file(given="Too", family="Late")
        return begun(name)

    monkeypatch.setattr(postgresql, "program", writing_first)
    whole = make(asked(place), tmp_path, AT)
    monkeypatch.undo()
    given_back(place, whole, empty)
    late = "SELECT count(*) FROM files_name WHERE family = 'Late'"
    assert (place.sql(late).strip(), place.sql(late, empty).strip()) == ("1", "0")


def test_nobody_reads_it_without_the_key(saved: Path, tmp_path: Path) -> None:
    kept = b"".join(path.read_bytes() for path in saved.iterdir())
    for word in (b"Greenaway", b"Robin", b"PGDMP", b"CREATE TABLE"):
        assert word not in kept
    with pytest.raises(age.BadAge), (saved / manifest.DATABASE).open("rb") as file:
        next(age.opened(file, age.new_identity()))
    for path in (saved, *saved.iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path.name


def test_its_name_and_manifest_name_nobody(saved: Path) -> None:
    assert saved.name == "sightline-20261123T021500Z"
    told = json.loads(json.loads((saved / manifest.NAME).read_text())["document"])
    assert "Greenaway" not in json.dumps(told)
    assert told["facts"]["rows"]["files_record"] > 0
    assert "django_session" not in told["facts"]["rows"]
    assert told["facts"]["schema"]["ledger"][0] == "0001_initial"
    assert set(told["parts"]) == {manifest.DATABASE}


def test_whatever_of_it_is_changed_is_noticed(saved: Path) -> None:
    key = bytes.fromhex(PUBLIC)
    sealed, signed = saved / manifest.DATABASE, saved / manifest.NAME
    whole, text = sealed.read_bytes(), signed.read_text()
    sealed.write_bytes(whole[:-1])
    with pytest.raises(BadBackup, match="is not what it was"):
        manifest.check_parts(saved, manifest.read(saved, key))
    sealed.unlink()
    with pytest.raises(BadBackup, match="is missing"):
        manifest.check_parts(saved, manifest.read(saved, key))
    signed.write_text(text.replace("england", "elsewhere"))
    with pytest.raises(BadBackup, match="not signed by this key"):
        manifest.read(saved, key)
    signed.write_text("{}")
    with pytest.raises(BadBackup, match="cannot be read"):
        manifest.read(saved, key)
    signed.unlink()
    with pytest.raises(BadBackup, match="no backup"):
        manifest.read(saved, key)


def test_a_changed_row_is_told_from_the_one_that_was_saved(place: Place, tmp_path: Path) -> None:
    with psycopg.connect(place.address(BACKUP)) as reader:
        before = facts(reader)
    place.sql("UPDATE files_obligation SET settled = 'late' WHERE id = (SELECT min(id::text)::uuid "
              "FROM files_obligation)")  # fmt: skip
    with psycopg.connect(place.address(BACKUP)) as reader:
        assert differing(before, facts(reader)) == ["The obligations are not what they were."]
    worlds.open_file(given="Alex", family="Greenaway")
    with psycopg.connect(place.address(BACKUP)) as reader:
        said = differing(before, facts(reader))
    assert any(one.startswith("files_subject had") for one in said)
    assert "The ends of the chains are not what they were." in said


def test_a_database_with_anything_in_it_is_refused(place: Place, empty: str) -> None:
    check_empty(place.address(OWNER, empty))
    with pytest.raises(BadBackup, match="not empty"):
        check_empty(place.address(OWNER))


def test_tables_of_a_later_version_are_refused(saved: Path) -> None:
    told = manifest.read(saved, bytes.fromhex(PUBLIC))
    check_version(told)
    told.facts["schema"]["files"].append("9999_later")
    with pytest.raises(BadBackup, match=r"files\.9999_later"):
        check_version(told)


def test_half_a_restoring_leaves_an_empty_database(place: Place, saved: Path, empty: str) -> None:
    sealed = saved / manifest.DATABASE
    sealed.write_bytes(sealed.read_bytes()[:-100])
    with pytest.raises(age.BadAge, match="not whole"):
        # Slowly, so that tables are made before it is found out.
        restore_database(saved, IDENTITY, place.address(OWNER, empty), lambda n: time.sleep(0.5))
    _until_alone(place, empty)
    check_empty(place.address(OWNER, empty))


def _until_alone(place: Place, name: str) -> None:
    """A program that was killed has not left the database at that moment."""
    others = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"
    for _ in range(100):
        if place.sql(others, "postgres").strip() == "0":
            return
        time.sleep(0.1)
    raise AssertionError("somebody is left in the database")


def test_only_so_many_are_kept(place: Place, tmp_path: Path) -> None:
    for hours in range(3):
        (tmp_path / f"sightline-{AT + timedelta(hours=hours):%Y%m%dT%H%M%SZ}").mkdir()
    (tmp_path / "something-else").mkdir()
    assert thin_out(tmp_path, 2) == ["sightline-20261123T021500Z"]
    assert len(backups(tmp_path)) == 3  # two, and what is none


def test_two_at_once_are_not_made_in_one_folder(place: Place, saved: Path) -> None:
    with pytest.raises(BadBackup, match="there already"):
        make(asked(place), saved.parent, AT)


def test_passwords_are_not_in_the_command() -> None:
    told = postgresql.environment(
        "postgres://jo:s%40cret@db.example:5433/sightline?sslmode=require"
    )
    assert told["PGPASSWORD"] == "s@cret" and told["PGHOST"] == "db.example"
    assert (told["PGPORT"], told["PGDATABASE"], told["PGSSLMODE"]) == (
        "5433",
        "sightline",
        "require",
    )
    assert not [name for name in told if name.startswith("SIGHTLINE")]


# --- cut off on the way --------------------------------------------------------------------------

MAKE = """
import os, resource, sys
import django
django.setup()
from datetime import UTC, datetime
from pathlib import Path
from sightline.service.web.backups.making import Asked, make
folder, database, key, most = sys.argv[1:]
if int(most):
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
print("ready", flush=True)
print(make(Asked(database, [key], None), Path(folder), datetime.now(UTC)).name)
"""


def making(place: Place, folder: Path, most: int = 0) -> subprocess.Popen[str]:
    """A process that makes a backup. ``most``: bytes that a file may have, 0 for any."""
    return subprocess.Popen(
        [sys.executable, "-c", MAKE, str(folder), place.address(BACKUP),
         age.recipient_of(IDENTITY), str(most)],
        env=place.environment(DJANGO_SETTINGS_MODULE="sightline.service.web.settings"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_a_full_disk_leaves_nothing(place: Place, tmp_path: Path) -> None:
    process = making(place, tmp_path, most=50_000)
    _, said = process.communicate()
    assert process.returncode != 0
    assert "File too large" in said
    assert backups(tmp_path) == []
    assert list(tmp_path.glob("*.part")) == []


def kill_now_and_then(place: Place, folder: Path, times: int) -> int:
    """Kill as many backups at random points; how many were whole before."""
    chance = random.Random(times)
    whole = 0
    for _ in range(times):
        process = making(place, folder)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 1.2))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for name in backups(folder):
            told = manifest.read(folder / name, bytes.fromhex(PUBLIC))
            manifest.check_parts(folder / name, told)
        whole = len(backups(folder))
        time.sleep(1)  # their names are seconds apart
    return whole


def test_killed_at_any_point_it_leaves_a_whole_one_or_none(
    place: Place, tmp_path: Path, empty: str
) -> None:
    kill_now_and_then(place, tmp_path, 2)
    last = make(asked(place), tmp_path, datetime.now(UTC))
    assert list(tmp_path.glob("*.part")) == []
    given_back(place, last, empty)


@pytest.mark.long
def test_killed_at_many_points(place: Place, tmp_path: Path, empty: str) -> None:
    whole = kill_now_and_then(place, tmp_path, 30)
    assert 0 < whole < 30, "kill earlier or later: it never happened on the way"
    given_back(place, tmp_path / sorted(backups(tmp_path))[-1], empty)
