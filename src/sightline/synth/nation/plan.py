"""Everything that is dealt before a story is told, and the stories of each place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sightline.engine.model import File
from sightline.engine.people import PeopleOfYear
from sightline.synth.dice import Dice
from sightline.synth.filing import file_all
from sightline.synth.nation import area, national
from sightline.synth.nation.adult import adult
from sightline.synth.nation.cards import AdultCard, ChildCard
from sightline.synth.nation.caseload import (
    LIVING_THERE,
    ethnicities,
    over_represented,
    tell_ethnicities,
)
from sightline.synth.nation.child import child
from sightline.synth.nation.dealt_adults import adult_cards
from sightline.synth.nation.dealt_children import child_cards
from sightline.synth.nation.dealt_services import Dealt, dealt_services
from sightline.synth.nation.examples import examples
from sightline.synth.nation.other_years import other_cards
from sightline.synth.nation.places import (
    YEAR_FIRST,
    YEAR_LAST,
    Place,
    areas,
    probation_areas,
)
from sightline.synth.nation.population import REVIEWED, population
from sightline.synth.nation.probation import probation_area
from sightline.synth.nation.short import short_child
from sightline.synth.nation.surveys import surveys
from sightline.synth.nation.telling import NATIONAL, Telling

Card = TypeVar("Card", ChildCard, AdultCard)

SURVEYS = "survey."
"""What the ids of those begin with who answered a survey."""


@dataclass(frozen=True)
class Bundle:
    """All the files of one place, whose ids begin alike. ``stories`` tells them, each time anew."""

    begins: str
    stories: Callable[[], Sequence[Telling]]

    def files(self) -> tuple[File, ...]:
        """The files in order of their ids."""
        told = self.stories()
        return file_all(
            [story.subject for story in told],
            [record for story in told for record in story.records],
        )


@dataclass(frozen=True)
class Plan:
    """What was dealt. ``over``: areas in which children of minority groups are over-represented;
    ``services``: what each inspected service was dealt, by name of place; so are the cards."""

    seed: int
    areas: tuple[Place, ...]
    probation: tuple[Place, ...]
    people: PeopleOfYear
    over: frozenset[str]
    services: Mapping[str, Dealt]
    children: Mapping[str, Sequence[ChildCard]]
    adults: Mapping[str, Sequence[AdultCard]]
    examples: Mapping[str, Sequence[Telling]]

    def bundles(self) -> list[Bundle]:
        """The bundles of the nation, in order of the ids of their files."""
        made = [
            Bundle(NATIONAL, partial(national.bodies, self.seed)),
            Bundle(SURVEYS, partial(surveys, self.seed)),
            *(Bundle(place.file(""), partial(self._area, place)) for place in self.areas),
            *(Bundle(place.file(""), partial(self._probation, place)) for place in self.probation),
        ]
        return sorted(made, key=lambda bundle: bundle.begins)

    def _area(self, place: Place) -> list[Telling]:
        """An area: its bodies, the children whose files were read, and those of nobody's."""
        stories = area.bodies(self.seed, place, self.services.get(place.name))
        dice = Dice(self.seed, place.file("teams"))
        for card in self.children.get(place.name, ()):
            stories.append(child(self.seed, card, area.team(place, dice)))
        stories += self.examples.get(place.name, ())
        if place.in_year is None:
            stories += self._caseload(place)
        return stories

    def _caseload(self, place: Place) -> Iterator[Telling]:
        """The caseload of the year in an area that was not inspected in it."""
        dice = Dice(self.seed, place.file("caseload"))
        living_there = self.people(place.name, LIVING_THERE) or 0.0
        told = ethnicities(dice, dice.between(14, 34), living_there, over=place.name in self.over)
        for number, ethnicity in enumerate(told, 1):
            start = dice.between(YEAR_FIRST + 2, YEAR_LAST)
            team = area.team(place, dice)
            yield short_child(
                self.seed, place.file(f"child-s{number:03}"), place, start, ethnicity, team
            )

    def _probation(self, place: Place) -> list[Telling]:
        stories = probation_area(self.seed, place)
        dice = Dice(self.seed, place.file("teams"))
        for card in self.adults[place.name]:
            team = {"probation": place.file(f"worker-{dice.between(1, 4):02}")}
            stories += adult(self.seed, card, team)
        return stories


def deal(seed: int) -> Plan:
    """What is dealt for a seed."""
    places, probation = areas(seed), probation_areas(seed)
    people = PeopleOfYear(population(seed, places), REVIEWED)
    over = over_represented(seed, places)
    cards = child_cards(seed, places)
    tell_ethnicities(seed, cards, over, people)
    inspected = [place for place in places if place.in_year is not None]
    return Plan(
        seed=seed,
        areas=places,
        probation=probation,
        people=people,
        over=over,
        services=dealt_services(seed, inspected),
        children=_by_place([*cards, *other_cards(seed, places, people)]),
        adults=_by_place(adult_cards(seed, probation)),
        examples=examples(seed, places),
    )


def _by_place(cards: Iterable[Card]) -> Mapping[str, Sequence[Card]]:
    found: defaultdict[str, list[Card]] = defaultdict(list)
    for card in cards:
        found[card.place.name].append(card)
    return found
