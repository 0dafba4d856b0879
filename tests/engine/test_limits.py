"""Limits: the binomial in whole numbers, worked charts, and what is so of any of them."""

from __future__ import annotations

from math import comb, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.limits import (
    INNER,
    OUTER,
    RUN,
    Limits,
    Part,
    Stands,
    at_least,
    at_most,
    binomial_limits,
    control,
    funnel,
    runs,
    sigma_limits,
    together,
)

shares = st.floats(0.001, 0.999)
denominators = st.integers(1, 400)
levels = st.sampled_from([INNER, OUTER])


def in_whole_numbers(number: int, of: int, share: float) -> float:
    """How likely so many or fewer are, added up one by one."""
    return sum(comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(number + 1))


@given(st.integers(0, 120), st.integers(0, 120), shares)
def test_the_tails_are_those_of_the_binomial(one: int, other: int, share: float) -> None:
    number, of = sorted((one, max(other, 1)))
    assert at_most(number, of, share) == pytest.approx(in_whole_numbers(number, of, share))
    below = in_whole_numbers(number - 1, of, share)
    assert at_least(number, of, share) == pytest.approx(1 - below, abs=1e-9)


def test_limits_of_ten_at_a_half_are_those_of_the_tables() -> None:
    """Of 10 tosses, 0 or 1 heads come up 11 times in 1,024 and 0 to 2 come up 56 times."""
    limits = binomial_limits(0.5, 10, 0.95)
    assert 0.1 < limits.low < 0.2
    assert limits.high == pytest.approx(1 - limits.low)
    at_low = binomial_limits(0.5, 10, 1 - 2 * 11 / 1024)
    assert at_low.low == pytest.approx(0.1)
    assert at_low.high == pytest.approx(0.9)


@given(shares, denominators, levels)
def test_limits_hold_the_share_and_nothing_that_is_none(
    share: float, of: int, level: float
) -> None:
    limits = binomial_limits(share, of, level)
    assert 0 <= limits.low <= share <= limits.high <= 1


@given(shares, denominators, levels)
def test_limits_narrow_as_more_is_counted(share: float, of: int, level: float) -> None:
    few, more = binomial_limits(share, of, level), binomial_limits(share, of + 1, level)
    assert few.low <= more.low + 1e-9
    assert more.high <= few.high + 1e-9


@given(shares, denominators)
def test_the_outer_limits_hold_the_inner_ones(share: float, of: int) -> None:
    inner, outer = binomial_limits(share, of, INNER), binomial_limits(share, of, OUTER)
    assert outer.low <= inner.low and inner.high <= outer.high


@given(shares, denominators, levels, st.data())
def test_no_more_lies_outside_by_chance_than_the_limits_leave_out(
    share: float, of: int, level: float, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, of))
    limits = binomial_limits(share, of, level)
    if number / of < limits.low - 1e-9:
        assert in_whole_numbers(number, of, share) <= (1 - level) / 2 + 1e-9
    if number / of > limits.high + 1e-9:
        assert 1 - in_whole_numbers(number - 1, of, share) <= (1 - level) / 2 + 1e-9


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_all_are_alike_there_is_nothing_between_the_limits(share: float) -> None:
    assert binomial_limits(share, 7, INNER) == Limits(share, share)


def test_areas_stand_where_their_tails_say() -> None:
    alike = [Part(f"area {n}", 30, 100) for n in range(20)]
    areas = [*alike, Part("high", 42, 100), Part("higher", 60, 100), Part("low", 19, 100),
             Part("lower", 8, 100), Part("none", 0, 0)]  # fmt: skip
    stands = {point.part.name: point.stands for point in funnel(areas)}
    assert {stands.pop(part.name) for part in alike} == {Stands.WITHIN}
    assert stands == {
        "high": Stands.ABOVE_INNER,
        "higher": Stands.ABOVE_OUTER,
        "low": Stands.BELOW_INNER,
        "lower": Stands.BELOW_OUTER,
    }


