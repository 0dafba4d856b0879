"""Explanations: every state can be told, and the clock is worked out as a person would check it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from sightline.engine.examples import case_of
from sightline.engine.explain import Explanation, explain
from sightline.engine.model import Obligation, State
from sightline.engine.reference import evaluate
from sightline.engine.say import say_rule
from sightline.standard.model import Duty, Standard
from tests.england import england


def explained(standard: Standard, duty: Duty) -> Iterator[tuple[str, Obligation, Explanation]]:
    """Every obligation of a duty's worked examples with its explanation, and what it tells."""
    for example in duty.examples:
        case = case_of(standard, duty, example)
        outcome = evaluate(
            standard, case.file, known_at=case.known_at, on=case.on, watched=case.watched,
            duties=[duty.id],
        )  # fmt: skip
        for obligation in outcome.obligations:
            yield example.says, obligation, explain(
                standard, case.file, obligation, known_at=case.known_at, on=case.on,
                watched=case.watched,
            )  # fmt: skip


@cache
def all_explained() -> list[tuple[str, Obligation, Explanation]]:
    standard = england()
    return [one for duty in standard.duties.values() for one in explained(standard, duty)]


def told(duty: str, says: str) -> str:
    """The explanation of the example whose sentence begins so, as one text."""
    for said, obligation, explanation in all_explained():
        if obligation.duty == duty and said.startswith(says):
            return "\n".join(explanation.lines())
    raise AssertionError(f"no example of {duty} begins {says!r}")


def test_working_days_are_counted_one_by_one_with_the_reason_for_each_left_out() -> None:
    text = told("release-address", "")
    assert "Mon 5 Jan 2009: day 0" in text
    assert "Thu 1 Jan 2009: not counted (bank holiday)" in text
    assert "Sun 4 Jan 2009: not counted (weekend)" in text
    assert "Wed 3 Dec 2008: day 20" in text
    assert "Due by the end of Wed 3 Dec 2008." in text


def test_short_notice_is_told() -> None:
    texts = ["\n".join(e.clock) for _, o, e in all_explained() if o.duty == "release-address"]
    assert any("before the date it counts from could be known" in text for text in texts)


def test_every_state_that_the_standard_shows_is_told_in_a_sentence() -> None:
    shown = {obligation.state for _, obligation, _ in all_explained()}
    assert shown == set(State)
    for _, _, explanation in all_explained():
        assert explanation.outcome[0].startswith("It ")


def test_what_answered_is_named_with_its_record() -> None:
    for _, obligation, explanation in all_explained():
        records = "\n".join(explanation.records)
        for id_ in filter(None, (obligation.met_by, obligation.lapsed_by, obligation.excused_by)):
            assert f"record {id_}:" in records


def test_an_undated_obligation_says_why_it_has_no_due_day() -> None:
    undated = [e for _, o, e in all_explained() if o.state is State.UNDATED]
    assert undated
    assert all("is not recorded, so it has no due day." in e.clock[-1] for e in undated)


@pytest.mark.parametrize("duty", england().duties.values(), ids=lambda duty: duty.id)
def test_each_rule_is_said_in_whole_sentences(duty: Duty) -> None:
    for part in duty.parts:
        for rule in part.rules:
            first, *lines = say_rule(rule)
            assert rule.source in first
            assert all(line.strip().endswith(".") for line in lines)
            assert not any("frozenset" in line for line in lines)
