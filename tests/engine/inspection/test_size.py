"""How many files are read: the table that the rule was written down with, and what bounds it."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.inspection.size import CONFIDENCES, Size, sample_size, z_of

COLUMNS = ((80, 5), (80, 10), (90, 5), (95, 5))
"""Confidence in percent, and margin in points."""

TABLE = {
    # so many files: so many of them to read, column by column
    10: (10, 9, 10, 10),
    15: (14, 12, 15, 15),
    20: (18, 14, 19, 20),
    30: (26, 18, 28, 28),
    40: (33, 21, 35, 37),
    50: (39, 23, 43, 45),
    75: (52, 27, 59, 63),
    100: (63, 30, 74, 80),
    150: (79, 33, 97, 109),
    200: (91, 35, 116, 132),
    300: (107, 37, 143, 169),
    500: (124, 39, 176, 218),
}

files = st.integers(0, 5_000)
confidences = st.sampled_from(CONFIDENCES)
margins = st.integers(1, 50)


@pytest.mark.parametrize("number", TABLE)
def test_the_sizes_are_those_of_the_table(number: int) -> None:
    found = [sample_size(number, confidence=c, margin=m).size for c, m in COLUMNS]
    assert tuple(found) == TABLE[number]


def test_the_quantiles_are_those_that_are_printed() -> None:
    assert [float(z_of(confidence)) for confidence in CONFIDENCES] == [1.2816, 1.6449, 1.96]


@pytest.mark.parametrize(
    ("number", "confidence", "margin", "limits"),
    [(15, 80, 5, 14), (200, 80, 5, 91), (16, 80, 5, 15), (10, 80, 10, 9), (100, 80, 10, 30)],
)
def test_the_limits_that_the_inspectorate_published_lie_on_the_curve(
    number: int, confidence: int, margin: int, limits: int
) -> None:
    """14 and 91 files of children, 15 in the first year; 9 and 30 of victims."""
    assert sample_size(number, confidence=confidence, margin=margin).size == limits


@given(files, confidences, margins)
def test_one_more_file_never_needs_fewer_to_be_read_nor_more_than_one_more(
    number: int, confidence: int, margin: int
) -> None:
    before = sample_size(number, confidence=confidence, margin=margin).size
    after = sample_size(number + 1, confidence=confidence, margin=margin).size
    assert before <= after <= before + 1
    assert after <= number + 1


@given(files, margins)
def test_to_be_surer_or_closer_never_needs_fewer_files(number: int, margin: int) -> None:
    by_confidence = [sample_size(number, confidence=c, margin=margin).size for c in CONFIDENCES]
    assert by_confidence == sorted(by_confidence)
    closer = sample_size(number, confidence=80, margin=max(1, margin - 1)).size
    assert closer >= by_confidence[0]


@given(files, confidences, margins, st.integers(1, 200), st.integers(0, 200))
def test_least_and_most_hold_and_no_more_are_read_than_there_are(
    number: int, confidence: int, margin: int, least: int, more: int
) -> None:
    found = sample_size(
        number, confidence=confidence, margin=margin, least=least, most=least + more
    )
    assert found.size == min(number, max(least, min(found.wanted, least + more)))
    assert found.wanted == sample_size(number, confidence=confidence, margin=margin).wanted
    assert (found.bound == "all") == (found.size == number)


def test_a_very_large_number_of_files_needs_no_more_than_an_endless_one() -> None:
    endless = ceil(1.2816**2 * 0.25 / 0.05**2)
    assert sample_size(10**9, confidence=80, margin=5).size == endless == 165


def test_what_decided_is_said() -> None:
    asked = {"confidence": 80, "margin": 5}
    assert sample_size(40, **asked) == Size(40, 33, 33, "")
    assert sample_size(40, **asked, least=35) == Size(40, 33, 35, "least")
    assert sample_size(40, **asked, most=14) == Size(40, 33, 14, "most")
    assert sample_size(10, **asked) == Size(10, 10, 10, "all")
    assert sample_size(10, **asked, least=14) == Size(10, 10, 10, "all")
    assert sample_size(0, **asked) == Size(0, 0, 0, "all")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"files": -1}, "There cannot be -1 files."),
        ({"confidence": 99}, "The confidence is 80, 90 or 95 percent, not 99."),
        ({"margin": 0}, "The margin is 1 to 50 points, not 0."),
        ({"margin": 51}, "The margin is 1 to 50 points, not 51."),
        ({"least": 0}, "The least number of files is 1 or more, not 0."),
        ({"least": 10, "most": 9}, "The most files to read (9) are fewer than the least (10)."),
        ({"most": 0}, "The most files to read (0) are fewer than the least (1)."),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(asked: dict[str, int], says: str) -> None:
    every = {"files": 40, "confidence": 80, "margin": 5} | asked
    with pytest.raises(ValueError, match=r"files|confidence|margin") as error:
        sample_size(every.pop("files"), **every)
    assert str(error.value) == says
