"""What a printed share can mean: which numbers of a base give it, and which mixtures.

A review prints a share and often not its base. These few sums say which readings are possible.
"""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959964
"""The normal deviate of a two-sided 95% interval."""


def whole_percent(numerator: int, denominator: int) -> int:
    """A share as a whole percentage, halves rounded up. Raises ValueError for an empty base."""
    if denominator < 1:
        raise ValueError("a share needs a base of at least one")
    return (200 * numerator + denominator) // (2 * denominator)


def giving(percent: int, base: int) -> tuple[int, ...]:
    """How many of a base give a percentage that was printed without a fraction."""
    return tuple(n for n in range(base + 1) if whole_percent(n, base) == percent)


def part_of_mixture(whole: int, first: int, second: int) -> int:
    """How many per cent of all must be of the second group for two shares to mix to a third.

    Raises ValueError where both groups have the same share: then any mixture will do, or none.
    """
    if first == second:
        raise ValueError("two equal shares mix to nothing else")
    return round(100 * (whole - first) / (second - first))


def margin(base: int) -> float:
    """How far a share of a base may be off at worst, in points, with 95% confidence."""
    return 100 * Z_95 * sqrt(0.25 / base)
