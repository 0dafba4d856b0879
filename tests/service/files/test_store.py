"""What is kept outside the database comes back whole or not at all, and tells nobody else."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from sightline.service.files import store
from sightline.service.files.models import Stored
from sightline.service.files.sealing import CHUNK
from sightline.service.ledger import clock
from tests.service.own_database import OwnDatabase

MOST = 20_000_000


def put(what: bytes, most: int = MOST) -> store.Kept:
    return store.put(io.BytesIO(what), most=most)


def read(id: UUID) -> bytes:
    with store.opened(id) as plain:
        return plain.read()


def on_disk(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.STORE).rglob("*") if path.is_file()]


def whole(settings: Settings) -> Path:
    """The one file that there is."""
    (path,) = on_disk(settings)
    return path


class Dribble:
    """Gives fewer bytes than it is asked for, as an upload may."""

    def __init__(self, what: bytes) -> None:
        self._from = io.BytesIO(what)

    def read(self, size: int, /) -> bytes:
        return self._from.read(min(size, 7_001))


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_what_was_put_is_what_is_read(size: int) -> None:
    what = os.urandom(size)
    kept = store.put(Dribble(what), most=size)
    assert (kept.size, kept.sha256) == (size, hashlib.sha256(what).digest())
    assert read(kept.id) == what


@pytest.mark.django_db
def test_it_is_read_from_any_place() -> None:
    what = os.urandom(3 * CHUNK + 77)
    with store.opened(put(what).id) as plain:
        for place, count in ((2 * CHUNK - 3, 9), (0, 5), (3 * CHUNK + 70, 100), (CHUNK, CHUNK)):
            plain.seek(place)
            assert plain.read(count) == what[place : place + count]
        assert plain.seek(0, io.SEEK_END) == len(what) and plain.read() == b""


@pytest.mark.django_db
def test_nothing_can_be_seen_from_outside(settings: Settings) -> None:
    kept = put(b"Ada Quillwright was seen at school. " * 5_000)
    path = whole(settings)
    assert b"Quillwright" not in path.read_bytes()
    assert path.name == kept.id.hex
    assert path.stat().st_mode & 0o137 == 0, "others read nothing, and the group writes nothing"
    folders = [one for one in Path(settings.STORE).rglob("*") if one.is_dir()]
    assert {one.stat().st_mode & 0o007 for one in [Path(settings.STORE), *folders]} == {0}
    assert put(b"the same").sha256 == put(b"the same").sha256
    same = [one.read_bytes() for one in on_disk(settings) if one.stat().st_size < 100]
    assert len(same) == 2 and same[0] != same[1], "nobody can tell that two files are the same"


# --- found: cut, changed, exchanged, another key ---


@contextmanager
def damage() -> Iterator[None]:
    with pytest.raises(store.Damaged):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("left", [0, 3, 43, 44, 59, CHUNK, 44 + CHUNK + 16, 44 + CHUNK + 20, -1])
def test_a_cut_is_found_before_anything_is_read(settings: Settings, left: int) -> None:
    """Also where a whole chunk is cut off, and what is left is as whole as it was."""
    kept = put(os.urandom(2 * CHUNK))
    os.truncate(whole(settings), left if left >= 0 else whole(settings).stat().st_size + left)
    with damage():
        store.opened(kept.id)


@pytest.mark.django_db
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 44 + 2 * (CHUNK + 16) + 100 + 15), bit=st.integers(0, 7))
def test_every_changed_bit_is_found(settings: Settings, place: int, bit: int) -> None:
    if not Stored.objects.exists():
        put(b"x" * (2 * CHUNK + 100))
    path, id_ = whole(settings), Stored.objects.get().id
    as_it_was = path.read_bytes()
    changed = bytearray(as_it_was)
    changed[place] ^= 1 << bit
    path.write_bytes(changed)
    try:
        with damage():
            read(id_)
    finally:
        path.write_bytes(as_it_was)


@pytest.mark.django_db
def test_chunks_and_files_keep_their_places(settings: Settings) -> None:
    kept = put(b"a" * CHUNK + b"b" * CHUNK + b"c")
    path = whole(settings)
    sealed = path.read_bytes()
    head, first, second = sealed[:44], sealed[44 : 44 + CHUNK + 16], sealed[44 + CHUNK + 16 :]
    second, last = second[: CHUNK + 16], second[CHUNK + 16 :]
    for other in (head + second + first + last, head + first + last, sealed + b"\0", sealed + last):
        path.write_bytes(other)
        with damage():
            read(kept.id)
    path.write_bytes(sealed)
    other_id = put(b"another").id
    (other_path,) = (one for one in on_disk(settings) if one.name == other_id.hex)
    other_path.write_bytes(sealed)
    with damage():
        read(other_id)
    assert read(kept.id)[-1:] == b"c"


@pytest.mark.django_db
def test_keys_are_changed_and_the_old_ones_go_on_opening(settings: Settings) -> None:
    before, new = settings.STORE_KEYS, "a1" * 32
    old = put(b"sealed before").id
    settings.STORE_KEYS = [new, *before]
    assert read(old) == b"sealed before"
    young = put(b"sealed after").id
    settings.STORE_KEYS = [new]
    assert read(young) == b"sealed after"
    with pytest.raises(store.Damaged, match="SIGHTLINE_STORE_KEY"):
        store.opened(old)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"), [("STORE", ""), ("STORE_KEYS", []), ("STORE_KEYS", ["short"])]
)
def test_nothing_is_kept_without_a_folder_and_a_key(
    settings: Settings, name: str, value: object
) -> None:
    setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match="SIGHTLINE_STORE"):
        put(b"anything")


# --- too much, no room, killed ---


@pytest.mark.django_db
def test_what_is_too_large_is_not_read_to_its_end(settings: Settings) -> None:
    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(store.TooLarge, match="larger than 1 MB"):
        store.put(stream, most=1_000_000)
    assert stream.given < 1_000_000 + 3 * CHUNK
    assert on_disk(settings) == [] and not Stored.objects.exists()
    assert put(b"x" * 100, most=100).size == 100


@pytest.mark.django_db
def test_a_full_disk_leaves_nothing(settings: Settings) -> None:
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 * CHUNK, usual[1]))
    try:
        with pytest.raises(store.NoRoom) as told:
            put(os.urandom(6 * CHUNK))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert isinstance(told.value.__cause__, OSError) and told.value.__cause__.errno == errno.EFBIG
    assert on_disk(settings) == [] and not Stored.objects.exists()


KILLED = """
import io, os, signal, django
django.setup()
from django.conf import settings
settings.STORE, settings.STORE_KEYS = {store!r}, {keys!r}
from sightline.service.files import store
class Slow(io.BytesIO):
    def read(self, size=-1):
        if self.tell() > {until}:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(size)
