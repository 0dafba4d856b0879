"""Figures: numerators, denominators, what is left out, and the interval."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.figures import Figure, Over, figures, interval, wilson
from sightline.engine.model import Note, State
from sightline.standard.calendar import day_of, end_of_day, start_of_day
from sightline.standard.model import (
    CalendarTable,
    Interval,
    Measure,
    MeasureOf,
    Standard,
    Unit,
)

MARCH = day_of(date(2025, 3, 1))
OVER = Over(MARCH, MARCH + 30)
CALENDAR = CalendarTable("nowhere", "made up", date(2020, 1, 1), date(2030, 12, 31), ())
STANDARD = Standard("x", "X", "1", "", "nowhere", {}, {}, {}, {}, {"nowhere": CALENDAR})


def measure(of: MeasureOf = MeasureOf.TIMELINESS, within: Interval | None = None) -> Measure:
    return Measure("m", "M", "A sentence.", of, ("visit",), within)


Row = tuple[str, State, int | None, dict[str, object]]


def rows(*made: Row) -> pa.Table:
    """Obligations as (file, state, due day, other columns)."""
    columns: dict[str, list[object]] = {
        name: [] for name in ("file", "duty", "state", "due_day", "met_day", "opened_day",
                              "entered", "notes")
    }  # fmt: skip
    for file, state, due, more in made:
        told = {"file": file, "duty": "visit", "state": state.value, "due_day": due}
        usual = {"met_day": None, "opened_day": MARCH, "entered": None, "notes": 0}
        said = told | usual | more
        for name, values in columns.items():
            values.append(said[name])
    return pa.table(
        {
            name: pa.array(values, pa.string() if name in ("file", "duty", "state") else pa.int64())
            for name, values in columns.items()
        }
    )


def found(
    table: pa.Table,
    over: Over = OVER,
    of: Measure | None = None,
    unknown: tuple[str, ...] = (),
    unknown_day: int | None = None,
    places: dict[str, str | None] | None = None,
) -> list[Figure]:
    names = places or dict.fromkeys(table.column("file").to_pylist(), "north")
    subjects = pa.table(
        {"id": pa.array(list(names), pa.string()), "place": pa.array(names.values(), pa.string())}
    )
    triggers = pa.table(
        {"duty": pa.array(["visit"] * len(unknown), pa.string()),
         "file": pa.array(unknown, pa.string()),
         "day": pa.array([unknown_day] * len(unknown), pa.int32())}
    )  # fmt: skip
    return figures(STANDARD, [of or measure()], table, triggers, subjects, over)


def test_timeliness_is_met_of_met_late_and_overdue() -> None:
    table = rows(
        ("a", State.MET, MARCH, {}),
        ("b", State.LATE, MARCH, {}),
        ("c", State.OVERDUE, MARCH, {"notes": Note.ENDED.value}),
        ("d", State.OPEN, MARCH, {}),
        ("e", State.EXCUSED, MARCH, {}),
        ("f", State.NOT_WATCHED, MARCH, {}),
    )
    (figure,) = found(table)
    assert (figure.numerator, figure.denominator) == (1, 3)
    assert figure.value == pytest.approx(1 / 3)
    assert figure.beside == {
        "open": 1, "lapsed": 0, "excused": 1, "undated": 0, "not watched": 1,
    }  # fmt: skip


def test_only_what_falls_due_in_the_period_counts() -> None:
    days = (MARCH - 1, MARCH, MARCH + 30, MARCH + 31)
    table = rows(*((f"f{day}", State.MET, day, {}) for day in days), ("g", State.MET, None, {}))
    (figure,) = found(table)
    assert figure.denominator == 2


def test_no_data_is_said_and_not_drawn_as_nought() -> None:
    (figure,) = found(rows())
    assert (figure.value, figure.denominator) == (None, 0)


def test_all_files_read_means_no_interval() -> None:
    (figure,) = found(rows(("a", State.MET, MARCH, {})))
    assert (figure.all_files, figure.low, figure.high) == (True, None, None)


def test_figures_are_grouped_by_attribute_and_an_absent_one_is_not_recorded() -> None:
    table = rows(("a", State.MET, MARCH, {}), ("b", State.LATE, MARCH, {}),
                 ("c", State.MET, MARCH, {}))  # fmt: skip
    by_place = found(
        table, Over(MARCH, MARCH + 30, ("place",)), places={"a": "north", "b": "south", "c": None}
    )
    assert [(f.group["place"], f.numerator, f.denominator) for f in by_place] == [
        ("north", 1, 1), ("not recorded", 1, 1), ("south", 0, 1),
    ]  # fmt: skip


def test_figures_are_grouped_by_quarter_of_the_due_day() -> None:
    april = day_of(date(2025, 4, 1))
    table = rows(("a", State.MET, MARCH, {}), ("b", State.LATE, april, {}))
    by_quarter = found(table, Over(MARCH, april, ("quarter",)))
    assert [(f.group["quarter"], f.numerator) for f in by_quarter] == [
        ("2025-01-01 to 2025-03-31", 1), ("2025-04-01 to 2025-06-30", 0),
    ]  # fmt: skip


def test_an_attribute_that_no_file_has_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be grouped by colour"):
        found(rows(), Over(MARCH, MARCH, ("colour",)))


def test_unknowns_are_unclear_times_and_unknown_triggers() -> None:
    unclear: dict[str, object] = {"notes": Note.TIME_NOT_RECORDED.value}
    table = rows(("a", State.MET, MARCH, unclear), ("b", State.MET, MARCH, {}))
    (figure,) = found(table, unknown=("a", "b", "b"))
    assert figure.unknown == 1 + 3


def test_entered_by_counts_what_was_met_and_entered_within_the_time() -> None:
    """Of those met, how many were entered by due plus ten working days."""
    due = day_of(date(2025, 3, 3))  # a Monday; ten working days on is Monday 17 March
    in_time, late = end_of_day(due + 14), start_of_day(due + 15)
    table = rows(
        ("a", State.MET, due, {"entered": in_time}),
        ("b", State.MET, due, {"entered": late}),
        ("c", State.MET, due, {}),
        ("d", State.LATE, due, {"entered": in_time}),
    )
    entered_by = measure(MeasureOf.ENTERED_BY, Interval(10, Unit.WORKING_DAYS))
    (figure,) = found(table, of=entered_by)
    assert (figure.numerator, figure.denominator, figure.unknown) == (1, 3, 1)


def test_days_to_meet_is_the_median_and_work_already_done_took_no_time() -> None:
    table = rows(
        ("a", State.MET, MARCH, {"met_day": MARCH - 40}),
        ("b", State.MET, MARCH, {"met_day": MARCH + 4}),
        ("c", State.LATE, MARCH, {"met_day": MARCH + 9}),
        ("d", State.OVERDUE, MARCH, {}),
    )
    (figure,) = found(table, of=measure(MeasureOf.DAYS_TO_MEET))
    assert (figure.value, figure.denominator) == (4, 3)


def test_wilson_gives_the_published_intervals() -> None:
    """Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81/263, 15/148, 0/20, 1/29."""
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0000, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (numerator, denominator), bounds in published.items():
        assert wilson(numerator / denominator, denominator) == pytest.approx(bounds, abs=5e-5)


@given(st.integers(1, 200), st.data())
def test_reading_more_files_narrows_the_interval_until_there_is_none(
    denominator: int, data: st.DataObject
) -> None:
    numerator = data.draw(st.integers(0, denominator))
    of = data.draw(st.integers(3, 5_000))
    fewer = data.draw(st.integers(1, of - 2))
    low, high = interval(numerator, denominator, fewer, of)
    closer_low, closer_high = interval(numerator, denominator, fewer + 1, of)
    assert low is not None
    assert high is not None
    assert closer_low is not None
    assert closer_high is not None
    share = numerator / denominator
    bounds = [low, closer_low, share, closer_high, high]
    assert bounds == pytest.approx(sorted(bounds), abs=1e-12)
    assert interval(numerator, denominator, of, of) == (None, None)


def test_an_unknown_trigger_belongs_to_the_period_of_its_own_day() -> None:
    table = rows(("a", State.MET, MARCH, {}))
    first, last = OVER.first, OVER.last
    for day, counted in ((first - 1, 0), (first, 1), (last, 1), (last + 1, 0), (None, 1)):
        (figure,) = found(table, unknown=("a",), unknown_day=day)
        assert figure.unknown == counted, day
