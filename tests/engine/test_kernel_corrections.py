"""Corrections in the kernel: only those that a part reads can change what stands (clause 7.5).

Each file here is judged by both evaluators, and the note is also said outright.
"""

from __future__ import annotations

from datetime import date

import pytest

from sightline.engine.kernel import bucket_of, evaluate_many
from sightline.engine.model import File, Minute, Moment, Note, Obligation, Record, Subject, Value
from sightline.engine.reference import evaluate
from sightline.standard.calendar import day_of, end_of_day
from sightline.standard.model import (
    Already,
    Alternative,
    Basis,
    CalendarTable,
    Conditions,
    Duty,
    Field,
    FieldType,
    Interval,
    Itself,
    ItselfForm,
    Kind,
    Lasts,
    OneOf,
    Part,
    Rule,
    Selector,
    Shape,
    Standard,
    Unit,
    Within,
)

FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
START, TODAY = day_of(FIRST), day_of(LAST)
URGENT = OneOf("level", frozenset({"urgent"}))
FIELDS = {name: Field(name, name, FieldType.TEXT) for name in ("level", "by")}
KINDS = {
    "referral": Kind("referral", "referral", Lasts.POINT, FIELDS),
    "visit": Kind("visit", "visit", Lasts.POINT, FIELDS),
    "plan": Kind("plan", "plan", Lasts.SPAN, FIELDS),
}


def duty(**said: object) -> Standard:
    """An urgent referral is answered by a visit within ten days, and what else is said."""
    told: dict[str, object] = {
        "shape": Shape.RESPONSE, "from_": FIRST, "basis": Basis.PROJECT, "source": "a test",
        "owner": "worker", "when": (Alternative(Selector("referral", (URGENT,))),),
        "then": (Alternative(Selector("visit")),), "clock": Within(Interval(10, Unit.DAYS)),
    }  # fmt: skip
    rule = Rule(**(told | said))  # type: ignore[arg-type]
    table = CalendarTable("here", "made up", FIRST, LAST, ())
    see = Duty("see", "See", ("child",), (), "", (Part("", "", (rule,)),))
    return Standard("small", "Small", "1", "", "here", KINDS, {"see": see}, {}, {}, {"here": table})


def record(
    id_: str, day: int, entered: int | None = None, replaces: str | None = None, **details: Value
) -> Record:
    """A record whose kind its id begins with, entered on its own day if nothing else is said."""
    kind = id_.split("-")[0]
    known: Minute = end_of_day(START + (day if entered is None else entered))
    at = Moment(START + day)
    return Record(id_, "a", kind, at, known, details, version_of=replaces)


def withdrawal(of: str, entered: int) -> Record:
    kind = of.split("-")[0]
    return Record(f"{of}-gone", "a", kind, None, end_of_day(START + entered), withdraws=of)


def judged(standard: Standard, *records: Record) -> tuple[Obligation, ...]:
    """What both evaluators make of one file."""
    file, on, known_at = File(Subject("a"), records), Moment(TODAY), end_of_day(TODAY)
    found = evaluate_many(
        standard, bucket_of([file], standard), known_at=known_at, on=on
    ).to_outcomes()
    assert found == evaluate(standard, file, known_at=known_at, on=on)
    return found.obligations


def changed(standard: Standard, *records: Record) -> bool:
    """Whether the one obligation is marked as changed since."""
    (obligation,) = judged(standard, *records)
    return Note.CHANGED_SINCE in obligation.notes


REFERRAL = record("referral-1", 100, level="urgent")
VISIT = record("visit-1", 105)


def test_a_field_that_nothing_asks_about_may_be_corrected() -> None:
    after = record("visit-2", 105, entered=200, replaces="visit-1", by="somebody else")
    assert not changed(duty(), REFERRAL, VISIT, after)


def test_so_may_a_fact_that_is_never_selected() -> None:
    calm = record("referral-7", 100, level="calm")
    after = record("referral-8", 104, entered=200, replaces="referral-7", level="middling")
    assert not changed(duty(), REFERRAL, VISIT, calm, after)


@pytest.mark.parametrize("moved_to", [90, 130])
def test_an_answer_moved_out_of_time_changes_it(moved_to: int) -> None:
    after = record("visit-2", moved_to, entered=200, replaces="visit-1")
    assert changed(duty(), REFERRAL, VISIT, after)


@pytest.mark.parametrize("moved_from", [90, 130])
def test_so_does_one_moved_into_time(moved_from: int) -> None:
    before = record("visit-1", moved_from)
    after = record("visit-2", 105, entered=200, replaces="visit-1")
    assert changed(duty(), REFERRAL, before, after)


