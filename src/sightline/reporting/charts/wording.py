"""Numbers as charts and their tables say them: each is formatted here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

NO_DATA = "no data"


def percent(share: float | None) -> str:
    """``28.9%``; a share of nothing says so."""
    return NO_DATA if share is None else f"{share:.1%}"


def between(low: float | None, high: float | None, none: str = "none") -> str:
    """``24.0% to 34.2%``."""
    return none if low is None or high is None else f"{low:.1%} to {high:.1%}"


def of(numerator: int, denominator: int) -> str:
    """``88 of 305``."""
    return f"{numerator:,} of {denominator:,}"


def tick(share: float) -> str:
    """``30%`` or ``2.5%`` on an axis."""
    return f"{100 * share:g}%"


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 area``, ``31 areas``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(names: Sequence[str]) -> str:
    """``A``, ``A and B``, ``A, B and C``."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
