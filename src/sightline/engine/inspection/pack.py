"""The evidence pack: all that it takes to work an inspection out again, without a name in it.

A JSON object, which anybody can read; ``reproduce`` works it out again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any

from sightline.engine.inspection.draw import Sample
from sightline.engine.inspection.findings import Banding, Findings, ServiceAnswer
from sightline.engine.inspection.plain import Unreadable, digest_of, plain, read

VERSION = 1
"""Of what a pack holds."""


@dataclass(frozen=True, slots=True)
class PackedPlan:
    """How the sample was to be drawn.

    ``confidence``, ``margin``, ``least`` and ``most`` decide the size. ``strata``: what the frame
    is divided by. ``minimum``: of each stratum. ``reserves``: how many stand by in each.
    ``second_share``: in percent. ``weighted``: whether the weighted percentages are those that are
    told; if not, the findings carry the caveat of the sample.
    """

    confidence: int
    margin: int
    least: int | None
    most: int | None
    strata: tuple[str, ...]
    minimum: int
    reserves: int
    second_share: int
    weighted: bool


@dataclass(frozen=True, slots=True)
class PackedDrawn:
    """A file that was drawn, as it was noted then (``draw.Drawn``)."""

    file: str
    stratum: str
    place: int
    reserve: bool
    twice: bool
    weight: Fraction


@dataclass(frozen=True, slots=True)
class PackedDraw:
    """The draw. ``at``: T, as ISO 8601. ``frame``: each file and its stratum, in order of files."""

    at: str
    seed: str
    frame: tuple[tuple[str, str], ...]
    frame_digest: str
    size: int
    drawn: tuple[PackedDrawn, ...]


@dataclass(frozen=True, slots=True)
class Excluded:
    """A file that was drawn and not judged. ``why``: a code. ``replacement``: judged instead."""

    file: str
    why: str
    replacement: str | None


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer as it was signed. ``turn``: 1, or 2 of the second reader."""

    file: str
    turn: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Moderated:
    """The answer that was settled after it was talked over."""

    file: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Pack:
    """An inspection as it was concluded.

    ``standard``: the digest of the standard of that day. ``question_set``, ``rules``: their ids in
    it; ``rules`` is blank where nothing is rated. ``questions``: those asked of every file, as they
    are shown. ``areas``: the area of each stratum; empty where there is one area. ``exclusions``:
    in the order in which they were made. ``digest``: the SHA-256 of all the rest, as JSON with its
    keys in order, no spaces, UTF-8.
    """

    version: int
    standard: str
    question_set: str
    rules: str
    questions: tuple[str, ...]
    plan: PackedPlan
    draw: PackedDraw
    areas: Mapping[str, str]
    exclusions: tuple[Excluded, ...]
    judgements: tuple[Judged, ...]
    moderations: tuple[Moderated, ...]
    service: tuple[ServiceAnswer, ...]
    bandings: tuple[Banding, ...]
    findings: Findings
    findings_digest: str
    digest: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The pack as plain values, with stable keys."""
        found: dict[str, Any] = plain(self)
        return found

    @classmethod
    def from_dict(cls, value: object) -> Pack:
        """A pack that ``to_dict`` wrote. Raises ``plain.Unreadable``, which names the field."""
        found = read(cls, value)
        if found.version != VERSION:
            raise Unreadable(f"version: expected {VERSION}, found {found.version}.")
        return found

    def sealed(self) -> Pack:
        """The same pack with its digest."""
        return replace(self, digest=pack_digest(self))


def pack_digest(pack: Pack) -> str:
    """The SHA-256 of a pack without its own digest."""
    names = (field.name for field in fields(pack) if field.name != "digest")
    return digest_of({name: getattr(pack, name) for name in names})


def packed_drawn(sample: Sample) -> tuple[PackedDrawn, ...]:
    """What was drawn, as a pack holds it."""
    return tuple(
        PackedDrawn(each.file, each.stratum, each.place, each.reserve, each.twice, each.weight)
        for each in sample.drawn
    )