def test_so_does_an_answer_withdrawn() -> None:
    assert changed(duty(), REFERRAL, VISIT, withdrawal("visit-1", 200))


@pytest.mark.parametrize("entered", [105, 110])
def test_what_was_corrected_by_the_due_day_does_not(entered: int) -> None:
    after = record("visit-2", 130, entered=entered, replaces="visit-1")
    assert not changed(duty(), REFERRAL, VISIT, after)


def test_a_trigger_that_came_to_be_selected_changes_it() -> None:
    calm = record("referral-1", 100, level="calm")
    after = record("referral-2", 100, entered=200, replaces="referral-1", level="urgent")
    assert changed(duty(), calm, after, VISIT)


def test_an_interval_begun_long_before_counts_where_a_condition_asks_for_it() -> None:
    standard = duty(conditions=Conditions(running=(Selector("plan"),)))
    plan = record("plan-1", 150)
    after = record("plan-2", 10, entered=200, replaces="plan-1")
    assert changed(standard, REFERRAL, VISIT, plan, after)


def test_so_does_earlier_work_where_it_answers_already() -> None:
    standard = duty(already=Already(Interval(3, Unit.MONTHS)))
    after = record("visit-2", 150, entered=200, replaces="visit-1")
    assert changed(standard, REFERRAL, record("visit-1", 60), after)


def test_a_field_that_answer_and_trigger_share_counts() -> None:
    standard = duty(then=(Alternative(Selector("visit"), same=("by",)),))
    referral = record("referral-1", 100, level="urgent", by="x")
    visit = record("visit-1", 105, by="x")
    after = record("visit-2", 105, entered=200, replaces="visit-1", by="y")
    assert changed(standard, referral, visit, after)


def test_content_recorded_late_was_as_unmet_then_as_it_is_late_now() -> None:
    said = OneOf("by", frozenset({"x"}))
    standard = duty(then=(Itself(ItselfForm.CONTENT, (said,)),))
    after = record("referral-2", 100, entered=200, replaces="referral-1", level="urgent", by="x")
    assert not changed(standard, REFERRAL, after)


def test_a_version_that_repeats_what_answered_does_not() -> None:
    said = OneOf("by", frozenset({"x"}))
    standard = duty(then=(Itself(ItselfForm.CONTENT, (said,)),))
    first = record("referral-1", 100, level="urgent", by="x")
    again = record("referral-2", 100, 105, "referral-1", level="urgent", by="x")
    later = record("referral-3", 100, 300, "referral-2", level="urgent", by="x")
    assert not changed(standard, first, again, later)


def test_each_of_many_due_days_is_judged_as_its_file_stood() -> None:
    """Some lie between the same two corrections, and some do not."""
    records = [record(f"referral-{n}", 10 * n, level="urgent") for n in range(10, 30)]
    records += [record(f"visit-{n}", 10 * n + 3) for n in range(10, 30, 2)]
    records += [
        record("visit-10-a", 112, entered=150, replaces="visit-10"),
        record("visit-10-b", 103, entered=230, replaces="visit-10-a"),
        record("visit-14-a", 133, entered=260, replaces="visit-14"),
        withdrawal("visit-20", 240),
    ]
    marked = {o.trigger for o in judged(duty(), *records) if Note.CHANGED_SINCE in o.notes}
    assert marked and marked != {f"referral-{n}" for n in range(10, 30)}


# --- chains of versions ----------------------------------------------------------------------


@pytest.mark.parametrize("length", [2, 3, 4, 9, 33])
@pytest.mark.parametrize("of_one_minute", [False, True])
def test_a_chain_of_any_length_is_one_fact(length: int, of_one_minute: bool) -> None:
    """Whichever version each names, and in whatever order they come."""
    later = [
        record(
            f"visit-{n:02}", 100 + n % 20, 200 + (0 if of_one_minute else n), f"visit-{n - 1:02}"
        )
        for n in range(1, length)
    ]
    found = judged(duty(), *later[::-1], REFERRAL, record("visit-00", 150))
    assert [o.met_by for o in found] == ["visit-00"]


def test_a_version_of_what_is_not_on_the_file_is_a_fact_of_its_own() -> None:
    found = judged(duty(), REFERRAL, record("visit-2", 105, replaces="visit-1"))
    assert [o.met_by for o in found] == ["visit-2"]


def test_the_first_of_two_withdrawals_counts() -> None:
    gone = withdrawal("visit-1", 300)
    sooner = Record(
        "visit-1-also", "a", "visit", None, end_of_day(START + 108), withdraws="visit-1"
    )
    assert not changed(duty(), REFERRAL, VISIT, gone, sooner)
