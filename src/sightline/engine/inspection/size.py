"""How many files to read: from confidence, margin and the number that there are to read.

Cochran's formula for a proportion (Cochran 1977, Sampling Techniques, 3rd edition, section 4.4), at
the share that needs the most files (a half), with the correction for a population that is small:

    n0 = z² · p(1 - p) / e²        n = n0 / (1 + (n0 - 1) / N), rounded up

Worked out in whole numbers and fractions, so that no rounding of a machine decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from statistics import NormalDist

CONFIDENCES = (80, 90, 95)
"""In percent: how often the interval holds the share of all files."""

MOST_MARGIN = 50
"""In points; beyond it a share is not confined at all."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many files to read of ``files``.

    ``wanted``: what the formula gives. ``size``: what it comes to. ``bound``: what decided:
    ``least`` or ``most``, ``all`` where every file is read, blank where the formula did.
    """

    files: int
    wanted: int
    size: int
    bound: str


def sample_size(
    files: int,
    *,
    confidence: int,
    margin: int,
    least: int | None = None,
    most: int | None = None,
) -> Size:
    """How many of ``files`` to read, never more than there are.

    ``confidence``: one of CONFIDENCES. ``margin``: in points to each side, 1 to 50. ``least`` and
    ``most`` hold whatever the formula gives. Raises ValueError, with a sentence, for anything else.
    """
    if files < 0:
        raise ValueError(f"There cannot be {files} files.")
    if least is not None and least < 1:
        raise ValueError(f"The least number of files is 1 or more, not {least}.")
    if most is not None and most < (least or 1):
        raise ValueError(
            f"The most files to read ({most}) are fewer than the least ({least or 1})."
        )
    wanted = _wanted(files, z_of(confidence), margin)
    size, bound = wanted, ""
    if least is not None and size < least:
        size, bound = least, "least"
    if most is not None and size > most:
        size, bound = most, "most"
    if size >= files:
        size, bound = files, "all"
    return Size(files, wanted, size, bound)


def z_of(confidence: int) -> Fraction:
    """The quantile of the normal distribution to four places: 1.2816, 1.6449 or 1.9600.

    Raises ValueError for a confidence that is none of CONFIDENCES.
    """
    if confidence not in CONFIDENCES:
        raise ValueError(f"The confidence is 80, 90 or 95 percent, not {confidence}.")
    return Fraction(round(NormalDist().inv_cdf(0.5 + confidence / 200) * 10_000), 10_000)


def _wanted(files: int, z: Fraction, margin: int) -> int:
    if not 1 <= margin <= MOST_MARGIN:
        raise ValueError(f"The margin is 1 to {MOST_MARGIN} points, not {margin}.")
    if files == 0:
        return 0
    of_many = z**2 * Fraction(1, 4) / Fraction(margin, 100) ** 2
    return ceil(of_many / (1 + (of_many - 1) / files))