def test_a_single_case_is_never_outside_by_itself() -> None:
    """One of one is no sign where nearly everybody is so, nor none of one where hardly anybody."""
    many = Part("all", 985, 1000)
    assert funnel([many, Part("one", 1, 1)])[1].stands is Stands.WITHIN
    few = Part("all", 15, 1000)
    assert funnel([few, Part("one", 0, 1)])[1].stands is Stands.WITHIN


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8))
def test_an_area_is_outside_exactly_where_the_drawn_limit_says(
    counted: list[tuple[int, int]],
) -> None:
    areas = [Part(str(n), min(pair), max(pair)) for n, pair in enumerate(counted)]
    for point in funnel(areas):
        for limits, outside in (
            (point.inner, point.stands is not Stands.WITHIN),
            (point.outer, point.stands in (Stands.ABOVE_OUTER, Stands.BELOW_OUTER)),
        ):
            near = min(abs(point.value - limits.low), abs(point.value - limits.high))
            if near > 1e-9:
                assert outside is not limits.holds(point.value)


def test_nothing_counted_gives_no_point_and_no_share() -> None:
    assert funnel([]) == funnel([Part("a", 0, 0)]) == []
    assert together([Part("a", 0, 0)]) is None
    (point,) = control([Part("a", 0, 0)])
    assert (point.value, point.limits, point.outside, point.in_run) == (None, None, False, False)


@pytest.mark.parametrize(("numerator", "denominator"), [(2, 1), (-1, 1)])
def test_more_than_all_is_no_share(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        Part("a", numerator, denominator)


# --- control charts --------------------------------------------------------------------------


def test_limits_of_a_p_chart_are_three_standard_errors() -> None:
    """Half of 100: the standard error is 0.05, so that the limits are 0.35 and 0.65."""
    limits = sigma_limits(0.5, 100)
    assert limits.low == pytest.approx(0.35)
    assert limits.high == pytest.approx(0.65)


@given(shares, denominators)
def test_limits_of_a_p_chart_hold_the_share_and_narrow(share: float, of: int) -> None:
    few, more = sigma_limits(share, of), sigma_limits(share, of + 1)
    assert 0 <= few.low <= more.low <= share <= more.high <= few.high <= 1
    assert few.high - few.low <= 6 * sqrt(share * (1 - share) / of) + 1e-12


def test_a_point_outside_its_limits_is_found_and_no_other() -> None:
    periods = [Part(str(n), 50, 100) for n in range(12)]
    periods[5] = Part("5", 80, 100)
    assert [point.part.name for point in control(periods) if point.outside] == ["5"]


def test_eight_in_a_row_are_a_run_and_seven_are_not() -> None:
    assert runs([1] * (RUN - 1) + [-1]) == set()
    assert runs([-1] + [1] * RUN + [-1]) == set(range(1, RUN + 1))
    assert runs([1] * 10) == set(range(10))


def test_a_point_on_the_line_ends_a_run_and_one_without_data_does_not() -> None:
    assert runs([1] * 4 + [0] + [1] * 4) == set()
    assert runs([1] * 4 + [None] + [1] * 4) == {0, 1, 2, 3, 5, 6, 7, 8}


def test_a_shift_is_seen_as_two_runs() -> None:
    periods = [Part(str(n), 40 if n < 8 else 46, 100) for n in range(16)]
    points = control(periods)
    assert all(point.in_run for point in points)
    assert not any(point.outside for point in points)


@given(st.lists(st.sampled_from([None, -1, 0, 1]), max_size=40))
def test_runs_lie_on_one_side_and_turn_over_with_it(sides: list[int | None]) -> None:
    found = runs(sides)
    assert all(sides[place] in (-1, 1) for place in found)
    assert found == runs([None if side is None else -side for side in sides])
    assert len(found) == 0 or len(found) >= RUN
