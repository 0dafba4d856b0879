"""Whatever is typed for a day: that very day, or an error that names the box."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import example, given
from hypothesis import strategies as st

from sightline.service.ui.days import FIRST_YEAR, MONTHS
from sightline.service.ui.forms import DayAndTime, DayField, Form, MomentField
from sightline.service.ui.shown import errors_of, shown
from sightline.standard.calendar import LONDON

PARTS = ("day", "month", "year")


class Asked(Form):
    on = DayField(label="Day the visit was made")


class AskedMoment(Form):
    at = MomentField(label="Moment of the call", required=False)


def sent(**boxes: str) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update({name.replace("_", "-"): value for name, value in boxes.items()})
    return found


def asked(day: str, month: str, year: str) -> Asked:
    return Asked(sent(on_day=day, on_month=month, on_year=year))


def at(day: str, month: str, year: str, time: str) -> AskedMoment:
    return AskedMoment(sent(at_day=day, at_month=month, at_year=year, at_time=time))


def boxes(form: Form) -> dict[str, dict[str, Any]]:
    """The boxes of the only field, by part."""
    (bound,) = form
    return {item["name"]: item for item in shown(bound).params["items"]}


def marked(form: Form) -> list[str]:
    """The parts that are marked as wrong."""
    return [part for part, box in boxes(form).items() if "govuk-input--error" in box["classes"]]


def words(month: int) -> list[str]:
    name = MONTHS[month - 1]
    return [str(month), f"{month:02}", name, name[:3], name.upper(), f" {name.lower()} "]


typed = st.one_of(
    st.text(max_size=6),
    st.integers(-5, 40).map(str),
    st.integers(1800, 2200).map(str),
    st.sampled_from([word for month in range(1, 13) for word in words(month)]),
    st.sampled_from(["", " ", "٣", "1e1", "0x1", "+3", "1.0", "²", "31", "29", "02"]),
)


@given(typed, typed, typed)
@example("29", "2", "2023")
@example("31", "sept", "2026")
@example("", "", "")
def test_any_three_strings_give_that_very_date_or_an_error_at_a_box(
    day: str, month: str, year: str
) -> None:
    form = asked(day, month, year)
    if form.is_valid():
        found = form.cleaned_data["on"]
        assert (found.day, found.year) == (int(day), int(year))
        assert month in words(found.month) or month.strip().lower() == "sept"
    else:
        (error,) = errors_of(form)
        assert "he day the visit was made" in error["text"] or "Day the visit" in error["text"]
        assert error["href"] == f"#id_on-{marked(form)[0]}"
    assert [box["value"] for box in boxes(form).values()] == [day, month, year]


@given(st.dates(min_value=date(FIRST_YEAR, 1, 1)), st.integers(0, 5))
def test_every_date_can_be_typed_in_every_way(day: date, way: int) -> None:
    form = asked(str(day.day), words(day.month)[way], f"{day.year:04}")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == day


@given(st.integers(1, 31), st.integers(1, 12), st.integers(FIRST_YEAR, 9999))
def test_a_date_that_never_was_is_named(day: int, month: int, year: int) -> None:
    form = asked(str(day), str(month), str(year))
    if day <= calendar.monthrange(year, month)[1]:
        assert form.is_valid()
    else:
        (error,) = form.errors["on"]
        assert error == (
            "Day the visit was made must be a real date: "
            f"{MONTHS[month - 1]} {year} has no day {day}"
        )
        assert marked(form) == ["day"]


@pytest.mark.parametrize(
    ("boxes_typed", "told", "parts"),
    [
        (("", "", ""), "Enter the day the visit was made", ["day", "month", "year"]),
        ((" ", "", " "), "Enter the day the visit was made", ["day", "month", "year"]),
        (("3", "", "2026"), "Day the visit was made must include a month", ["month"]),
        (("", "3", ""), "Day the visit was made must include a day and year", ["day", "year"]),
        (("32", "3", "2026"), "Day the visit was made must have a day from 1 to 31", ["day"]),
        (("x", "3", "2026"), "Day the visit was made must have a day from 1 to 31", ["day"]),
        (("٣", "3", "2026"), "Day the visit was made must have a day from 1 to 31", ["day"]),
        (("3", "13", "2026"), "Day the visit was made must have a month from 1 to 12", ["month"]),
        (("3", "Mai", "2026"), "Day the visit was made must have a month from 1 to 12", ["month"]),
        (
            ("3", "3", "26"),
            "Day the visit was made must have a year of 4 numbers, like 2026",
            ["year"],
        ),
        (("3", "3", "1026"), "Day the visit was made must have a year of 1900 or later", ["year"]),
    ],
)
def test_an_error_says_what_to_do_and_marks_the_box(
    boxes_typed: tuple[str, str, str], told: str, parts: list[str]
) -> None:
    form = asked(*boxes_typed)
    assert form.errors["on"] == [told]
    assert marked(form) == parts


# Drawn in UTC: every moment that was, and none that the clocks skipped.
@given(st.datetimes(datetime(1972, 1, 1), datetime(2100, 1, 1)), st.sampled_from([":", ".", ""]))
def test_every_moment_that_was_can_be_typed(moment: datetime, mark: str) -> None:
    local = moment.replace(second=0, microsecond=0, tzinfo=UTC).astimezone(LONDON)
    form = at(str(local.day), str(local.month), str(local.year), f"{local:%H}{mark}{local:%M}")
    assert form.is_valid(), form.errors
    found = form.cleaned_data["at"]
    assert (found.day, found.time) == (local.date(), local.time())
    assert found.as_moment().minute - int(local.timestamp() // 60) in (0, -60)


@given(typed, st.text(max_size=6))
@example("3", "24:00")
@example("3", "9:5")
def test_nothing_typed_of_a_moment_is_lost(day: str, time: str) -> None:
    form = at(day, "3", "2026", time)
    form.is_valid()
    assert [box["value"] for box in boxes(form).values()] == [day, "3", "2026", time]


def test_a_moment_needs_no_time_and_no_day_where_it_may_be_empty() -> None:
    form = at("3", "3", "2026", "")
    assert form.is_valid() and form.cleaned_data["at"] == DayAndTime(date(2026, 3, 3))
    assert form.cleaned_data["at"].as_moment().minute is None
    nothing = at("", "", "", " ")
    assert nothing.is_valid() and nothing.cleaned_data["at"] is None


@pytest.mark.parametrize("typed", ["24:00", "9:60", "9:5", "noon", "12:00pm", "-1:00", "٠٩:٠٠"])
def test_a_time_that_is_none_is_marked_at_its_box(typed: str) -> None:
    form = at("3", "3", "2026", typed)
    assert form.errors["at"] == [
        "Moment of the call must have a time by the 24-hour clock, like 14:30"
    ]
    assert marked(form) == ["time"]
    assert errors_of(form)[0]["href"] == "#id_at-time"


def test_a_time_that_the_clocks_went_past_is_named() -> None:
    skipped = at("29", "3", "2026", "01:30")
    assert skipped.errors["at"] == [
        "Moment of the call must be a real time: the clocks went forward that night, and 01:30 "
        "never came"
    ]
    twice = at("25", "10", "2026", "01:30")
    assert twice.is_valid()


def test_a_time_alone_asks_for_its_day() -> None:
    form = at("", "", "", "14:30")
    assert form.errors["at"] == ["Moment of the call must include a day, month and year"]


def test_what_is_known_already_stands_in_the_boxes() -> None:
    form = AskedMoment(initial={"at": DayAndTime(date(2026, 3, 1), time(9, 5))})
    assert [box["value"] for box in boxes(form).values()] == ["1", "3", "2026", "09:05"]
    (bound,) = Asked(initial={"on": date(2026, 3, 1) + timedelta(1)})
    assert [item["value"] for item in shown(bound).params["items"]] == ["2", "3", "2026"]


def test_whether_a_day_changed_can_be_told() -> None:
    known = {"on": date(2026, 3, 3)}
    same = Asked(sent(on_day="03", on_month="Mar", on_year="2026"), initial=known)
    other = Asked(sent(on_day="04", on_month="Mar", on_year="2026"), initial=known)
    assert not same.has_changed() and other.has_changed()
