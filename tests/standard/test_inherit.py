"""What a part takes from its rule, and a rule from its duty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sightline.standard.model import (
    AgeIn,
    Alternative,
    Basis,
    Conditions,
    Each,
    Every,
    Interval,
    OneOf,
    PeriodName,
    Selector,
    Shape,
    Step,
    Unit,
    Within,
)
from tests.standard.duty import FIRST, duty_of, faults_in, rules_of

LATER = date(2010, 1, 1)
CUSTODY, PLAN, VISIT = (Alternative(Selector(kind)) for kind in ("custody", "plan", "visit"))


def days(count: int) -> Within:
    return Within(Interval(count, Unit.DAYS))


def rule(said: str, first: date = FIRST) -> str:
    return f"{{from: {first}, basis: local, source: Here, {said}}}"


def test_a_rule_takes_from_the_duty_what_it_does_not_say(tmp_path: Path) -> None:
    duty = duty_of(
        tmp_path,
        f"""
        when: {{custody: {{}}}}
        then: {{plan: {{}}}}
        within: 3 days
        already: yes
        rules:
          - {rule("until: 2010-01-01")}
          - {rule("within: 5 days, owner: another, then: {visit: {}}", LATER)}
        """,
        FIRST,
        LATER,
    )
    (_, first), (_, second) = rules_of(duty)
    assert (first.clock, first.owner, first.then) == (days(3), "somebody", (PLAN,))
    assert (second.clock, second.owner, second.then) == (days(5), "another", (VISIT,))
    assert first.already == second.already is not None
    assert (first.until, second.until) == (LATER, None)


def test_a_part_takes_from_the_rule_and_the_rule_from_the_duty(tmp_path: Path) -> None:
    duty = duty_of(
        tmp_path,
        f"""
        when: {{custody: {{}}}}
        within: 3 days
        age: {{under: 18}}
        rules:
          - {rule("until: 2010-01-01, owner: another")}
          - {rule("within: 5 days", LATER)}
        parts:
          plan: {{title: The plan, then: {{plan: {{}}}}}}
          visit: {{title: The visit, then: {{visit: {{}}}}, within: 1 day, owner: visitor}}
        """,
        FIRST,
        LATER,
    )
    assert [(part.name, part.title) for part in duty.parts] == [
        ("plan", "The plan"),
        ("visit", "The visit"),
    ]
    assert [(name, r.from_, r.clock, r.owner, r.then) for name, r in rules_of(duty)] == [
        ("plan", FIRST, days(3), "another", (PLAN,)),
        ("plan", LATER, days(5), "somebody", (PLAN,)),
        ("visit", FIRST, days(1), "visitor", (VISIT,)),
        ("visit", LATER, days(1), "visitor", (VISIT,)),
    ]
    assert all(r.conditions.age for _, r in rules_of(duty))


def test_rules_of_a_part_stand_in_place_of_the_dutys(tmp_path: Path) -> None:
    duty = duty_of(
        tmp_path,
        f"""
        when: {{custody: {{}}}}
        then: {{plan: {{}}}}
        within: 3 days
        rules: [{rule("basis: statute").replace("basis: local, ", "")}]
        parts:
          a: {{title: A}}
          b:
            title: B
            within: 4 days
            rules: [{rule("until: 2010-01-01")}, {rule("within: 5 days", LATER)}]
        """,
        FIRST,
        LATER,
    )
    assert [(name, r.from_, r.clock, r.basis) for name, r in rules_of(duty)] == [
        ("a", FIRST, days(3), Basis.STATUTE),
        ("b", FIRST, days(4), Basis.LOCAL),
        ("b", LATER, days(5), Basis.LOCAL),
    ]


def test_a_clock_replaces_the_whole_clock_from_above(tmp_path: Path) -> None:
    duty = duty_of(
        tmp_path,
        f"""
        while: {{custody: {{}}}}
        then: {{visit: {{}}}}
        each: month
        by: 15
        after: yes
        part-periods: owed
        rules:
          - {rule("until: 2010-01-01")}
          - {rule("each: week, until: 2012-01-01", LATER)}
          - {rule("every: 6 weeks", date(2012, 1, 1))}
        """,
        FIRST,
        LATER,
        date(2012, 1, 1),
    )
    first, second, third = (found for _, found in rules_of(duty))
    assert first.each == Each(PeriodName.MONTH, 15, None, after=True, part_owed=True)
    assert second.each == Each(PeriodName.WEEK)
    assert (third.each, third.every) == (None, Every((Step(Interval(6, Unit.WEEKS)),)))
    assert {r.when for r in (first, second, third)} == {(CUSTODY,)}


def test_a_rule_may_change_the_shape(tmp_path: Path) -> None:
    duty = duty_of(
        tmp_path,
        f"""
        when: {{custody: {{}}, at: end}}
        then: {{visit: {{}}}}
        within: 3 days
        already: yes
        lapses: end
        rules:
          - {rule("until: 2010-01-01")}
          - {rule("while: {custody: {}}, never: {visit: {}}, until: 2012-01-01", LATER)}
          - {rule("while: {custody: {}}, each: week", date(2012, 1, 1))}
        """,
        FIRST,
        LATER,
        date(2012, 1, 1),
    )
    first, second, third = (found for _, found in rules_of(duty))
    assert [first.shape, second.shape, third.shape] == [
        Shape.RESPONSE,
        Shape.PROHIBITION,
        Shape.RECURRENCE,
    ]
    assert (second.when, second.then, second.lapses) == ((CUSTODY,), (VISIT,), ())
    assert (third.when, third.then, third.already) == ((CUSTODY,), (VISIT,), None)
    assert third.lapses == first.lapses


def test_spans_do_not_become_conditions(tmp_path: Path) -> None:
    said = f"""
        while: {{custody: {{}}}}
        then: {{visit: {{}}}}
        every: 6 weeks
        rules:
          - {rule("until: 2010-01-01")}
          - {rule("when: {case: {}}, within: 5 days", LATER)}
        """
    (_, first), (_, second) = rules_of(duty_of(tmp_path, said, FIRST, LATER))
    assert first.conditions == second.conditions == Conditions()


def test_for_chooses_among_rules_of_the_same_day(tmp_path: Path) -> None:
    duty = duty_of(
        tmp_path,
        f"""
        when: [{{assessment: {{}}}}, {{custody: {{}}}}]
        then: {{plan: {{}}}}
        rules:
          - {rule("within: 1 day, for: {vulnerability: very-high, while: {case: {}}}")}
          - {rule("within: 2 days, for: {age: {under: 16}}")}
          - {rule("within: 3 days")}
        """,
    )
    first, second, third = (found for _, found in rules_of(duty))
    assert first.for_ == (OneOf("vulnerability", frozenset({"very-high"})),)
    assert first.for_conditions == Conditions(running=(Selector("case"),))
    assert isinstance(second.for_conditions.age, AgeIn)
    assert (third.for_, third.for_conditions) == ((), Conditions())


def test_words_that_no_rule_takes(tmp_path: Path) -> None:
    said = f"""
        when: {{custody: {{}}}}
        then: {{plan: {{}}}}
        within: 9 days
        rules: [{rule("within: 3 days")}]
        """
    assert faults_in(tmp_path, said) == [
        "no rule takes this 'within': each replaces it or has no use for it"
    ]


def test_rules_that_no_part_takes(tmp_path: Path) -> None:
    said = f"""
        when: {{custody: {{}}}}
        then: {{plan: {{}}}}
        within: 9 days
        rules: [{rule("owner: another")}]
        parts:
          a: {{title: A, rules: [{rule("owner: me")}]}}
        """
    assert "no part takes these rules: each has rules of its own" in faults_in(tmp_path, said)


def test_a_part_without_any_rule(tmp_path: Path) -> None:
    said = f"""
        when: {{custody: {{}}}}
        then: {{plan: {{}}}}
        within: 9 days
        parts:
          a: {{title: A, rules: [{rule("certainty: sure")}]}}
          b: {{title: B}}
        """
    assert faults_in(tmp_path, said) == [
        "expected 'rules', on the part or on its duty, which is not said"
    ]


def test_every_rule_is_shown_by_two_examples(tmp_path: Path) -> None:
    said = f"""
        when: {{custody: {{}}}}
        then: {{plan: {{}}}}
        rules:
          - {rule("within: 3 days, until: 2010-01-01")}
          - {rule("within: 5 days", LATER)}
        """
    assert faults_in(tmp_path, said, FIRST) == [
        "the rule of 2010-01-01 needs two examples or more (the last moment in time, and the "
        "first moment late), and has none"
    ]
