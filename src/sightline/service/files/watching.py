"""What is watched, as the evaluators ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sightline.engine.model import Day, Watched
from sightline.service.files.models import NotHeld, Watch
from sightline.standard.calendar import day_of


@dataclass(frozen=True, slots=True)
class Watching:
    """``watched``: None where nothing is said of any place; then everything is (clause 7.3).

    ``blind``: by place, the duties whose answers no source of that place can hold.
    """

    watched: tuple[Watched, ...] | None
    blind: Mapping[str, frozenset[str]]

    def asked(
        self, duties: Collection[str], blind: frozenset[str]
    ) -> list[tuple[set[str], tuple[Watched, ...] | None]]:
        """Duties whose absence can be judged with what is watched, and the others with nothing."""
        both = [(set(duties) - blind, self.watched), (blind.intersection(duties), ())]
        return [(set(some), watched) for some, watched in both if some]


def watching(places: Collection[str], on: Day) -> Watching:
    """What is watched in these places on a day. What runs on is watched to that day."""
    rows = Watch.objects.filter(place__in=places).values_list(
        "place", "kind", "agency", "first_on", "last_on"
    )
    watched = tuple(
        Watched(place, kind, day_of(first), on if last is None else day_of(last), str(agency or ""))
        for place, kind, agency, first, last in rows
    )
    blind: defaultdict[str, set[str]] = defaultdict(set)
    for place, duty in NotHeld.objects.filter(place__in=places).values_list("place", "duty"):
        blind[place].add(duty)
    said = bool(watched) or Watch.objects.exists()
    return Watching(
        watched if said else None, {place: frozenset(some) for place, some in blind.items()}
    )
