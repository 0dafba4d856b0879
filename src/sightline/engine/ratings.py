"""Ratings: answers become percentages, percentages bands, and bands an overall rating.

Pure arithmetic over one version of the rules (``standard.model.ratings``), so that the same stored
answers can be rated by any version. Nothing is made up: where the rules publish no cut-offs there
is a percentage and no band. A percentage is of those to whom the question applied and who answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from sightline.standard.model import (
    NOT_APPLICABLE,
    Band,
    QuestionSet,
    RatedBy,
    RatedStandard,
    RatingRules,
)

YES, NO = "yes", "no"

FRAGILE = 2
"""A band that the answers of so many files would move, or fewer, is fragile."""


@dataclass(frozen=True, slots=True)
class Score:
    """How often a question was answered so. ``unanswered``: unknown, not asked or declined."""

    yes: int
    no: int
    not_applicable: int = 0
    unanswered: int = 0

    @property
    def n(self) -> int:
        """The denominator: files to which the question applied and in which it was answered."""
        return self.yes + self.no

    @property
    def percent(self) -> Fraction | None:
        """The exact percentage of yes, from 0 to 100; None where there is nothing to count."""
        return Fraction(100 * self.yes, self.n) if self.n else None


def scores_of(answers: Iterable[tuple[str, str]]) -> dict[str, Score]:
    """The score of each question, of pairs of its id and one file's answer."""
    counted: dict[str, list[int]] = {}
    for question, answer in answers:
        counts = counted.setdefault(question, [0, 0, 0, 0])
        counts[_PLACE.get(answer, 3)] += 1
    return {question: Score(*counts) for question, counts in counted.items()}


_PLACE = {YES: 0, NO: 1, NOT_APPLICABLE: 2}


def together(scores: Iterable[Score]) -> Score:
    """The score of several questions as if they were one."""
    every = list(scores)
    return Score(
        yes=sum(score.yes for score in every),
        no=sum(score.no for score in every),
        not_applicable=sum(score.not_applicable for score in every),
        unanswered=sum(score.unanswered for score in every),
    )


def percent_of(rules: RatingRules, score: Score) -> Fraction | None:
    """The percentage that the rules read: exact, or rounded half up to a whole number."""
    exact = score.percent
    if exact is None or not rules.rounded:
        return exact
    return Fraction(floor(exact + Fraction(1, 2)))


def band_of(rules: RatingRules, score: Score) -> Band | None:
    """The band of a score; None where nothing was answered, or no cut-offs are published."""
    rank = _rank(rules, score)
    return None if rank is None else rules.bands[rank]


# --- how firm a band is ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moves:
    """The least number of files whose answer would have to be the other one for the band to move.

    None where it cannot: there is no band, or none beyond it. A standard rises only when all its
    lowest questions do; ``up`` counts as if the same files could be turned in all of them, and so
    is the least that it can be.
    """

    down: int | None = None
    up: int | None = None

    @property
    def fragile(self) -> bool:
        """Whether FRAGILE files or fewer would move the band."""
        return any(files is not None and files <= FRAGILE for files in (self.down, self.up))


def moves_of(rules: RatingRules, scores: Iterable[Score]) -> Moves:
    """How firm the lowest band of some scores is; those with nothing to count are left out."""
    ranked = [(rank, score) for score in scores if (rank := _rank(rules, score)) is not None]
    if not ranked:
        return Moves()
    lowest = min(rank for rank, _ in ranked)
    falls = [_turned(rules, score, lowest, NO) for _, score in ranked]
    rises = [_turned(rules, score, lowest, YES) for rank, score in ranked if rank == lowest]
    return Moves(
        down=min((files for files in falls if files is not None), default=None),
        up=None if lowest == len(rules.bands) - 1 else max(filter(None, rises)),
    )


def _turned(rules: RatingRules, score: Score, rank: int, to: str) -> int | None:
    """How many answers must be turned to yes for a better rank, or to no for a worse one."""
    for files in range(1, (score.no if to == YES else score.yes) + 1):
        by = files if to == YES else -files
        found = _rank(rules, Score(score.yes + by, score.no - by))
        if found is not None and (found > rank if to == YES else found < rank):
            return files
    return None


