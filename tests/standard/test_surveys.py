"""Surveys: how they are written, what is wrong where they are not, and whether children can read
them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sightline.standard import load
from sightline.standard.model import Age, AgeIn, Survey, SurveyQuestion
from tests.england import england
from tests.standard.asked import ASKED
from tests.standard.readability import reading_age, sentences, syllables
from tests.standard.small import FILES, faults_of, write

SURVEYS = "surveys/ours.yaml"


def test_a_survey_has_its_words_and_questions(tmp_path: Path) -> None:
    (survey,) = load(write(tmp_path, ASKED)).surveys.values()
    assert survey == Survey(
        id="ours",
        title="How it is for you",
        whom="Children at home or in custody",
        settings=("home", "custody"),
        ages=AgeIn(Age(10), Age(18)),
        from_=date(2005, 1, 1),
        until=date(2030, 1, 1),
        written=date(2026, 11, 23),
        fewest=10,
        source="A survey of long ago",
        intro=("We want to know.", "You can skip."),
        privacy=("No names.",),
        worried=("Tell a grown-up.",),
        skip="I'd rather not say",
        questions={
            "school-hard": SurveyQuestion(
                "school-hard", "Was school hard?", "Was school hard for you?",
                {"yes": "Yes", "no": "No"},
            ),
            "why-hard": SurveyQuestion(
                id="why-hard",
                ask="What made it hard?",
                read_aloud="What was the main thing?",
                answers={"bullied": "I was bullied", "no": "Nothing"},
                after={"school-hard": ("yes",)},
                worry=("bullied",),
                serves=("child-protection/visits",),
            ),
        },
        gaps=("It is short.",),
    )  # fmt: skip


def test_a_standard_without_the_kinds_takes_any_setting_and_answer(tmp_path: Path) -> None:
    text = str(ASKED[SURVEYS]).replace("where: [home, custody]", "where: anywhere")
    (survey,) = load(write(tmp_path, {**FILES, SURVEYS: text})).surveys.values()
    assert survey.settings == ("anywhere",)


def test_skipping_is_no_answer_that_a_survey_may_offer(tmp_path: Path) -> None:
    text = str(ASKED[SURVEYS]).replace('"no": Nothing', "declined: Skip")
    faults = faults_of(tmp_path, {**FILES, SURVEYS: text})
    assert "'answers' hold 'declined', which needs no saying: all can be skipped" in faults[0]


def test_what_comes_after_a_faulty_question_is_read_all_the_same(tmp_path: Path) -> None:
    text = str(ASKED[SURVEYS]).replace("      ask: Was school hard?\n", "")
    faults = faults_of(tmp_path, {**ASKED, SURVEYS: text})
    assert faults == [f"{SURVEYS}:17:7: expected 'ask', which is not said"]


def test_a_survey_without_questions_is_refused(tmp_path: Path) -> None:
    text = re.sub(
        r"  questions:\n.*?(?=  gaps)", "  questions: {}\n", str(ASKED[SURVEYS]), flags=re.S
    )
    faults = faults_of(tmp_path, {**FILES, SURVEYS: text})
    assert faults[0] == f"{SURVEYS}:15:14: expected at least one question, found an empty mapping"


# --- the surveys of England ------------------------------------------------------------------

CHILDREN = ("supervised-children", "detained-children")


def texts(survey: Survey) -> Iterator[str]:
    """Every text that is read to somebody who answers."""
    yield from (survey.title + ".", *survey.intro, *survey.privacy, *survey.worried)
    yield survey.skip + "."
    for question in survey.questions.values():
        yield from (question.ask, question.read_aloud)
        yield from (label + "." for label in question.answers.values())


def test_england_asks_children_and_staff() -> None:
    surveys = england().surveys
    assert set(surveys) == {*CHILDREN, "staff-confidence"}
    assert all(surveys[id_].ages is not None for id_ in CHILDREN)
    assert surveys["staff-confidence"].ages is None


@pytest.mark.parametrize("id_", CHILDREN)
def test_a_child_of_ten_can_read_it(id_: str) -> None:
    survey = england().surveys[id_]
    told = list(texts(survey))
    assert reading_age(" ".join(told)) <= 7, "with years to spare"
    for text in told:
        assert all(len(words) <= 18 for words in sentences(text)), text
    for question in survey.questions.values():
        assert reading_age(question.ask) <= 9, question.ask
        assert reading_age(question.read_aloud) <= 9, question.read_aloud


def test_the_words_for_staff_are_plain() -> None:
    told = " ".join(texts(england().surveys["staff-confidence"]))
    assert reading_age(told) <= 12


@pytest.mark.parametrize("id_", [*CHILDREN, "staff-confidence"])
def test_it_tells_the_truth_about_itself(id_: str) -> None:
    """How many questions there are, that all can be skipped, and who never sees an answer."""
    survey = england().surveys[id_]
    numbers = {7: "seven", 14: "fourteen"}
    intro = " ".join(survey.intro)
    assert numbers[len(survey.questions)] in intro
    assert "skip any" in intro
    assert survey.fewest == 10
    for question in survey.questions.values():
        assert "kip it" in question.read_aloud, "a voice says that it can be skipped"


@pytest.mark.parametrize("id_", CHILDREN)
def test_help_can_be_had_now_and_no_answer_brings_it(id_: str) -> None:
    survey = england().surveys[id_]
    worried = " ".join(survey.worried)
    assert "no one will come to help just because of what you say" in worried
    assert "0800 1111" in worried
    assert any(question.worry for question in survey.questions.values())


def test_children_of_both_settings_are_asked_alike() -> None:
    surveys = england().surveys
    assert surveys["supervised-children"].settings == ("community", "custody")
    assert surveys["supervised-children"].ages == AgeIn(Age(10), Age(18))
    assert surveys["detained-children"].settings == ("custody",)


def test_staff_are_asked_about_what_inspectors_found_them_not_to_know() -> None:
    asked = " ".join(q.ask for q in england().surveys["staff-confidence"].questions.values())
    for matter in ("MAPPA", "refer a child", "line lies", "you yourself must do", "pass on"):
        assert matter in asked


# --- the measure of reading ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("safe", 1), ("unsafe", 2), ("school", 1), ("maths", 1), ("helped", 1), ("wanted", 2),
        ("worker", 2), ("people", 2), ("little", 2), ("the", 1), ("you", 1), ("officer", 3),
        ("anybody", 4), ("changes", 2), ("makes", 1), ("don't", 1), ("grown-up", 2), ("999", 1),
    ],
)  # fmt: skip
def test_syllables(word: str, number: int) -> None:
    assert syllables(word) == number


def test_a_text_is_harder_the_longer_its_words_and_sentences() -> None:
    easy = "The cat sat. It was wet."
    long_words = "Arrangements necessitate coordination. Accountability matters."
    long_sentence = "The cat sat and it was wet and so it ran to the man who sat by the fire."
    assert sentences(easy) == [["The", "cat", "sat"], ["It", "was", "wet"]]
    assert reading_age(easy) < reading_age(long_sentence) < reading_age(long_words)
    # 6 words of a syllable in 2 sentences: 0.39 × 3 + 11.8 × 1 - 15.59 + 5
    assert reading_age(easy) == pytest.approx(2.38)
