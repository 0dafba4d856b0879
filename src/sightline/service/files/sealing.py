"""Bytes sealed so that a copy without the key tells nothing, and no change goes unnoticed.

AES-256-GCM in chunks, by the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, "Online
authenticated encryption and its nonce-reuse misuse-resistance", 2015): the nonce of a chunk holds
its number and whether it is the last. So a chunk that is changed, left out, put elsewhere or cut
off at the end is found when it is read, and what is read is never more than one chunk in memory.

| bytes | what |
|---|---|
| 4 | ``SLS1`` |
| 8 | which key sealed it: the first bytes of a digest of the key |
| 32 | salt, by chance |
| the rest | chunks of 65,536 bytes, each with its tag of 16; the last may be shorter |

Each file is sealed with a key of its own (HKDF-SHA256 of the key, the salt and the file's id),
so that one file cannot be put in the place of another.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

KEY = 32
"""Bytes of a key."""
CHUNK = 64 * 1024
_TAG = 16
_MAGIC = b"SLS1"
_MARK, _SALT = 8, 32
_HEADER = len(_MAGIC) + _MARK + _SALT


class Damaged(Exception):
    """What is kept is not what was kept: cut, changed, or sealed with a key that is not here."""


class Sealer:
    """Seals one file, chunk after chunk. ``header`` stands before them."""

    def __init__(self, key: bytes, id: UUID) -> None:
        self.header = _MAGIC + _mark(key) + secrets.token_bytes(_SALT)
        self._cipher = _cipher(key, self.header, id)
        self._number = 0

    def seal(self, chunk: bytes, *, last: bool) -> bytes:
        """The next chunk, sealed: CHUNK bytes of it, or fewer where it is the last."""
        sealed = self._cipher.encrypt(_nonce(self._number, last), chunk, self.header)
        self._number += 1
        return sealed


class Opened(io.RawIOBase):
    """The plain bytes of a sealed file, to be read from any place in it.

    Raises Damaged where it is opened or where it is read. ``keys``: those that may have sealed it.
    """

    def __init__(self, sealed: BinaryIO, keys: Sequence[bytes], id: UUID) -> None:
        self._sealed = sealed
        self._header = sealed.read(_HEADER)
        mark = self._header[len(_MAGIC) : len(_MAGIC) + _MARK]
        if len(self._header) < _HEADER or not self._header.startswith(_MAGIC):
            raise Damaged("What is kept does not begin as Sightline writes it.")
        key = next((one for one in keys if _mark(one) == mark), None)
        if key is None:
            raise Damaged(
                "It was sealed with a key that SIGHTLINE_STORE_KEY does not hold. Add the key "
                "that was in use when it was kept, after the first."
            )
        self._cipher = _cipher(key, self._header, id)
        body = sealed.seek(0, os.SEEK_END) - _HEADER
        self._chunks = max(1, -(-body // (CHUNK + _TAG)))
        self._size = body - self._chunks * _TAG
        self._place = 0
        self._held: tuple[int, bytes] = (-1, b"")
        self._chunk(self._chunks - 1)  # whatever was cut off is found before anything is read

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a place before the beginning")
        self._place = start + offset
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        if self._place >= self._size:
            return 0
        number, within = divmod(self._place, CHUNK)
        into = memoryview(buffer).cast("B")
        part = self._chunk(number)[within : within + len(into)]
        into[: len(part)] = part
        self._place += len(part)
        return len(part)

    def close(self) -> None:
        self._sealed.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._sealed.seek(_HEADER + number * (CHUNK + _TAG))
            sealed = self._sealed.read(CHUNK + _TAG)
            nonce = _nonce(number, number == self._chunks - 1)
            try:
                self._held = number, self._cipher.decrypt(nonce, sealed, self._header)
            except InvalidTag:
                raise Damaged("What is kept was cut or changed.") from None
        return self._held[1]


def is_key(key: str) -> bool:
    """Whether it can be a key to seal with: 64 hexadecimal digits."""
    try:
        return len(bytes.fromhex(key)) == KEY
    except ValueError:
        return False


def is_sealed_by(key: bytes, sealed: BinaryIO) -> bool:
    """Whether a sealed file says at its beginning that this key sealed it."""
    return sealed.read(len(_MAGIC) + _MARK) == _MAGIC + _mark(key)


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"sightline store key" + key).digest()[:_MARK]


def _cipher(key: bytes, header: bytes, id: UUID) -> AESGCM:
    salt = header[-_SALT:]
    return AESGCM(HKDF(SHA256(), KEY, salt, b"sightline store" + id.bytes).derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
