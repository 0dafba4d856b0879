"""When a figure agrees with what was printed, and from what it is worked out."""

from __future__ import annotations

import re
from fractions import Fraction
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.figures import Figure
from sightline.engine.model import Value
from sightline.engine.reviewed import agree, source_of
from sightline.standard.model import Agreement
from tests.england import england


def figure(numerator: int, denominator: int, *values: Value) -> Figure:
    value = numerator / denominator if denominator else None
    return Figure(
        "m", "M", "M.", {}, numerator, denominator, 0, value, None, None, True, {}, values
    )


@pytest.mark.parametrize(
    ("wanted", "numerator", "denominator", "agrees"),
    [
        (Agreement(percent=29), 88, 305, True),  # 28.85
        (Agreement(percent=54), 15, 28, True),  # 53.57
        (Agreement(percent=54), 17, 31, False),  # 54.84 is 55
        (Agreement(percent=13), 1, 8, True),  # 12.5 is rounded up
        (Agreement(percent=12), 1, 8, False),
        (Agreement(percent=0), 1, 201, True),
        (Agreement(from_=20, to=25), 7, 31, True),
        (Agreement(from_=20, to=25), 1, 5, True),  # both ends included
        (Agreement(from_=20, to=25), 1, 4, True),
        (Agreement(from_=20, to=25), 19, 100, False),
        (Agreement(from_=20, to=25), 26, 100, False),
        (Agreement(over=50), 1, 2, False),  # neither end included
        (Agreement(over=50), 51, 100, True),
        (Agreement(under=50), 1, 2, False),
        (Agreement(under=50), 49, 100, True),
        (Agreement(count=31), 31, 31, True),
        (Agreement(count=31), 30, 30, False),
        (Agreement(count_over=3200), 3201, 3201, True),
        (Agreement(count_over=3200), 3200, 3200, False),
        (Agreement(percent=29, denominator=305), 89, 306, False),
        (Agreement(percent=29, numerator=88), 87, 305, False),
        (Agreement(percent=0), 0, 0, False),  # no data agrees with nothing
    ],
)
def test_agreement(wanted: Agreement, numerator: int, denominator: int, agrees: bool) -> None:
    assert agree(wanted, figure(numerator, denominator)) is agrees


@given(st.integers(0, 2000), st.integers(1, 2000))
def test_a_share_agrees_with_its_own_percentage_rounded_half_up(n: int, of: int) -> None:
    n = min(n, of)
    share = Fraction(100 * n, of)
    rounded = int(share + Fraction(1, 2))
    assert [p for p in range(101) if agree(Agreement(percent=p), figure(n, of))] == [rounded]


@pytest.mark.parametrize(
    ("values", "wanted", "agrees"),
    [
        ((18,), ("18",), True),
        ((18, 19), ("18",), False),
        (("2002-10-14", "2008-07-08"), ("2002", "2008-07"), True),
        (("2008-07-08", "2002-10-14"), ("2002", "2008-07"), False),
        ((180,), ("18",), False),
    ],
)
def test_values_agree_one_for_one(
    values: tuple[Value, ...], wanted: tuple[str, ...], agrees: bool
) -> None:
    assert agree(Agreement(values=wanted), figure(len(values), len(values), *values)) is agrees


@pytest.mark.parametrize(
    ("source", "measures"),
    [
        (
            "obligation",
            "no-home-visit-youth-justice no-home-visit-probation no-vulnerability-plan "
            "health-plan-in-custody started-before-clearance board-seats-filled race-audit-done",
        ),
        (
            "span",
            "looked-after-in-custody protection-plan-in-community protection-plan-in-custody "
            "no-health-worker no-mental-health-worker mental-health-need",
        ),
        ("judgement", "alcohol-key-factor safeguarding-not-addressed-worst-place"),
        ("answer", "felt-unsafe-in-custody survey-responses"),
        ("register", "minority-over-represented"),
        ("record", "files-read joint-reviews accommodation-recommended"),
    ],
)
def test_each_says_from_what_it_is_worked_out(source: str, measures: str) -> None:
    standard = england()
    found = {id_: source_of(standard, standard.measures[id_]) for id_ in measures.split()}
    assert found == dict.fromkeys(measures.split(), source)


def test_no_printed_figure_stands_in_a_measure_or_in_the_code_that_works_it_out() -> None:
    """The printed values are data beside the measures; what works figures out cannot know them."""
    root = Path(str(resources.files("sightline")))
    printed = england().printed["third-joint-review"].figures.values()
    numbers: set[str] = set()
    for row in printed:
        wanted = row.agrees
        numbers |= {
            f"{n:g}"
            for n in (wanted.percent, wanted.count, wanted.numerator, wanted.denominator)
            if n is not None and n > 9
        }
    code = [root / "engine" / name for name in ("record_figures.py", "signs.py", "figures.py")]
    measures = sorted((root / "standards" / "england" / "measures").glob("*.yaml"))
    # Ages and years of law, and the 95 of an interval, are no figures of the review.
    said = {"10", "18", "16", "15", "14", "17"}
    for path in (*code, *measures):
        text = re.sub(r"\d+ (March|April|June|September)", "", path.read_text())
        found = set(re.findall(r"(?<![\w.-])\d+(?![\w-])", text)) - said
        assert not found & numbers, path.name
