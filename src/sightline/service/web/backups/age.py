"""Files in the format of age (age-encryption.org/v1), so that any age program opens them too.

Written here with the ``cryptography`` library's primitives after the published specification
(C2SP, "The age file encryption format"): a file key wrapped for each recipient (X25519) or under a
passphrase (scrypt), a header under an HMAC, and the contents in authenticated chunks of 64 KiB, of
which none can be changed, moved or left out without being noticed.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sightline.service.web.backups import bech32

CHUNK: Final = 64 * 1024
_VERSION: Final = b"age-encryption.org/v1"
_TAG: Final = 16
_COLUMNS: Final = 64
_LONGEST_LINE: Final = 4096
_MOST_STANZAS: Final = 64
_WORK: Final = 18
"""Of scrypt: 2^18 rounds take a second and 256 MB, and each guess at a passphrase as much."""
_MOST_WORK: Final = 22
_NO_NONCE: Final = bytes(12)

_Stanza = tuple[list[str], bytes]


class BadAge(Exception):
    """What is no such file, is not whole, or was not made for this key or passphrase."""


def new_identity() -> bytes:
    """A new private key."""
    return X25519PrivateKey.generate().private_bytes_raw()


def recipient_of(identity: bytes) -> str:
    """The public half of a private key, as ``age1...``: what is sealed for it only it opens."""
    public = X25519PrivateKey.from_private_bytes(identity).public_key()
    return bech32.encode("age", public.public_bytes_raw())


def identity_text(identity: bytes) -> str:
    """A private key as age programs write it."""
    return bech32.encode("age-secret-key-", identity).upper()


def recipient(text: str) -> bytes:
    """The public key of ``age1...``. Raises BadAge."""
    try:
        kind, public = bech32.decode(text)
    except ValueError as error:
        raise BadAge(f"This is no key to seal for ({error}): it begins with age1.") from None
    if kind != "age" or len(public) != 32:
        raise BadAge("This is no key to seal for: it begins with age1 and has 62 characters.")
    return public


# --- sealing -------------------------------------------------------------------------------------


class Sealer:
    """Writes what it is given into a file, sealed. It is whole only once ``close`` was called."""

    def __init__(self, out: BinaryIO, header: bytes, file_key: bytes) -> None:
        self._out = out
        nonce = os.urandom(16)
        self._chunks = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
        self._number = 0
        self._held = bytearray()
        out.write(header + nonce)

    def write(self, plain: bytes) -> int:
        """Seal some more."""
        self._held += plain
        # The last chunk is marked as such, so one is kept back until it is known whether it is.
        while len(self._held) > CHUNK:
            self._put(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(plain)

    def close(self) -> None:
        """Write the end. It does not close the file."""
        self._put(bytes(self._held), last=True)

    def _put(self, plain: bytes, *, last: bool) -> None:
        self._out.write(self._chunks.encrypt(_nonce(self._number, last=last), plain, None))
        self._number += 1


def seal(out: BinaryIO, recipients: Sequence[str]) -> Sealer:
    """Seal for the holders of any of these keys. Raises BadAge where one is none."""
    if not recipients:
        raise BadAge("There is no key to seal for.")
    file_key = os.urandom(16)
    stanzas = [_for_recipient(file_key, recipient(one)) for one in recipients]
    return Sealer(out, _header(file_key, stanzas), file_key)


def seal_under(out: BinaryIO, passphrase: str) -> Sealer:
    """Seal under a passphrase."""
    file_key, salt = os.urandom(16), os.urandom(16)
    wrapped = ChaCha20Poly1305(_stretched(passphrase, salt, _WORK))
    stanza = (["scrypt", _b64(salt), str(_WORK)], wrapped.encrypt(_NO_NONCE, file_key, None))
    return Sealer(out, _header(file_key, [stanza]), file_key)


def _for_recipient(file_key: bytes, public: bytes) -> _Stanza:
    once = X25519PrivateKey.generate()
    share = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    key = _derived(shared, share + public, b"age-encryption.org/v1/X25519")
    body = ChaCha20Poly1305(key).encrypt(_NO_NONCE, file_key, None)
    return ["X25519", _b64(share)], body


def _header(file_key: bytes, stanzas: Sequence[_Stanza]) -> bytes:
    lines = [_VERSION]
    for arguments, body in stanzas:
        lines.append(f"-> {' '.join(arguments)}".encode())
        text = _b64(body)
        # The last line is shorter than the others, if need be empty.
        lines += [text[n : n + _COLUMNS].encode() for n in range(0, len(text) + 1, _COLUMNS)]
    start = b"\n".join(lines) + b"\n---"
    return start + b" " + _b64(_mac(file_key, start)).encode() + b"\n"


# --- opening -------------------------------------------------------------------------------------


def opened(file: BinaryIO, identity: bytes) -> Iterator[bytes]:
    """What was sealed for a private key, chunk by chunk; nothing after the first that is not whole.

    Raises BadAge. What was given out before it raised is authentic, but not all there was.
    """
    return _opened(file, lambda stanzas: _by_identity(stanzas, identity))


def opened_under(file: BinaryIO, passphrase: str) -> bytes:
    """All of what was sealed under a passphrase. Raises BadAge."""
    return b"".join(_opened(file, lambda stanzas: _by_passphrase(stanzas, passphrase)))


def _opened(file: BinaryIO, unwrap: Callable[[Sequence[_Stanza]], bytes]) -> Iterator[bytes]:
    stanzas, start, mac = _read_header(file)
    file_key = unwrap(stanzas)
    try:
        _hmac(file_key, start).verify(mac)
    except InvalidSignature:
        raise BadAge("Its header was changed.") from None
    chunks = ChaCha20Poly1305(_derived(file_key, file.read(16), b"payload"))
    number, held = 0, file.read(CHUNK + _TAG)
    while True:
        following = file.read(CHUNK + _TAG)
        last = not following
        try:
            plain = chunks.decrypt(_nonce(number, last=last), held, None)
        except (InvalidTag, ValueError):
            raise BadAge("It is not whole, or was changed.") from None
        if plain or not last:
            yield plain
        if last:
            return
        number, held = number + 1, following


def _read_header(file: BinaryIO) -> tuple[list[_Stanza], bytes, bytes]:
    if file.readline(_LONGEST_LINE) != _VERSION + b"\n":
        raise BadAge("It is no file in the format of age.")
    read = _VERSION + b"\n"
    stanzas: list[_Stanza] = []
    while len(stanzas) <= _MOST_STANZAS:
        line = file.readline(_LONGEST_LINE)
        if line.startswith(b"--- "):
            return stanzas, read + b"---", _unb64(line[4:].strip())
        if not line.startswith(b"-> "):
            break
        body, read = b"", read + line
        while True:
            more = file.readline(_LONGEST_LINE)
            body, read = body + more.strip(), read + more
            if len(more) < _COLUMNS + 1:
                break
        stanzas.append((line[3:].decode("ascii", "replace").split(), _unb64(body)))
    raise BadAge("Its header cannot be read.")


def _by_identity(stanzas: Sequence[_Stanza], identity: bytes) -> bytes:
    own = X25519PrivateKey.from_private_bytes(identity)
    public = own.public_key().public_bytes_raw()
    for arguments, body in stanzas:
        if arguments[:1] != ["X25519"] or len(arguments) != 2:
            continue
        share = _unb64(arguments[1].encode())
        try:
            shared = own.exchange(X25519PublicKey.from_public_bytes(share))
            key = _derived(shared, share + public, b"age-encryption.org/v1/X25519")
            return ChaCha20Poly1305(key).decrypt(_NO_NONCE, body, None)
        except (InvalidTag, ValueError):
            continue
    raise BadAge("It was not sealed for this key.")


def _by_passphrase(stanzas: Sequence[_Stanza], passphrase: str) -> bytes:
    arguments, body = stanzas[0] if len(stanzas) == 1 else ([], b"")
    if len(arguments) != 3 or arguments[0] != "scrypt" or not arguments[2].isdecimal():
        raise BadAge("It was not sealed under a passphrase.")
    if int(arguments[2]) > _MOST_WORK:
        raise BadAge("It asks for more work than this machine will do.")
    key = _stretched(passphrase, _unb64(arguments[1].encode()), int(arguments[2]))
    try:
        return ChaCha20Poly1305(key).decrypt(_NO_NONCE, body, None)
    except (InvalidTag, ValueError):
        raise BadAge("The passphrase is wrong.") from None


# --- the primitives ------------------------------------------------------------------------------


def _derived(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    salt = b"age-encryption.org/v1/scrypt" + salt
    return Scrypt(salt, 32, n=2**work, r=8, p=1).derive(passphrase.encode())


def _hmac(file_key: bytes, start: bytes) -> HMAC:
    mac = HMAC(_derived(file_key, b"", b"header"), SHA256())
    mac.update(start)
    return mac


def _mac(file_key: bytes, start: bytes) -> bytes:
    return _hmac(file_key, start).finalize()


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _b64(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")


def _unb64(text: bytes) -> bytes:
    try:
        return b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise BadAge("Its header cannot be read.") from None
