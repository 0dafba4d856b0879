"""What each word of a duty becomes in the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sightline.standard.model import (
    Age,
    AgeIn,
    Already,
    Alternative,
    Answered,
    Before,
    Birthday,
    BirthdayTrigger,
    By,
    BySchoolOpens,
    Conditions,
    Each,
    EarlierOf,
    Every,
    Interval,
    Itself,
    ItselfForm,
    LastedIn,
    LaterOf,
    NumberIn,
    OneOf,
    OwnEnd,
    PeriodName,
    Selector,
    Shape,
    Step,
    Unit,
    Unless,
    Within,
)
from tests.standard.duty import faults_in, rule_of

ANY_PLAN = Alternative(Selector("plan"))
THREE_DAYS = Interval(3, Unit.DAYS)
CUSTODY = (Selector("custody"),)
WHEN = "when: {custody: {}}\n"
RESPONSE = WHEN + "then: {plan: {}}\nwithin: 3 days\n"
SPANS = "while: {custody: {}}\nthen: {visit: {}}\n"


def one_of(field: str, *values: str | int | float) -> OneOf:
    return OneOf(field, frozenset(values))


@pytest.mark.parametrize(
    ("said", "shape", "clock"),
    [
        ("within: 1 working day", "response", Within(Interval(1, Unit.WORKING_DAYS))),
        ("within: 0 school days", "response", Within(Interval(0, Unit.SCHOOL_DAYS))),
        ("within: 24 hours\nof: arrived", "response", Within(Interval(24, Unit.HOURS), "arrived")),
        ("within: {interval: 3 days, of: end}", "response", Within(THREE_DAYS, "end")),
        (
            "within: {interval: 3 days, of: {birthday: 17y6m}}",
            "response",
            Within(THREE_DAYS, Birthday(Age(17, 6))),
        ),
        ("before: 3 days", "precondition", Before(THREE_DAYS)),
        ("before: 3 days\nof: hearing", "before end", Before(THREE_DAYS, "hearing")),
        ("before: {interval: 3 days, of: end}", "before end", Before(THREE_DAYS, "end")),
        ("by: hearing", "response", By("hearing")),
        ("by: {birthday: 18}", "response", By(Birthday(Age(18)))),
        ("by: school opens", "response", BySchoolOpens()),
        (
            "later-of: [{before: 6 months, of: planned-end}, {within: 3 days, of: start}]",
            "before end",
            LaterOf(Before(Interval(6, Unit.MONTHS), "planned-end"), Within(THREE_DAYS, "start")),
        ),
        (
            "earlier-of: [{by: end}, {within: {interval: 2 years, of: start}}]",
            "response",
            EarlierOf(By("end"), Within(Interval(2, Unit.YEARS), "start")),
        ),
        (
            "earlier-of: [{by: end}, {later-of: [{by: start}, {within: 1 week}]}]",
            "response",
            EarlierOf(By("end"), LaterOf(By("start"), Within(Interval(1, Unit.WEEKS)))),
        ),
    ],
)
def test_single_clocks(tmp_path: Path, said: str, shape: str, clock: object) -> None:
    rule = rule_of(tmp_path, WHEN + "then: {plan: {}}\n" + said)
    assert (rule.shape, rule.clock, rule.every, rule.each) == (Shape(shape), clock, None, None)


@pytest.mark.parametrize(
    ("said", "every"),
    [
        ("every: 3 days", Every((Step(THREE_DAYS),))),
        ("every: 3 days\nsteps: 2 to 4", Every((Step(THREE_DAYS),), None, 2, 4)),
        ("every: {then: 3 days, steps: 1}", Every((Step(THREE_DAYS),), None, 1, 1)),
        (
            "every: {first: 7 days, then: [{interval: 28 days, of: start}, 2 months]}",
            Every(
                (Step(Interval(28, Unit.DAYS), of_start=True), Step(Interval(2, Unit.MONTHS))),
                Step(Interval(7, Unit.DAYS)),
            ),
        ),
        (
            "every: {first: 3 days, then: [3 days]}\nsteps: 3 onwards",
            Every((Step(THREE_DAYS),), Step(THREE_DAYS), 3, None),
        ),
    ],
)
def test_rolling_recurrences(tmp_path: Path, said: str, every: Every) -> None:
    rule = rule_of(tmp_path, SPANS + said)
    assert (rule.shape, rule.clock, rule.every, rule.each) == (Shape.RECURRENCE, None, every, None)
    assert rule.when == (Alternative(CUSTODY[0]),)


@pytest.mark.parametrize(
    ("said", "each"),
    [
        ("each: week", Each(PeriodName.WEEK)),
        ("each: term\npart-periods: owed", Each(PeriodName.TERM, part_owed=True)),
        ("each: month\nby: 15\nafter: yes", Each(PeriodName.MONTH, 15, None, after=True)),
        ("each: financial-year\nby: 30 June", Each(PeriodName.FINANCIAL_YEAR, 30, 6)),
        ("each: calendar-year\nby: 29 February", Each(PeriodName.CALENDAR_YEAR, 29, 2)),
    ],
)
def test_calendar_recurrences(tmp_path: Path, said: str, each: Each) -> None:
    rule = rule_of(tmp_path, SPANS + said)
    assert (rule.shape, rule.clock, rule.every, rule.each) == (Shape.RECURRENCE, None, None, each)


def test_a_prohibition(tmp_path: Path) -> None:
    rule = rule_of(
        tmp_path,
        """
        while:
          - {custody: {agreed: yes}, while: {case: {service: yjs}}, age: {under: 18}}
          - {plan: {}}
        never: [{visit: {}}, {plan: {type: release}, about: trigger}]
        age: {under: 16}
        running: spared
        """,
    )
    case = Selector("case", (one_of("service", "yjs"),))
    under_18 = Conditions(running=(case,), age=AgeIn(under=Age(18)))
    assert (rule.shape, rule.running_spared) == (Shape.PROHIBITION, True)
    assert rule.when == (
        Alternative(Selector("custody", (one_of("agreed", "yes"),)), conditions=under_18),
        ANY_PLAN,
    )
    assert rule.then == (
        Alternative(Selector("visit")),
        Alternative(Selector("plan", (one_of("type", "release"),)), about=True),
    )
    assert rule.conditions == Conditions(age=AgeIn(under=Age(16)))


@pytest.mark.parametrize(
    ("said", "tests"),
    [
        ("{}", ()),
        ("{vulnerability: high}", (one_of("vulnerability", "high"),)),
        ("{vulnerability: [high, unknown]}", (one_of("vulnerability", "high", "unknown"),)),
        ("{vulnerability: answered}", (Answered("vulnerability"),)),
        ("{needs: [home, health]}", (one_of("needs", "home", "health"),)),
        ("{tool: [on, 08:50, 1.10]}", (one_of("tool", "on", "08:50", "1.10"),)),
        ("{score: 3}", (one_of("score", 3),)),
        ("{score: [3, 3.5, declined]}", (one_of("score", 3, 3.5, "declined"),)),
        ("{score: {at least: 2, under: 5}}", (NumberIn("score", 2, 5),)),
        ("{score: {under: -1.5}}", (NumberIn("score", None, -1.5),)),
        ("{score: 1, tool: x}", (one_of("score", 1), one_of("tool", "x"))),
    ],
)
def test_tests_on_fields(tmp_path: Path, said: str, tests: tuple[Any, ...]) -> None:
    rule = rule_of(tmp_path, f"when: {{assessment: {said}}}\nthen: {{plan: {{}}}}\nwithin: 3 days")
    assert rule.when == (Alternative(Selector("assessment", tests)),)


def test_dates_yes_and_moments_in_tests(tmp_path: Path) -> None:
    said = "{agreed: [yes, no], hearing: 2008-01-07, arrived: [2008-07-01 14:30, 2008-01-07]}"
    rule = rule_of(tmp_path, f"when: {{custody: {said}}}\nthen: {{plan: {{}}}}\nwithin: 3 days")
    tests = (
        one_of("agreed", "yes", "no"),
        one_of("hearing", "2008-01-07"),
        one_of("arrived", "2008-07-01T13:30Z", "2008-01-07"),
    )
    assert rule.when == (Alternative(Selector("custody", tests)),)


def test_conditions_of_a_rule(tmp_path: Path) -> None:
    rule = rule_of(
        tmp_path,
        RESPONSE
        + """
