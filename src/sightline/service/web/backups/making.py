"""Making a backup: one moment of the database, and the uploaded files, sealed and signed.

It is a folder that gets its name only when everything in it is whole and on the disk. Until then
it ends in ``.part``, and what a killed one left behind the next one clears away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

import psycopg
from django.conf import settings

import sightline
from sightline.service.files.standard import standard
from sightline.service.web.backups import age, postgresql
from sightline.service.web.backups.facts import NOT_KEPT, Facts, facts
from sightline.service.web.backups.manifest import (
    DATABASE,
    STORE,
    BadBackup,
    Manifest,
    sha256,
)

_PART: Final = ".part"
_AT_ONCE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """What to make a backup of. ``database``: its address as a role that reads all of it.

    ``recipients``: for whom it is sealed. ``store``: the folder of
    uploaded files, where there is one.
    """

    database: str
    recipients: Sequence[str]
    store: Path | None


def make(
    asked: Asked, folder: Path, at: datetime, progress: Callable[[int], object] = lambda n: None
) -> Path:
    """Make a backup in a folder that is there, and give its path.

    ``progress`` is told how many bytes more were read. Raises BadBackup, BadAge,
    ImproperlyConfigured and OSError; then nothing is left that looks like a backup.
    """
    for one in asked.recipients:
        age.recipient(one)
    with _alone(folder):
        _clear(folder)
        whole = folder / f"sightline-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        if whole.exists():
            raise BadBackup(f"{whole.name} is there already.")
        part = whole.with_name(whole.name + _PART)
        part.mkdir(mode=0o700)
        try:
            _fill(part, asked, at, progress)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        part.rename(whole)
        _sync(folder)
    return whole


def thin_out(folder: Path, keep: int) -> list[str]:
    """Remove all but the last so many backups of a folder; the names of those removed."""
    with _alone(folder):
        gone = sorted(folder.glob("sightline-????????T??????Z"))[:-keep]
        for path in gone:
            # Renamed first: killed on the way, it leaves nothing that looks like a backup.
            shutil.rmtree(path.rename(path.with_name(path.name + _PART)))
    return [path.name for path in gone]


def _fill(part: Path, asked: Asked, at: datetime, progress: Callable[[int], object]) -> None:
    parts = {DATABASE: part / DATABASE}
    with _sealing(parts[DATABASE], asked.recipients) as out:
        told = _database(asked.database, out, progress)
    if asked.store is not None:
        parts[STORE] = part / STORE
        with _sealing(parts[STORE], asked.recipients) as out:
            _store(asked.store, out, progress)
    Manifest(
        made_at=at,
        sightline=sightline.__version__,
        standard={
            "name": standard().name,
            "version": standard().version,
            "digest": standard().digest,
        },
        settings=_settings(),
        sealed_for=tuple(asked.recipients),
        facts=told,
        parts={name: sha256(path) for name, path in parts.items()},
    ).write(part)
    for path in [*part.iterdir(), part]:
        _sync(path)


def _settings() -> dict[str, Any]:
    """What whoever sets the service up anew needs to know of it. No key and no secret."""
    return {
        "SIGHTLINE_HOSTS": settings.ALLOWED_HOSTS,
        "SIGHTLINE_PROXIES": settings.PROXIES,
        "SIGHTLINE_STANDARD": settings.STANDARD,
        "SIGHTLINE_APPLICATION_ROLE": settings.APPLICATION_ROLE,
        "SIGHTLINE_OIDC_ISSUER": settings.OIDC_ISSUER,
    }


def _database(address: str, out: age.Sealer, progress: Callable[[int], object]) -> Facts:
    """pg_dump's archive of one moment, and what is so at that moment."""
    with psycopg.connect(address) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        without = [f"--exclude-table-data={table}" for table in NOT_KEPT]
        command = [
            postgresql.program("pg_dump"), "--format=custom", f"--snapshot={row[0]}", *without,
            "--no-password", "--lock-wait-timeout=60000",
        ]  # fmt: skip
        with tempfile.TemporaryFile() as said:
            with subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=said, env=postgresql.environment(address)
            ) as process:
                try:
                    _copy(cast("IO[bytes]", process.stdout), out, progress)
                except BaseException:
                    process.kill()
                    raise
            if process.returncode:
                said.seek(0)
                raise BadBackup(f"pg_dump failed: {said.read().decode(errors='replace').strip()}")
        return facts(connection)


def _store(folder: Path, out: age.Sealer, progress: Callable[[int], object]) -> None:
    """All files of the folder, as tar. What goes while it is read was erased, and is left out."""
    with tarfile.open(fileobj=cast("BinaryIO", out), mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.is_symlink():
                continue
            try:
                with path.open("rb") as file:
                    told = tar.gettarinfo(arcname=str(path.relative_to(folder)), fileobj=file)
                    told.uname = told.gname = ""
                    tar.addfile(told, file)
                    progress(told.size)
            except FileNotFoundError:
                continue


def _copy(read: IO[bytes], out: age.Sealer, progress: Callable[[int], object]) -> None:
    while some := read.read(_AT_ONCE):
        out.write(some)
        progress(len(some))


@contextmanager
def _sealing(path: Path, recipients: Sequence[str]) -> Iterator[age.Sealer]:
    with path.open("xb") as file:
        path.chmod(0o600)
        sealer = age.seal(file, recipients)
        yield sealer
        sealer.close()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder, so that what ends in ``.part`` is nobody's who is still at it."""
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BadBackup("Another backup is being made in this folder.") from None
    else:
        yield
    finally:
        os.close(lock)


def _clear(folder: Path) -> None:
    for left in folder.glob(f"sightline-*{_PART}"):
        shutil.rmtree(left)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
