"""A version is a correction where it says anything otherwise, and not where it only goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from sightline.engine.model import Moment
from sightline.service.casework.corrected import corrected, is_correction
from sightline.service.files.entries import Entry
from sightline.service.files.models import Record
from sightline.service.files.recording import row_of
from sightline.service.ledger import clock
from sightline.standard.calendar import day_of
from tests.service.files.making import corrected as correct
from tests.service.files.making import day, opened, recorded

pytestmark = pytest.mark.django_db

DAY = day_of(clock.now().date()) - 30
RUNS = Entry("order", Moment(DAY), details={"type": "referral-order"})
PLANNED = Entry("meeting", None, planned_start=DAY, details={"type": "strategy"})
ENDED = replace(RUNS, ended=Moment(DAY + 9))


@pytest.fixture(autouse=True)
def kinds(db: None) -> None:
    """The rows for kinds, which any row of a record names."""


def row(entry: Entry) -> Record:
    return row_of(entry, file=uuid4(), at=clock.now())


@pytest.mark.parametrize(
    ("before", "change", "is_one"),
    [
        (RUNS, {}, False),
        (RUNS, {"ended": Moment(DAY + 9)}, False),
        (ENDED, {"ended": Moment(DAY + 8)}, True),
        (ENDED, {"ended": Moment(DAY + 9, (DAY + 9) * 1440)}, True),
        (ENDED, {"ended": None}, True),
        (RUNS, {"occurred": Moment(DAY - 1)}, True),
        (RUNS, {"occurred": Moment(DAY - 1), "ended": Moment(DAY + 9)}, True),
        (RUNS, {"planned_end": DAY + 90}, True),
        (RUNS, {"about": uuid4()}, True),
        (PLANNED, {"occurred": Moment(DAY + 1)}, False),
        (PLANNED, {"planned_start": DAY + 2}, True),
        (PLANNED, {"planned_start": DAY + 2, "occurred": Moment(DAY + 1)}, True),
    ],
)
def test_of_the_days(before: Entry, change: dict[str, Any], is_one: bool) -> None:
    assert is_correction(row(before), row(replace(before, **change))) is is_one


def test_an_answer_that_comes_with_the_end_is_no_correction_and_a_changed_one_is() -> None:
    more = {**RUNS.details, "note": "Done"}
    other = {**RUNS.details, "type": "supervision"}
    assert not is_correction(row(RUNS), row(replace(ENDED, details=more)))
    assert is_correction(row(RUNS), row(replace(RUNS, details=more)))
    assert is_correction(row(RUNS), row(replace(ENDED, details=other)))
    assert is_correction(row(RUNS), row(replace(ENDED, details={})))


def test_one_correction_among_the_versions_is_enough() -> None:
    child = opened()
    closed = recorded(child, Entry("case", Moment(day("2026-03-02")), details=_CASE))
    mended = recorded(child, Entry("case", Moment(day("2026-03-03")), details=_CASE))
    rows = []
    for fact, days in ((closed, ("2026-03-02",)), (mended, ("2026-03-04", "2026-03-04"))):
        for number, on in enumerate(days):
            ended = Moment(day("2026-04-01")) if number == len(days) - 1 else None
            entry = Entry("case", Moment(day(on)), ended=ended, details=_CASE)
            last = correct(fact.fact, child, entry)
        rows.append(last)
    assert corrected(rows) == {mended.fact}


_CASE = {"service": "youth-justice"}
