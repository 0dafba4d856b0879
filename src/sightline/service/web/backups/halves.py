"""The private key of backups, in two halves that two people hold: neither alone opens anything.

One half is random, the other is the key with the first taken off (XOR), which is as random to
whoever lacks the first. Each lies in a file sealed under its holder's passphrase.
"""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass

from sightline.service.web.backups import age

LEAST_PASSPHRASE = 12
"""Characters, as of any password here."""


class BadHalf(Exception):
    """A half that is none, or does not fit."""


@dataclass(frozen=True, slots=True)
class Half:
    """One half, once it is open. ``recipient``: the public key whose private one it is half of."""

    holder: str
    recipient: str
    half: bytes


def split(identity: bytes, holders: tuple[str, str]) -> tuple[Half, Half]:
    """The halves of a private key for two people. Raises BadHalf where they are one."""
    if holders[0].strip().casefold() == holders[1].strip().casefold():
        raise BadHalf("The two halves are held by two people.")
    first = os.urandom(len(identity))
    halves = first, _xor(identity, first)
    recipient = age.recipient_of(identity)
    one, two = (
        Half(who.strip(), recipient, half) for who, half in zip(holders, halves, strict=True)
    )
    return one, two


def joined(one: Half, two: Half) -> bytes:
    """The private key. Raises BadHalf where the two are not its halves."""
    if one.holder.casefold() == two.holder.casefold():
        raise BadHalf(f"Both halves are held by {one.holder}; it takes two people.")
    if one.recipient != two.recipient:
        raise BadHalf(f"The halves of {one.holder} and {two.holder} are of different keys.")
    identity = _xor(one.half, two.half)
    if age.recipient_of(identity) != one.recipient:
        raise BadHalf("The halves do not make the key that they are halves of.")
    return identity


def sealed(half: Half, passphrase: str) -> bytes:
    """The file that its holder keeps. Raises BadHalf where the passphrase is too short."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise BadHalf(f"A passphrase has at least {LEAST_PASSPHRASE} characters.")
    told = {"holder": half.holder, "half": half.half.hex(), "of": half.recipient}
    out = io.BytesIO()
    sealer = age.seal_under(out, passphrase)
    sealer.write(json.dumps(told, indent=2).encode() + b"\n")
    sealer.close()
    return out.getvalue()


def opened(file: bytes, passphrase: str) -> Half:
    """A half from its holder's file. Raises BadAge and BadHalf."""
    try:
        told = json.loads(age.opened_under(io.BytesIO(file), passphrase))
        return Half(str(told["holder"]), str(told["of"]), bytes.fromhex(told["half"]))
    except (ValueError, TypeError, KeyError):
        raise BadHalf("This file holds no half of a key.") from None


def _xor(one: bytes, two: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, two, strict=True))
