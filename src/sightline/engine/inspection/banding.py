"""The bands that percentages give, and those that judgement gives, on evidence or as a move.

A rating reads the plain count of files, as the published rules do, even where strata weigh
differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sightline.engine.ratings import Score, overall, rate_standard
from sightline.standard.model import QuestionSet, RatedStandard, RatingRules

OVERALL = "overall"
"""What stands in the place of a standard's id where the whole service is rated."""


@dataclass(frozen=True, slots=True)
class Banding:
    """A band that judgement gave: on evidence, or ``moved`` from what the percentages say.

    ``standard``: its id in the rules, or OVERALL.
    """

    standard: str
    band: str
    moved: bool


@dataclass(frozen=True, slots=True)
class StandardFinding:
    """What a standard comes to.

    ``percent``: the lowest, as the rules read it, of the questions ``decided_by``. ``said``: the
    band that it gives; ``band``: the one that stands. Each is blank or None where there is none.
    ``moved``, ``few``, ``may_become``, ``down`` and ``up``: see ``Banding`` and
    ``ratings.StandardRating``. ``on_evidence``: no percentage decides it.
    """

    standard: str
    on_evidence: bool
    percent: Fraction | None
    decided_by: tuple[str, ...]
    said: str
    band: str
    moved: bool
    few: bool
    fragile: bool
    down: int | None
    up: int | None
    may_become: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverallFinding:
    """What all standards come to. ``missing``: those that count and have no band."""

    points: int
    most: int
    said: str
    band: str
    moved: bool
    missing: tuple[str, ...]


def standard_findings(
    rules: RatingRules,
    question_set: QuestionSet,
    scores: Mapping[str, Score],
    bandings: Iterable[Banding] = (),
) -> tuple[tuple[StandardFinding, ...], OverallFinding]:
    """Each standard of the rules, and all of them. Raises ValueError for an unknown banding."""
    given = {each.standard: each for each in bandings}
    known = {*rules.standards, OVERALL}
    bands = {band.id for band in rules.bands}
    for each in given.values():
        if each.standard not in known or each.band not in bands:
            raise ValueError(f"{rules.id} has no standard {each.standard} with a band {each.band}.")
    found = tuple(
        _standard(rules, question_set, standard, scores, given.get(standard.id))
        for standard in rules.standards.values()
    )
    total = overall(rules, {each.standard: each.band for each in found if each.band})
    said = total.band.id if total.band else ""
    whole = given.get(OVERALL)
    return found, OverallFinding(
        points=total.points,
        most=total.most,
        said=said,
        band=whole.band if whole else said,
        moved=whole is not None and bool(said) and whole.band != said,
        missing=total.missing,
    )


def _standard(
    rules: RatingRules,
    question_set: QuestionSet,
    standard: RatedStandard,
    scores: Mapping[str, Score],
    given: Banding | None,
) -> StandardFinding:
    rated = rate_standard(rules, question_set, standard, scores)
    said = rated.band.id if rated.band else ""
    return StandardFinding(
        standard=standard.id,
        on_evidence=not standard.questions and not standard.strand,
        percent=rated.percent,
        decided_by=rated.decided_by,
        said=said,
        band=given.band if given else said,
        moved=given is not None and bool(said) and given.band != said,
        few=rated.few,
        fragile=rated.moves.fragile,
        down=rated.moves.down,
        up=rated.moves.up,
        may_become=rated.may_become,
    )
