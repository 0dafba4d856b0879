"""A measure that counts judgements or answers names only what somebody asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.standard import FaultyStandard, load
from tests.standard.asked import ASKED, with_change
from tests.standard.small import faults_of, write

MEASURES = "measures/asked.yaml"


def test_what_somebody_asks_may_be_counted(tmp_path: Path) -> None:
    assert len(load(write(tmp_path, ASKED)).measures) == 6


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "question: plan-made",
            "question: plan-maid",
            "1:1: measure 'plans-judged' names the question 'plan-maid', which no question set "
            "asks; did you mean 'plan-made'?",
        ),
        (
            'question-set: "2009"',
            'question-set: "2010"',
            "1:1: measure 'plans-judged' names the question set '2010', which there is not; did "
            "you mean '2018'?",
        ),
        (  # a question of another set than the one that is named
            'question-set: "2009"',
            'question-set: "2018"',
            "1:1: measure 'plans-judged' names the question 'plan-made', which no question set "
            "asks; did you mean 'plan-good'?",
        ),
        (
            "question: plan-made, answer: [",
            "question: plan-known, answer: [not-applicable, ",
            "1:1: measure 'plans-judged' names the answer 'not-applicable', which the question "
            "does not offer",
        ),
        (
            "question: why-hard",
            "question: whose-fault",
            "7:1: measure 'bullied' names the question 'whose-fault', which no survey asks",
        ),
        (
            "survey: ours, question",
            "survey: theirs, question",
            "7:1: measure 'bullied' names the survey 'theirs', which there is not",
        ),
        (
            "share: {itself: {answer: bullied}}",
            'share: {itself: {answer: "yes"}}',
            "7:1: measure 'bullied' names the answer 'yes', which the question does not offer",
        ),
        (
            "{survey-response: {survey: ours}}",
            "{survey-response: {survey: your}}",
            "13:1: measure 'responses' names the survey 'your', which there is not; did you mean "
            "'ours'?",
        ),
        (  # among the signs of another kind's records
            "question: board-meets",
            "question: board-met",
            "18:1: measure 'inspected' names the question 'board-met', which no question set asks; "
            "did you mean 'board-meets'?",
        ),
        (  # within any of some signs of the units themselves
            "{itself: {question: plan-good}}",
            "{itself: {question: plan-bad}}",
            "24:1: measure 'said' names the question 'plan-bad', which no question set asks",
        ),
    ],
)
def test_what_nobody_asks_is_refused_at_its_measure(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    (fault,) = faults_of(tmp_path, with_change(MEASURES, old, new))
    assert fault.startswith(f"{MEASURES}:{said}")


def test_each_fault_is_said_once(tmp_path: Path) -> None:
    """The units and the share both name the question; a survey that is not there is said alone."""
    both = with_change(
        MEASURES, 'question: plan-made, answer: ["yes", "no"]', "question: plan-gone"
    )
    assert len(faults_of(tmp_path, both)) == 1


def test_a_fault_names_the_measure_that_was_found(tmp_path: Path) -> None:
    write(tmp_path, with_change(MEASURES, "question: plan-made", "question: plan-maid"))
    with pytest.raises(FaultyStandard) as raised:
        load(tmp_path)
    (fault,) = raised.value.faults
    assert fault.found == "'plans-judged'"


@pytest.mark.parametrize("gone", ["questions/sets.yaml", "surveys/ours.yaml"])
def test_a_standard_without_sets_or_surveys_has_no_say(tmp_path: Path, gone: str) -> None:
    """Who only measures has no need to say what was asked."""
    ours = {path: text for path, text in ASKED.items() if path not in (gone, "ratings.yaml")}
    load(write(tmp_path, ours))


@pytest.mark.parametrize("path", ["questions/sets.yaml", "surveys/ours.yaml"])
@pytest.mark.parametrize("content", ["'", "ours: {title: Ours}", '"2009": {title: Short}'])
def test_what_a_faulty_file_would_have_asked_is_not_called_missing(
    tmp_path: Path, path: str, content: str
) -> None:
    faults = faults_of(tmp_path, {**ASKED, path: content})
    assert not any(fault.startswith(MEASURES) for fault in faults), faults


def test_one_question_of_several_may_offer_the_answer(tmp_path: Path) -> None:
    several = with_change(
        MEASURES,
        "survey: ours, question: why-hard, answer: [bullied, declined]",
        'survey: ours, question: [why-hard, school-hard], answer: ["yes", bullied]',
    )
    load(write(tmp_path, several))


def test_without_a_question_any_answer_will_do(tmp_path: Path) -> None:
    any_question = with_change(
        MEASURES, "question: why-hard, answer: [bullied, declined]", 'answer: ["no", bullied]'
    )
    load(write(tmp_path, any_question))
