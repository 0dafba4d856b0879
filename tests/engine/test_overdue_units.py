"""In which unit each sort of clock counts, and where the calendar ends."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.engine.examples import moment_of
from sightline.engine.overdue import how_long, unit_of
from sightline.standard.calendar import calendar_of
from sightline.standard.model import CalendarTable, Rule, Unit
from tests.engine.told import read
from tests.spec.tables import DUTY, OF_A_DUTY, OF_A_RULE, load_duty

SHOWN = {"says": "So.", "rule": "2000-01-01", "records": [], "checked": "2010-03-31", "expect": []}
CALENDAR = calendar_of.__wrapped__(
    CalendarTable(
        "here",
        "made up",
        date(2010, 3, 1),
        date(2010, 3, 31),
        (),
        terms=((date(2010, 3, 8), date(2010, 3, 19)),),
    )
)
"""A month that begins on a Monday, with two weeks of school in it."""


def rule_of(said: str) -> Rule:
    rules = [{"from": "2000-01-01", **OF_A_RULE}]
    duty = {**OF_A_DUTY, **read(said), "rules": rules, "examples": [SHOWN, SHOWN]}
    return load_duty(duty).duties[DUTY].parts[0].rules[0]


RESPONSE = "when: {custody: {}}, then: {visit: {}}"
RECURRENCE = "while: {custody: {}}, then: {visit: {}}"


@pytest.mark.parametrize(
    ("said", "step", "unit"),
    [
        (f"{RESPONSE}, within: 5 working days", None, Unit.WORKING_DAYS),
        (f"{RESPONSE}, before: 5 school days", None, Unit.SCHOOL_DAYS),
        (f"{RESPONSE}, by: hearing-on", None, Unit.DAYS),
        (f"{RESPONSE}, by: school opens", None, Unit.SCHOOL_DAYS),
        (f"{RESPONSE}, later-of: [{{within: 5 hours}}, {{within: 9 hours}}]", None, Unit.HOURS),
        (f"{RESPONSE}, earlier-of: [{{within: 5 weeks}}, {{within: 1 day}}]", None, Unit.DAYS),
        (f"{RESPONSE}, earlier-of: [{{by: hearing-on}}, {{within: 1 hour}}]", None, Unit.DAYS),
        (f"{RESPONSE}, earlier-of: [{{within: 1 hour}}, {{by: hearing-on}}]", None, Unit.DAYS),
        (f"{RECURRENCE}, every: 2 weeks", None, Unit.WEEKS),
        (f"{RECURRENCE}, every: {{first: 3 working days, then: [2 weeks, 1 month]}}", None,
         Unit.WORKING_DAYS),
        (f"{RECURRENCE}, every: {{first: 3 working days, then: [2 weeks, 1 month]}}", 1,
         Unit.WORKING_DAYS),
        (f"{RECURRENCE}, every: {{first: 3 working days, then: [2 weeks, 1 month]}}", 2,
         Unit.WEEKS),
        (f"{RECURRENCE}, every: {{first: 3 working days, then: [2 weeks, 1 month]}}", 9,
         Unit.MONTHS),
        (f"{RECURRENCE}, every: {{then: [2 weeks, 1 month]}}", 1, Unit.WEEKS),
        (f"{RECURRENCE}, each: month", None, Unit.DAYS),
        ("while: {custody: {}}, never: {plan: {}}", None, Unit.DAYS),
    ],
)  # fmt: skip
def test_the_unit_of_a_clock(said: str, step: int | None, unit: Unit) -> None:
    assert unit_of(rule_of(said), step) is unit


@pytest.mark.parametrize(
    ("unit", "due", "on", "told"),
    [
        ("hours", "2010-03-01 10:00", "2010-03-01 10:30", "0 hours"),
        ("hours", "2010-03-01 10:00", "2010-03-01 11:00", "1 hour"),
        ("hours", "2010-03-01 10:00", "2010-03-03 09:59", "47 hours"),
        ("hours", "2010-03-01 10:00", "2010-03-03 10:00", "2 days"),
        ("hours", "2010-03-01 10:00", "2010-03-03", "2 days"),
        ("hours", "2010-03-01", "2010-03-01 10:00", "0 days"),
        ("hours", "2010-03-01 10:00", "2010-03-01 09:00", "0 hours"),
        ("days", "2010-03-03", "2010-03-01", "0 days"),
        ("days", "2010-03-01", "2013-03-01", "1,096 days"),
        ("working days", "2010-03-01", "2010-03-31", "22 working days"),  # to the last day covered
        ("working days", "2010-02-28", "2010-03-31", "31 days"),
        ("working days", "2010-03-30", "2010-04-01", "2 days"),
        ("school days", "2010-03-08", "2010-03-19", "9 school days"),
        ("school days", "2010-03-07", "2010-03-19", "12 days"),
        ("school days", "2010-03-12", "2010-03-14", "2 days"),  # a weekend
    ],
)
def test_how_long_it_is_over(unit: str, due: str, on: str, told: str) -> None:
    rule = rule_of(f"{RESPONSE}, within: 5 {unit}")
    assert str(how_long(CALENDAR, rule, None, moment_of(due), moment_of(on))) == told
