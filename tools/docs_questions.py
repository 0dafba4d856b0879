"""What inspectors ask, how ratings come about, and what children and staff are asked, as pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sightline.reporting.told.words import any_of, day, eve, sentence
from sightline.standard.model import (
    Question,
    QuestionAbout,
    QuestionSet,
    RatedBy,
    RatedStandard,
    RatingRules,
    Standard,
    Survey,
    SurveyQuestion,
)
from tools.docs_text import bullets, page, table

OWN_WORDS = "The words are our own."
BY = {
    RatedBy.LOWEST: "A standard has the band of its lowest key question.",
    RatedBy.SHARE: "All judgements of a strand are counted together, and the share of those done "
    "well enough is given as a percentage.",
    RatedBy.NOT_KNOWN: "How answers become a rating is not known, so there are percentages and no "
    "band.",
}


def question_pages(standard: Standard) -> dict[str, str]:
    """The three pages, by the names of their files."""
    return {
        "questions.md": _questions_page(standard),
        "ratings.md": _ratings_page(standard),
        "surveys.md": _surveys_page(standard),
    }


# --- questions -------------------------------------------------------------------------------


def _questions_page(standard: Standard) -> str:
    return page(
        "What inspectors ask",
        "A set of questions for each programme of inspection. An answer names its set and its "
        "question, so that it can be read for what it meant on the day. "
        f"{OWN_WORDS} Under each question stand the duties whose obligations are shown beside it "
        "as evidence; they never answer it. "
        "[How ratings come about](ratings.md) is the next page.",
        *(block for one in standard.question_sets.values() for block in _set(standard, one)),
    )


def _set(standard: Standard, one: QuestionSet) -> Iterator[str]:
    yield f"(questions-{one.id})=\n## {one.title}"
    yield (
        f"Set `{one.id}`, {_period(one.from_, one.until)}. {len(one.questions)} questions. "
        f"Source: {sentence(one.source)}{_to_check(one.certainty)}"
    )
    answers = any_of([f"“{label}”" for label in one.scale.values()])
    yield f"Each is answered {answers}; the last only where it is said when it does not apply."
    yield from _gaps(one.gaps)
    for part, title in (one.parts or {"": ""}).items():
        asked = [question for question in one.questions.values() if question.part == part]
        for stage, of_stage in one.stages.items():
            rows = [_question(standard, one, q) for q in asked if q.stage == stage]
            if rows:
                yield f"### {title}, {of_stage.lower()}" if title else f"### {of_stage}"
                yield table(("Question", "What to look for", "Shown beside it"), rows)


def _question(standard: Standard, one: QuestionSet, asked: Question) -> tuple[str, str, str]:
    of_service = " Asked of the service." if asked.about is QuestionAbout.SERVICE else ""
    said = f"{asked.ask}<br>*{one.strands[asked.strand]}.{of_service}* `{asked.id}`"
    look = "<br>".join(filter(None, (*asked.prompts, asked.applies)))
    duties = [f"[{standard.duties[id_].title}](#duty-{id_})" for id_ in asked.offers]
    return said, look, "<br>".join(duties)


def _gaps(gaps: Iterable[str]) -> Iterator[str]:
    listed = bullets(gaps)
    if listed:
        yield "**What is not known**"
        yield listed


def _period(first: date, until: date | None) -> str:
    return f"since {day(first)}" if until is None else f"{day(first)} to {day(eve(until))}"


def _to_check(certainty: str) -> str:
    return " *It has still to be checked.*" if certainty == "check" else ""


# --- ratings ---------------------------------------------------------------------------------


def _ratings_page(standard: Standard) -> str:
    return page(
        "How ratings come about",
        "The percentage of a question is yes out of yes and no: a file to which it does not apply, "
        "and one in which it was not answered, is in no denominator, and the denominator is always "
        "given. The same stored answers can be rated by any version of the rules. What was never "
        "published is not made up.",
        "**How firm is a band?** Beside each band stands how many files would have to be answered "
        "the other way for it to move. With 33 files one of them is three percentage points. "
        "A band that two files or fewer would move is called fragile. Where several key questions "
        "share the lowest band, all of them must rise; that is counted as if the same files could "
        "be turned in each, and so is the least that it can be.",
        *(block for rules in standard.ratings.values() for block in _rules(standard, rules)),
    )


def _rules(standard: Standard, rules: RatingRules) -> Iterator[str]:
    yield f"## {rules.title}"
    yield (
        f"Known as `{rules.id}`, {_period(rules.from_, rules.until)}, over "
        f"[{standard.question_sets[rules.set].title}](#questions-{rules.set}). {BY[rules.by]} "
        f"Source: {sentence(rules.source)}{_to_check(rules.certainty)}"
    )
    yield table(("Band", "Percentage", "Points of a standard", "Points overall"), _bands(rules))
    yield bullets(_said(rules))
    rated = [_rated(standard.question_sets[rules.set], one) for one in rules.standards.values()]
    yield table(("What is rated", "By"), rated)
    yield from _gaps(rules.gaps)


def _bands(rules: RatingRules) -> Iterator[tuple[str, str, str, str]]:
    """The bands, the best first; what is not published says so."""
    from_ = [*(band.from_ for band in rules.bands[1:]), None]
    overall = [*(band.overall for band in rules.bands[1:]), None]
    most = sum(not one.apart for one in rules.standards.values()) * (rules.bands[-1].points or 0)
    for band, next_from, next_overall in reversed(
        list(zip(rules.bands, from_, overall, strict=True))
    ):
        percent = _range(band.from_, next_from, 100)
        points = "not published" if band.points is None else str(band.points)
        yield band.title, percent, points, _range(band.overall, next_overall, most)


def _range(first: int | None, next_: int | None, most: int) -> str:
    if first is None:
        return "not published"
    return f"{first} to {most if next_ is None else next_ - 1}"


def _said(rules: RatingRules) -> Iterator[str]:
    if rules.rounded:
        yield "A percentage is rounded to a whole number first, half up: 64.5 is read as 65."
    if rules.few is not None:
        yield f"Fewer than {rules.few} answers are shown with caution."
    if rules.close is not None:
        yield (
            f"Within {rules.close} percentage points of the next band a panel may move a standard "
            "by one band, and writes down why."
        )


def _rated(asked: QuestionSet, one: RatedStandard) -> tuple[str, str]:
    apart = " (apart: it counts towards no overall rating)" if one.apart else ""
    if one.strand:
        return one.title + apart, f"All questions of “{asked.strands[one.strand]}”"
    asks = "<br>".join(asked.questions[id_].ask for id_ in one.questions)
    return one.title + apart, asks or "Inspectors, on evidence"


# --- surveys ---------------------------------------------------------------------------------


def _surveys_page(standard: Standard) -> str:
    return page(
        "What children and staff are asked",
        "Every question can be skipped, and every word of a children's survey can be heard. What "
        "children say stands beside what inspectors judge, and is never averaged with it. "
        f"{OWN_WORDS}",
        *(block for survey in standard.surveys.values() for block in _survey(survey)),
    )


def _survey(survey: Survey) -> Iterator[str]:
    yield f"(survey-{survey.id})=\n## {survey.title}"
    yield (
        f"{survey.whom}{_ages(survey)}. Known as `{survey.id}`, "
        f"{_period(survey.from_, survey.until)}; these words were written on "
        f"{day(survey.written)}. No result is shown of fewer than {survey.fewest} answers. "
        f"{sentence(survey.source)}"
    )
    told: Mapping[str, tuple[str, ...]] = {
        "Before the questions": survey.intro,
        "Who sees it": survey.privacy,
        "If something is wrong": survey.worried,
    }
    for heading, paragraphs in told.items():
        yield f"**{heading}**"
        yield bullets(paragraphs)
    rows = [_survey_question(survey, question) for question in survey.questions.values()]
    yield table(("Question", "Read aloud", "Answers"), rows)
    yield from _gaps(survey.gaps)


def _ages(survey: Survey) -> str:
    if survey.ages is None or survey.ages.at_least is None or survey.ages.under is None:
        return ""
    return f", of {survey.ages.at_least.years} to {survey.ages.under.years - 1} years"


def _survey_question(survey: Survey, question: SurveyQuestion) -> tuple[str, str, str]:
    only = [
        f"*Only after “{any_of([survey.questions[id_].answers[code] for code in codes])}” to "
        f"“{survey.questions[id_].ask}”*"
        for id_, codes in question.after.items()
    ]
    answers = [
        label + (" (help is shown again)" if code in question.worry else "")
        for code, label in question.answers.items()
    ]
    asked = "<br>".join([f"{question.ask} `{question.id}`", *only])
    return asked, question.read_aloud, "<br>".join([*answers, f"*{survey.skip}*"])
