"""Whether a reader says yes more or less often than the others on the same questions.

What the others would have said of as many files is worked out question by question and added up;
the reader stands outside where chance alone would seldom give so few, or so many (the limits of the
funnel plot, ``engine.limits``). Answers about one file go together, so being outside is a reason to
look and to talk, and no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sightline.engine.limits import (
    INNER,
    OUTER,
    Limits,
    at_least,
    at_most,
    binomial_limits,
)
from sightline.engine.ratings import NO, YES

FEW = 10
"""Fewer answers than this of a reader, or of the others, are too few to tell."""


class Leans(StrEnum):
    """Where a reader stands."""

    TOO_FEW = "too few to tell"
    WITHIN = "as often as the others"
    MORE = "more often than the others (outside the 95% limits)"
    LESS = "less often than the others (outside the 95% limits)"
    MUCH_MORE = "more often than the others (outside the 99.8% limits)"
    MUCH_LESS = "less often than the others (outside the 99.8% limits)"


@dataclass(frozen=True, slots=True)
class Given:
    """One reader's answer to a question about one file."""

    reader: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Drift:
    """How often a reader says yes. ``yes`` of ``n``: answers to questions that others answered too.

    ``others``: how many answers these gave; ``expected``: the share of yes that they would have
    come to on the reader's mix of questions. ``inner``, ``outer``: the limits around it. Both are
    None where there is nothing to compare with.
    """

    reader: str
    yes: int
    n: int
    others: int
    expected: float | None
    inner: Limits | None
    outer: Limits | None
    leans: Leans


def drift(answers: Iterable[Given]) -> tuple[Drift, ...]:
    """Each reader beside the others, in order of the readers. Only yes and no are counted."""
    yes: Counter[tuple[str, str]] = Counter()
    all_: Counter[tuple[str, str]] = Counter()
    for each in answers:
        if each.answer in (YES, NO):
            all_[each.reader, each.question] += 1
            yes[each.reader, each.question] += each.answer == YES
    questions = sorted({question for _, question in all_})
    of_all = {q: sum(n for (_, asked), n in all_.items() if asked == q) for q in questions}
    yes_of_all = {q: sum(n for (_, asked), n in yes.items() if asked == q) for q in questions}
    found = []
    for reader in sorted({reader for reader, _ in all_}):
        mine = n = others = 0
        expected = 0.0
        for question in questions:
            by_me = all_[reader, question]
            by_others = of_all[question] - by_me
            if not by_me or not by_others:
                continue
            their_yes = yes_of_all[question] - yes[reader, question]
            mine += yes[reader, question]
            n += by_me
            others += by_others
            expected += by_me * _share(their_yes, by_others)
        found.append(_drift(reader, mine, n, others, expected / n if n else None))
    return tuple(found)


def _share(yes: int, of: int) -> float:
    """The others' share of yes. That none of a few said so does not make it impossible: half an
    answer is added to each side (Jeffreys)."""
    return (yes + 0.5) / (of + 1)


def _drift(reader: str, yes: int, n: int, others: int, expected: float | None) -> Drift:
    if expected is None:
        return Drift(reader, yes, n, others, None, None, None, Leans.TOO_FEW)
    return Drift(
        reader=reader,
        yes=yes,
        n=n,
        others=others,
        expected=expected,
        inner=binomial_limits(expected, n, INNER),
        outer=binomial_limits(expected, n, OUTER),
        leans=Leans.TOO_FEW if min(n, others) < FEW else _leans(yes, n, expected),
    )


def _leans(yes: int, n: int, expected: float) -> Leans:
    less, more = at_most(yes, n, expected), at_least(yes, n, expected)
    for level, low, high in (
        (OUTER, Leans.MUCH_LESS, Leans.MUCH_MORE),
        (INNER, Leans.LESS, Leans.MORE),
    ):
        if less < (1 - level) / 2:
            return low
        if more < (1 - level) / 2:
            return high
    return Leans.WITHIN
