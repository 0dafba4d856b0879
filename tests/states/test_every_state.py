"""Every duty of the standard of England can be met, and can come to whatever else its words admit.

For each duty, each part and each rule, files are made until each state that the rule can reach
(``reachable`` works out which, and why not the others) has been reached on the plain evaluator; and
on every such file the fast one must agree. Files begin as the worked examples, or as records made
to match the rule's own words, and are changed blindly: nothing here knows what they should come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

import pytest

from sightline.engine.model import Note, State
from sightline.standard.model import (
    Age,
    AgeIn,
    Conditions,
    Duty,
    Field,
    OneOf,
    Rule,
    Selector,
    Shape,
)
from tests.england import england
from tests.generative.compare import differences, report
from tests.generative.walking import walk
from tests.states.reachable import notes, reach
from tests.states.search import Goal, Search

TRIES = 1500
"""Walks towards one state before it counts as out of reach; a few are enough for nearly all."""


@cache
def searched(duty: str, seed: int = 1) -> Search:
    """The search through one duty, done."""
    search = Search.of(england(), england().duties[duty], seed)
    search.run(TRIES)
    return search


DUTIES = sorted(england().duties)


@pytest.mark.parametrize("duty", DUTIES)
def test_every_state_is_reached(duty: str) -> None:
    assert told(searched(duty).missing()) == []


@pytest.mark.parametrize("duty", DUTIES)
def test_the_kernel_agrees_on_every_file_that_reached_one(duty: str) -> None:
    for goal, case in searched(duty).found.items():
        assert not differences(case), f"{told([goal])}\n{report(case)}"


@pytest.mark.parametrize("duty", DUTIES)
def test_nothing_comes_to_what_it_is_said_that_it_cannot(duty: str) -> None:
    found = searched(duty).found
    wrong = [
        f"{part} rule {number}: {state.value}, though: {why}"
        for part, number, rule in searched(duty).rules()
        for state, why in reach(rule).cannot.items()
        if (part, number, state) in found
    ]
    assert wrong == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 8))
@pytest.mark.parametrize("duty", DUTIES)
def test_by_other_files_too(duty: str, seed: int) -> None:
    search = Search.of(england(), england().duties[duty], seed)
    search.run(TRIES)
    assert told(search.missing()) == []
    for goal, case in search.found.items():
        assert not differences(case), f"{told([goal])}\n{report(case)}"


def told(goals: Iterable[Goal]) -> list[str]:
    """Goals in words, in order."""
    return sorted(f"{part} rule {number}: {_word(said)}" for part, number, said in goals)


def _word(said: State | Note) -> str:
    return said.value if isinstance(said, State) else str(said)


# --- what the test itself rests on -----------------------------------------------------------


def test_a_rule_that_nothing_can_trigger_is_found() -> None:
    duty = england().duties["vuln-plan-create"]
    nobody = AgeIn(at_least=Age(18), under=Age(10))
    parts = tuple(
        replace(
            part, rules=tuple(replace(r, conditions=Conditions(age=nobody)) for r in part.rules)
        )
        for part in duty.parts
    )
    search = Search.of(england(), replace(duty, parts=parts), 1)
    assert ("", 0, State.MET) in search.run(20)


def rules() -> Iterator[tuple[Duty, Rule]]:
    for duty in england().duties.values():
        for part in duty.parts:
            for rule in part.rules:
                yield duty, rule


def test_every_state_and_note_is_reached_by_some_rule() -> None:
    said = {x for _, rule in rules() for x in (*reach(rule).can, *notes(rule, england()))}
    assert said == {*State, *Note} - {Note.NONE}


def test_a_state_out_of_reach_has_a_reason_and_the_others_are_within_it() -> None:
    for duty, rule in rules():
        found = reach(rule)
        assert all(found.cannot.values()), duty.id
        prohibited = rule.shape is Shape.PROHIBITION
        always = {State.KEPT, State.BREACHED} if prohibited else {State.MET, State.OVERDUE}
        assert always <= found.can, duty.id


def test_every_code_that_a_rule_asks_for_can_be_recorded_while_it_is_in_force() -> None:
    """A code that went out of use before the rule began triggers nothing and answers nothing."""
    wrong = [
        f"{duty.id}: {selector.kind} {test.field} {sorted(map(str, test.values))}"
        for duty, rule in rules()
        for selector in walk(rule)
        if isinstance(selector, Selector)
        for test in selector.tests
        if isinstance(test, OneOf)
        and not _in_use(england().kinds[selector.kind].fields[test.field], test, rule)
    ]
    assert wrong == []


def _in_use(field: Field, test: OneOf, rule: Rule) -> bool:
    """Whether one of the values can be said on some day on which the rule is in force."""
    if not field.codes or any(value not in {c.value for c in field.codes} for value in test.values):
        return True
    return any(
        (rule.until is None or code.from_ is None or code.from_ < rule.until)
        and (code.until is None or rule.from_ < code.until)
        for code in field.codes
        if code.value in test.values
    )
