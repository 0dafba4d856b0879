"""Measures that count judgements and answers name only questions that somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sightline.standard.faults import closest, did_you_mean
from sightline.standard.model import (
    RESERVED_ANSWERS,
    Count,
    Measure,
    OneOf,
    QuestionSet,
    Selector,
    Share,
    Signs,
    Survey,
    ValuesOf,
)
from sightline.standard.model.asked import selectors
from sightline.standard.nodes import Scalar
from sightline.standard.questions import ANSWER, JUDGEMENT
from sightline.standard.surveys import RESPONSE, SURVEY_ANSWER

QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Asked:
    """What records of a kind may name.

    ``sheets``: the sets or surveys that may stand in ``field``, each with its questions, each with
    its answers. ``what``: one sheet in words.
    """

    kind: str
    field: str
    what: str
    sheets: Mapping[str, Mapping[str, tuple[str, ...]]]


def asked_in(sets: Mapping[str, QuestionSet], surveys: Mapping[str, Survey]) -> tuple[Asked, ...]:
    """What judgements and answers to surveys may name; a standard without sets has no say."""
    of_sets = {
        id_: {question.id: question.answers for question in each.questions.values()}
        for id_, each in sets.items()
    }
    of_surveys = {
        id_: {question.id: tuple(question.answers) for question in each.questions.values()}
        for id_, each in surveys.items()
    }
    found = (
        Asked(JUDGEMENT, "question-set", "question set", of_sets),
        Asked(SURVEY_ANSWER, "survey", "survey", of_surveys),
        Asked(RESPONSE, "survey", "survey", of_surveys),
    )
    return tuple(asked for asked in found if asked.sheets)


def report_unasked(measure: Measure, place: Scalar, sheets: tuple[Asked, ...]) -> None:
    """Put on the list what a measure names and nobody asks. ``place``: where its id stands."""
    said = (
        wrong
        for selector in _selectors(measure)
        for asked in sheets
        if asked.kind == selector.kind
        for wrong in _wrong(selector, asked)
    )
    for message in dict.fromkeys(said):
        place.report(f"measure {measure.id!r} {message}")


def _wrong(selector: Selector, asked: Asked) -> Iterator[str]:
    """What is wrong with the sheet, the question and the answers that a selector names."""
    named = _values(selector, asked.field) or tuple(asked.sheets)
    for sheet in named:
        if sheet not in asked.sheets:
            hint = _hint(sheet, asked.sheets)
            yield f"names the {asked.what} {sheet!r}, which there is not{hint}"
            return
    questions = {id_: said for sheet in named for id_, said in asked.sheets[sheet].items()}
    answers: set[str] = set()
    for question in _values(selector, QUESTION):
        if question not in questions:
            no_one = f"which no {asked.what} asks{_hint(question, questions)}"
            yield f"names the question {question!r}, {no_one}"
            return
        for sheet in named:
            answers |= set(asked.sheets[sheet].get(question, ()))
    for answer in _values(selector, ANSWER):
        if answers and answer not in answers | RESERVED_ANSWERS:
            yield f"names the answer {answer!r}, which the question does not offer"


def _hint(found: str, known: Mapping[str, object]) -> str:
    return did_you_mean(closest(found, known))


def _values(selector: Selector, field: str) -> tuple[str, ...]:
    """The values that a field must have one of, in order; none where it is not said."""
    return tuple(
        sorted(
            str(value)
            for test in selector.tests
            if isinstance(test, OneOf) and test.field == field
            for value in test.values
        )
    )


def _selectors(measure: Measure) -> Iterator[Selector]:
    """Every record that a measure over records names; its own units with what is asked of them."""
    counts = measure.counts
    if not isinstance(counts, Count | Share | ValuesOf):
        return
    what, where = counts.units.what, counts.units.where
    own = Selector(what.kind, (*what.tests, *where.itself))
    yield own
    for signs in (where, counts.share) if isinstance(counts, Share) else (where,):
        yield from selectors(signs)
        for each in _nested(signs):
            yield Selector(own.kind, (*own.tests, *each.itself))


def _nested(signs: Signs) -> Iterator[Signs]:
    yield signs
    for other in (*signs.any_of, *signs.none_of):
        yield from _nested(other)
