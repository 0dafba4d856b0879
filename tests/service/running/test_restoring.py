"""A backup is given back by two people, from this version or the one before, and proved."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sightline.service.web.backups import age, halves
from sightline.service.web.backups.making import Asked, make
from tests.service.running.places import IDENTITY, PUBLIC, Place
from tools.cluster import BACKUP, OWNER

pytestmark = pytest.mark.usefixtures("settings_of_place")

SAID = ("correct horse battery", "another good phrase")
PREVIOUS = Path(__file__).with_name("previous.sql.gz")


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The files of the two who hold the key, whose passphrases are stretched less than usually."""
    monkeypatch.setattr(age, "_WORK", 4)
    paths = tmp_path / "ann.age", tmp_path / "ben.age"
    for path, half, said in zip(
        paths, halves.split(IDENTITY, ("Ann Example", "Ben Example")), SAID, strict=True
    ):
        path.write_bytes(halves.sealed(half, said))
    return paths


def restore(
    place: Place,
    backup: Path,
    to: str,
    held: tuple[Path, Path],
    *more: str,
    said: str = "\n".join(SAID),
) -> subprocess.CompletedProcess[str]:
    """Give a backup back, as two people do."""
    own = replace(place, folder=backup.parent / "elsewhere")
    own.folder.mkdir(exist_ok=True)
    return own.run(
        "restore", backup, "--half", held[0], "--half", held[1], *more, said=said,
        OWNER_DATABASE_URL=place.address(OWNER, to),
    )  # fmt: skip


def certificates(place: Place, name: str) -> list[str]:
    """What the log says of restorings."""
    found = place.sql("SELECT acts FROM ledger_logline WHERE route = 'restore'", name)
    return [act["act"] for line in found.splitlines() for act in json.loads(line)]


def test_two_people_give_it_back_and_the_log_says_so(
    place: Place, tmp_path: Path, empty: str, held: tuple[Path, Path]
) -> None:
    whole = make(Asked(place.address(BACKUP), [age.recipient_of(IDENTITY)], None), tmp_path, _now())
    wrong = restore(place, whole, empty, held, said="wrong\nwrong")
    assert wrong.returncode == 2 and "ann.age: The passphrase is wrong." in wrong.stderr
    done = restore(place, whole, empty, held, "--key", PUBLIC)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every chain holds and every obligation follows" in done.stdout
    first, second = certificates(place, empty)
    assert first.startswith(f"restore {whole.name}, manifest ")
    assert second.startswith("restored by Ann Example and Ben Example; made ")
    assert second.endswith("nothing wrong")


@pytest.fixture
def previous(place: Place) -> Iterator[str]:
    """A database as the release before this one made it."""
    name = f"{place.name}_previous"
    place.sql(f"CREATE DATABASE {name} OWNER {OWNER}", "postgres")
    _psql(place, name, gzip.decompress(PREVIOUS.read_bytes()))
    yield name
    place.sql(f"DROP DATABASE {name} WITH (FORCE)", "postgres")


def _psql(place: Place, name: str, said: bytes) -> None:
    subprocess.run(
        ["psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", place.cluster, "-U", OWNER, name],
        input=said, check=True, capture_output=True,
    )  # fmt: skip


def test_a_backup_of_the_release_before_is_given_back_and_brought_up(
    place: Place, tmp_path: Path, previous: str, empty: str, held: tuple[Path, Path]
) -> None:
    obligations = "SELECT id, settled, due_on FROM files_obligation ORDER BY id"
    asked = Asked(place.address(BACKUP, previous), [age.recipient_of(IDENTITY)], None)
    whole = make(asked, tmp_path, _now())
    done = restore(place, whole, empty, held)
    assert done.returncode == 0, done.stdout + done.stderr
    assert place.sql(obligations, empty) == place.sql(obligations, previous) != ""
    assert "nothing wrong" in certificates(place, empty)[1]
    check = place.run("serve", "--check", DATABASE_URL=place.address("sightline_app", empty))
    assert "tables" not in check.stderr


def _now() -> datetime:
    return datetime.now(UTC)
