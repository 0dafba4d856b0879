"""Dates are read as declared, and in no other way."""

from datetime import date, datetime

import pytest

from sightline.engine.model import Moment
from sightline.returns.dates import Dates, iso_text
from sightline.returns.errors import Mismatch
from sightline.standard.calendar import day_of, minute_of


def at(text: str) -> Moment:
    """A moment in London, told as an ISO text: the expectation, read by the standard library."""
    if len(text) == 10:
        return Moment(day_of(date.fromisoformat(text)))
    moment = datetime.fromisoformat(text)
    return Moment(day_of(moment), minute_of(moment))


@pytest.mark.parametrize(
    ("ways", "text", "moment"),
    [
        (["day-first"], "06/10/2022", "2022-10-06"),
        (["day-first"], " 6.1.2022 ", "2022-01-06"),
        (["day-first"], "31-12-1999", "1999-12-31"),
        (["day-first"], "06/10/2022 14:05", "2022-10-06T14:05"),
        (["day-first"], "29/02/2024", "2024-02-29"),
        (["month-first"], "06/10/2022", "2022-06-10"),
        (["iso"], "2022-10-06", "2022-10-06"),
        (["iso"], "2022-10-06 14:05:59.123", "2022-10-06T14:05"),
        (["iso"], "2022-10-06T14:05Z", "2022-10-06T15:05"),
        (["iso"], "2022-10-06T14:05+02:00", "2022-10-06T13:05"),
        (["iso"], "2022-01-06T23:30-0500", "2022-01-07T04:30"),
        (["iso"], "2022-06-30T23:30:00Z", "2022-07-01T00:30"),
        (["day-first", "iso"], "2022-10-06", "2022-10-06"),
        (["%d/%m/%y"], "06/10/22", "2022-10-06"),
        (["%d %b %Y %H:%M"], "06 Oct 2022 14:05", "2022-10-06T14:05"),
        (["%Y%m%dT%H%M%z"], "20221006T1405+0000", "2022-10-06T15:05"),
    ],
)
def test_written_as_declared(ways: list[str], text: str, moment: str) -> None:
    assert Dates(ways)(text) == at(moment)


@pytest.mark.parametrize(
    ("ways", "text"),
    [
        (["day-first"], "2022-10-06"),
        (["day-first"], "06/10/22"),
        (["day-first"], "06/10-2022"),
        (["iso"], "06/10/2022"),
        (["iso"], "20221006"),
        (["iso"], "2022-10-06Z"),
        (["day-first"], ""),
        (["day-first"], "٠٦/١٠/٢٠٢٢"),
    ],
)
def test_another_way_of_writing_is_refused(ways: list[str], text: str) -> None:
    found = Dates(ways)(text)
    assert isinstance(found, Mismatch)
    assert found.reason == "The date is not written as the mapping declares."


@pytest.mark.parametrize(
    ("way", "text"),
    [
        ("day-first", "13/13/2022"),
        ("day-first", "10/13/2022"),
        ("day-first", "29/02/2023"),
        ("day-first", "00/01/2023"),
        ("iso", "2022-13-45"),
        ("iso", "2022-01-01T24:00"),
        ("iso", "2022-01-01T10:60"),
        ("iso", "2022-01-01T10:00+01:99"),
        ("month-first", "13/01/2022"),
    ],
)
def test_a_day_or_time_that_is_not_is_refused(way: str, text: str) -> None:
    found = Dates([way])(text)
    assert isinstance(found, Mismatch)
    assert found.reason == "There is no such day or time."


@pytest.mark.parametrize(
    "text",
    ["0022-10-06", "1899-12-31", "2100-01-01", "9999-12-31T23:00-05:00", "0001-01-01T00:30Z"],
)
def test_centuries_away_is_refused(text: str) -> None:
    found = Dates(["iso"])(text)
    assert isinstance(found, Mismatch)
    assert found.reason == "The date is centuries away."


@pytest.mark.parametrize("text", ["1900-01-01", "2099-12-31"])
def test_the_first_and_the_last_day(text: str) -> None:
    assert Dates(["iso"])(text) == at(text)


def test_a_midnight_in_london_is_a_day_unless_the_mapping_says_otherwise() -> None:
    assert Dates(["iso"])("2022-10-06T00:00:00") == at("2022-10-06")
    assert Dates(["iso"], midnight_is_day=False)("2022-10-06T00:00") == at("2022-10-06T00:00")
    assert Dates(["iso"])(datetime(2022, 10, 6)) == at("2022-10-06")


def test_a_midnight_with_an_offset_is_a_minute() -> None:
    assert Dates(["iso"])("2022-10-06T00:00Z") == at("2022-10-06T01:00")


def test_dates_that_excel_typed_need_no_way_of_writing() -> None:
    assert Dates(["day-first"])(date(2022, 10, 6)) == at("2022-10-06")
    assert Dates(["day-first"])(datetime(2022, 10, 6, 14, 5)) == at("2022-10-06T14:05")


def test_an_hour_that_the_clocks_repeat_is_its_first() -> None:
    found = Dates(["iso"])("2022-10-30T01:30")
    assert isinstance(found, Moment)
    assert iso_text(found) == "2022-10-30T00:30Z"


def test_details_write_days_and_minutes_in_one_way() -> None:
    assert iso_text(at("2022-10-06")) == "2022-10-06"
    assert iso_text(at("2022-07-06T14:05")) == "2022-07-06T13:05Z"
