"""What children say when they are asked, beside what files show: the same theme, never averaged.

Responses stand on files that say nothing of who answered. They are only counted here, under the
survey's own least number, so that nobody is found out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sightline.service.access.models import Agency
from sightline.service.files.models import Particulars, Record
from sightline.service.files.standard import standard
from sightline.service.inspection.knowing import Known
from sightline.service.ledger import clock
from sightline.service.ledger.row_security import as_machine
from sightline.standard.model import Question, Survey, SurveyQuestion

YEAR = timedelta(days=365)
RESPONSE, ANSWER = "survey-response", "survey-answer"
LEAST = 10
"""No result of fewer answers, whatever a survey allows."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was answered to one question of a survey.

    ``answers``: each answer's words with how many gave it; empty where too few answered
    (``too_few``), so that nobody is found out. ``answered``: how many gave any of them; None where
    they are too few. ``beside``: the questions about files on the same theme.
    """

    survey: Survey
    question: SurveyQuestion
    answers: Mapping[str, int]
    answered: int | None
    too_few: bool
    beside: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey as it was answered here. ``responses``: None where they are too few to tell."""

    survey: Survey
    responses: int | None
    first: date
    last: date
    heard: tuple[Heard, ...]


def heard(known: Known) -> list[Asked]:
    """The surveys whose themes this inspection asks about, answered in the year before its draw.

    Three queries.
    """
    at = clock.now() if known.draw is None else known.draw.at
    questions = known.asked.questions
    surveys = {
        survey.id: survey
        for survey in standard().surveys.values()
        if any(_beside(one, questions) for one in survey.questions.values())
    }
    places = set(Agency.objects.filter(pk__in=known.areas).values_list("place", flat=True)) - {""}
    if not surveys or not places:
        return []
    responses, answers = _counted(places, at, set(surveys))
    return [
        Asked(
            survey=survey,
            responses=responses[id_] if responses[id_] >= _least(survey) else None,
            first=(at - YEAR).date(),
            last=at.date(),
            heard=tuple(
                _heard(survey, one, answers[id_, one.id], beside)
                for one in survey.questions.values()
                if (beside := _beside(one, questions))
            ),
        )
        for id_, survey in surveys.items()
        if responses[id_]
    ]


def _beside(one: SurveyQuestion, questions: Iterable[Question]) -> tuple[Question, ...]:
    return tuple(each for each in questions if not set(one.serves).isdisjoint(each.serves))


def _least(survey: Survey) -> int:
    return max(survey.fewest, LEAST)


def _heard(
    survey: Survey, one: SurveyQuestion, given: Counter[str], beside: tuple[Question, ...]
) -> Heard:
    told = {words: given[code] for code, words in one.answers.items()}
    answered = sum(told.values())
    too_few = answered < _least(survey)
    return Heard(
        survey=survey,
        question=one,
        answers={} if too_few else told,
        answered=None if too_few else answered,
        too_few=too_few,
        beside=beside,
    )


def _counted(
    places: set[str], at: datetime, surveys: set[str]
) -> tuple[Counter[str], defaultdict[tuple[str, str], Counter[str]]]:
    """Valid responses by survey, and answers by survey and question, in the year before."""
    responses: Counter[str] = Counter()
    answers: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with as_machine():
        here = Particulars.objects.filter(place__in=places, withdrawn=False)
        rows = Record.objects.filter(
            kind__in=(RESPONSE, ANSWER),
            file__in=here.values("subject"),
            occurred_at__gt=at - YEAR,
            occurred_at__lte=at,
            recorded_at__lte=at,
        ).exclude(file__type="worker")
        latest: dict[object, tuple[str, Mapping[str, object]]] = {}
        told = rows.order_by("recorded_at", "position")
        for fact, withdraws, kind, said in told.values_list("fact", "withdraws", "kind", "details"):
            latest[fact] = (kind, {} if withdraws is not None else said or {})
    for kind, said in latest.values():
        survey = str(said.get("survey", ""))
        if survey not in surveys:
            continue
        if kind == RESPONSE:
            responses[survey] += said.get("valid") != "no"
        else:
            answers[survey, str(said.get("question"))][str(said.get("answer"))] += 1
    return responses, answers
