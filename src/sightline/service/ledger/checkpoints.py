"""Signed heads of all chains, kept where nobody who can change the database can change them.

Each checkpoint has the heads that moved since the one before it, and the digest of that one: so a
day's document is as large as the day, and the last one proves all before it. The documents lie in
the database as well, but only a copy elsewhere can prove that the end of a chain was cut off.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sightline.service.ledger import chains
from sightline.service.ledger.chains import Head
from sightline.service.ledger.models import Chain, Checkpoint

_TURN = "checkpoints"  # a chain without rows, whose lock lets one be taken at a time


class BadCheckpoint(Exception):
    """A checkpoint that proves nothing, or that says the database is not what it was."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it is kept elsewhere: the text that was signed, and the signature."""

    document: str
    signature: bytes

    def as_file(self) -> str:
        """The JSON of the file that is kept elsewhere."""
        return json.dumps({"document": self.document, "signature": self.signature.hex()}) + "\n"

    @classmethod
    def from_file(cls, text: str) -> Signed:
        """What ``as_file`` wrote. Raises BadCheckpoint."""
        try:
            held = json.loads(text)
            return cls(str(held["document"]), bytes.fromhex(held["signature"]))
        except (ValueError, TypeError, KeyError):
            raise BadCheckpoint("This file is no checkpoint that Sightline wrote.") from None


def new_key() -> tuple[str, str]:
    """A new key to sign with and the one to check with, each in 64 hexadecimal digits."""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes_raw().hex(), key.public_key().public_bytes_raw().hex()


def public_key() -> bytes:
    """The public half of the key in the settings. Raises ImproperlyConfigured."""
    return signing_key().public_key().public_bytes_raw()


def take(*, at: datetime) -> Checkpoint:
    """Sign the heads as they are and keep the document; inside an act.

    Raises BadCheckpoint where a chain is shorter than a checkpoint had it: then nothing is signed
    until somebody knows why. Raises ImproperlyConfigured without a key.
    """
    key = signing_key()
    chains.lock(_TURN)
    last = _last()
    known = {name: heads[-1] for name, heads in _heads(_stored()).items()}
    heads = {
        name: Head(length, bytes(digest))
        for name, length, digest in Chain.objects.filter(length__gt=0)
        .order_by("name")
        .values_list("name", "length", "digest")
    }
    _refuse_shorter(known, heads)
    document = _canonical(
        {
            "at": at.astimezone(UTC).isoformat(timespec="seconds"),
            "number": 1 if last is None else json.loads(last)["number"] + 1,
            "previous": None if last is None else _digest(last),
            "heads": {
                name: [head.length, head.digest.hex()]
                for name, head in heads.items()
                if known.get(name) != head
            },
        }
    )
    return Checkpoint.objects.create(
        at=at,
        chains=len(heads),
        document=document,
        signature=key.sign(document.encode()),
        key=key.public_key().public_bytes_raw().hex(),
    )


def check(document: str, signature: bytes, key: bytes) -> dict[str, list[Head]]:
    """The heads that a kept checkpoint proves, its own and those of all before it, for ``verify``.

    ``key``: the public one, from elsewhere too. Raises BadCheckpoint where the signature is not by
    it, or the database's own checkpoints up to this one are not those that it was made from.
    """
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, document.encode())
    except (InvalidSignature, ValueError):
        raise BadCheckpoint("The checkpoint was not signed by this key, or was changed.") from None
    number = json.loads(document)["number"]
    stored = _stored()[:number]
    if len(stored) < number or stored[-1] != document:
        raise BadCheckpoint(f"Checkpoint {number} is not in the database as it was signed.")
    return _heads(stored)


def stored_heads() -> dict[str, list[Head]]:
    """The heads in the database's own checkpoints: whoever cut a chain may have changed these too.

    Raises BadCheckpoint where one of them does not follow from the one before.
    """
    return _heads(_stored())


def _heads(documents: Sequence[str]) -> dict[str, list[Head]]:
    heads: dict[str, list[Head]] = defaultdict(list)
    previous: str | None = None
    for number, document in enumerate(documents, start=1):
        held = json.loads(document)
        if (held["number"], held["previous"]) != (number, previous):
            raise BadCheckpoint(f"Checkpoint {number} does not follow from the one before it.")
        for name, (length, digest) in held["heads"].items():
            heads[name].append(Head(length, bytes.fromhex(digest)))
        previous = _digest(document)
    return dict(heads)


def _stored() -> list[str]:
    return list(Checkpoint.objects.order_by("pk").values_list("document", flat=True))


def _last() -> str | None:
    return Checkpoint.objects.order_by("-pk").values_list("document", flat=True).first()


def _refuse_shorter(known: Mapping[str, Head], heads: Mapping[str, Head]) -> None:
    shorter = [
        name for name, head in known.items() if heads.get(name, chains.EMPTY).length < head.length
    ]
    if shorter:
        raise BadCheckpoint(
            f"{len(shorter)} chains are shorter than the last checkpoint has them, {shorter[0]} "
            "among them. Nothing was signed. `sightline verify` says what is missing."
        )


def signing_key() -> Ed25519PrivateKey:
    """The key of the settings, which signs checkpoints and what says what a backup is.

    Raises ImproperlyConfigured.
    """
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.CHECKPOINT_KEY))
    except ValueError:
        raise ImproperlyConfigured(
            "SIGHTLINE_CHECKPOINT_KEY must be 64 hexadecimal digits; `sightline checkpoint "
            "--new-key` makes one."
        ) from None


def _digest(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def _canonical(held: Mapping[str, Any]) -> str:
    return json.dumps(held, sort_keys=True, separators=(",", ":"))
