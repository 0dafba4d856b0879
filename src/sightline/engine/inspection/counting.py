"""What the answers to a question come to: a percentage, its denominator and its interval.

Not known is unanswered and never no; neither it nor what does not apply is in a denominator.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from sightline.engine.figures import interval, wilson
from sightline.engine.inspection.draw import Framed
from sightline.engine.ratings import NO, YES, Score, scores_of

NOT_ELIGIBLE = ("not-eligible", "too-new")
"""The reasons of an exclusion that take a file out of the frame."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer that stands to a question about a file. ``weight``: that of its stratum."""

    file: str
    question: str
    answer: str
    stratum: str = ""
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class AskedOf:
    """How many files were judged of how many eligible ones, in all or in one ``area``.

    ``strata``: of the area; of no meaning for all.
    """

    area: str
    files: int
    eligible: int
    strata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """``questions``: the ids of those asked of every file, in the order in which they are shown."""

    questions: tuple[str, ...]
    all: AskedOf
    areas: tuple[AskedOf, ...] = ()


def asked_of(
    questions: Sequence[str],
    *,
    frame: Iterable[Framed],
    judged: Collection[str],
    excluded: Mapping[str, str],
    areas: Mapping[str, str],
) -> Asked:
    """How many were judged of how many that are eligible.

    ``excluded``: why, by file: NOT_ELIGIBLE ones take a file out of the eligible ones. ``areas``:
    by stratum, or nothing where there is one. Raises KeyError for a stratum in no area.
    """
    eligible: Counter[str] = Counter()
    files: Counter[str] = Counter()
    strata: dict[str, set[str]] = defaultdict(set)
    for each in frame:
        area = areas[each.stratum] if areas else ""
        strata[area].add(each.stratum)
        eligible[area] += excluded.get(each.file) not in NOT_ELIGIBLE
        files[area] += each.file in judged
    return Asked(
        questions=tuple(questions),
        all=AskedOf("", files.total(), eligible.total()),
        areas=tuple(
            AskedOf(area, files[area], eligible[area], tuple(sorted(strata[area])))
            for area in sorted(strata)
            if areas
        ),
    )


# --- percentages -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QuestionFinding:
    """What the answers to one question come to.

    ``percent``: exact, of yes out of yes and no; None where nothing was answered. ``rounded``: half
    up to a whole number, as it is published. ``low``, ``high``: its 95% interval in percent, to two
    places; None where every eligible file was read (``all_files``) or nothing was answered.
    ``weighted``: what it comes to where each file stands for as many as its stratum makes it, with
    its interval on the effective number of answers (Kish 1965, Survey Sampling, section 11.7); None
    where all weigh the same.
    """

    question: str
    yes: int
    no: int
    not_applicable: int
    unanswered: int
    percent: Fraction | None
    rounded: int | None
    low: float | None
    high: float | None
    weighted: Fraction | None
    weighted_low: float | None
    weighted_high: float | None
    all_files: bool

    @property
    def n(self) -> int:
        """The denominator."""
        return self.yes + self.no

    @property
    def score(self) -> Score:
        """The counts as ratings read them."""
        return Score(self.yes, self.no, self.not_applicable, self.unanswered)


def question_findings(
    questions: Sequence[str], asked: AskedOf, answers: Iterable[Answered]
) -> tuple[QuestionFinding, ...]:
    """What each question comes to, in the order asked. A file without an answer is unanswered.

    Raises ValueError for an answer to what was not asked, a second one of the same file, or more
    files than were judged.
    """
    found: dict[str, list[Answered]] = {question: [] for question in questions}
    seen: set[tuple[str, str]] = set()
    for each in answers:
        if each.question not in found:
            raise ValueError(f"The question {each.question} was not asked.")
        if (each.file, each.question) in seen:
            raise ValueError(f"The file {each.file} has two answers to {each.question}.")
        seen.add((each.file, each.question))
        found[each.question].append(each)
    files = len({file for file, _ in seen})
    if files > asked.files:
        raise ValueError(f"There are answers about {files} files, and {asked.files} were judged.")
    return tuple(_finding(question, asked, mine) for question, mine in found.items())


def _finding(question: str, asked: AskedOf, answers: Sequence[Answered]) -> QuestionFinding:
    counted = scores_of((question, each.answer) for each in answers)
    score = counted.get(question, Score(0, 0))
    percent = score.percent
    between = interval(score.yes, score.n, asked.files, asked.eligible)
    weighted, weighted_between = _weighted(asked, answers)
    return QuestionFinding(
        question=question,
        yes=score.yes,
        no=score.no,
        not_applicable=score.not_applicable,
        unanswered=score.unanswered + asked.files - len(answers),
        percent=percent,
        rounded=None if percent is None else floor(percent + Fraction(1, 2)),
        low=_percent(between[0]),
        high=_percent(between[1]),
        weighted=weighted,
        weighted_low=_percent(weighted_between[0]),
        weighted_high=_percent(weighted_between[1]),
        all_files=asked.files >= asked.eligible,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)


def _weighted(
    asked: AskedOf, answers: Sequence[Answered]
) -> tuple[Fraction | None, tuple[float | None, float | None]]:
    counted = [each for each in answers if each.answer in (YES, NO)]
    if len({each.weight for each in counted}) < 2:
        return None, (None, None)
    all_ = sum((each.weight for each in counted), Fraction(0))
    yes = sum((each.weight for each in counted if each.answer == YES), Fraction(0))
    share = yes / all_
    if asked.files >= asked.eligible:
        return 100 * share, (None, None)
    effective = all_**2 / sum((each.weight**2 for each in counted), Fraction(0))
    corrected = effective * (asked.eligible - 1) / (asked.eligible - asked.files)
    return 100 * share, wilson(float(share), float(corrected))
