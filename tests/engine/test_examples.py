"""Worked examples are run, compared, and held to show each rule's last good moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sightline.engine.examples import (
    by_reference,
    case_of,
    differences,
    missing_boundaries,
    moment_of,
    run,
    say_expected,
    say_obligation,
    subject_of,
)
from sightline.engine.model import (
    File,
    Moment,
    Note,
    Obligation,
    Outcome,
    Record,
    State,
    Subject,
    Watched,
)
from sightline.standard.calendar import end_of_day, start_of_day
from sightline.standard.model import Standard
from tests.england import england
from tests.spec.tables import DUTY, OF_A_DUTY, OF_A_RULE, Said, load_duty

RULE = {"from": "2000-01-01", **OF_A_RULE}
CONCERN = {"on": "2010-03-01", "concern": {}}


def visit(on: str) -> Said:
    return {"on": on, "visit": {}}


def example(
    *records: Said, checked: str = "2010-03-31", expect: object = "met", **more: object
) -> Said:
    return {
        "says": "What is shown.",
        "rule": "2000-01-01",
        "records": list(records),
        "checked": checked,
        "expect": expect,
        **{word.replace("_", "-"): value for word, value in more.items()},
    }


def standard(*examples: Said, **duty: object) -> Standard:
    """A visit within five days of a concern, unless told otherwise, shown by the examples."""
    said: Said = {"when": {"concern": {}}, "then": {"visit": {}}, "within": "5 days"}
    filler = example(expect=[])
    return load_duty(
        {
            **OF_A_DUTY,
            **(duty or said),
            "rules": [RULE],
            "examples": [*examples, *[filler] * (2 - len(examples))],
        }
    )


# --- an example as a case --------------------------------------------------------------------


def test_a_record_is_entered_as_it_happened_unless_it_says_when() -> None:
    shown = standard(
        example(
            {"on": "2010-03-01", "concern": {}},
            {"on": "2010-03-02 14:30", "concern": {}},
            {"planned-start": "2010-03-05", "concern": {}},
            {"on": "2010-03-01", "recorded": "2010-03-09 08:00", "concern": {}},
        )
    )
    duty = shown.duties[DUTY]
    records = case_of(shown, duty, duty.examples[0]).file.records
    assert [record.recorded_at for record in records] == [
        start_of_day(day("2010-03-01")),
        moment_of("2010-03-02 14:30").minute,
        start_of_day(day("2010-03-05")),
        moment_of("2010-03-09 08:00").minute,
    ]
    assert [record.id for record in records] == ["r01", "r02", "r03", "r04"]
    assert records[2].at is None
    assert records[2].planned_start == day("2010-03-05")


def test_all_is_known_unless_the_example_says_until_when() -> None:
    late = {"on": "2010-03-01", "recorded": "2011-01-01", "concern": {}}
    shown = standard(example(late), example(late, known_at="2010-06-01"))
    duty = shown.duties[DUTY]
    known = [case_of(shown, duty, one).known_at for one in duty.examples]
    assert known == [start_of_day(day("2011-01-01")), end_of_day(day("2010-06-01"))]


def test_every_kind_is_watched_but_those_that_are_not() -> None:
    shown = standard(example(CONCERN, not_watched="visit"), example(CONCERN))
    duty = shown.duties[DUTY]
    some, every = (case_of(shown, duty, one).watched for one in duty.examples)
    assert some is not None
    assert {one.kind for one in some} == shown.kinds.keys() - {"visit"}
    assert every is None


def test_whose_file_it_is() -> None:
    shown = standard(
        example(
            {"on": "2010-03-01", "file": "sister", "concern": {}},
            subject={"born": "1994-01-01", "place": "northshire", "sex": "female", "visits": "3"},
            others={"sister": {"born": "1996-01-01", "type": "adult"}},
        ),
        example(CONCERN),
    )
    duty = replace(shown.duties[DUTY], owed_to=("worker", "child"))
    first, second = (case_of(shown, duty, one).file for one in duty.examples)
    assert first.subject.born == day("1994-01-01")
    assert first.subject.place == "northshire"
    assert first.subject.attributes == {"sex": "female", "visits": 3}
    assert (first.others["sister"].id, first.others["sister"].type) == ("sister", "adult")
    assert first.records[0].file == "sister"
    assert second.records[0].file == second.subject.id
    assert second.subject.type == "worker"


def test_a_withdrawal_and_a_correction_name_what_they_are_of() -> None:
    shown = standard(
        example(
            {"id": "a", **CONCERN},
            {"id": "b", "version-of": "a", "on": "2010-03-02", "agency": "YJS", "concern": {}},
            {"withdraws": "a", "recorded": "2010-03-03", "entry-unknown": "yes"},
        )
    )
    duty = shown.duties[DUTY]
    _, correction, withdrawal = case_of(shown, duty, duty.examples[0]).file.records
    assert (correction.version_of, correction.agency, correction.entry_known) == ("a", "YJS", True)
    assert (withdrawal.withdraws, withdrawal.kind, withdrawal.at) == ("a", "concern", None)
    assert not withdrawal.entry_known


def test_what_a_subject_and_a_record_do_not_say() -> None:
    assert subject_of("x", {}) == Subject("x", "child", None, "", {})
    shown = standard(example(CONCERN))
    duty = shown.duties[DUTY]

    def record_of(said: Said) -> Record:
        return case_of(shown, duty, replace(duty.examples[0], records=(said,))).file.records[0]

    plain = record_of({"on": "2010-03-01", "kind": "visit"})
    assert (plain.agency, plain.about, plain.details) == ("", None, {})
    of_another_file = record_of({"recorded": "2010-03-01", "withdraws": "x"})
    assert (of_another_file.kind, of_another_file.withdraws) == ("", "x")
    assert record_of({"on": "2010-03-01"}).kind == ""
    with pytest.raises(ValueError, match="record r01 says neither when it was nor when it was r"):
        record_of({"kind": "visit"})


# --- running them ----------------------------------------------------------------------------


def test_an_example_that_comes_out_as_expected() -> None:
    shown = standard(
        example(CONCERN, visit("2010-03-06"), expect={"state": "met", "due": "2010-03-06"}),
        example(CONCERN, visit("2010-03-07"), expect="late"),
    )
    first, second = run(shown)
    assert first.passed
    assert second.passed
    assert (first.message, first.path, first.duty) == ("", "duties/duty.yaml", DUTY)
    assert first.line < second.line
    assert first.expected == ("met, due Sat 6 Mar 2010",)
    assert first.found == ("met, due Sat 6 Mar 2010, met Sat 6 Mar 2010",)


def test_an_example_that_does_not() -> None:
    wrong = {"state": "met", "due": "2010-03-07", "notes": ["ended"]}
    result, _ = run(standard(example(CONCERN, visit("2010-03-07"), expect=wrong)))
    assert not result.passed
    assert result.message == (
        "The state was expected to be met, and is late. "
        "The day it was due was expected to be Sun 7 Mar 2010, and is Sat 6 Mar 2010. "
        "What else is said of it was expected to be ended, and is nothing."
    )


def test_only_the_duties_asked_for_are_run() -> None:
    shown = standard(example(CONCERN))
    assert run(shown, {"another"}) == []
    assert missing_boundaries(shown, {"another"}) == []
    assert len(run(shown, {DUTY})) == 2


def test_either_evaluator_can_run_them() -> None:
    def nothing(
        standard: Standard,
        file: File,
        known_at: int,
        on: Moment,
        watched: Sequence[Watched] | None,
    ) -> Outcome:
        return Outcome((), ())

    result, _ = run(standard(example(CONCERN, expect="overdue")), evaluator=nothing)
    assert result.message == "One obligation was expected to arise. No obligation arose."


def test_a_clock_that_leaves_the_calendar_is_told_and_not_raised() -> None:
    shown = standard(
        example({"on": "2012-12-31", "concern": {}}, checked="2012-12-31", expect="open"),
        when={"concern": {}},
        then={"visit": {}},
        within="5 working days",
    )
    result = run(shown)[0]
    assert not result.passed
    assert result.message.startswith("It could not be worked out: the calendar of ")
    assert (result.found, result.expected, result.says) == ((), ("open",), "What is shown.")
    assert len(missing_boundaries(shown)) == 2


def test_an_example_that_leaves_the_calendar_does_not_hide_those_after_it() -> None:
    clock = {"when": {"concern": {}}, "then": {"visit": {}}, "within": "1 working day"}
    leaves = example({"on": "2012-12-31", "concern": {}}, checked="2012-12-31", expect="open")
    last = example(CONCERN, visit("2010-03-02"))
    late = example(CONCERN, visit("2010-03-03"), expect="late")
    assert lacking(leaves, last, late, **clock) == []


# --- comparing -------------------------------------------------------------------------------


def test_one_expectation_is_of_every_obligation_and_several_of_one_each() -> None:
    found = [obligation(state=State.MET), obligation(state=State.LATE, trigger="r02")]
    assert differences(found[:1] * 2, [{"state": "met"}]) == []
    assert differences(found, [{"state": "met"}, {"state": "late"}]) == []
    assert differences(found, [{"state": "met"}]) == [
        "(r02) The state was expected to be met, and is late."
    ]
    assert differences(found, []) == [
        "No obligation was expected to arise. 2 obligations arose: met; late."
    ]
    assert differences(found[:1], [{"state": "met"}] * 2) == [
        "2 obligations were expected to arise. One obligation arose: met."
    ]
    assert differences(found, [{"state": "met"}] * 3) == [
        "3 obligations were expected to arise. 2 obligations arose: met; late."
    ]
    assert differences([], [{"state": "met"}]) != []
    assert differences([], []) == []


def test_a_day_expected_is_any_minute_of_it_and_a_minute_only_itself() -> None:
    found = [obligation(due=moment_of("2010-03-06 10:00"))]
    assert differences(found, [{"due": "2010-03-06"}]) == []
    assert differences(found, [{"due": "2010-03-06 10:00"}]) == []
    assert differences(found, [{"due": "2010-03-06 10:01"}]) == [
        "The day it was due was expected to be Sat 6 Mar 2010 10:01, and is Sat 6 Mar 2010 10:00."
    ]
    whole_day = [obligation(due=moment_of("2010-03-06"))]
    assert differences(whole_day, [{"due": "2010-03-06 10:00"}]) != []
    assert differences([obligation()], [{"met": "2010-03-06"}]) == [
        "The day it was met was expected to be Sat 6 Mar 2010, and is nothing."
    ]


@pytest.mark.parametrize(
    ("word", "right", "wrong"),
    [
        ("state", "breached", "kept"),
        ("part", "home", "school"),
        ("step", 2, 3),
        ("period", "2010-04-01", "2010-05-01"),
        ("opened", "2010-03-01", "2010-03-02"),
        ("notes", ["provisional", "ended"], ["ended"]),
        ("breaches", ("b", "a"), ("a", "b")),
    ],
)
def test_everything_that_may_be_expected_is_compared(
    word: str, right: object, wrong: object
) -> None:
    found = obligation(
        state=State.BREACHED,
        part="home",
        step=2,
        period=day("2010-04-01"),
        notes=Note.ENDED | Note.PROVISIONAL,
        breaches=("b", "a"),
    )
    assert differences([found], [{word: right}]) == []
    assert len(differences([found], [{word: wrong}])) == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"state": "late"}, "The state was expected to be late, and is met."),
        ({"part": "home"}, "The part was expected to be home, and is nothing."),
        ({"step": 2}, "The step was expected to be 2, and is nothing."),
        (
            {"period": "2010-04-01"},
            "The first day of its period was expected to be Thu 1 Apr 2010, and is nothing.",
        ),
        (
            {"opened": "2010-03-02 10:00"},
            "The day it opened was expected to be Tue 2 Mar 2010 10:00, and is Mon 1 Mar 2010.",
        ),
        (
            {"notes": ("provisional", "changed since")},
            "What else is said of it was expected to be provisional, changed since, and is ended.",
        ),
        (
            {"notes": "provisional"},
            "What else is said of it was expected to be provisional, and is ended.",
        ),
        ({"breaches": ("a",)}, "What breached it was expected to be a, and is b, a."),
    ],
)
def test_what_differs_is_said_in_a_sentence(said: Said, sentence: str) -> None:
    found = obligation(notes=Note.ENDED, breaches=("b", "a"))
    assert differences([found], [said]) == [sentence]


def test_an_obligation_in_a_line() -> None:
    found = obligation(
        state=State.LATE,
        part="home",
        step=2,
        period=day("2010-04-01"),
        due=moment_of("2010-03-06"),
        met=moment_of("2010-03-07 09:30"),
        notes=Note.ENDED,
        breaches=("b", "a"),
    )
    assert say_obligation(found) == (
        "home, step 2, period from Thu 1 Apr 2010, late, due Sat 6 Mar 2010, "
        "met Sun 7 Mar 2010 09:30, breached by b, a, ended"
    )
    assert differences([found] * 2, [{"state": "met"}])[0].startswith(
        "(home, r01, step 2, period from Thu 1 Apr 2010) The state "
    )
    assert say_expected({"state": "late", "step": 2, "notes": ["ended"], "met": None}) == (
        "late, step 2, notes ended"
    )
    assert say_expected({"due": "2010-03-06"}) == "due Sat 6 Mar 2010"


# --- the last moment in time and the first moment late ---------------------------------------


LAST = example(CONCERN, visit("2010-03-06"))
LATE = example(CONCERN, visit("2010-03-07"), expect="late")


def lacking(*examples: Said, **duty: object) -> list[str]:
    return [missing.message for missing in missing_boundaries(standard(*examples, **duty))]


def test_a_rule_is_shown_by_its_last_good_day_and_the_day_after() -> None:
    assert lacking(LAST, LATE) == []
    assert lacking(LAST, example(CONCERN, checked="2010-03-07", expect="overdue")) == []


def test_a_rule_that_is_not_shown() -> None:
    no_last = (
        "No example shows the rule of duty that begins on Sat 1 Jan 2000 met at the last moment: "
        "on the due day, or in its minute."
    )
    no_late = (
        "No example shows the rule of duty that begins on Sat 1 Jan 2000 late at the first "
        "moment: done one day (or minute) after it was due, or checked then and not done."
    )
    early, later = example(CONCERN, visit("2010-03-05")), example(CONCERN, visit("2010-03-08"))
    unanswered = example(CONCERN, checked="2010-03-08", expect="overdue")
    assert lacking() == [no_last, no_late]
    assert lacking(early, LATE) == [no_last]
    assert lacking(LAST, later) == [no_late]
    assert lacking(LAST, unanswered) == [no_late]
    missing = missing_boundaries(standard(LAST, later))[0]
    assert (missing.duty, missing.part, missing.path) == (DUTY, "", "duties/duty.yaml")
    assert missing.rule.isoformat() == "2000-01-01"
    assert missing.line == 1


def test_a_clock_of_hours_is_shown_by_the_minute() -> None:
    duty = {"when": {"concern": {}}, "then": {"visit": {}}, "within": "24 hours"}
    at_ten = {"on": "2010-03-01 10:00", "concern": {}}
    last = example(at_ten, visit("2010-03-02 10:00"))
    late = example(at_ten, visit("2010-03-02 10:01"), expect="late")
    unanswered = example(at_ten, checked="2010-03-02 10:01", expect="overdue")
    assert lacking(last, late, **duty) == []
    assert lacking(last, unanswered, **duty) == []
    assert len(lacking(example(at_ten, visit("2010-03-02")), late, **duty)) == 1
    assert len(lacking(example(at_ten, visit("2010-03-02 09:59")), late, **duty)) == 1
    assert len(lacking(last, example(at_ten, visit("2010-03-03")), **duty)) == 1


@pytest.mark.parametrize("state", [State.MET, State.UNDATED, State.OVERDUE, State.LATE])
def test_what_has_no_due_day_shows_neither_line(state: State) -> None:
    found = obligation(state=state, due=None, met=moment_of("2010-03-06"))

    def undated(*_: object) -> Outcome:
        return Outcome((found,), ())

    assert len(missing_boundaries(standard(LAST, LATE), evaluator=undated)) == 2


def test_the_evaluator_asked_for_shows_the_lines() -> None:
    def nothing(*_: object) -> Outcome:
        return Outcome((), ())

    assert len(missing_boundaries(standard(LAST, LATE), evaluator=nothing)) == 2
    assert lacking(LAST, LATE) == []


def test_a_prohibition_is_shown_kept_and_breached() -> None:
    duty: Said = {"while": {"custody": {}}, "never": {"plan": {}}}
    custody = {"on": "2010-03-01", "custody": {}}
    kept = example(custody)
    breached = example(custody, {"on": "2010-03-02", "plan": {}})
    assert lacking(kept, breached, **duty) == []
    assert lacking(kept, kept, **duty) == [
        "No example shows the rule of duty that begins on Sat 1 Jan 2000 breached."
    ]
    assert lacking(breached, breached, **duty) == [
        "No example shows the rule of duty that begins on Sat 1 Jan 2000 kept."
    ]


def test_each_rule_of_each_part_is_asked() -> None:
    concern = {"on": "2010-03-01", "concern": {"level": "high"}}
    shown = load_duty(
        {
            **OF_A_DUTY,
            "when": {"concern": {}},
            "within": "5 days",
            "rules": [
                {**RULE, "for": {"level": "high"}, "within": "1 day"},
                {**RULE, "for": {"level": "low"}},
            ],
            "parts": {
                "home": {"title": "Home", "then": {"visit": {}}},
                "told": {"title": "Told", "then": {"notice": {}}},
            },
            "examples": [
                example(concern, visit("2010-03-02"), {"on": "2010-03-03", "notice": {}}),
                example(concern, visit("2010-03-03"), {"on": "2010-03-03", "notice": {}}),
            ],
        }
    )
    said = [missing.message for missing in missing_boundaries(shown)]
    assert [
        (missing.part, "met at" in missing.message) for missing in missing_boundaries(shown)
    ] == [
        ("home", True),
        ("home", False),
        ("told", True),
        ("told", True),
        ("told", False),
    ]
    assert "the rule of duty/home that begins on Sat 1 Jan 2000 (number 2 of 2)" in said[0]
    assert "duty/told that begins on Sat 1 Jan 2000 (number 1 of 2)" in said[2]


def test_the_examples_of_england_come_out_and_show_every_rule() -> None:
    assert [result for result in run(england()) if not result.passed] == []
    assert missing_boundaries(england()) == []


def test_the_reference_is_the_evaluator_unless_told_otherwise() -> None:
    shown = standard(LAST, LATE)
    duty = shown.duties[DUTY]
    case = case_of(shown, duty, duty.examples[0])
    found = by_reference(shown, case.file, case.known_at, case.on, case.watched)
    assert [o.state for o in found.obligations] == [State.MET]


def day(text: str) -> int:
    return moment_of(text).day


def obligation(**said: object) -> Obligation:
    found = Obligation(
        duty=DUTY,
        part="",
        file="subject",
        trigger="r01",
        rule=0,
        opened=Moment(day("2010-03-01")),
        state=State.MET,
    )
    return replace(found, **said)  # type: ignore[arg-type]