while: {case: {service: yjs}, plan: {}}
age: {at least: 10, under: 17y6m}
of-subject: {age: {under: 18}}
subject: {sex: male, moves: {at least: 2}, ward: [12, "12", unknown]}
lasted: {at least: 12 months}
""",
    )
    assert rule.conditions == Conditions(
        running=(Selector("case", (one_of("service", "yjs"),)), Selector("plan")),
        age=AgeIn(Age(10), Age(17, 6)),
        of_subject_age=AgeIn(under=Age(18)),
        subject=(
            one_of("sex", "male"),
            NumberIn("moves", 2),
            one_of("ward", 12, "12", "unknown"),
        ),
        lasted=LastedIn(Interval(12, Unit.MONTHS)),
    )


def test_triggers(tmp_path: Path) -> None:
    rule = rule_of(
        tmp_path,
        """
        when:
          - {custody: {}, at: end, lasted: {under: 4 weeks}}
          - {custody: {}, at: hearing}
          - {birthday: 17y6m, while: {custody: {}}, subject: {sex: female}}
        then: {plan: {}}
        within: 3 days
        """,
    )
    assert rule.when == (
        Alternative(CUSTODY[0], "end", Conditions(lasted=LastedIn(under=Interval(4, Unit.WEEKS)))),
        Alternative(CUSTODY[0], "hearing"),
        BirthdayTrigger(
            Birthday(Age(17, 6)), Conditions(running=CUSTODY, subject=(one_of("sex", "female"),))
        ),
    )


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("{plan: {}, at: reviewed-on}", Alternative(Selector("plan"), "reviewed-on")),
        ("{plan: {}, in-force: yes}", Alternative(Selector("plan"), in_force=True)),
        ("{custody: {}, same: [agreed]}", Alternative(CUSTODY[0], same=("agreed",))),
        ("{custody: {}, same: agreed}", Alternative(CUSTODY[0], same=("agreed",))),
        ("{itself: recorded}", Itself(ItselfForm.RECORDED)),
        ("{itself: ended}", Itself(ItselfForm.ENDED)),
        ("{itself: {agreed: answered}}", Itself(ItselfForm.CONTENT, (Answered("agreed"),))),
    ],
)
def test_answers(tmp_path: Path, said: str, answer: object) -> None:
    assert rule_of(tmp_path, f"{WHEN}then: {said}\nwithin: 3 days").then == (answer,)


def test_looking_back_and_lapsing(tmp_path: Path) -> None:
    rule = rule_of(
        tmp_path,
        RESPONSE
        + """
