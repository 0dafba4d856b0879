"""A small part of the nation in which every figure but one has something to count."""

from __future__ import annotations

import re
from functools import cache

from sightline.engine.model import File
from tests.nation import third_review
from tests.review.both_ways import World, of_the_month, only_places

AREA, PROBATION = "Pewtergarth", "lanternshire"
"""An area that was inspected, with many children in custody; and an inspected probation area."""


@cache
def slice_of_nation() -> World:
    """One inspected area with its bodies, half a probation area, and a fortieth of the answers."""
    made = third_review()
    files = tuple(of_the_month(file) for file in made.files if _is_in(file))
    places = {file.subject.place for file in files}
    watched = tuple(each for each in made.watched if each.place in places)
    return World(files, watched, only_places(made.population, [AREA]), made.known_at)


def _is_in(file: File) -> bool:
    subject = file.subject
    if subject.id.startswith("survey."):
        return int(re.sub(r"\D", "", subject.id)) % 40 == 0
    return (
        subject.place == AREA
        or subject.id.startswith("england.")
        or re.match(rf"{PROBATION}\.(agency|adult-0[0-3]\d$)", subject.id) is not None
        or subject.attributes.get("example") == "plymouth"
    )
