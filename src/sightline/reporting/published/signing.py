"""The manifest of a site, its signature, and how both are checked."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from sightline.reporting.published import as_json
from sightline.reporting.published.content import Source
from sightline.reporting.published.pdf import CannotBeMade

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
_FORMAT = 1
_KEY = re.compile("[0-9a-fA-F]{64}")


class BadKey(ValueError):
    """A key that is none, in a sentence."""


def manifest(sources: Sequence[Source], digests: Mapping[str, tuple[str, int]]) -> bytes:
    """What a site is made of: each report with the digest of its source, each file with its own.

    ``digests``: SHA-256 and length, by path.
    """
    reports = [
        {"id": source.id, "on": source.on.isoformat(), "source": as_json.digest(source)}
        for source in sorted(sources, key=lambda source: source.id)
    ]
    files = {
        path: {"sha256": digest, "bytes": size} for path, (digest, size) in sorted(digests.items())
    }
    told = {"format": _FORMAT, "reports": reports, "files": files}
    return (json.dumps(told, indent=1, sort_keys=True) + "\n").encode()


def sign(document: bytes, key: bytes) -> str:
    """The signature, in hexadecimal digits. ``key``: the private one, 32 bytes."""
    private: bytes = _ed25519().Ed25519PrivateKey.from_private_bytes(key).sign(document)
    return private.hex()


def key_from(text: str) -> bytes:
    """A key of 64 hexadecimal digits. Raises BadKey."""
    if not _KEY.fullmatch(text.strip()):
        raise BadKey(
            "A key is 64 hexadecimal digits; `sightline publish --new-key` makes a pair: one to "
            "sign with, one to check with."
        )
    return bytes.fromhex(text.strip())


def new_key() -> tuple[str, str]:
    """A new key to sign with, and the one to check with."""
    private = _ed25519().Ed25519PrivateKey.generate()
    return private.private_bytes_raw().hex(), private.public_key().public_bytes_raw().hex()


def public_half(key: bytes) -> str:
    """The key to check with, of one to sign with, in hexadecimal digits."""
    private = _ed25519().Ed25519PrivateKey.from_private_bytes(key)
    half: str = private.public_key().public_bytes_raw().hex()
    return half


def verify_site(folder: Path, key: bytes) -> list[str]:
    """What is wrong with a site, in sentences; empty where it is what was published.

    ``key``: the public one, from elsewhere: whoever changed the folder could change a key in it.
    """
    try:
        document = (folder / MANIFEST).read_bytes()
        signature = bytes.fromhex((folder / SIGNATURE).read_text("ascii").strip())
    except (OSError, ValueError):
        return [
            f"{folder} is no site that Sightline wrote: {MANIFEST} or {SIGNATURE} is missing or is "
            "not as it writes them."
        ]
    if not _signed(document, signature, key):
        return [f"{MANIFEST} was not signed by this key, or was changed since."]
    try:
        held = json.loads(document)
        files = {str(path): dict(told) for path, told in held["files"].items()}
        if held["format"] != _FORMAT:
            return [f"{MANIFEST} has the format {held['format']}; expected {_FORMAT}."]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [f"{MANIFEST} is signed, and is no list of files."]
    return [*_of_files(folder, files), *_more(folder, set(files))]


def _of_files(folder: Path, files: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, told in files.items():
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            yield f"{name}: a path that leads out of the site."
            continue
        path = folder / name
        if path.is_symlink() or any(parent.is_symlink() for parent in _up(folder, path)):
            yield f"{name}: a link to elsewhere; expected the file itself."
        elif not path.is_file():
            yield f"{name}: missing."
        elif hashlib.sha256(path.read_bytes()).hexdigest() != told.get("sha256"):
            yield f"{name}: changed since it was published."


def _up(folder: Path, path: Path) -> Iterator[Path]:
    return (parent for parent in path.parents if folder in parent.parents)


def _more(folder: Path, known: set[str]) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_file = path.is_file() or path.is_symlink()
        if is_file and name not in known and name not in (MANIFEST, SIGNATURE):
            yield f"{name}: was not published with this site."


def _signed(document: bytes, signature: bytes, key: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        _ed25519().Ed25519PublicKey.from_public_bytes(key).verify(signature, document)
    except (InvalidSignature, ValueError):
        return False
    return True


def _ed25519() -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise CannotBeMade(
            "Nothing can be signed: cryptography is not installed. "
            "pip install 'sightline-safeguarding[service]'"
        ) from None
    return ed25519
