"""The nation as files, with what must be known to judge them; whole, or streamed at any size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge

from sightline.engine.model import File, Minute, Moment, Record, Watched
from sightline.engine.people import PeopleOfYear
from sightline.returns.judged import Filled
from sightline.standard.calendar import end_of_day
from sightline.standard.population import PopulationTable
from sightline.synth.days import TODAY, on
from sightline.synth.filing import england
from sightline.synth.nation.plan import deal
from sightline.synth.nation.short import KINDS
from sightline.synth.service import service

Progress = Callable[[int], object]
"""Told of each step; there are a hundred."""

STEPS = 100
WATCHED_FROM, WATCHED_TO = on("2002-01-01"), on("2009-12-31")
"""The days of which records reached us, in the years of the review."""


@dataclass(frozen=True, slots=True)
class Nation:
    """The records of a nation in the years of the third review, and of one service today.

    ``files`` in order of their subject's id. ``on`` and ``known_at``: the day on which the demo
    stands, and what was known at its end. ``people``: of the invented population, the share of a
    place's people of some groups and ages. ``holds``: the kinds, fields and codes in which anything
    is recorded at all; of the absence of others nothing is made.
    """

    files: tuple[File, ...]
    watched: tuple[Watched, ...]
    known_at: Minute
    on: Moment
    people: PeopleOfYear
    holds: Filled = field(default_factory=dict)

    @property
    def population(self) -> PopulationTable:
        """The invented population of its areas."""
        return self.people.table


def nation(seed: int = 1, progress: Progress | None = None, places: int | None = None) -> Nation:
    """The nation of a seed: the same on every machine, and another for another seed.

    ``places``: only so many of its places, besides the service of today; all if None.
    """
    plan = deal(seed)
    bundles = plan.bundles()[:places]
    steps = Steps(progress, len(bundles) + 1)
    files: list[File] = []
    for bundle in bundles:
        files += bundle.files()
        steps.done(1)
    today = service(seed)
    steps.done(1)
    return Nation(
        files=tuple(merge(files, today.files, key=subject_id)),
        watched=(*_watched(files, [place.name for place in plan.areas]), *today.watched),
        known_at=end_of_day(TODAY),
        on=Moment(TODAY),
        people=plan.people,
        holds=_holds(files, today.holds),
    )


def subject_id(file: File) -> str:
    """What files are in order of."""
    return file.subject.id


class Steps:
    """Tells of a hundred steps, whatever is counted."""

    def __init__(self, progress: Progress | None, of: int) -> None:
        self._progress, self._of, self._count, self._told = progress, max(1, of), 0, 0

    def done(self, number: int) -> None:
        """So many more are done."""
        self._count += number
        steps = min(STEPS, self._count * STEPS // self._of)
        if self._progress is not None and steps > self._told:
            self._progress(steps - self._told)
        self._told = steps


def _watched(files: Iterable[File], areas: Iterable[str]) -> Iterator[Watched]:
    """That the kinds which a place records at all reached us from there in those years."""
    kinds = {(area, kind) for area in areas for kind in KINDS}
    kinds |= {(file.subject.place, record.kind) for file in files for record in file.records}
    for place, kind in sorted(kinds):
        if place:
            yield Watched(place, kind, WATCHED_FROM, WATCHED_TO)


def _holds(files: Iterable[File], besides: Filled) -> Filled:
    """The kinds and fields in which something is recorded, and of code lists the codes that are."""
    said: dict[str, dict[str, set[str]]] = {
        kind: {name: set(values) for name, values in fields.items()}
        for kind, fields in besides.items()
    }
    for file in files:
        for record in file.records:
            _note(said, record)
    kinds = england().kinds
    return {
        kind: {
            name: tuple(sorted(values)) if kinds[kind].fields[name].codes else ()
            for name, values in fields.items()
        }
        for kind, fields in said.items()
    }


def _note(said: dict[str, dict[str, set[str]]], record: Record) -> None:
    fields = said.setdefault(record.kind, {})
    for name, value in record.details.items():
        values = value if isinstance(value, tuple) else (value,)
        fields.setdefault(name, set()).update(map(str, values))