already: 3 months
unless: [{plan: {}, within: 2 weeks}, {custody: {}, covering: yes}, {visit: {}, about: trigger}]
lapses: [end, {case: {}, at: end}]
""",
    )
    assert rule.already == Already(Interval(3, Unit.MONTHS))
    assert rule.unless == (
        Unless(ANY_PLAN, Interval(2, Unit.WEEKS)),
        Unless(Alternative(CUSTODY[0]), covering=True),
        Unless(Alternative(Selector("visit"), about=True)),
    )
    assert rule.lapses == (OwnEnd(), Alternative(Selector("case"), "end"))


def test_however_early_and_own_end(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, RESPONSE + "already: yes\nlapses: end")
    assert (rule.already, rule.lapses) == (Already(), (OwnEnd(),))


def test_no_older_than(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, WHEN + "then: {plan: {}}\nbefore: 0 days\nno-older-than: 3 years")
    assert rule.no_older_than == Interval(3, Unit.YEARS)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("running: [x]", "expected 'spared', found a list"),
        ("running: no", "expected 'spared' (or leave the word out), found 'no'"),
    ],
)
def test_a_prohibition_spares_what_runs_or_does_not_say(
    tmp_path: Path, said: str, message: str
) -> None:
    assert faults_in(tmp_path, f"while: {{custody: {{}}}}\nnever: {{plan: {{}}}}\n{said}") == [
        message
    ]
