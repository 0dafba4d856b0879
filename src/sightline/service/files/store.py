"""Whatever is kept outside the database: uploaded files, sealed, in a folder of their own.

Nothing of what they are or whose they are can be seen from outside: a file is called by its id
alone, and ``sealing`` says how its bytes are sealed. What is kept is kept because a row of
``Stored`` says so, which ``put`` adds and ``remove`` takes away in the transaction of whoever
calls them. So what was put by an act that was undone is kept by nobody, as is what a killed
process left; ``sweep`` removes both, but nothing that is younger than a day.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from sightline.service.files.models import Stored
from sightline.service.files.sealing import CHUNK, Damaged, Opened, Sealer, is_key, is_sealed_by
from sightline.service.ledger import clock
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.transactions import take_turn

__all__ = ["Damaged", "Kept", "Missing", "NoRoom", "TooLarge", "opened", "put", "remove", "sweep"]

YOUNG = timedelta(days=1)
"""What is younger may belong to an act that goes on, and is left alone by ``sweep``."""
_MODE, _MODE_OF_FOLDERS = 0o640, 0o770
"""Written by the service's user. Its group may read what is sealed, for backups are made by another
user, and removes from its folders what it has taken up; a umask of 077 keeps it from both."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class TooLarge(Exception):
    """More than whoever keeps it takes. ``most``: bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(f"The file is larger than {told_size(most)}.")
        self.most = most


class NoRoom(Exception):
    """The disk is full."""


class Missing(Exception):
    """Nothing is kept under the id."""


class Readable(Protocol):
    """What can be put: an open file, an upload."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept: by which id, how many bytes and their digest, as they were given."""

    id: UUID
    size: int
    sha256: bytes


def put(stream: Readable, *, most: int) -> Kept:
    """Keep what a stream gives. ``most``: bytes; no more than these are ever read or written.

    Raises TooLarge, NoRoom, and ImproperlyConfigured where there is no folder or key.
    """
    id_ = new_id()
    with _on_its_way() as part:
        kept = _write(stream, part, id_, most)
        whole = _path(id_)
        _make(whole.parent)
        part.rename(whole)
        _sync(whole.parent)
    take_turn()
    Stored.objects.create(id=id_, kept_at=clock.now())
    return kept


def opened(id: UUID) -> BinaryIO:
    """What is kept, to be read and closed. It can be sought in, and is never held whole.

    Raises Missing, and Damaged, also while it is read.
    """
    try:
        sealed = _path(id).open("rb")
    except FileNotFoundError:
        raise Missing("A file that was kept is no longer there.") from None
    try:
        return io.BufferedReader(Opened(sealed, _keys(), id), CHUNK)
    except BaseException:
        sealed.close()
        raise


def nameless() -> BinaryIO:
    """A file on the same disk without a name, for what is on its way; it goes when it is closed."""
    part = _folder() / "parts" / f"{new_id().hex}.part"
    _make(part.parent)
    file = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, _MODE), "w+b")
    part.unlink()
    return file


def remove(id: UUID) -> None:
    """Keep it no longer. Its bytes go when the transaction has been committed."""
    take_turn()
    Stored.objects.filter(id=id).delete()
    transaction.on_commit(lambda: _path(id).unlink(missing_ok=True))


def sealed_before() -> Iterator[UUID]:
    """The ids of what is sealed with another key than the first of SIGHTLINE_STORE_KEY."""
    key = _keys()[0]
    for id_ in Stored.objects.order_by("id").values_list("id", flat=True).iterator():
        with suppress(FileNotFoundError), _path(id_).open("rb") as sealed:
            if not is_sealed_by(key, sealed):
                yield id_


def reseal(id: UUID) -> None:
    """Seal what is kept anew with the first key; at every moment one of the two files is there.

    Raises Missing, Damaged and NoRoom, and then leaves the file as it was.
    """
    whole = _path(id)
    with opened(id) as plain, _on_its_way() as part:
        _write(plain, part, id, whole.stat().st_size)
        part.rename(whole)
        _sync(whole.parent)


def sweep(now: datetime) -> int:
    """Remove what no row keeps and is older than a day; how many files that were."""
    before = (now.astimezone(UTC) - YOUNG).timestamp()
    swept = 0
    for path in list(_files()):
        if path.stat().st_mtime < before and not _is_kept(path):
            path.unlink(missing_ok=True)
            swept += 1
    return swept


def lost() -> Iterator[UUID]:
    """The ids that a row keeps and no file has."""
    for id_ in Stored.objects.order_by("id").values_list("id", flat=True).iterator():
        if not _path(id_).exists():
            yield id_


def told_size(size: int) -> str:
    """``20 MB``, ``312 KB``: in thousands, and rounded up."""
    unit, name = (1_000_000, "MB") if size >= 1_000_000 else (1_000, "KB")
    return f"{-(-size // unit)} {name}"


@contextmanager
def _on_its_way() -> Iterator[Path]:
    """Where a file is written that nobody keeps yet; what has not been renamed by then goes.

    Raises NoRoom.
    """
    part = _folder() / "parts" / f"{new_id().hex}.part"
    try:
        _make(part.parent)
        yield part
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise NoRoom("The disk on which files are kept is full.") from error
        raise
    finally:
        part.unlink(missing_ok=True)


def _write(stream: Readable, part: Path, id_: UUID, most: int) -> Kept:
    sealer, digest, size = Sealer(_keys()[0], id_), hashlib.sha256(), 0
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE), "wb") as file:
        file.write(sealer.header)
        chunk = _read(stream)
        while True:
            size += len(chunk)
            if size > most:
                raise TooLarge(most)
            digest.update(chunk)
            following = _read(stream) if len(chunk) == CHUNK else b""
            file.write(sealer.seal(chunk, last=not following))
            if not following:
                break
            chunk = following
        file.flush()
        os.fsync(file.fileno())
    return Kept(id_, size, digest.digest())


def _read(stream: Readable) -> bytes:
    """A whole chunk, or what is left: a stream may give less than it is asked for."""
    parts: list[bytes] = []
    wanted = CHUNK
    while wanted and (part := stream.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def _files() -> Iterator[Path]:
    folder = _folder()
    yield from folder.glob("parts/*.part")
    yield from folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")


def _is_kept(path: Path) -> bool:
    return path.suffix == "" and Stored.objects.filter(id=path.name).exists()


def _path(id_: UUID) -> Path:
    """By the last digits, which are by chance; the first ones are those of the day."""
    return _folder() / id_.hex[-2:] / id_.hex[-4:-2] / id_.hex


def _make(folder: Path) -> None:
    """Make a folder and those above it, each closed to others, which ``parents`` would not."""
    if not folder.parent.exists():
        _make(folder.parent)
    folder.mkdir(mode=_MODE_OF_FOLDERS, exist_ok=True)


def _sync(folder: Path) -> None:
    """Make sure of the name as well as of the bytes."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _folder() -> Path:
    if not settings.STORE:
        raise ImproperlyConfigured("SIGHTLINE_STORE is missing, so no file can be kept.")
    return Path(settings.STORE)


def _keys() -> list[bytes]:
    if not settings.STORE_KEYS or not all(map(is_key, settings.STORE_KEYS)):
        raise ImproperlyConfigured(
            "SIGHTLINE_STORE_KEY must be 64 hexadecimal digits, so that files can be sealed."
        )
    return [bytes.fromhex(key) for key in settings.STORE_KEYS]
