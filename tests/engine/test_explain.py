"""Explanations: every state can be told, and the clock is worked out as a person would check it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sightline.engine.examples import case_of
from sightline.engine.explain import Explanation, explain
from sightline.engine.model import Obligation, Record, State
from sightline.engine.reference import evaluate
from sightline.engine.say import say_rule
from sightline.engine.words import say_record
from sightline.standard.model import Duty, Standard
from tests.engine.told import explanations, lines_of
from tests.england import england

TOLD = Path(__file__).parent / "told.txt"


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


Explained = list[tuple[str, Obligation, Explanation]]


@pytest.fixture(scope="module")
def all_explained() -> Explained:
    standard = england()
    return [one for duty in standard.duties.values() for one in explained(standard, duty)]


def told(all_explained: Explained, duty: str, says: str) -> str:
    """The explanation of the example whose sentence begins so, as one text."""
    for said, obligation, explanation in all_explained:
        if obligation.duty == duty and said.startswith(says):
            return "\n".join(explanation.lines())
    raise AssertionError(f"no example of {duty} begins {says!r}")


def test_working_days_are_counted_one_by_one_with_the_reason_for_each_left_out(
    all_explained: Explained,
) -> None:
    text = told(all_explained, "release-address", "")
    assert "Mon 5 Jan 2009: day 0" in text
    assert "Thu 1 Jan 2009: not counted (bank holiday)" in text
    assert "Sun 4 Jan 2009: not counted (weekend)" in text
    assert "Wed 3 Dec 2008: day 20" in text
    assert "Due by the end of Wed 3 Dec 2008." in text


def test_short_notice_is_told(all_explained: Explained) -> None:
    texts = ["\n".join(e.clock) for _, o, e in all_explained if o.duty == "release-address"]
    assert any("before the date it counts from could be known" in text for text in texts)


def test_every_state_that_the_standard_shows_is_told_in_a_sentence(
    all_explained: Explained,
) -> None:
    shown = {obligation.state for _, obligation, _ in all_explained}
    assert shown == set(State)
    for _, _, explanation in all_explained:
        assert explanation.outcome[0].startswith("It ")


def test_what_answered_is_named_with_its_record(all_explained: Explained) -> None:
    for _, obligation, explanation in all_explained:
        records = "\n".join(explanation.records)
        for id_ in filter(None, (obligation.met_by, obligation.lapsed_by, obligation.excused_by)):
            assert f"record {id_}:" in records


def test_an_undated_obligation_says_why_it_has_no_due_day(all_explained: Explained) -> None:
    undated = [e for _, o, e in all_explained if o.state is State.UNDATED]
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


@pytest.mark.parametrize(("value", "said"), [(3, "3)"), (3.0, "3)"), (2.5, "2.5)")])
def test_a_number_is_said_as_people_write_it(value: float, said: str) -> None:
    """An extract keeps numbers as floats; nobody is sentenced to 3.0 months."""
    order = Record("r", "f", "order", None, 0, {"length-months": value})
    assert say_record(england().kinds["order"], order).endswith(f"length in months: {said}")


def test_who_was_responsible_is_told_for_the_due_day_and_for_now(
    all_explained: Explained,
) -> None:
    text = told(all_explained, "release-address", "")
    assert "(when it was due): Youth justice case manager; nobody is named." in text


# --- little examples, told whole -------------------------------------------------------------


def little_examples() -> Iterator[list[str]]:
    """The lines of each block of the table: a duty, an example, and what is told."""
    for block in TOLD.read_text("utf-8").split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith("#")]
        if lines:
            yield lines


@pytest.mark.parametrize(
    "lines", list(little_examples()), ids=lambda lines: f"{lines[0]} {lines[1]}"
)
def test_what_is_told_of_a_little_example(lines: list[str]) -> None:
    duty, example, *expected = lines
    found = [line for one in explanations(duty, example) for line in lines_of(one)]
    assert found == [line.removeprefix("  ") for line in expected]


def test_an_explanation_is_read_under_its_headings() -> None:
    (explanation,) = explanations(
        "while: {custody: {}}, never: {plan: {}}",
        "records: [{on: 2010-03-01, custody: {}}], checked: 2010-03-31",
    )
    assert list(explanation.lines()) == [
        "What the table shows (duty)",
        "",
        "The rule",
        "  From 1 January 2000 (project; The worked tables)",
        "  While custody, there must never be plan.",
        "  Owed by: case manager.",
        "",
        "The records",
        "  It arose from record r01: Custody, Mon 1 Mar 2010 (entered Mon 1 Mar 2010 00:00).",
        "",
        "What became of it",
        "  It has been kept.",
        "  It is provisional: something it rests on is not yet known or was assumed.",
    ]


def test_all_five_headings() -> None:
    (explanation,) = explanations(
        "when: {concern: {}}, then: {visit: {}}, within: 5 days",
        "records: [{on: 2010-03-01, concern: {}}], checked: 2010-03-02",
    )
    headings = [line for line in explanation.lines() if line and not line.startswith(" ")]
    assert headings == [
        "What the table shows (duty)",
        "The rule",
        "The records",
        "The clock",
        "What became of it",
        "Who was responsible",
    ]
