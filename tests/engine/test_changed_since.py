"""Corrections that may look as if they changed nothing, and do (clause 7.5)."""

from __future__ import annotations

from datetime import date

from sightline.engine.kernel import bucket_of, evaluate_many
from sightline.engine.model import File, Moment, Note, Obligation, Record, Subject
from sightline.engine.reference import evaluate
from sightline.standard.calendar import day_of, end_of_day, start_of_day
from sightline.standard.model import (
    Alternative,
    Basis,
    CalendarTable,
    Duty,
    Every,
    Interval,
    Kind,
    Lasts,
    Part,
    Rule,
    Selector,
    Shape,
    Standard,
    Step,
    Unit,
)

START, END = day_of(date(2026, 3, 2)), day_of(date(2026, 3, 5))
ON = Moment(END + 30)


def standard() -> Standard:
    """While a case runs, a visit every day after the first."""
    rule = Rule(
        shape=Shape.RECURRENCE,
        from_=date(2000, 1, 1),
        when=(Alternative(Selector("case")),),
        then=(Alternative(Selector("visit")),),
        basis=Basis.PROJECT,
        source="test",
        owner="worker",
        every=Every((Step(Interval(1, Unit.DAYS)),)),
    )
    duty = Duty("visits", "Visits", ("child",), (), "", (Part("", "", (rule,)),))
    kinds = {"case": Kind("case", "Case", Lasts.SPAN, {}),
             "visit": Kind("visit", "Visit", Lasts.POINT, {})}  # fmt: skip
    calendar = CalendarTable("england", "test", date(2020, 1, 1), date(2030, 12, 31), ())
    return Standard(
        "t", "T", "1", "", "england", kinds, {"visits": duty}, {}, {}, {"england": calendar}
    )


def case(id_: str, ended: bool, entered: int, version_of: str | None = None) -> Record:
    """A version of one case, with its end or without."""
    end = Moment(END) if ended else None
    return Record(
        id_, "c", "case", Moment(START), start_of_day(entered), ended=end, version_of=version_of
    )


def judged(*cases: Record) -> list[Obligation]:
    """What becomes of the visits of a child who was seen once, the day before the case ended."""
    visit = Record("v", "c", "visit", Moment(END - 1), start_of_day(END - 1))
    file, known_at = File(Subject("c"), (*cases, visit)), end_of_day(ON.day)
    found = evaluate(standard(), file, known_at=known_at, on=ON)
    bucket = bucket_of([file], standard())
    assert (
        found
        == evaluate_many(standard(), bucket, known_at=known_at, on=ON, watched=None).to_outcomes()
    )
    return list(found.obligations)


def changed(*cases: Record) -> list[bool]:
    return [Note.CHANGED_SINCE in one.notes for one in judged(*cases)]


def test_an_end_on_the_due_day_told_later_changes_what_was_overdue() -> None:
    assert changed(case("a", False, START), case("b", True, END + 9, "a")) == [True]
    assert changed(case("a", False, START), case("b", True, END, "a")) == [False]


def test_of_two_versions_of_one_minute_the_higher_id_stood() -> None:
    """The end was first told with the lower id, so it did not stand until it was told again."""
    versions = (case("b", False, START), case("a", True, START, "b"), case("c", True, END + 9, "a"))
    assert changed(*versions) == [True]
    versions = (case("a", False, START), case("b", True, START, "a"), case("c", True, END + 9, "b"))
    assert changed(*versions) == [False]
