"""Whether a reader says yes more or less often than the others on the same questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.inspection.drift import FEW, Drift, Given, Leans, drift
from sightline.engine.limits import INNER, OUTER, at_least, at_most


def given_by(reader: str, question: str, yes: int, no: int) -> list[Given]:
    answers = ["yes"] * yes + ["no"] * no
    return [Given(reader, question, answer) for answer in answers]


def of(reader: str, *answers: list[Given]) -> Drift:
    found = {each.reader: each for each in drift(a for some in answers for a in some)}
    return found[reader]


def test_a_reader_who_says_yes_like_the_others_is_within() -> None:
    found = of("A", given_by("A", "safe", 20, 10), given_by("B", "safe", 40, 20))
    assert (found.yes, found.n, found.others) == (20, 30, 60)
    assert found.leans is Leans.WITHIN
    assert found.expected == pytest.approx(40.5 / 61)


def test_a_lenient_and_a_strict_reader_stand_outside_on_their_own_side() -> None:
    others = given_by("B", "safe", 30, 30)
    assert of("A", given_by("A", "safe", 29, 1), others).leans is Leans.MUCH_MORE
    assert of("A", given_by("A", "safe", 1, 29), others).leans is Leans.MUCH_LESS
    assert of("A", given_by("A", "safe", 21, 9), others).leans is Leans.MORE
    assert of("A", given_by("A", "safe", 9, 21), others).leans is Leans.LESS


def test_whoever_read_the_harder_questions_is_not_taken_to_be_strict() -> None:
    """The others say no to this question as often; yes is the rule on another alone."""
    answers = [
        given_by("A", "hard", 3, 27),
        given_by("B", "hard", 3, 27),
        given_by("B", "easy", 57, 3),
        given_by("C", "easy", 28, 2),
    ]
    found = of("A", *answers)
    assert found.leans is Leans.WITHIN
    assert found.expected is not None
    assert found.expected < 0.2


def test_a_question_that_nobody_else_answered_is_left_out() -> None:
    found = of(
        "A", given_by("A", "safe", 10, 2), given_by("A", "own", 0, 50), given_by("B", "safe", 10, 2)
    )
    assert (found.yes, found.n) == (10, 12)


def test_alone_there_is_nobody_to_compare_with() -> None:
    assert drift(given_by("A", "safe", 30, 3)) == (
        Drift("A", 0, 0, 0, None, None, None, Leans.TOO_FEW),
    )


def test_small_numbers_are_too_few_to_tell_on_either_side() -> None:
    many, few = (given_by(reader, "safe", 0, FEW) for reader in "AB")
    assert of("A", given_by("A", "safe", FEW, 0), many[:-1] and few[:-1]).leans is Leans.TOO_FEW
    assert of("A", given_by("A", "safe", FEW - 1, 0), few).leans is Leans.TOO_FEW
    assert of("A", given_by("A", "safe", FEW, 0), few).leans is Leans.MUCH_MORE


def test_that_none_of_a_few_others_said_yes_does_not_make_one_yes_impossible() -> None:
    found = of("A", given_by("A", "safe", 1, 9), given_by("B", "safe", 0, 12))
    assert found.leans is Leans.WITHIN


def test_what_does_not_apply_and_what_is_not_known_count_on_no_side() -> None:
    beside = [Given("A", "safe", answer) for answer in ("not-applicable", "not-known") * 40]
    without = of("A", given_by("A", "safe", 20, 10), given_by("B", "safe", 40, 20))
    with_ = of("A", beside, given_by("A", "safe", 20, 10), given_by("B", "safe", 40, 20))
    assert with_ == without


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 60), st.integers(0, 60))
def test_outside_is_what_chance_gives_less_often_than_the_limits_leave_out(
    yes: int, no: int, others_yes: int, others_no: int
) -> None:
    found = of(
        "A", [Given("A", "safe", "yes")], given_by("A", "safe", yes, no),
        given_by("B", "safe", others_yes, others_no),
    )  # fmt: skip
    if found.leans is Leans.TOO_FEW:
        assert min(found.n, found.others) < FEW
        return
    assert found.expected is not None
    assert found.inner is not None
    assert found.outer is not None
    tail = min(
        at_most(found.yes, found.n, found.expected), at_least(found.yes, found.n, found.expected)
    )
    outside = found.leans is not Leans.WITHIN
    assert outside == (tail < (1 - INNER) / 2)
    assert (found.leans in (Leans.MUCH_MORE, Leans.MUCH_LESS)) == (tail < (1 - OUTER) / 2)
    assert found.outer.low <= found.inner.low <= found.expected <= found.inner.high
