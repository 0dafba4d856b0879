"""Whether parts of a whole differ by more than chance: limits of funnel plots and control charts.

Funnel plot: the share of each area against how many it was counted of, within limits around the
share of all areas together (Spiegelhalter 2005, Funnel plots for comparing institutional
performance, Statistics in Medicine 24:1185-1202). The limits are those of the exact binomial: an
area stands outside where so few, or so many, are less likely than half of what the limits leave
out. Spiegelhalter interpolates between whole numbers; that puts more areas outside than the limits
promise (Manktelow and Seaton 2012, PLoS ONE 7:e45723), so the binomial is continued between them
by the incomplete beta function, which it equals at each of them.

Control chart: the share of each period within three standard errors of the share of all periods
together, by the denominator of each (p-chart; Mohammed, Worthington and Woodall 2008, Plotting
basic control charts, Quality and Safety in Health Care 17:137-145). Two rules: a point outside its
limits, and eight points in a row on one side (Western Electric 1956, Statistical Quality Control
Handbook, tests 1 and 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, lgamma, log, log1p, sqrt

INNER, OUTER = 0.95, 0.998
"""How much of what chance alone gives lies between the limits of a funnel plot."""

SIGMAS = 3
"""How many standard errors the limits of a control chart lie from the share of all periods."""

RUN = 8
"""How many points in a row on one side are more than chance."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was counted in one area or one period: so many of so many."""

    name: str
    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.name}: {self.numerator} of {self.denominator} is no share")

    @property
    def value(self) -> float | None:
        """The share; None where nothing was counted."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Limits:
    """The shares that chance alone gives, from ``low`` to ``high``, both between 0 and 1."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a share lies within, the limits included."""
        return self.low <= value <= self.high


def together(parts: Sequence[Part]) -> float | None:
    """The share of all parts together; None where nothing was counted."""
    denominator = sum(part.denominator for part in parts)
    return sum(part.numerator for part in parts) / denominator if denominator else None


# --- areas -----------------------------------------------------------------------------------


class Stands(StrEnum):
    """Where an area stands in a funnel plot."""

    WITHIN = "within both limits"
    ABOVE_INNER = "above the 95% limit"
    BELOW_INNER = "below the 95% limit"
    ABOVE_OUTER = "above the 99.8% limit"
    BELOW_OUTER = "below the 99.8% limit"


@dataclass(frozen=True, slots=True)
class AreaPoint:
    """An area in a funnel plot: its share, its limits, and where it stands."""

    part: Part
    value: float
    inner: Limits
    outer: Limits
    stands: Stands


def funnel(parts: Sequence[Part]) -> list[AreaPoint]:
    """Each area with something counted, in the order given."""
    share = together(parts)
    return [] if share is None else list(_areas(parts, share))


def _areas(parts: Sequence[Part], share: float) -> Iterator[AreaPoint]:
    for part in parts:
        if part.value is None:
            continue
        inner = binomial_limits(share, part.denominator, INNER)
        outer = binomial_limits(share, part.denominator, OUTER)
        yield AreaPoint(part, part.value, inner, outer, _stands(part, share))


def _stands(part: Part, share: float) -> Stands:
    """By the tails themselves, so that no rounding of a limit decides."""
    below = at_most(part.numerator, part.denominator, share)
    above = at_least(part.numerator, part.denominator, share)
    for level, low, high in (
        (OUTER, Stands.BELOW_OUTER, Stands.ABOVE_OUTER),
        (INNER, Stands.BELOW_INNER, Stands.ABOVE_INNER),
    ):
        if below < (1 - level) / 2:
            return low
        if above < (1 - level) / 2:
            return high
    return Stands.WITHIN


def binomial_limits(share: float, denominator: float, level: float) -> Limits:
    """The limits around a share of a positive denominator: outside them lies 1 - level or less."""
    if not 0 < share < 1:
        return Limits(share, share)
    tail = (1 - level) / 2
    low = _crossing(lambda x: at_most(x, denominator, share) - tail, denominator)
    high = _crossing(lambda x: tail - at_least(x, denominator, share), denominator)
    return Limits(low / denominator, high / denominator)


def _crossing(rises: Callable[[float], float], end: float) -> float:
    """Where a rising function is nought from 0 to ``end``; the nearer end if nowhere."""
    if rises(0) >= 0:
        return 0
    if rises(end) <= 0:
        return end
    low, high = 0.0, end
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if rises(middle) < 0 else (low, middle)
    return (low + high) / 2


def at_most(number: float, of: float, share: float) -> float:
    """How likely so many or fewer are by the binomial, continued between whole numbers."""
    return 1.0 if number >= of else _beta(1 - share, of - number, number + 1)


def at_least(number: float, of: float, share: float) -> float:
    """How likely so many or more are by the binomial, continued between whole numbers."""
    return 1.0 if number <= 0 else _beta(share, number, of - number + 1)


def _beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b) (NIST DLMF 8.17.4, 8.17.22)."""
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    return front / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of it, from the front (modified Lentz)."""
    tiny, precise = 1e-300, 1e-14
    found = over = 1.0
    under = 0.0
    for n in range(1, 2000):
        m = n // 2
        if n % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        under = 1 / (1 + term * under or tiny)
        over = 1 + term / over or tiny
        found *= over * under
        if abs(over * under - 1) < precise:
            break
    return found


# --- periods ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PeriodPoint:
    """A period in a control chart. ``outside`` its limits; ``in_run``: one of eight on one side.

    ``value`` and ``limits`` are None where nothing was counted; such a period breaks no run.
    """

    part: Part
    value: float | None
    limits: Limits | None
    outside: bool
    in_run: bool


def control(parts: Sequence[Part]) -> list[PeriodPoint]:
    """Each period, in the order given, which is that of time."""
    share = together(parts)
    in_runs = runs([_side(part, parts) for part in parts])
    found = []
    for number, part in enumerate(parts):
        limits = None
        if share is not None and part.denominator:
            limits = sigma_limits(share, part.denominator)
        outside = limits is not None and part.value is not None and not limits.holds(part.value)
        found.append(PeriodPoint(part, part.value, limits, outside, number in in_runs))
    return found


def sigma_limits(share: float, denominator: int) -> Limits:
    """Three standard errors to each side of a share, and nothing that no share can be."""
    spread = SIGMAS * sqrt(share * (1 - share) / denominator)
    return Limits(max(0.0, share - spread), min(1.0, share + spread))


def _side(part: Part, parts: Sequence[Part]) -> int | None:
    """Above (1), below (-1) or on (0) the share of all, in whole numbers; None without data."""
    if not part.denominator:
        return None
    mine = part.numerator * sum(other.denominator for other in parts)
    all_ = part.denominator * sum(other.numerator for other in parts)
    return (mine > all_) - (mine < all_)


def runs(sides: Sequence[int | None], length: int = RUN) -> set[int]:
    """The places of points in runs of ``length`` or more on one side.

    A point on the line ends a run; a period without data is passed over.
    """
    found: set[int] = set()
    run: list[int] = []
    for place, side in enumerate(sides):
        if side is None:
            continue
        run = [*run, place] if run and side and side == sides[run[-1]] else [place] * (side != 0)
        if len(run) >= length:
            found.update(run)
    return found
