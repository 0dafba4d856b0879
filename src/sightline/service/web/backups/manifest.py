"""What lies beside a backup, signed: what it was made of, and what each of its files must be.

Whoever has it learns how many rows there are of what, and nothing of what they say.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sightline.service.ledger.checkpoints import signing_key
from sightline.service.web.backups.facts import Facts

NAME: Final = "manifest.json"
DATABASE: Final = "database.age"
STORE: Final = "store.age"
_FORM: Final = 1
_SIGNED_AS: Final = b"sightline backup\n"
"""Before what is signed, so that no checkpoint, which the same key signs, passes for a manifest."""


class BadBackup(Exception):
    """A backup that is not whole, was changed, or does not fit."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``parts``: the SHA-256 of each of its other files."""

    made_at: datetime
    sightline: str
    standard: Mapping[str, str]
    settings: Mapping[str, Any]
    sealed_for: tuple[str, ...]
    facts: Facts
    parts: Mapping[str, str]

    def write(self, folder: Path) -> None:
        """Sign it and write it. Raises ImproperlyConfigured without a key to sign with."""
        told = {
            "form": _FORM,
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "sightline": self.sightline,
            "standard": dict(self.standard),
            "settings": dict(self.settings),
            "sealed_for": list(self.sealed_for),
            "facts": self.facts,
            "parts": dict(self.parts),
        }
        document = json.dumps(told, sort_keys=True, separators=(",", ":"))
        signature = signing_key().sign(_SIGNED_AS + document.encode())
        kept = {"document": document, "signature": signature.hex()}
        path = folder / NAME
        path.touch(mode=0o600)
        path.write_text(json.dumps(kept) + "\n", "utf-8")


def read(folder: Path, key: bytes) -> Manifest:
    """The manifest of a backup. ``key``: the public one that it must be signed by.

    Raises BadBackup where there is none, or another key signed it.
    """
    if folder.suffix == ".part" or not (folder / NAME).is_file():
        raise BadBackup("This is no backup, or one that was not finished.")
    try:
        kept = json.loads((folder / NAME).read_text("utf-8"))
        document, signature = str(kept["document"]), bytes.fromhex(kept["signature"])
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _SIGNED_AS + document.encode())
        told = json.loads(document)
        if told["form"] != _FORM:
            raise BadBackup("A later version of Sightline made this backup; it must restore it.")
        return Manifest(
            made_at=datetime.fromisoformat(told["made_at"]),
            sightline=told["sightline"],
            standard=told["standard"],
            settings=told["settings"],
            sealed_for=tuple(told["sealed_for"]),
            facts=told["facts"],
            parts=told["parts"],
        )
    except InvalidSignature:
        raise BadBackup("The manifest was not signed by this key, or was changed.") from None
    except (ValueError, TypeError, KeyError):
        raise BadBackup("The manifest cannot be read.") from None


def check_parts(folder: Path, manifest: Manifest) -> None:
    """Whether each file is what it was. Raises BadBackup."""
    for name, digest in manifest.parts.items():
        if not (folder / name).is_file():
            raise BadBackup(f"{name} is missing.")
        if sha256(folder / name) != digest:
            raise BadBackup(f"{name} is not what it was.")


def sha256(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
