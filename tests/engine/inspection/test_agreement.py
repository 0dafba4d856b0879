"""How far two readers agree: worked examples in print, and an independent working of kappa."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sightline.engine.figures import wilson
from sightline.engine.inspection.agreement import (
    ALL_AGREE,
    NO_PAIRS,
    NO_SPREAD,
    ONE_ANSWER,
    TOO_FEW,
    Pair,
    agreement,
    by_question,
    by_reader,
    standard_error,
)

Table = Sequence[Sequence[int]]

IN_PRINT = {
    # the table, one row an answer of the first reader; kappa, its standard error, low and high as
    # printed, and to how many places
    "Fleiss 1981, Statistical Methods for Rates and Proportions, 2nd edition, table 13.1": (
        [[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.68, None, None, None, 2,
    ),
    "Cohen 1968, Psychological Bulletin 70:213-220, table 1; interval as the R package psych "
    "prints it": (
        [[88, 10, 2], [14, 40, 6], [18, 10, 12]], 0.49, None, 0.39, 0.59, 2,
    ),
    "SAS/STAT, the FREQ procedure, Agreement Study": (
        [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]],
        0.3449, 0.0724, 0.2030, 0.4868, 4,
    ),
}  # fmt: skip


def pairs_of(table: Table) -> list[tuple[str, str]]:
    return [
        (str(row), str(column))
        for row, cells in enumerate(table)
        for column, times in enumerate(cells)
        for _ in range(times)
    ]


@pytest.mark.parametrize("example", IN_PRINT)
def test_worked_examples_come_out_as_printed(example: str) -> None:
    table, kappa, error, low, high, places = IN_PRINT[example]
    found = agreement(pairs_of(table))
    half = 0.51 * 10**-places
    assert found.kappa == pytest.approx(kappa, abs=half)
    if error is not None:
        assert standard_error(Counter(pairs_of(table))) == pytest.approx(error, abs=0.0005)
    if low is not None:
        assert found.low == pytest.approx(low, abs=half)
        assert found.high == pytest.approx(high, abs=half)


# --- the same, worked out otherwise ------------------------------------------------------------


def kappa_of(shares: Sequence[Sequence[float]]) -> float:
    """Kappa of a table of shares, by its definition."""
    size = range(len(shares))
    agreed = sum(shares[k][k] for k in size)
    rows = [sum(shares[k]) for k in size]
    columns = [sum(shares[row][k] for row in size) for k in size]
    by_chance = sum(rows[k] * columns[k] for k in size)
    return (agreed - by_chance) / (1 - by_chance)


def by_slopes(table: Table) -> float:
    """The standard error by the delta method: slopes of kappa taken numerically, cell by cell."""
    n = sum(map(sum, table))
    size = range(len(table))
    shares = [[times / n for times in row] for row in table]
    slopes = []
    step = 1e-6
    for row in size:
        for column in size:
            more, less = ([list(each) for each in shares] for _ in range(2))
            more[row][column] += step
            less[row][column] -= step
            slope = (kappa_of(more) - kappa_of(less)) / (2 * step)
            slopes.append((shares[row][column], slope))
    mean = sum(share * slope for share, slope in slopes)
    return sqrt(max(0.0, sum(share * slope**2 for share, slope in slopes) - mean**2) / n)


def tables(size: int) -> st.SearchStrategy[list[list[int]]]:
    row = st.lists(st.integers(0, 30), min_size=size, max_size=size)
    return st.lists(row, min_size=size, max_size=size)


@given(st.integers(2, 4).flatmap(tables))
def test_kappa_and_its_interval_are_those_of_the_delta_method(table: list[list[int]]) -> None:
    found = agreement(pairs_of(table))
    assume(found.kappa is not None and found.low is not None and found.high is not None)
    assert found.kappa is not None
    n = sum(map(sum, table))
    assert found.kappa == pytest.approx(kappa_of([[t / n for t in row] for row in table]))
    spread = 1.959964 * by_slopes(table)
    assert found.low == pytest.approx(max(-1, found.kappa - spread), abs=1e-5)
    assert found.high == pytest.approx(min(1, found.kappa + spread), abs=1e-5)


@given(st.integers(2, 3).flatmap(tables))
def test_who_reads_first_and_what_answers_are_called_makes_no_difference(
    table: list[list[int]],
) -> None:
    one = agreement(pairs_of(table))
    other = agreement([(f"is {b}", f"is {a}") for a, b in pairs_of(table)])
    assert (one.n, one.agreed, one.percent, one.why) == (
        other.n, other.agreed, other.percent, other.why
    )  # fmt: skip
    assert one.kappa == pytest.approx(other.kappa)
    assert one.low == pytest.approx(other.low)
    assert -1 <= (one.kappa or 0) <= 1


# --- where it is not defined --------------------------------------------------------------------


def test_without_pairs_there_is_nothing() -> None:
    found = agreement([])
    assert (found.n, found.percent, found.kappa, found.low, found.why) == (
        0, None, None, None, NO_PAIRS
    )  # fmt: skip


def test_one_answer_throughout_has_no_kappa_and_says_why() -> None:
    found = agreement([("yes", "yes")] * 30)
    assert found.percent == 100
    assert (found.kappa, found.low, found.why) == (None, None, ONE_ANSWER)


def test_full_agreement_has_no_interval_of_kappa_and_says_why() -> None:
    found = agreement([("yes", "yes")] * 20 + [("no", "no")] * 10)
    assert (found.kappa, found.low, found.high, found.why) == (1, None, None, ALL_AGREE)
    assert found.percent_low == pytest.approx(100 * wilson(1.0, 30)[0])


def test_a_table_of_which_the_formula_says_nothing_has_no_interval() -> None:
    """One reader always says yes and the other never: whatever the number, no spread."""
    found = agreement([("yes", "no")] * 30)
    assert (found.agreed, found.kappa, found.low, found.high) == (0, 0, None, None)
    assert found.why == NO_SPREAD


def test_chance_alone_is_nought_and_worse_than_chance_is_below() -> None:
    assert agreement(pairs_of([[10, 10], [10, 10]])).kappa == 0
    assert agreement(pairs_of([[0, 10], [10, 0]])).kappa == -1


def test_few_pairs_are_said_to_be_few() -> None:
    found = agreement(pairs_of([[4, 2], [1, 2]]))
    assert (found.n, found.few, found.why) == (9, True, TOO_FEW)
    assert not agreement(pairs_of([[4, 2], [1, 3]])).few


def test_the_percentage_has_an_interval() -> None:
    found = agreement(pairs_of([[20, 5], [10, 15]]))
    assert found.percent == 70
    assert (found.percent_low, found.percent_high) == pytest.approx((56.2, 80.9), abs=0.05)
    assert found.kappa == pytest.approx(0.4)
    assert found.percent == Fraction(70)


# --- by question and by reader ------------------------------------------------------------------


def pair(question: str, first: str, second: str, readers: str, on: str) -> Pair:
    return Pair(question, "file", first, second, (readers[0], readers[1]), date.fromisoformat(on))


PAIRS = (
    pair("safe", "yes", "yes", "AB", "2026-03-30"),
    pair("safe", "yes", "no", "BA", "2026-03-31"),
    pair("heard", "no", "no", "BC", "2026-04-01"),
)


def test_each_question_has_its_own() -> None:
    found = by_question(PAIRS)
    assert {question: (each.n, each.agreed) for question, each in found.items()} == {
        "safe": (2, 1),
        "heard": (1, 1),
    }


def test_a_pair_counts_for_both_readers_month_by_month() -> None:
    found = by_reader(PAIRS)
    assert {reader: (each.all_time.n, each.all_time.agreed) for reader, each in found.items()} == {
        "A": (2, 1),
        "B": (3, 2),
        "C": (1, 1),
    }
    months = {month: each.n for month, each in found["B"].months.items()}
    assert months == {date(2026, 3, 1): 2, date(2026, 4, 1): 1}
