"""Custody in the years of the review: where the child was held, and what happened there."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.engine.model import Day, Moment
from sightline.synth import custody
from sightline.synth.days import clock, months_after, office_days_after
from sightline.synth.life import Life
from sightline.synth.nation.cards import ChildCard
from sightline.synth.nation.telling import NATIONAL, Telling
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

TYPES: Mapping[str, tuple[str, ...]] = {
    "young-offender-institution": ("1", "2", "3", "4", "5"),
    "secure-training-centre": ("6", "7", "8", "9"),
    "secure-childrens-home": ("10", "11", "12", "13"),
}
"""The establishments, by number and type."""

SETTINGS = {"secure-childrens-home": "childrens-home"}
"""What a restraint calls the place, where it is not the type of establishment."""


def establishment(number: str) -> str:
    """The file of one of the nation's establishments."""
    return f"{NATIONAL}establishment-{number}"


def detain(story: Telling, life: Life, card: ChildCard) -> None:
    """The stay in which the day of reading lies, from the court to release."""
    first, last = life.inside[-1]
    type_ = _type(story, life, card, first)
    place = establishment(story.dice.pick(TYPES[type_]))
    start, release = clock(first, 15, 10), clock(last, 9, 15)
    basis = "remand" if card.remanded else "sentence"
    if basis == "sentence":
        half = max(2, round((last - first) / 30.4))
        story.add("court-event", clock(first, 12, 0), "youth-justice", type="sentence",
                  length_months=half * 2)
    else:
        story.add("court-event", clock(first, 12, 0), "youth-justice", type="remand-secure")
    held = story.add(
        "custody", start, "youth-justice", recorded=story.soon(start), planned_end=last,
        basis=basis, establishment=place, establishment_type=type_,
        sentence="detention-and-training" if basis == "sentence" else None,
    )
    custody.papers(story, held, basis)
    _reception(story, card, place, first, last)
    custody.planning_and_visits(story, _without_restraint(life), place, start, last)
    _visits(story, first, last)
    if card.needs.get("self-harm") == "open" and card.read_on - first > 12:
        custody.self_harm(story, place, first + 3, last)
    if "restraint" in life.traits:
        _restraints(story, place, type_, first, last)
    _searches(story, place, first, last)
    if basis == "sentence":
        custody.prepare(story, place, held, last)
        custody.released(story, life, last)
        custody.on_licence(story, life, first, release)
    reason = "released-planned" if basis == "sentence" else "released-by-court"
    story.close(held, release, promptly=True, end_reason=reason)


def _type(story: Telling, life: Life, card: ChildCard, first: Day) -> str:
    if life.age_on(first) < 15 or card.girl:
        return story.dice.pick(("secure-training-centre", "secure-childrens-home"))
    return "young-offender-institution"


def _without_restraint(life: Life) -> Life:
    """The same frame, for a story that shall not tell of restraint and self-harm itself."""
    return Life(life.born, life.start, life.end, life.era, frozenset(), life.inside, life.in_care)


def _reception(story: Telling, card: ChildCard, place: str, first: Day, last: Day) -> None:
    """The nurse on the first evening, the fuller assessment, the plan for health, and school."""
    story.do("health check at reception", "assessment", place, first, first, until=last,
             tool="health", stage="reception", covers=("reception", "physical-health"))
    story.do("health assessment in custody", "assessment", place, first + 1, first + 3, until=last,
             tool="mental-health", covers=("mental-health", "substance-misuse"))
    story.do("literacy screen", "assessment", place, first + 1, first + 9, until=last,
             tool="literacy", stage="screening")
    if card.health_plan == "done":
        in_time = story.dice.chance(0.8)
        made = office_days_after(first, story.dice.between(2, 9) if in_time else 13)
        _health_plan(story, place, made, last, ("youth-justice", "child"))
    elif card.health_plan == "missed" and story.dice.chance(0.3):
        # There was one, and nobody outside ever saw it.
        _health_plan(story, place, first + 9, last, ("child",))
    elif card.health_plan == "not-owed":
        _health_plan(story, place, card.read_on + 6, last, ("youth-justice", "child"))
    story.close(story.add("education", first + 1, place, provision="custody"), last)


def _health_plan(
    story: Telling, place: str, made: Day, last: Day, shared_with: tuple[str, ...]
) -> None:
    plan = story.add("plan", made, place, type="health", shared_with=shared_with)
    story.close(plan, last)


def _visits(story: Telling, first: Day, last: Day) -> None:
    """The case manager comes to see the child every month, until once it is forgotten."""
    day = months_after(first, 1)
    while day < last:
        came = story.do("visit in custody", "contact", "youth-justice", day - 14, day - 1,
                        until=last, timed=True, with_="child", purpose="supervision-visit",
                        where="establishment", result="kept")
        if came is None:
            return
        day = months_after(day, 1)


def _restraints(story: Telling, place: str, type_: str, first: Day, last: Day) -> None:
    """Uses of force; a manager should look at each, and somebody hear the child."""
    for _ in range(story.dice.between(1, 3)):
        day = story.dice.between(first + 4, last - 8)
        at = clock(day, story.dice.between(8, 20), story.dice.between(0, 59))
        injury = story.dice.weighted({"none": 0.72, "minor": 0.24, "serious": 0.04})
        restraint = story.add(
            "restraint", at, place, setting=SETTINGS.get(type_, type_), injury=injury,
            reason=story.answer(story.dice.pick(("harm-to-others", "harm-to-child", "damage",
                                                 "good-order"))),
            pain_inducing=story.answer("yes" if story.dice.chance(0.2) else "no"),
        )
        about = first_id(restraint)
        story.do_within_hours("restraint signed off", "sign-off", place, at, 48, about=about,
                              role="governor", result="countersigned")
        story.do("child heard after restraint", "contact", place, day, day + 5, timed=True,
                 same_day_from=21, until=last, about=about, with_="child", purpose="follow-up",
                 where="establishment", result="kept")
        if injury != "none":
            story.do_within_hours("injury told", "notice", place, at, 24, about=about,
                                  what="restraint-injury", to="parent")


def _searches(story: Telling, place: str, first: Day, last: Day) -> None:
    """A full search on the first day, as was the rule then, and at times another."""
    days = [first, *(d for d in (first + 35, first + 90) if d < last and story.dice.chance(0.3))]
    for day in days:
        at: Moment = clock(day, 17 if day == first else 10, story.dice.between(0, 50))
        if story.dice.chance(0.55):
            story.add("assessment", at, place, tool="search-risk", result="plan")
        story.add("search", at, place, type="full", setting="custody",
                  reason="reception" if day == first else story.dice.pick(("item", "routine")),
                  found="no", authorised_by=story.dice.pick(("senior-manager", "nobody")))


def sentence_ends(start: Day, months: int) -> tuple[Day, Day]:
    """The days of release and of the end of a detention and training order."""
    return months_after(start, months // 2), months_after(start, months)
# fmt: on
