"""Which answer stands where a file was judged once, or twice, or talked over afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NOT_KNOWN = "not-known"
"""The answer that nobody can tell: in no denominator, and never no."""


class From(StrEnum):
    """Where a standing answer comes from."""

    ONE = "one reader"
    BOTH = "two readers who agree"
    MODERATION = "moderation"
    UNRESOLVED = "two readers who differ"


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer that counts; None while two readers differ and nobody has moderated."""

    answer: str | None
    source: From


def standing(first: str, second: str | None = None, moderated: str | None = None) -> Standing:
    """The answer that stands. What was settled in moderation goes before what was given."""
    if moderated is not None:
        return Standing(moderated, From.MODERATION)
    if second is None:
        return Standing(first, From.ONE)
    if first == second:
        return Standing(first, From.BOTH)
    return Standing(None, From.UNRESOLVED)
