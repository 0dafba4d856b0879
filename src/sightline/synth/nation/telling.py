"""A file of the nation as it is told: who enters a record here, and what assessments say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sightline.engine.model import Minute, Moment, Record, Subject, Value
from sightline.synth.days import on
from sightline.synth.dice import Dice
from sightline.synth.roster import SUPPORTED
from sightline.synth.story import Story
from sightline.synth.writing import Entry, agency_id

NATIONAL = "england."
"""What the ids of bodies begin with that work everywhere."""

INSPECTORATE = f"{NATIONAL}agency-inspectorate"


FOUNDED, ENDED = on("2000-04-03"), on("2010-03-31")
"""The days between which the bodies of then are told of."""


class Telling(Story):
    """A story in one of many places.

    ``found``: what every assessment of this child says of danger, unless it says otherwise; so
    that a nurse's does not contradict a case manager's.
    """

    def __init__(
        self,
        subject: Subject,
        dice: Dice,
        team: Mapping[str, str],
        slug: str,
        found: Mapping[str, Value] | None = None,
    ) -> None:
        super().__init__(subject, dice, team)
        self.slug, self.found = slug, found or {}

    def agency_of(self, by: str) -> str:
        """The place's own agency; bodies of the whole nation, and files by their ids, stay."""
        return by if "." in by else f"{self.slug}.{agency_id(by)}"

    def write(self, entry: Entry, at: Moment | None, recorded: Minute | None = None) -> Record:
        """A new fact, its assessments filled in and its providers those of the place."""
        if entry.kind == "assessment" and self.found:
            entry = replace(entry, said={**self.found, **entry.said})
        elif entry.said.get("provider") == SUPPORTED:
            said = {**entry.said, "provider": f"{self.slug}.{SUPPORTED}"}
            entry = replace(entry, said=said)
        return super().write(entry, at, recorded)


def body(seed: int, place: str, file: str, type_: str) -> Telling:
    """The beginning of the story of a body or a worker of a place; its id begins with the slug."""
    slug = file.partition(".")[0]
    return Telling(Subject(file, type_, None, place), Dice(seed, file), {}, slug)
