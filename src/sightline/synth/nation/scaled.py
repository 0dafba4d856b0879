"""The same nation with as many children as are wanted, file by file.

What is added are short files of cases that began outside the evidence year and that nobody read:
so every figure of the review stays what it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import merge

from sightline.engine.model import Day, File, Minute, Record
from sightline.synth.dice import Dice
from sightline.synth.nation import area
from sightline.synth.nation.caseload import LIVING_THERE, any_ethnicity
from sightline.synth.nation.made import Nation, Progress, nation, subject_id
from sightline.synth.nation.places import YEAR_FIRST, YEAR_LAST, Place
from sightline.synth.nation.plan import Plan, deal
from sightline.synth.nation.short import short_child
from sightline.synth.service import service

BEFORE = YEAR_FIRST - 900, YEAR_FIRST - 1
AFTER = YEAR_LAST + 1, YEAR_LAST + 360
"""When the cases of the children began who are added."""


@dataclass(frozen=True)
class Scaled:
    """A nation's files, told anew each time that they are gone through, a place at a time.

    ``made``: what must be known to judge them (its own files are not kept). ``added``: how many
    children are added, by name of area. ``length``: how many files there are.
    """

    made: Nation
    plan: Plan
    added: Mapping[str, int]
    length: int

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[File]:
        """The files in order of their subject's id."""
        return merge(self._told(), service(self.plan.seed).files, key=subject_id)

    def _told(self) -> Iterator[File]:
        areas = {place.file(""): place for place in self.plan.areas}
        for bundle in self.plan.bundles():
            more = self._more(areas[bundle.begins]) if bundle.begins in areas else ()
            yield from merge(bundle.files(), more, key=subject_id)

    def _more(self, place: Place) -> Iterator[File]:
        """The children added in an area. Their records stand on no other file."""
        share = self.plan.people(place.name, LIVING_THERE) or 0.0
        dice = Dice(self.plan.seed, place.file("added"))
        for number in range(1, self.added[place.name] + 1):
            file = place.file(f"child-t{number:07}")
            team = area.team(place, dice)
            ethnicity = any_ethnicity(dice, share)
            story = short_child(self.plan.seed, file, place, _start(dice), ethnicity, team)
            yield File(story.subject, tuple(sorted(story.records, key=_entered)))


def _entered(record: Record) -> tuple[Minute, str]:
    return record.recorded_at, record.id


def _start(dice: Dice) -> Day:
    return dice.between(*(BEFORE if dice.chance(0.7) else AFTER))


def scaled(children: int, seed: int = 1, progress: Progress | None = None) -> Scaled:
    """The nation of a seed with so many children on file, or as many as it has if that is more.

    ``progress``: of making what is there before any are added.
    """
    made, plan = nation(seed, progress), deal(seed)
    more = max(0, children - sum(file.subject.type == "child" for file in made.files))
    each, left = divmod(more, len(plan.areas))
    added = {place.name: each + (n < left) for n, place in enumerate(plan.areas)}
    return Scaled(replace(made, files=()), plan, added, len(made.files) + more)
