"""Rating rules: how answers become percentages, bands and an overall rating, version by version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise


class RatedBy(StrEnum):
    """How a standard comes by its band."""

    LOWEST = "lowest-key-question"
    SHARE = "share-of-judgements"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class Band:
    """One word of a scale.

    ``from_``: the least percentage that earns it; ``points``: what it gives to a standard;
    ``overall``: the least points that earn it overall. None where that is not published.
    """

    id: str
    title: str
    from_: int | None = None
    points: int | None = None
    overall: int | None = None


@dataclass(frozen=True, slots=True)
class RatedStandard:
    """Something that is rated: by its key ``questions``, or by all questions of a ``strand``.

    Where it has neither, inspectors rate it on evidence. ``apart``: it counts towards no overall
    rating.
    """

    id: str
    title: str
    questions: tuple[str, ...] = ()
    strand: str = ""
    apart: bool = False

    def __post_init__(self) -> None:
        if self.questions and self.strand:
            raise ValueError("'strand' and 'questions' do not go together")


@dataclass(frozen=True, slots=True)
class RatingRules:
    """One version of the rules, over the questions of one set.

    ``bands``: the worst first. ``rounded``: a percentage is rounded half up to a whole number
    before its band is read. ``few``: fewer answers than this are shown with caution. ``close``:
    within so many percentage points of the next band a panel may move a standard by one, with a
    written reason. Each is None, or False, where the rules are not known to say so.
    """

    id: str
    title: str
    set: str
    by: RatedBy
    from_: date
    until: date | None
    bands: tuple[Band, ...]
    standards: Mapping[str, RatedStandard]
    source: str
    certainty: str
    rounded: bool = False
    few: int | None = None
    close: int | None = None
    gaps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        cuts = [band.from_ for band in self.bands]
        points = [band.points for band in self.bands]
        overall = [band.overall for band in self.bands]
        for word, said in (("from", cuts), ("points", points), ("overall", overall)):
            if not _rises_from_nought(said):
                raise ValueError(
                    f"'bands' say '{word}' all or none, from 0 and rising, the worst band first"
                )
        if (self.by is RatedBy.LOWEST) != (cuts[:1] == [0]):
            raise ValueError(f"'bands' say 'from' where a standard is rated by {RatedBy.LOWEST}")
        if (points[:1] == [0]) != (overall[:1] == [0]):
            raise ValueError("'bands' say 'points' and 'overall' together")
        if self.certainty == "check" and not self.gaps:
            raise ValueError("'certainty: check' goes with 'gaps': what has still to be checked")


def _rises_from_nought(said: Sequence[int | None]) -> bool:
    """All None; or 0 and then each more than the one before."""
    numbers = [number for number in said if number is not None]
    if not numbers:
        return True
    rising = all(before < after for before, after in pairwise(numbers))
    return len(numbers) == len(said) and numbers[0] == 0 and rising