def _rank(rules: RatingRules, score: Score) -> int | None:
    """The place of a score's band among the bands, the worst being 0."""
    percent = percent_of(rules, score)
    if percent is None:
        return None
    reached = [
        rank for rank, band in enumerate(rules.bands) if band.from_ is not None
        and percent >= band.from_
    ]  # fmt: skip
    return max(reached, default=None)


# --- a standard, and all of them -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StandardRating:
    """What a standard comes to.

    ``scores``: of its key questions, or of its strand as one. ``decided_by``: the questions with
    the lowest percentage, which decide. ``percent``: that percentage, as the rules read it; None
    where nothing was answered, or inspectors judge it on evidence. ``few``: one of the deciding
    scores has fewer answers than the rules hold to be enough. ``may_become``: bands next to it,
    to which a panel may move it with a written reason.
    """

    standard: RatedStandard
    scores: Mapping[str, Score]
    decided_by: tuple[str, ...]
    percent: Fraction | None
    band: Band | None
    moves: Moves
    few: bool
    may_become: tuple[str, ...]


def rate_standard(
    rules: RatingRules, asked: QuestionSet, standard: RatedStandard, scores: Mapping[str, Score]
) -> StandardRating:
    """One standard by its scores, by question. ``asked``: the set that the rules are for.

    A question with nothing to count decides nothing.
    """
    own = _own_scores(rules, asked, standard, scores)
    percents = {id_: percent_of(rules, score) for id_, score in own.items()}
    lowest = min((percent for percent in percents.values() if percent is not None), default=None)
    decided_by = tuple(
        id_ for id_, percent in percents.items() if percent is not None and percent == lowest
    )
    band = band_of(rules, own[decided_by[0]]) if decided_by else None
    return StandardRating(
        standard=standard,
        scores=own,
        decided_by=decided_by,
        percent=lowest,
        band=band,
        moves=moves_of(rules, own.values()),
        few=rules.few is not None and any(own[id_].n < rules.few for id_ in decided_by),
        may_become=_within_reach(rules, lowest, band),
    )


def _own_scores(
    rules: RatingRules, asked: QuestionSet, standard: RatedStandard, scores: Mapping[str, Score]
) -> dict[str, Score]:
    """The scores that a standard is rated by: a share of judgements counts a strand as one."""
    if standard.strand:
        strand = [q.id for q in asked.questions.values() if q.strand == standard.strand]
        found = {id_: scores[id_] for id_ in strand if id_ in scores}
        return {standard.id: together(found.values())} if rules.by is RatedBy.SHARE else found
    return {id_: scores.get(id_, Score(0, 0)) for id_ in standard.questions}


def _within_reach(
    rules: RatingRules, percent: Fraction | None, band: Band | None
) -> tuple[str, ...]:
    """The bands beside a band whose border is no further off than the rules call close."""
    if rules.close is None or percent is None or band is None:
        return ()
    rank = rules.bands.index(band)
    worse, better = rules.bands[max(rank - 1, 0) : rank], rules.bands[rank + 1 : rank + 2]
    down = [each.id for each in worse if percent - (band.from_ or 0) <= rules.close]
    up = [each.id for each in better if (each.from_ or 0) - percent <= rules.close]
    return (*down, *up)


@dataclass(frozen=True, slots=True)
class Overall:
    """What all standards come to: points of at most ``most``, and their band.

    ``missing``: standards that count and are not rated; while there are any, or where the rules do
    not publish points, the band is None.
    """

    points: int
    most: int
    band: Band | None
    missing: tuple[str, ...]


def overall(rules: RatingRules, rated: Mapping[str, str]) -> Overall:
    """The overall rating of bands by standard. What is rated apart may be named and counts nothing.

    Raises KeyError for a standard or a band that the rules do not know.
    """
    bands = {band.id: band for band in rules.bands}
    found = {rules.standards[id_]: bands[band] for id_, band in rated.items()}
    counted = [standard for standard in rules.standards.values() if not standard.apart]
    missing = tuple(standard.id for standard in counted if standard not in found)
    points = sum(found[standard].points or 0 for standard in counted if standard in found)
    reached = [band for band in rules.bands if band.overall is not None and points >= band.overall]
    return Overall(
        points=points,
        most=len(counted) * (rules.bands[-1].points or 0),
        band=reached[-1] if reached and not missing else None,
        missing=missing,
    )
