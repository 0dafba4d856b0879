"""The workers of a youth justice service: their posts, and when each was cleared."""

from __future__ import annotations

from sightline.engine.model import Day
from sightline.synth.days import (
    date_text,
    office_day,
    office_days_after,
    office_days_before,
    on,
)
from sightline.synth.dice import Dice
from sightline.synth.nation.dealt_services import Dealt
from sightline.synth.nation.places import Place
from sightline.synth.nation.telling import ENDED, FOUNDED, Telling, body

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off

DISCLOSURES = on("2002-03-01")
"""The day from which criminal records of those who work with children could be asked for."""

JOINED = (3, 4, 5)
"""By number, the workers who joined an inspected service in the year of its inspection."""

PROFESSIONS = ("youth-justice", "youth-justice", "youth-justice", "youth-justice", "social-work",
               "probation", "police", "education")


def workers(seed: int, place: Place, dealt: Dealt) -> list[Telling]:
    """The team: most came over when the service began, three joined in the year of inspection."""
    inspected = place.in_year.on if place.in_year is not None else on("2006-12-01")
    dice = Dice(seed, place.file("workers"))
    professions = [*PROFESSIONS, *(["health"] if dealt.health_worker else []),
                   *(["mental-health"] if dealt.mental_health_worker else [])]
    made: list[Telling] = []
    for number, profession in enumerate(professions, 1):
        start = office_day(dice.between(FOUNDED, on("2001-12-14")))
        if number in JOINED and place.in_year is not None:
            start = office_day(dice.between(on("2006-04-10"), inspected - 30))
        made.append(_worker(seed, place, number, profession, start))
    number = len(professions)
    for profession, there in (("health", dealt.health_worker),
                              ("mental-health", dealt.mental_health_worker)):
        if not there and dice.chance(0.7):
            # The last one left, and the post stood empty when inspectors came.
            number += 1
            left = inspected - dice.between(20, 200)
            made.append(_worker(seed, place, number, profession, FOUNDED + 30, left))
    return made


def _worker(
    seed: int, place: Place, number: int, profession: str, start: Day, left: Day | None = None
) -> Telling:
    """One worker, with a post and the checks."""
    story = body(seed, place.name, place.file(f"worker-{number:02}"), "worker")
    by = "youth-justice"
    start = office_day(start)
    _clear(story, start)
    post = story.add(
        "post", start, by, employer=place.file("agency-youth-justice"), profession=profession,
        children="yes", regulated=story.answer("yes"), team=("east", "west")[number % 2],
        seconded="yes" if profession != "youth-justice" else "no",
    )
    story.close(post, left if left is not None else ENDED)
    return story


def _clear(story: Telling, start: Day) -> None:
    """Cleared before the first day or, one in eight, only after it or never.

    Those who were there before disclosures began were checked once they had.
    """
    came = story.dice.fraction()
    if start < DISCLOSURES:
        read = office_day(story.dice.between(DISCLOSURES + 30, DISCLOSURES + 700))
    elif came < 0.04:
        return
    elif came < 0.13:
        read = office_days_after(start, story.dice.between(4, 60))
    else:
        read = office_days_before(start, story.dice.between(2, 25))
    story.add("vetting", read, "youth-justice", type="enhanced", read="yes",
              issued_on=date_text(read - story.dice.between(1, 8)))
