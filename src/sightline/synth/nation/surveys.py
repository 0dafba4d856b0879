"""What children say when they are asked: each on a file of its own that says nobody's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sightline.engine.model import Day, Subject
from sightline.standard.calendar import date_of, day_of
from sightline.synth.days import on
from sightline.synth.dice import Dice
from sightline.synth.nation import targets as t
from sightline.synth.nation.child import SUBJECT
from sightline.synth.nation.deal import draw, draw_known
from sightline.synth.nation.places import YEAR_FIRST, YEAR_LAST
from sightline.synth.nation.telling import INSPECTORATE, Telling
from sightline.synth.writing import first_id

SUPERVISED, DETAINED = "supervised-children", "detained-children"
FIRST, LAST = on("2005-01-10"), YEAR_LAST
CAUSES = {"found-hard": 0.5, "excluded": 0.24, "moved": 0.11, "other": 0.15}
"""What else a difficulty at school comes from, beside being bullied."""

NOT_COUNTED = 31
"""Responses that were spoiled or given twice."""

WOULD_NOT_SAY_WHY = 22
"""Children for whom school was hard, and who skipped the question that follows."""

OTHERS_OF_SUPERVISED = {"someone-to-tell": 0.81, "listened-to": 0.86, "treated-fairly": 0.84}
OTHERS_OF_DETAINED = {"felt-unsafe": 0.33, "can-see-a-nurse": 0.78, "knows-where-to-live": 0.7}
"""Questions of which nothing was printed, with the share of yes."""

Answers = dict[str, str]


def surveys(seed: int) -> list[Telling]:
    """The stories of all who answered a survey."""
    dice = Dice(seed, "nation/surveys")
    return [*_supervised(dice, seed), *_detained(dice, seed)]


def _supervised(dice: Dice, seed: int) -> Iterator[Telling]:
    settings = ["custody"] * t.SUPERVISED_IN_CUSTODY
    settings += ["community"] * (t.SURVEYED - len(settings))
    told: list[Answers] = [{} for _ in settings]
    for (setting, question), share in t.ANSWERS_OF_SUPERVISED.items():
        there = [a for a, s in zip(told, settings, strict=True) if s == setting]
        _answer(dice, there, question, share)
    _any_answers(dice, told, OTHERS_OF_SUPERVISED)
    _school(dice, told)
    for number, (setting, answers) in enumerate(zip(settings, told, strict=True), 1):
        day, story = _asked(seed, f"v{number:05}", FIRST, LAST, girl=dice.chance(0.2))
        _respond(story, day, SUPERVISED, setting, answers)
        yield story
    for number in range(1, NOT_COUNTED + 1):
        day, story = _asked(seed, f"x{number:05}", FIRST, LAST, girl=dice.chance(0.2))
        story.add(
            "survey-response", day, INSPECTORATE, survey=SUPERVISED, setting="community",
            valid="no",
        )  # fmt: skip
        yield story


def _school(dice: Dice, told: Sequence[Answers]) -> None:
    """Whom school was hard for, and why; those whom it was not are not asked why."""
    for answers in told:
        answers["difficulty-at-school"] = "no" if dice.chance(0.9) else "declined"
    asked = draw(dice, told, t.BULLIED.of + WOULD_NOT_SAY_WHY)
    for number, answers in enumerate(asked):
        cause = "declined" if number >= t.BULLIED.of else dice.weighted(CAUSES)
        answers["difficulty-at-school"] = "yes"
        answers["cause-of-difficulty"] = "bullied" if number < t.BULLIED.yes else cause


def _detained(dice: Dice, seed: int) -> Iterator[Telling]:
    sexes = [sex for sex, number in t.DETAINED.items() for _ in range(number)]
    told: list[Answers] = [{} for _ in sexes]
    _answer(dice, told, "has-child", t.PARENTS)
    for (sex, question), share in t.ANSWERS_OF_DETAINED.items():
        same = [a for a, s in zip(told, sexes, strict=True) if s == sex]
        _answer(dice, same, question, share)
    _any_answers(dice, told, OTHERS_OF_DETAINED)
    _any_answers(
        dice, [a for a in told if a["ever-looked-after"] == "yes"], {"social-worker-visits": 0.45}
    )
    for number, (sex, answers) in enumerate(zip(sexes, told, strict=True), 1):
        girl = sex == "female"
        day, story = _asked(seed, f"d{number:05}", YEAR_FIRST + 20, YEAR_LAST - 10, girl=girl)
        _respond(story, day, DETAINED, "custody", answers)
        yield story


def _answer(dice: Dice, told: Sequence[Answers], question: str, share: t.Share) -> None:
    """Dealt answers: so many yes, so many skipped, the rest no."""
    yes, skipped = draw_known(dice, range(len(told)), share)
    for answers in told:
        answers[question] = "no"
    for number in yes:
        told[number][question] = "yes"
    for number in skipped:
        told[number][question] = "declined"


def _any_answers(dice: Dice, told: Sequence[Answers], shares: Mapping[str, float]) -> None:
    """Answers to questions of which nothing was printed."""
    for answers in told:
        for question, share in shares.items():
            yes = "yes" if dice.chance(share) else "no"
            answers[question] = "declined" if dice.chance(0.04) else yes


def _asked(seed: int, local: str, first: Day, last: Day, *, girl: bool) -> tuple[Day, Telling]:
    """The day of an answer and who gives it: the birth is known to the month."""
    file = f"survey.child-{local}"
    dice = Dice(seed, file)
    day = dice.between(first, last)
    youngest = 11 if first == FIRST else 15
    born = day - dice.between(youngest * 366, 6540)
    born = day_of(date_of(born).replace(day=1))
    subject = Subject(file, "child", born, "", SUBJECT[girl, "none"])
    return day, Telling(subject, dice, {}, "survey")


def _respond(story: Telling, day: Day, survey: str, setting: str, answers: Answers) -> None:
    response = story.add(
        "survey-response", day, INSPECTORATE, survey=survey, setting=setting, valid="yes"
    )
    for question, answer in answers.items():
        story.add(
            "survey-answer", day, INSPECTORATE, about=first_id(response), survey=survey,
            question=question, answer=answer, setting=setting,
        )  # fmt: skip
