"""The two evaluators agree on every row, ids included.

A failure prints what differs and leaves the smallest case found in ``failures/``, as a file that
runs by itself: ``python -m tests.generative.replay FILE``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.engine.model import File
from sightline.standard.calendar import date_of
from sightline.standard.model import CalendarTable, Shape
from tests.generative.checking import check, examples
from tests.generative.compare import by_kernel, differences, report
from tests.generative.outcomes import attempt, by_reference
from tests.generative.standards import Wanted
from tests.generative.strategies import Case, cases, seeded_case

BLOCK = 100


def agree(case: Case) -> None:
    """Fail where the evaluators differ."""
    found = differences(case)
    assert not found, "The evaluators differ.\n" + "\n".join(found)


@examples(4)
@given(cases())
def test_they_agree_on_any_case(case: Case) -> None:
    check(case, agree, "any_case")


@pytest.mark.parametrize("shape", Shape)
@examples(1)
@given(st.data())
def test_they_agree_on_any_case_of_one_shape(shape: Shape, data: st.DataObject) -> None:
    case = data.draw(cases(Wanted(shapes=((1, shape),), mixed=False)))
    check(case, agree, f"any_{shape.name.lower()}")


@pytest.mark.parametrize("block", range(12))
def test_they_agree_on_numbered_cases(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        check(seeded_case(seed), agree, f"case_{seed}")


@examples(1)
@given(cases(), st.randoms(use_true_random=False))
def test_neither_depends_on_the_order_of_records(case: Case, random: Random) -> None:
    again = replace(case, files=tuple(_shuffled(file, random) for file in case.files))
    assert attempt(by_reference, again) == attempt(by_reference, case)
    assert attempt(by_kernel, again) == attempt(by_kernel, case)


def _shuffled(file: File, random: Random) -> File:
    records = list(file.records)
    random.shuffle(records)
    return replace(file, records=tuple(records))


@examples(1)
@given(cases())
def test_nor_on_the_order_of_files(case: Case) -> None:
    backwards = replace(case, files=case.files[::-1])
    assert attempt(by_kernel, backwards) == attempt(by_kernel, case)


@examples(1)
@given(cases())
def test_they_leave_a_short_calendar_together(case: Case) -> None:
    check(_shortened(case), agree, "short_calendar")


def _shortened(case: Case) -> Case:
    """The case with calendars that cover the days of its records and no more (clause 4.5)."""
    days = [r.at.day for f in case.files for r in f.records if r.at is not None] or [case.on.day]
    first, last = date_of(min(days)), date_of(max(days))
    tables = {place: _cut(table, first, last) for place, table in case.standard.calendars.items()}
    return replace(case, standard=replace(case.standard, calendars=tables))


def _cut(table: CalendarTable, first: date, last: date) -> CalendarTable:
    return replace(
        table,
        first=first,
        last=last,
        holidays=tuple(day for day in table.holidays if first <= day <= last),
        terms=tuple(
            (max(a, first), min(b, last)) for a, b in table.terms if a <= last and b >= first
        ),
    )


def test_a_report_says_what_each_found() -> None:
    said = report(seeded_case(1))
    assert said.startswith("reference:\n")
    assert "\nkernel:\n" in said
