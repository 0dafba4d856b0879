"""Figures, their parts: what stands in one, what its interval is, and by what it is grouped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pytest

from sightline.engine.figures import Over, figures, interval, wilson
from sightline.engine.model import Note, State
from sightline.standard.calendar import day_of
from sightline.standard.model import Interval, MeasureOf, Unit
from tests.engine.test_figures import MARCH, OVER, STANDARD, found, measure, rows

APRIL = day_of(date(2025, 4, 1))
FOUR = rows(
    ("a", State.MET, MARCH, {"met_day": MARCH + 1}),
    ("b", State.LATE, MARCH, {"met_day": MARCH + 3}),
    ("c", State.OVERDUE, MARCH + 30, {"notes": Note.TIME_NOT_RECORDED.value}),
    ("d", State.LAPSED, MARCH, {}),
)


def test_a_figure_as_plain_values() -> None:
    (figure,) = found(FOUR, unknown=("a", "d"))
    assert figure.to_dict() == {
        "measure": "m",
        "title": "M",
        "sentence": "A sentence.",
        "group": {},
        "numerator": 1,
        "denominator": 3,
        "unknown": 3,
        "value": pytest.approx(1 / 3),
        "low": None,
        "high": None,
        "all_files": True,
        "beside": {"open": 0, "lapsed": 1, "excused": 0, "undated": 0, "not watched": 0},
        "values": [],
    }


def test_a_figure_without_data_has_all_its_parts() -> None:
    for of in (MeasureOf.TIMELINESS, MeasureOf.ENTERED_BY, MeasureOf.DAYS_TO_MEET):
        within = Interval(0, Unit.DAYS) if of is MeasureOf.ENTERED_BY else None
        (figure,) = found(rows(), of=measure(of, within))
        assert figure.to_dict() == {
            "measure": "m",
            "title": "M",
            "sentence": "A sentence.",
            "group": {},
            "numerator": 0,
            "denominator": 0,
            "unknown": 0,
            "value": None,
            "low": None,
            "high": None,
            "all_files": True,
            "beside": {"open": 0, "lapsed": 0, "excused": 0, "undated": 0, "not watched": 0},
            "values": [],
        }


def test_what_was_not_met_has_no_median() -> None:
    table = rows(("a", State.OVERDUE, MARCH, {}))
    (figure,) = found(table, of=measure(MeasureOf.DAYS_TO_MEET))
    assert (figure.value, figure.numerator, figure.denominator) == (None, 0, 0)


def test_each_measure_has_its_figures_in_order() -> None:
    subjects = pa.table({"id": list("abcd"), "place": ["north"] * 4})
    unknown = pa.table(
        {
            "duty": pa.array([], pa.string()),
            "file": pa.array([], pa.string()),
            "day": pa.array([], pa.int32()),
        }
    )
    both = [measure(), replace(measure(MeasureOf.DAYS_TO_MEET), id="days")]
    told = figures(STANDARD, both, FOUR, unknown, subjects, OVER)
    assert [(figure.measure, figure.value) for figure in told] == [
        ("m", pytest.approx(1 / 3)),
        ("days", 2),
    ]


def test_a_figure_is_of_the_duties_of_its_measure() -> None:
    (figure,) = found(FOUR, of=replace(measure(), duties=("another",)), unknown=("a",))
    assert (figure.denominator, figure.unknown) == (0, 0)


# --- the interval ----------------------------------------------------------------------------


def test_the_interval_is_that_of_a_part_of_a_finite_number_of_files() -> None:
    """2 of 3 over 4 files of 10: as wide as Wilson's over 3 × 9 / 6 = 4.5 files of no end."""
    assert interval(2, 3, 4, 10) == wilson(2 / 3, 4.5)
    assert wilson(2 / 3, 4.5) == pytest.approx((0.26093, 0.91890), abs=5e-5)
    (figure,) = found(rows(*((f, State.MET, MARCH, {}) for f in "ab"),
                           ("c", State.LATE, MARCH, {}), ("d", State.OPEN, MARCH, {})),
                      Over(MARCH, MARCH + 30, read_of=10))  # fmt: skip
    assert (figure.low, figure.high) == wilson(2 / 3, 4.5)
    assert not figure.all_files


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_an_interval_stays_between_none_and_all(share: float) -> None:
    low, high = wilson(share, 5)
    assert (low, high)[int(share)] == pytest.approx(share)
    assert 0 <= low < high <= 1


@pytest.mark.parametrize("read_of", [None, 3, 4])
def test_files_that_were_all_read_leave_no_interval(read_of: int | None) -> None:
    (figure,) = found(FOUR, Over(MARCH, MARCH + 30, read_of=read_of))
    assert (figure.low, figure.high, figure.all_files) == (None, None, True)


def test_a_number_of_days_has_no_interval() -> None:
    over = Over(MARCH, MARCH + 30, read_of=10)
    (figure,) = found(FOUR, over, of=measure(MeasureOf.DAYS_TO_MEET))
    assert (figure.value, figure.low, figure.high, figure.all_files) == (2, None, None, False)


# --- groups ----------------------------------------------------------------------------------


def test_unknown_triggers_are_counted_by_attribute_and_by_the_period_of_their_own_day() -> None:
    places: dict[str, str | None] = {"a": "north", "b": "south", "c": "south", "d": None}
    by_place = found(FOUR, Over(MARCH, APRIL, ("place",)), unknown=("b", "d"), places=places)
    assert [(f.group, f.denominator, f.unknown) for f in by_place] == [
        ({"place": "north"}, 1, 0),
        ({"place": "not recorded"}, 0, 1),
        ({"place": "south"}, 2, 1 + 1),
    ]
    over = Over(MARCH, APRIL, ("month", "place"))
    by_both = found(FOUR, over, unknown=("b", "d"), unknown_day=MARCH, places=places)
    month = "2025-03-01 to 2025-03-31"
    assert [(f.group, f.denominator, f.unknown) for f in by_both] == [
        ({"month": month, "place": "north"}, 1, 0),
        ({"month": month, "place": "not recorded"}, 0, 1),
        ({"month": month, "place": "south"}, 2, 1 + 1),
    ]
    undated = found(FOUR, Over(MARCH, APRIL, ("month",)), unknown=("b",))
    assert [(f.group["month"], f.unknown) for f in undated] == [(month, 1), ("not recorded", 1)]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("month", "2025-03-01 to 2025-03-31"),
        ("quarter", "2025-01-01 to 2025-03-31"),
        ("financial-year", "2024-04-01 to 2025-03-31"),
        ("calendar-year", "2025-01-01 to 2025-12-31"),
    ],
)
def test_a_period_is_told_by_its_first_and_last_day(name: str, label: str) -> None:
    assert [figure.group for figure in found(FOUR, Over(MARCH, APRIL, (name,)))] == [{name: label}]


def test_what_cannot_be_grouped_by_is_named_with_what_can() -> None:
    with pytest.raises(ValueError, match="colour") as refused:
        found(rows(), Over(MARCH, MARCH, ("colour", "place", "shape", "month")))
    assert str(refused.value) == (
        "figures cannot be grouped by colour, shape: the files have no such attribute; they have "
        "place"
    )
