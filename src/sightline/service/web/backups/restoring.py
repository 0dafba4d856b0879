"""Giving a backup back: into an empty database, whole or not at all, and proved before it is used.

First it is compared with what the backup says of itself, then brought to this version's tables.
Whether its chains hold and its obligations follow is asked afterwards, as of any database.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

import psycopg
from django.db.migrations.loader import MigrationLoader

from sightline.service.web.backups import age, postgresql
from sightline.service.web.backups.facts import differing, facts
from sightline.service.web.backups.manifest import DATABASE, STORE, BadBackup, Manifest

_ANYTHING = """
SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
"""


def check_empty(address: str) -> None:
    """Raises BadBackup where the database has any table."""
    with psycopg.connect(address) as connection:
        row = connection.execute(_ANYTHING).fetchone()
    if row is None or row[0]:
        raise BadBackup(
            "The database is not empty. A backup is given back into an empty one alone: make one "
            "(createdb --owner sightline_owner NAME) and name it in OWNER_DATABASE_URL."
        )


def check_version(manifest: Manifest) -> None:
    """Raises BadBackup where it was made of tables that this version does not know."""
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or ())
    then = {(app, name) for app, names in manifest.facts["schema"].items() for name in names}
    if unknown := sorted(then - known):
        raise BadBackup(
            f"It was made by Sightline {manifest.sightline}, whose tables this version does not "
            f"know ({'.'.join(unknown[0])}). Install that version or a later one."
        )


def restore_database(
    folder: Path, identity: bytes, address: str, progress: Callable[[int], object]
) -> None:
    """Put the tables back as they were, in one transaction. Raises BadBackup and BadAge."""
    command = [
        postgresql.program("pg_restore"), "--single-transaction", "--exit-on-error", "--no-owner",
        "--no-password", f"--dbname={_name_of(address)}",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as said, (folder / DATABASE).open("rb") as sealed:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stderr=said, env=postgresql.environment(address)
        ) as process:
            try:
                _feed(cast("IO[bytes]", process.stdin), age.opened(sealed, identity), progress)
            except BaseException:
                # Before it has read to the end it commits nothing.
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            raise BadBackup(f"pg_restore failed: {said.read().decode(errors='replace').strip()}")


def check_same(manifest: Manifest, address: str) -> None:
    """Raises BadBackup where what was given back is not what the backup was made of."""
    with psycopg.connect(address) as connection:
        found = differing(manifest.facts, facts(connection))
    if found:
        raise BadBackup(
            "What was given back is not what the backup was made of. " + " ".join(found)
        )


def unpack_store(
    folder: Path, identity: bytes, to: Path, progress: Callable[[int], object]
) -> Path:
    """Unpack the uploaded files beside the folder that they belong in, to be renamed to it.

    ``to`` must be empty or missing. Raises BadBackup and BadAge.
    """
    if to.exists():
        if any(to.iterdir()):
            raise BadBackup("The folder of uploaded files (SIGHTLINE_STORE) is not empty.")
        to.rmdir()
    part = to.with_name(to.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    with (folder / STORE).open("rb") as sealed:
        read: Any = _Reader(age.opened(sealed, identity), progress)
        with tarfile.open(fileobj=read, mode="r|") as tar:
            for member in tar:
                _extract(tar, member, part)
        read.drain()
    return part


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    """A file, under the name that it had in its folder; nothing else was put in."""
    path = into / member.name
    file = tar.extractfile(member) if member.isreg() else None
    if file is None or ".." in path.parts or not path.is_relative_to(into):
        raise BadBackup("The uploaded files hold what no backup puts there.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with file, path.open("xb") as out:
        path.chmod(0o600)
        shutil.copyfileobj(file, out)


class _Reader:
    """Chunks as a file to read from."""

    def __init__(self, chunks: Iterator[bytes], progress: Callable[[int], object]) -> None:
        self._chunks, self._held, self._progress = chunks, b"", progress

    def read(self, size: int) -> bytes:
        while len(self._held) < size and (more := next(self._chunks, b"")):
            self._held += more
            self._progress(len(more))
        some, self._held = self._held[:size], self._held[size:]
        return some

    def drain(self) -> None:
        """Read to the end, where it shows whether all of it was there."""
        for _ in self._chunks:
            pass


def _feed(into: IO[bytes], chunks: Iterator[bytes], progress: Callable[[int], object]) -> None:
    try:
        for chunk in chunks:
            into.write(chunk)
            progress(len(chunk))
        into.close()
    except BrokenPipeError:
        return  # it ended before its input did, and says why


def _name_of(address: str) -> str:
    return postgresql.environment(address)["PGDATABASE"]
