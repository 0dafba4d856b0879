"""Reads surveys/: what children and staff are asked, and the words around the questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from sightline.standard import words as w
from sightline.standard.kinds import Kinds, read_validity
from sightline.standard.model import Survey, SurveyQuestion
from sightline.standard.nodes import Node, Scalar, read_named, whole
from sightline.standard.questions import ANSWER, at_least_one, code_of, read_labels
from sightline.standard.scalars import code, day, name, one_of, text, whole_number
from sightline.standard.selectors import read_age_range

At = Callable[[Node], str]

RESPONSE, SETTING = "survey-response", "setting"
SURVEY_ANSWER = "survey-answer"
"""The kinds, and a field, whose codes a survey names."""


def read_survey(kinds: Kinds, key: Scalar, node: Node) -> Survey:
    """One survey, under its id."""
    said = node.words(w.SURVEY, "what the survey is, as a mapping")
    id_ = said.take(lambda: name(key), "")
    title = said.need("title", text)
    whom = said.need("for", text)
    settings = said.need("where", lambda n: at_least_one(n, code_of(kinds, RESPONSE, SETTING)))
    ages = said.maybe("age", read_age_range, None)
    first = said.need("from", day)
    until = read_validity(said)[1]
    written = said.need("written", day)
    fewest = said.need("fewest", whole_number)
    source = said.need("source", text)
    intro, privacy, worried = (
        said.need(word, lambda n: at_least_one(n, text)) for word in ("intro", "privacy", "worried")
    )
    skip = said.need("skip", text)
    answer_at = code_of(kinds, SURVEY_ANSWER, ANSWER)
    questions = said.need("questions", partial(_questions, answer_at, kinds.section_at))
    gaps = said.maybe("gaps", lambda n: at_least_one(n, text), ())
    return said.build(
        lambda: Survey(
            id=id_,
            title=title,
            whom=whom,
            settings=settings,
            ages=ages,
            from_=first,
            until=until,
            written=written,
            fewest=fewest,
            source=source,
            intro=intro,
            privacy=privacy,
            worried=worried,
            skip=skip,
            questions=questions,
            gaps=gaps,
        )
    )


def _questions(answer_at: At, section_at: At, node: Node) -> dict[str, SurveyQuestion]:
    """The questions in their order; one that is asked ``after`` another names one before it."""
    asked: dict[str, SurveyQuestion | None] = {}

    def question(key: Scalar, value: Node) -> SurveyQuestion:
        asked[key.text] = None
        found = _question(answer_at, section_at, asked, key, value)
        asked[key.text] = found
        return found

    pairs = node.entries("questions by their ids, as a mapping")
    return whole(read_named(pairs, question)) or node.refuse("at least one question")


def _question(
    answer_at: At,
    section_at: At,
    before: Mapping[str, SurveyQuestion | None],
    key: Scalar,
    node: Node,
) -> SurveyQuestion:
    said = node.words(w.SURVEY_QUESTION, "what is asked, as a mapping")
    id_ = said.take(lambda: name(key), "")
    ask = said.need("ask", text)
    aloud = said.need("read-aloud", text)
    answers = said.need("answers", partial(read_labels, answer_at))
    after = said.maybe("after", partial(_after, before, key.text), {})
    worry = said.maybe("worry", lambda n: at_least_one(n, code), ())
    serves = said.maybe("serves", lambda n: at_least_one(n, section_at), ())
    return said.build(lambda: SurveyQuestion(id_, ask, aloud, answers, after, worry, serves))


def _after(
    before: Mapping[str, SurveyQuestion | None], own: str, node: Node
) -> dict[str, tuple[str, ...]]:
    """``{school-difficulty: "yes"}``: the questions before it, each with answers to it."""
    earlier = [id_ for id_ in before if id_ != own]

    def answers(key: Scalar, value: Node) -> tuple[str, ...]:
        asked = before[one_of(earlier, "a question before this one")(key)]
        if asked is None:
            return at_least_one(value, code)
        return at_least_one(value, one_of(asked.answers, f"an answer to {asked.id!r}"))

    pairs = node.entries("questions before it, each with answers, as a mapping")
    return whole(read_named(pairs, answers)) or node.refuse("at least one question")
