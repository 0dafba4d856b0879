"""Two services side by side: each measure for both, and whether chance could explain the gap.

Never a ranking: two services do not work with the same children, and a difference says where to
look, not who is better.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Any

from sightline.engine.figures import Figure, wilson
from sightline.engine.model import State
from sightline.standard.model import Measure, MeasureOf

FEWEST = 10
"""The smallest denominator of which a difference is told. Of fewer, one child more or less
decides; and the smaller it is, the likelier that a reader knows who it was."""

Interval = tuple[float, float]


class Verdict(StrEnum):
    """What can be said of the difference."""

    HIGHER_IN_A = "higher in A"
    HIGHER_IN_B = "higher in B"
    CHANCE = "no difference can be told from chance"
    TOO_FEW = "too few to compare"
    NOT_COMPARABLE = "not comparable"
    NO_DATA = "no data"
    NOT_TESTED = "medians are not tested"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One measure for both services.

    ``interval_a``, ``interval_b``: 95%, by Wilson, of a share; None of a median or without data.
    ``difference``: that of the shares, A less B, with its own interval ``between``; None where no
    difference is told. ``why``: whole sentences where the two do not count alike.
    """

    measure: str
    title: str
    sentence: str
    of: MeasureOf
    a: Figure
    b: Figure
    interval_a: Interval | None
    interval_b: Interval | None
    difference: float | None
    between: Interval | None
    verdict: Verdict
    why: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values, with stable keys."""
        low, high = self.between if self.between is not None else (None, None)
        return {
            "measure": self.measure,
            "title": self.title,
            "sentence": self.sentence,
            "of": self.of.value,
            "a": _figure(self.a, self.interval_a),
            "b": _figure(self.b, self.interval_b),
            "difference": self.difference,
            "low": low,
            "high": high,
            "verdict": self.verdict.value,
            "why": list(self.why),
        }


def _figure(figure: Figure, interval: Interval | None) -> dict[str, Any]:
    low, high = interval if interval is not None else (None, None)
    return {
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "unknown": figure.unknown,
        "value": figure.value,
        "low": low,
        "high": high,
        "beside": dict(figure.beside),
    }


def newcombe(
    numerator_a: int, denominator_a: int, numerator_b: int, denominator_b: int
) -> tuple[float, Interval]:
    """The difference of two independent shares, A less B, and its 95% interval.

    Method 10 (the hybrid score interval, from the two Wilson intervals) of R. G. Newcombe,
    "Interval estimation for the difference between independent proportions: comparison of eleven
    methods", Statistics in Medicine 17 (1998), 873 to 890. It keeps to -1 .. 1 and holds at small
    numbers and at shares of 0 and 1, where the usual interval does not. Denominators are positive.
    """
    a, b = numerator_a / denominator_a, numerator_b / denominator_b
    (low_a, high_a), (low_b, high_b) = wilson(a, denominator_a), wilson(b, denominator_b)
    down = sqrt((a - low_a) ** 2 + (high_b - b) ** 2)
    up = sqrt((high_a - a) ** 2 + (b - low_b) ** 2)
    return a - b, (a - b - down, a - b + up)


def side_by_side(
    measures: Sequence[Measure],
    a: Sequence[Figure],
    b: Sequence[Figure],
    *,
    blind_a: Mapping[str, str] | None = None,
    blind_b: Mapping[str, str] | None = None,
) -> list[SideBySide]:
    """Each measure's two figures and what can be said of them.

    ``a``, ``b``: one figure for each measure, of one period and day. ``blind_a``, ``blind_b``:
    duties whose absence a service's records cannot show, each with the reason.
    """
    blind = (blind_a or {}, blind_b or {})
    return [
        _compared(measure, of_a, of_b, _unlike(measure.duties, *blind))
        for measure, of_a, of_b in zip(measures, a, b, strict=True)
    ]


def _compared(measure: Measure, a: Figure, b: Figure, why: tuple[str, ...]) -> SideBySide:
    verdict, difference, between = _verdict(measure, a, b, why)
    return SideBySide(
        measure.id,
        measure.title,
        measure.sentence,
        measure.of,
        a,
        b,
        _interval(measure, a),
        _interval(measure, b),
        difference,
        between,
        verdict,
        why if verdict is Verdict.NOT_COMPARABLE else _not_watched(a, b),
    )


def _verdict(
    measure: Measure, a: Figure, b: Figure, why: tuple[str, ...]
) -> tuple[Verdict, float | None, Interval | None]:
    if not a.denominator or not b.denominator:
        return Verdict.NO_DATA, None, None
    if why:
        return Verdict.NOT_COMPARABLE, None, None
    if measure.of is MeasureOf.DAYS_TO_MEET:
        return Verdict.NOT_TESTED, None, None
    if min(a.denominator, b.denominator) < FEWEST:
        return Verdict.TOO_FEW, None, None
    difference, between = newcombe(a.numerator, a.denominator, b.numerator, b.denominator)
    verdict = Verdict.CHANCE
    if between[0] > 0:
        verdict = Verdict.HIGHER_IN_A
    elif between[1] < 0:
        verdict = Verdict.HIGHER_IN_B
    return verdict, difference, between


def _interval(measure: Measure, figure: Figure) -> Interval | None:
    """The share's interval, also where all files were read.

    What a service did in one period is taken for one outcome of how it works, as chance is part of
    what comes its way; otherwise no two services could be told apart from chance at all.
    """
    if measure.of is MeasureOf.DAYS_TO_MEET or not figure.denominator:
        return None
    return wilson(figure.numerator / figure.denominator, figure.denominator)


def _not_watched(a: Figure, b: Figure) -> tuple[str, ...]:
    """Where records are missing, those that are there count, and those that are not do not."""
    return tuple(
        f"In {name} {number:,} are not watched: what is on file counts and what is missing does "
        "not, so its figure may be too good."
        for name, figure in (("A", a), ("B", b))
        if (number := figure.beside.get(State.NOT_WATCHED.value, 0))
    )


def _unlike(duties: Collection[str], a: Mapping[str, str], b: Mapping[str, str]) -> tuple[str, ...]:
    """Why the two do not count alike: where absence goes unjudged, nothing is ever overdue."""
    return tuple(
        f"In {name} the absence of what {duty} asks is not judged, because {blind[duty]}."
        for name, blind in (("A", a), ("B", b))
        for duty in duties
        if duty in blind
    )
