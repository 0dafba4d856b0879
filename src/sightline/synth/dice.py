"""Chance that falls the same way on every machine."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Chance for one file, from the seed and the file's id alone.

    Each file has dice of its own, so that a change to one story leaves all other files as they
    were. Everything is made of ``random()``, whose sequence Python promises never to change; it
    makes no such promise of ``choice`` or ``sample``.
    """

    def __init__(self, seed: int, file: str) -> None:
        digest = hashlib.sha256(f"{seed}/{file}".encode()).digest()
        self._random = random.Random(int.from_bytes(digest, "big"))

    def fraction(self) -> float:
        """At least 0 and under 1."""
        return self._random.random()

    def chance(self, share: float) -> bool:
        """True in this share of throws."""
        return self.fraction() < share

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.fraction() * (high - low + 1))

    def pick(self, among: Sequence[T]) -> T:
        """One of them, each as likely as the next."""
        return among[self.between(0, len(among) - 1)]

    def weighted(self, shares: Mapping[T, float]) -> T:
        """One of them, as likely as its share of all."""
        left = self.fraction() * sum(shares.values())
        for value, share in shares.items():
            left -= share
            if left < 0:
                return value
        return value