kept = store.put(Slow(b"x" * 1_000_000), most=2_000_000)
print("kept", flush=True)
"""


@pytest.mark.parametrize("until", [0, 400_000])
def test_a_kill_leaves_nothing_that_looks_whole(
    own_database: OwnDatabase, settings: Settings, until: int
) -> None:
    script = KILLED.format(store=settings.STORE, keys=settings.STORE_KEYS, until=until)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=own_database.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == -9 and "kept" not in done.stdout, done.stderr
    left = whole(settings)
    assert left.suffix == ".part" and not Stored.objects.exists()
    assert store.sweep(clock.now()) == 0, "it may be written to yet"
    assert store.sweep(clock.now() + timedelta(days=1, minutes=1)) == 1
    assert on_disk(settings) == []


# --- kept by a row, and by nothing else ---


def grow_old(settings: Settings) -> None:
    then = time.time() - timedelta(days=2).total_seconds()
    for path in on_disk(settings):
        os.utime(path, (then, then))


def test_what_an_undone_act_put_is_swept(own_database: OwnDatabase, settings: Settings) -> None:
    with transaction.atomic():
        put(b"undone")
        transaction.set_rollback(True)
    kept = put(b"kept")
    assert store.sweep(clock.now()) == 0, "an act that goes on may have put it"
    grow_old(settings)
    assert store.sweep(clock.now()) == 1
    assert whole(settings).name == kept.id.hex and read(kept.id) == b"kept"


def test_it_is_removed_when_its_act_is_committed(
    own_database: OwnDatabase, settings: Settings
) -> None:
    kept = put(b"to be removed")
    with transaction.atomic():
        store.remove(kept.id)
        transaction.set_rollback(True)
    assert read(kept.id) == b"to be removed"
    with transaction.atomic():
        store.remove(kept.id)
        assert read(kept.id) == b"to be removed"
    with pytest.raises(store.Missing):
        store.opened(kept.id)
    assert on_disk(settings) == []
    store.remove(kept.id)


@pytest.mark.django_db
def test_what_is_lost_is_known(settings: Settings) -> None:
    kept, gone = put(b"there"), put(b"gone")
    assert list(store.lost()) == []
    for path in on_disk(settings):
        if path.name == gone.id.hex:
            path.unlink()
    assert list(store.lost()) == [gone.id]
    assert read(kept.id) == b"there"


@pytest.mark.parametrize(
    ("size", "told"), [(0, "0 KB"), (1, "1 KB"), (999_001, "1000 KB"), (20_000_000, "20 MB")]
)
def test_sizes_are_told_in_words(size: int, told: str) -> None:
    assert store.told_size(size) == told
