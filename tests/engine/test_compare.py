"""Obligations that stand otherwise, and measures side by side."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.compare import (
    NOT_THERE,
    Because,
    ObligationsCompared,
    Touched,
    compare_obligations,
)
from sightline.engine.figures import Figure, wilson
from sightline.engine.rows import SCHEMA
from sightline.engine.side_by_side import FEWEST, SideBySide, Verdict, newcombe, side_by_side
from sightline.standard import load
from sightline.standard.model import Measure, MeasureOf, Standard

# --- obligations -----------------------------------------------------------------------------

REVIEW = "lac-review-first"
"""A duty that reads records of the kinds looked-after and meeting."""

NOTHING = Touched({}, ())


@pytest.fixture(scope="module")
def england() -> Standard:
    return load(Path(str(resources.files("sightline"))) / "standards" / "england")


def row(file: str, state: str, **more: object) -> dict[str, object]:
    usual = {"duty": REVIEW, "part": "", "trigger": "t", "opened_day": 100, "due_day": 110,
             "rule": 0, "notes": 0}  # fmt: skip
    return dict.fromkeys(SCHEMA.names) | usual | {"file": file, "state": state} | more


def compared(
    standard: Standard,
    earlier: list[dict[str, object]],
    later: list[dict[str, object]],
    days: tuple[int, int] | None = None,
    touched: Touched = NOTHING,
) -> ObligationsCompared:
    before, after = (pa.Table.from_pylist(rows, schema=SCHEMA) for rows in (earlier, later))
    return compare_obligations(standard, before, after, days, touched)


def test_obligations_are_counted_by_duty_and_both_states(england: Standard) -> None:
    earlier = [row("a", "overdue"), row("b", "overdue"), row("c", "met"), row("d", "met")]
    later = [row("a", "late"), row("b", "late"), row("c", "overdue"), row("d", "met")]
    found = compared(england, earlier, later)
    assert found.same == 1
    assert found.counts == {(REVIEW, "overdue", "late"): 2, (REVIEW, "met", "overdue"): 1}


def test_what_only_one_of_the_two_gives_is_not_there_in_the_other(england: Standard) -> None:
    found = compared(england, [row("a", "met", step=1)], [row("a", "met", step=2)])
    assert found.same == 0
    assert found.counts == {(REVIEW, "met", NOT_THERE): 1, (REVIEW, NOT_THERE, "met"): 1}


@pytest.mark.parametrize(
    ("due", "opened", "counted"),
    [(110, 1, 1), (119, 1, 1), (120, 1, 1), (121, 1, 0), (99, 105, 0), (None, 105, 1)],
)
def test_only_what_falls_due_on_days_that_both_cover_counts(
    england: Standard, due: int | None, opened: int, counted: int
) -> None:
    more = {"due_day": due, "opened_day": opened}
    found = compared(england, [row("a", "met", **more)], [row("a", "late", **more)], (100, 120))
    assert len(found.changes) == counted
    met = [row("a", "met", **more)]
    assert compared(england, met, met, (100, 120)).same == counted


def test_the_records_that_it_rests_on_explain_it(england: Standard) -> None:
    touched = Touched({"a": {"r": "meeting", "x": "meeting", "t": "looked-after"}}, ("a",))
    found = compared(england, [row("a", "met", met_by="r")], [row("a", "overdue")], touched=touched)
    assert [(c.because, c.records) for c in found.changes] == [(Because.RECORDS, ("t", "r"))]


def test_a_prohibition_is_explained_by_its_breaches(england: Standard) -> None:
    touched = Touched({"a": {"r": "placement"}}, ())
    later = row("a", "breached", breaches=["q", "r"], due_day=None)
    found = compared(england, [row("a", "kept", due_day=None)], [later], touched=touched)
    assert found.changes[0].records == ("r",)


@pytest.mark.parametrize(
    ("touched", "because", "records"),
    [
        (Touched({"a": {"x": "meeting", "y": "restraint"}}, ("a",)), Because.FILE, ("x",)),
        (Touched({"a": {"y": "restraint"}}, ("a",)), Because.SUBJECT, ()),
        (Touched({"b": {"x": "meeting"}}, ("b",)), Because.COVERAGE, ()),
    ],
)
def test_failing_that_what_the_duty_reads_the_subject_or_what_is_covered(
    england: Standard, touched: Touched, because: Because, records: tuple[str, ...]
) -> None:
    found = compared(england, [row("a", "met")], [row("a", "overdue")], touched=touched)
    assert [(c.because, c.records) for c in found.changes] == [(because, records)]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 4)), unique=True))
def test_the_same_rows_have_no_changes(keys: list[tuple[str, int]]) -> None:
    rows = [row(file, "met", step=step) for file, step in keys]
    standard = Standard("x", "X", "1", "", "nowhere", {}, {}, {}, {}, {})
    found = compared(standard, rows, rows[::-1])
    assert (found.same, found.changes) == (len(keys), ())


# --- the interval of a difference ------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_newcombes_own_examples(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    """Table II of the paper, method 10."""
    _, between = newcombe(*counts)
    assert list(between) == pytest.approx([low, high], abs=5e-5)


COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, COUNTS)
def test_an_interval_holds_its_difference_and_turns_round(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    difference, (low, high) = newcombe(*a, *b)
    turned, (turned_low, turned_high) = newcombe(*b, *a)
    assert -1 - 1e-12 <= low <= difference <= high <= 1 + 1e-12
    assert (turned, turned_low, turned_high) == pytest.approx((-difference, -high, -low))


# --- side by side ----------------------------------------------------------------------------


def figure(numerator: int, denominator: int) -> Figure:
    value = numerator / denominator if denominator else None
    return Figure(
        "m", "M", "A sentence.", {}, numerator, denominator, 0, value, None, None, True, {}
    )


def beside(
    a: Figure,
    b: Figure,
    of: MeasureOf = MeasureOf.TIMELINESS,
    blind_b: dict[str, str] | None = None,
) -> SideBySide:
    measure = Measure("m", "M", "A sentence.", of, ("visit",))
    (found,) = side_by_side([measure], [a], [b], blind_b=blind_b)
    return found


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ((56, 70), (48, 80), Verdict.HIGHER_IN_A),
        ((48, 80), (56, 70), Verdict.HIGHER_IN_B),
        ((50, 100), (52, 100), Verdict.CHANCE),
        ((9, 9), (0, 500), Verdict.TOO_FEW),
        ((0, FEWEST), (FEWEST, FEWEST), Verdict.HIGHER_IN_B),
        ((0, 0), (5, 10), Verdict.NO_DATA),
    ],
)
def test_what_is_said_of_a_difference(
    a: tuple[int, int], b: tuple[int, int], verdict: Verdict
) -> None:
    found = beside(figure(*a), figure(*b))
    assert found.verdict is verdict
    told = verdict in (Verdict.HIGHER_IN_A, Verdict.HIGHER_IN_B, Verdict.CHANCE)
    assert (found.difference is not None) == (found.between is not None) == told


def test_each_has_its_interval_although_all_files_were_read() -> None:
    found = beside(figure(56, 70), figure(0, 0))
    assert found.interval_a == wilson(0.8, 70)
    assert found.interval_b is None


def test_medians_stand_side_by_side_without_a_difference() -> None:
    found = beside(figure(70, 70), figure(80, 80), MeasureOf.DAYS_TO_MEET)
    assert (found.verdict, found.difference) == (Verdict.NOT_TESTED, None)
    assert found.interval_a is None


def test_where_one_cannot_see_what_is_missing_nothing_is_compared() -> None:
    """With nothing ever overdue, a share in time is of what was done, not of what was owed."""
    found = beside(figure(56, 56), figure(48, 80), blind_b={"visit": "no table holds visits"})
    assert (found.verdict, found.difference) == (Verdict.NOT_COMPARABLE, None)
    assert found.why == (
        "In B the absence of what visit asks is not judged, because no table holds visits.",
    )


def test_what_is_not_watched_is_warned_of() -> None:
    partly = replace(figure(56, 70), beside={"not watched": 12, "open": 3})
    found = beside(partly, figure(48, 80))
    assert found.verdict is Verdict.HIGHER_IN_A
    (said,) = found.why
    assert said.startswith("In A 12 are not watched:")


def test_the_keys_are_stable() -> None:
    found = beside(figure(56, 70), figure(48, 80)).to_dict()
    assert list(found) == [
        "measure", "title", "sentence", "of", "a", "b", "difference", "low", "high", "verdict",
        "why",
    ]  # fmt: skip
    assert found["difference"] == pytest.approx(0.2)
    assert found["low"] == pytest.approx(0.0524, abs=5e-5)
    assert found["a"]["numerator"] == 56
