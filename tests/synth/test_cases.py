"""The cases that are told on purpose hang together; each practice example shows what kept it safe.

What the standard makes of an example is asked step by step, as it was known on the day; then again
of the same file without the record on which the example turns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import pytest

from sightline.engine.model import File, Moment, Record, State
from sightline.engine.reference import evaluate
from sightline.standard.calendar import end_of_day
from sightline.synth import check, service
from sightline.synth.cases import (
    boy_and_his_parents,
    boy_on_a_plan,
    cases,
    girl_in_danger,
    man_at_home,
    mother_under_probation,
    names,
    young_mother,
)
from sightline.synth.days import TODAY, on
from sightline.synth.filing import england, file_all
from sightline.synth.watching import watched_periods

WATCHED = watched_periods(england().kinds.keys() - {"education-week"})


@cache
def files() -> dict[str, File]:
    told = cases(1)
    made = file_all([s.subject for s in told], [r for story in told for r in story.records])
    return {file.subject.id: file for file in made}


def states(file: File, day: str, duty: str) -> set[State]:
    """What became of a duty on a file, of all times that it was owed, as known on a day."""
    name, _, part = duty.partition("/")
    at = on(day)
    found = evaluate(
        england(), file, known_at=end_of_day(at), on=Moment(at), watched=WATCHED, duties={name}
    )
    return {one.state for one in found.obligations if not part or one.part == part}


GIRL, MAN = girl_in_danger.GIRL, girl_in_danger.MAN
MET, OPEN, LATE, OVERDUE = State.MET, State.OPEN, State.LATE, State.OVERDUE

STEPS = [
    # A: she speaks, youth justice asks probation, and all is in place before he comes out
    (GIRL, "2026-09-08", "concern-recorded", {MET}),
    (GIRL, "2026-09-08", "bullying-review-safety", {OPEN}),
    (GIRL, "2026-09-10", "bullying-review-safety", {MET}),
    (GIRL, "2026-09-11", "vuln-plan-create", {OPEN}),
    (GIRL, "2026-09-17", "vuln-plan-create", {MET}),
    (GIRL, "2026-09-17", "vuln-plan-countersign", {OPEN}),
    (GIRL, "2026-09-18", "vuln-plan-countersign", {MET}),
    (MAN, "2026-09-07", "licence-no-contact", set()),
    (MAN, "2026-09-08", "licence-no-contact", {OPEN}),
    (MAN, "2026-09-30", "licence-no-contact/condition", {MET}),
    (MAN, "2026-09-30", "licence-no-contact/victim-told", {OPEN}),
    (MAN, "2026-10-09", "licence-no-contact/victim-told", {MET}),
    (MAN, "2026-10-26", "partner-safety-contact", {OPEN}),
    (MAN, "2026-10-27", "partner-safety-contact", {MET}),
    # B: the worker writes for each conference and comes; the plan ends
    (boy_on_a_plan.BOY, "2025-06-13", "parent-support", {OPEN}),
    (boy_on_a_plan.BOY, "2025-06-17", "icpc-yot-attend/report", {OPEN}),
    (boy_on_a_plan.BOY, "2025-06-24", "icpc-yot-attend", {MET}),
    (boy_on_a_plan.BOY, "2025-06-24", "core-group", {OPEN}),
    (boy_on_a_plan.BOY, "2025-07-03", "core-group", {MET}),
    (boy_on_a_plan.BOY, "2025-07-08", "parent-support", {MET}),
    (boy_on_a_plan.BOY, "2026-10-31", "icpc-yot-attend", {MET}),
    (boy_on_a_plan.BOY, "2026-10-31", "cp-review-first", {MET}),
    # C: the specialist assessment is there with the report, and treatment begins
    (boy_and_his_parents.BOY, "2025-11-10", "aim-assess", {OPEN}),
    (boy_and_his_parents.BOY, "2025-12-02", "aim-assess", {MET}),
    (boy_and_his_parents.BOY, "2025-12-02", "hsb-treatment/begun", {OPEN}),
    (boy_and_his_parents.BOY, "2025-12-10", "psr-gatekeep", {MET}),
    (boy_and_his_parents.BOY, "2026-01-22", "hsb-treatment/begun", {MET}),
    (boy_and_his_parents.BOY, "2026-01-22", "parent-support", {MET}),
    # D: a place for both before the birth, a closing assessment and a plan for what comes after
    (young_mother.GIRL, "2025-02-10", "pregnancy-plan-review", {OPEN}),
    (young_mother.GIRL, "2025-02-19", "pregnancy-plan-review", {MET}),
    (young_mother.GIRL, "2025-06-08", "mbu-apply/expecting", {OPEN}),
    (young_mother.GIRL, "2025-06-09", "mbu-apply/expecting", {MET}),
    (young_mother.GIRL, "2026-07-14", "closure-assessment/assessment", {MET}),
    (young_mother.GIRL, "2026-07-14", "closure-assessment/exit-plan", {OPEN}),
    (young_mother.GIRL, "2026-07-20", "closure-assessment", {MET}),
    # the adults: late, never, and not yet
    (man_at_home.MAN, "2026-06-03", "oasys-initial", {MET}),
    (man_at_home.MAN, "2026-06-03", "children-of-adult-checked", {MET}),
    (man_at_home.MAN, "2026-06-18", "home-visit-probation", {OVERDUE}),
    (man_at_home.MAN, "2026-06-25", "home-visit-probation", {LATE}),
    (man_at_home.MAN, "2026-10-06", "children-of-adult-checked/later", {OVERDUE}),
    (man_at_home.MAN, "2026-10-31", "dv-callout-exchange/told", {LATE}),
    (man_at_home.MAN, "2026-10-31", "dv-callout-exchange/answered", {OVERDUE}),
    (man_at_home.MAN, "2026-10-31", "victim-safety-in-plan", {OVERDUE}),
    (mother_under_probation.WOMAN, "2026-10-28", "marac-refer", {OPEN}),
    (mother_under_probation.WOMAN, "2026-10-31", "marac-refer", {OVERDUE}),
    (mother_under_probation.WOMAN, "2026-10-31", "prebirth-referral", {OVERDUE}),
    (mother_under_probation.WOMAN, "2026-10-31", "dv-callout-exchange", {MET}),
]


@pytest.mark.parametrize(("file", "day", "duty", "expected"), STEPS)
def test_what_was_owed_and_what_became_of_it_on_the_day(
    file: str, day: str, duty: str, expected: set[State]
) -> None:
    assert states(files()[file], day, duty) == expected


@dataclass(frozen=True)
class Turn:
    """The records on which an example turns, and what is owed where they are not there."""

    file: str
    is_it: Callable[[Record], bool]
    day: str
    duty: str
    state: State


TURNS = {
    "A": Turn(
        MAN,
        lambda r: r.kind == "arrangement",
        "2026-10-10",
        "licence-no-contact/condition",
        OVERDUE,
    ),
    "B": Turn(
        boy_on_a_plan.BOY,
        lambda r: r.kind == "notice" and r.details.get("what") == "conference-report",
        "2025-06-24",
        "icpc-yot-attend/report",
        OVERDUE,
    ),
    "C": Turn(
        boy_and_his_parents.BOY,
        lambda r: r.details.get("tool") == "aim",
        "2026-01-05",
        "aim-assess",
        OVERDUE,
    ),
    "D": Turn(
        young_mother.GIRL,
        lambda r: r.details.get("matter") == "mother-and-baby-unit",
        "2025-08-01",
        "mbu-apply/expecting",
        OVERDUE,
    ),
}


@pytest.mark.parametrize("example", TURNS)
def test_without_the_record_on_which_it_turns_the_child_is_not_safe(example: str) -> None:
    turn = TURNS[example]
    whole = files()[turn.file]
    without = replace(whole, records=tuple(r for r in whole.records if not turn.is_it(r)))
    assert len(without.records) < len(whole.records)
    assert states(whole, turn.day, turn.duty) == {MET}
    assert states(without, turn.day, turn.duty) == {turn.state}


def test_the_cases_hang_together() -> None:
    made = service(1, 1, told_cases=True)
    assert check(made.files) == []
    assert files().keys() <= {file.subject.id for file in made.files}


def test_nothing_that_is_published_counts_them() -> None:
    """They stand in the service only where they are asked for, and leave the others as they are."""
    without, told = service(1, 3), service(1, 3, told_cases=True)
    more = {file.subject.id: file for file in told.files}
    assert all(more.pop(file.subject.id) == file for file in without.files)
    assert more.keys() == files().keys()


def test_everybody_in_them_has_a_name_and_nothing_is_told_after_the_last_day() -> None:
    assert names.NAMES.keys() == files().keys()
    assert len(set(names.NAMES.values())) == len(names.NAMES)
    recorded = [record for file in files().values() for record in file.records]
    assert max(record.recorded_at for record in recorded) <= end_of_day(TODAY)
