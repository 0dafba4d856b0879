"""What is dealt before any story is told: exact numbers, whatever the seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import pytest

from sightline.synth.dice import Dice
from sightline.synth.filing import england
from sightline.synth.nation import targets as t
from sightline.synth.nation.cards import AdultCard, ChildCard
from sightline.synth.nation.caseload import LIVING_THERE, ethnicities, in_year
from sightline.synth.nation.deal import draw, draw_known, draw_rather, shuffled
from sightline.synth.nation.places import (
    AREA_NAMES,
    PROBATION_NAMES,
    YEAR_FIRST,
    YEAR_LAST,
    areas,
)
from sightline.synth.nation.plan import Plan, deal
from sightline.synth.nation.population import MINORITY, WHITE, population
from sightline.synth.nation.reading import QUESTION_SET
from sightline.synth.nation.surveys import DETAINED, SUPERVISED

SEEDS = (1, 2, 3, 4, 5, 6)

plan = cache(deal)


def children(seed: int) -> list[ChildCard]:
    """The cards of the evidence year."""
    cards = [card for of_place in plan(seed).children.values() for card in of_place]
    return [card for card in cards if YEAR_FIRST <= card.read_on <= YEAR_LAST]


def adults(seed: int) -> list[AdultCard]:
    return [card for of_place in plan(seed).adults.values() for card in of_place]


# --- dealing -----------------------------------------------------------------------------------


def test_a_pack_is_shuffled_and_nothing_is_lost() -> None:
    pack = list(range(50))
    assert shuffled(Dice(1, "a"), pack) != pack
    assert sorted(shuffled(Dice(1, "a"), pack)) == pack


def test_more_cannot_be_drawn_than_there_are() -> None:
    with pytest.raises(ValueError, match="3 cannot be drawn from 2"):
        draw(Dice(1, "a"), "xy", 3)


def test_of_some_nobody_knows() -> None:
    yes, unknown = draw_known(Dice(1, "a"), range(20), t.Share(15, 6))
    assert (len(yes), len(unknown)) == (6, 5)
    assert not {*yes} & {*unknown}


def test_the_likely_come_first_as_far_as_there_are_any() -> None:
    drawn = draw_rather(Dice(1, "a"), "ab", range(20), 10, 0.9)
    assert len(drawn) == 10
    assert {"a", "b"} <= {*drawn}


def test_a_share_is_no_more_than_all() -> None:
    with pytest.raises(ValueError, match="no share"):
        t.Share(3, 4)


# --- children ----------------------------------------------------------------------------------

Sign = Callable[[ChildCard], bool | None]


def need(name: str) -> Sign:
    """Whether a need stands open; unknown where that is not recorded."""

    def sign(card: ChildCard) -> bool | None:
        state = card.needs[name]
        return None if state == "unknown" else state == "open"

    return sign


SIGNS: dict[str, Sign] = {
    "mh-need": need("mental-health"),
    "selfharm-vuln": need("self-harm"),
    "physical-health": need("physical-health"),
    "learning-difficulty": need("learning-difficulty"),
    "risk-to-self": lambda card: card.risk_to_self if card.risk_known else None,
    "selfharm": lambda card: card.self_harm if card.self_harm_known else None,
    "cpr": lambda card: card.protected == "now",
    "lac": lambda card: card.looked_after == "now",
}


def counted(cards: Sequence[ChildCard], sign: Sign) -> t.Share:
    found = Counter(sign(card) for card in cards)
    return t.Share(found[True] + found[False], found[True])


@pytest.mark.parametrize("seed", SEEDS)
def test_children_are_dealt_what_was_printed(seed: int) -> None:
    cards = children(seed)
    detained = [card for card in cards if card.in_custody]
    free = [card for card in cards if not card.in_custody]
    assert (len(cards), len(detained)) == (t.CHILDREN, t.IN_CUSTODY)
    for targets, among, ending in (
        (t.CHILDREN_ALL, cards, ""),
        (t.CHILDREN_IN_CUSTODY, detained, "-custody"),
        (t.CHILDREN_IN_COMMUNITY, free, "-community"),
    ):
        for row, share in targets.items():
            name = row.removeprefix("fig-").removesuffix(ending)
            if name in SIGNS:
                assert counted(among, SIGNS[name]) == share, row


@pytest.mark.parametrize("seed", SEEDS)
def test_dangers_are_consistent_with_one_another(seed: int) -> None:
    for card in children(seed):
        assert card.risk_to_self or not card.self_harm
        assert card.self_harm or not (card.in_custody and card.needs["self-harm"] == "open")
        assert card.risk_from_others == "now" or card.protected != "now"
        assert card.vulnerable == (card.plan in ("done", "missed"))
        assert not (card.in_custody and card.visit != "not-owed")


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_owed_was_due_by_the_day_of_reading(seed: int) -> None:
    for card in children(seed):
        assert card.taken_on <= card.read_on - 70
        if card.detained_on is not None:
            assert card.taken_on <= card.detained_on < card.read_on
            days = card.read_on - card.detained_on
            assert days >= 30 or card.health_plan == "not-owed"
            assert days <= 13 or card.health_plan != "not-owed"


@pytest.mark.parametrize("seed", SEEDS)
def test_inspectors_answer_so_many_questions_and_so_many_yes(seed: int) -> None:
    for cards, wanted in (
        (children(seed), t.JUDGED_OF_CHILDREN),
        (adults(seed), t.JUDGED_OF_ADULTS),
    ):
        for question, share in wanted.items():
            told = Counter(card.judged.get(question) for card in cards)
            assert t.Share(told["yes"] + told["no"], told["yes"]) == share, question


@pytest.mark.parametrize("seed", SEEDS)
def test_one_place_is_the_worst_and_none_is_tiny(seed: int) -> None:
    strong: Counter[str] = Counter()
    poor: Counter[str] = Counter()
    for card in children(seed):
        answer = card.judged["safeguarding-addressed"]
        strong[card.place.name] += answer in ("yes", "no")
        poor[card.place.name] += answer == "no"
    assert (strong.total(), poor.total()) == (t.SAFEGUARDING.of, t.SAFEGUARDING.yes)
    shares = sorted(poor[name] / strong[name] for name in strong)
    assert shares[-1] == t.SAFEGUARDING_WORST.yes / t.SAFEGUARDING_WORST.of
    assert shares[-2] < shares[-1]
    assert min(strong.values()) >= 7


# --- areas -------------------------------------------------------------------------------------


def test_every_name_is_there_once_and_ids_do_not_run_into_one_another() -> None:
    names = [*AREA_NAMES, *PROBATION_NAMES]
    assert len({name.lower() for name in names}) == len(names) == 155


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_inspections_as_were_made(seed: int) -> None:
    places = areas(seed)
    assert len(places) == t.AREAS
    assert sum(place.in_year is not None for place in places) == t.YOUTH_INSPECTIONS
    healthcare = [v for place in places for v in place.others if v.healthcare]
    assert len(healthcare) == t.HEALTHCARE_INSPECTIONS
    assert all(visit.on < YEAR_FIRST for visit in healthcare)
    assert all(not place.others for place in places if place.in_year is not None)


@pytest.mark.parametrize("seed", SEEDS)
def test_cases_of_other_years_are_not_of_the_caseload_that_is_dealt(seed: int) -> None:
    others = [card for cards in plan(seed).children.values() for card in cards]
    others = [card for card in others if not YEAR_FIRST <= card.read_on <= YEAR_LAST]
    assert len(others) > 300
    assert not any(in_year(card.taken_on) for card in others)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("over", [True, False])
def test_a_caseload_is_above_its_population_or_not(seed: int, *, over: bool) -> None:
    dice = Dice(seed, "caseload")
    for _ in range(200):
        living_there = dice.fraction() * 0.5
        told = ethnicities(dice, dice.between(12, 60), living_there, over=over)
        said = [one for one in told if one in WHITE or one in MINORITY]
        minority = sum(one in MINORITY for one in said)
        assert (minority / len(said) > living_there) == over
        assert (minority / len(told) > living_there) == over


def test_the_population_is_asked_as_figures_ask_it() -> None:
    made: Plan = plan(1)
    name = made.areas[0].name
    share = made.people(name, LIVING_THERE)
    assert share is not None
    assert 0 < share < 0.7
    assert made.people("Nowhere", LIVING_THERE) is None
    assert made.people.table.is_invented


def test_another_seed_gives_other_people_and_other_places_to_inspect() -> None:
    assert population(1, areas(1)) != population(2, areas(2))
    assert areas(1) != areas(2)
    assert areas(1) == areas(1)


# --- what is asked is what the standard asks ----------------------------------------------------


def test_questions_are_those_of_the_set() -> None:
    questions = england().question_sets[QUESTION_SET].questions
    asked = {question for card in children(1) for question in card.judged}
    asked |= {question for card in adults(1) for question in card.judged}
    assert {*asked, "social-care-joint-work"} <= {*questions}


def test_survey_questions_are_those_of_the_surveys() -> None:
    surveys = england().surveys
    assert {question for _, question in t.ANSWERS_OF_SUPERVISED} <= {*surveys[SUPERVISED].questions}
    assert {question for _, question in t.ANSWERS_OF_DETAINED} <= {*surveys[DETAINED].questions}
