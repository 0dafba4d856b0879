"""How far two readers agree who judged the same files without seeing each other's answers.

Cohen's kappa (Cohen 1960, A coefficient of agreement for nominal scales, Educational and
Psychological Measurement 20:37-46) with the large-sample standard error of Fleiss, Cohen and
Everitt (1969, Large sample standard errors of kappa and weighted kappa, Psychological Bulletin
72:323-327); the one that Cohen gave first is not right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

from sightline.engine.figures import CONFIDENCE, wilson

FEW = 10
"""Of fewer pairs nothing is told but the numbers themselves."""

LEAST_ERROR = 1e-6
"""A smaller standard error is nought: the formula says nothing of such a table."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far ``n`` pairs of answers agree.

    ``percent``: exact, of pairs that agree; ``percent_low`` and ``percent_high``: its 95% interval
    (Wilson), in percent. ``kappa``: agreement beyond what chance gives, 1 at most; ``low`` and
    ``high``: its 95% interval. Each is None where it is not defined. ``why``: the reason for that,
    or a caution, in a sentence; blank where there is none.
    """

    n: int
    agreed: int
    percent: Fraction | None
    percent_low: float | None
    percent_high: float | None
    kappa: float | None
    low: float | None
    high: float | None
    why: str = ""

    @property
    def few(self) -> bool:
        """Whether the pairs are too few to tell."""
        return self.n < FEW


NO_PAIRS = "No file was judged by two people."
ONE_ANSWER = (
    "Both readers gave one and the same answer throughout, so agreement beyond chance cannot be "
    "worked out."
)
ALL_AGREE = "Every pair agrees, so the interval of kappa cannot be worked out."
NO_SPREAD = "The answers differ too little for an interval of kappa to be worked out."
TOO_FEW = f"Fewer than {FEW} pairs: too few to tell."


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """How far pairs of the first and the second reader's answers agree."""
    cells = Counter(pairs)
    n = cells.total()
    if not n:
        return Agreement(0, 0, None, None, None, None, None, None, NO_PAIRS)
    agreed = sum(times for (first, second), times in cells.items() if first == second)
    between = wilson(agreed / n, n)
    kappa = _kappa(cells, n, agreed)
    low = high = None
    why = ""
    if kappa is None:
        why = ONE_ANSWER
    elif agreed == n:
        why = ALL_AGREE
    elif (error := standard_error(cells)) < LEAST_ERROR:
        why = NO_SPREAD
    else:
        spread = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2) * error
        low, high = max(-1.0, float(kappa) - spread), min(1.0, float(kappa) + spread)
    return Agreement(
        n=n,
        agreed=agreed,
        percent=Fraction(100 * agreed, n),
        percent_low=100 * between[0],
        percent_high=100 * between[1],
        kappa=None if kappa is None else float(kappa),
        low=low,
        high=high,
        why=TOO_FEW if n < FEW else why,
    )


def _margins(cells: Mapping[tuple[str, str], int]) -> tuple[Counter[str], Counter[str]]:
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for (one, other), times in cells.items():
        first[one] += times
        second[other] += times
    return first, second


def _kappa(cells: Mapping[tuple[str, str], int], n: int, agreed: int) -> Fraction | None:
    """Exact; None where chance alone would make all agree."""
    first, second = _margins(cells)
    by_chance = Fraction(sum(first[answer] * second[answer] for answer in first), n * n)
    if by_chance == 1:
        return None
    return (Fraction(agreed, n) - by_chance) / (1 - by_chance)


def standard_error(cells: Mapping[tuple[str, str], int]) -> float:
    """Of kappa, by equation 13 of Fleiss, Cohen and Everitt. ``cells``: how often each pair came.

    Raises ZeroDivisionError where kappa is not defined.
    """
    n = sum(cells.values())
    first, second = _margins(cells)
    agreed = sum(times for (one, other), times in cells.items() if one == other) / n
    by_chance = sum(first[answer] * second[answer] for answer in first) / (n * n)
    of_same = of_other = 0.0
    for (one, other), times in cells.items():
        if one == other:
            both = (first[one] + second[one]) / n
            of_same += times / n * ((1 - by_chance) - both * (1 - agreed)) ** 2
        else:
            of_other += times / n * ((second[one] + first[other]) / n) ** 2
    less = (agreed * by_chance - 2 * by_chance + agreed) ** 2
    variance = (of_same + (1 - agreed) ** 2 * of_other - less) / (n * (1 - by_chance) ** 4)
    return sqrt(max(0.0, variance))


# --- by question, and by reader over time ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to one question about one file, and who gave them.

    ``readers``: whoever they are known by, in the order of the answers. ``on``: the day on which
    the second was given.
    """

    question: str
    file: str
    first: str
    second: str
    readers: tuple[str, str]
    on: date


def by_question(pairs: Iterable[Pair]) -> dict[str, Agreement]:
    """The agreement of each question, in the order in which they come."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in pairs:
        found[pair.question].append((pair.first, pair.second))
    return {question: agreement(each) for question, each in found.items()}


@dataclass(frozen=True, slots=True)
class ReaderAgreement:
    """How far a reader agrees with whoever judged the same files.

    ``months``: the same month by month, each by its first day, in order of time.
    """

    reader: str
    all_time: Agreement
    months: Mapping[date, Agreement]


def by_reader(pairs: Iterable[Pair]) -> dict[str, ReaderAgreement]:
    """Each reader's agreement with the others, in order of the readers.

    A pair counts for both; each reader's own answer is the first of it.
    """
    found: dict[str, list[tuple[date, tuple[str, str]]]] = defaultdict(list)
    for pair in pairs:
        month = pair.on.replace(day=1)
        found[pair.readers[0]].append((month, (pair.first, pair.second)))
        found[pair.readers[1]].append((month, (pair.second, pair.first)))
    return {
        reader: ReaderAgreement(
            reader,
            agreement(answers for _, answers in mine),
            {
                month: agreement(answers for when, answers in mine if when == month)
                for month in sorted({when for when, _ in mine})
            },
        )
        for reader, mine in sorted(found.items())
    }
