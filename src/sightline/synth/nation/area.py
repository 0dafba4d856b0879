"""The bodies and workers of an area: the service that is inspected, its staff, and the board."""

from __future__ import annotations

from collections.abc import Mapping

from sightline.synth.days import (
    date_text,
    months_after,
    office_day,
    office_days_after,
    office_days_before,
    on,
)
from sightline.synth.dice import Dice
from sightline.synth.nation.board import BOARDS_BEGAN, safeguarding_board
from sightline.synth.nation.dealt_services import Dealt
from sightline.synth.nation.places import Place, Visit
from sightline.synth.nation.reading import question_set
from sightline.synth.nation.telling import ENDED, FOUNDED, INSPECTORATE, Telling, body
from sightline.synth.nation.workers import workers
from sightline.synth.roster import AGENCIES, SUPPORTED
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off




def team(place: Place, dice: Dice) -> Mapping[str, str]:
    """Who works with one child of the area and writes on the file."""
    return {"youth-justice": place.file(f"worker-{dice.between(1, 4):02}")}


def bodies(seed: int, place: Place, dealt: Dealt | None) -> list[Telling]:
    """The stories of an area's agencies, workers and board.

    ``dealt``: of a service inspected in the evidence year.
    """
    service = _service(seed, place, dealt)
    others = [body(seed, place.name, place.file(f"agency-{name}"), "agency")
              for name in AGENCIES if name not in ("youth-justice", "probation")]
    provider = body(seed, place.name, place.file(SUPPORTED), "establishment")
    return [service, *others, provider, *workers(seed, place, dealt or Dealt()),
            *safeguarding_board(seed, place)]


# --- the service and its inspections -----------------------------------------------------------


def _service(seed: int, place: Place, dealt: Dealt | None) -> Telling:
    story = body(seed, place.name, place.file("agency-youth-justice"), "agency")
    runs = story.add("service", FOUNDED, "youth-justice", type="youth-justice",
                     structure=story.dice.pick(("integrated", "stand-alone")))
    story.close(runs, ENDED)
    for year in range(2004, 2009):
        approved = office_day(on(f"{year}-06-10") + story.dice.between(0, 25))
        story.add("report", approved, "youth-justice", type="youth-justice-plan", approved="yes",
                  sent_to=("national-body",))
    for number in range(20):
        met = office_day(months_after(on("2004-04-20"), 3 * number) + story.dice.between(0, 40))
        if story.dice.chance(0.88):
            story.add("meeting", met, "youth-justice", type="youth-justice-board")
        if met > BOARDS_BEGAN and story.dice.chance(0.4):
            story.add("report", met + 3, "youth-justice", type="safeguarding-to-board",
                      approved="yes")
    _race_audits(story, place)
    for visit in place.others:
        _inspected(story, visit, None)
    if place.in_year is not None:
        _inspected(story, place.in_year, dealt)
    return story


def _race_audits(story: Telling, place: Place) -> None:
    """The yearly audit with its plan; in the year of an inspection it was done before that."""
    for year in (2006, 2007, 2008):
        first = on(f"{year}-04-10")
        before = first + 330
        if year == 2006 and place.in_year is not None:
            before = place.in_year.on - 10
        elif story.dice.chance(0.2):
            continue
        day = office_days_before(story.dice.between(first + 4, before), 1)
        story.add("report", day, "youth-justice", type="race-audit", approved="yes",
                  action_plan="yes")


def _inspected(story: Telling, visit: Visit, dealt: Dealt | None) -> None:
    """An inspection, what was judged of the service, and what it was asked to do."""
    inspection = story.add(
        "inspection", visit.on, INSPECTORATE, programme="youth-offending-team", case_sample="yes",
        healthcare="yes" if visit.healthcare else "no",
    )
    about = first_id(inspection)
    joint = story.dice.pick(("yes", "no")) if dealt is None else dealt.joint_work
    if joint is not None:
        story.add("judgement", visit.on, INSPECTORATE, about=about, answer=joint,
                  question="social-care-joint-work", question_set=question_set(visit.on))
    themes = ["vulnerability", "health", "information-sharing", "education", "other"]
    themes = themes[story.dice.between(0, 2):][:3]
    if dealt is not None and dealt.accommodation:
        themes.insert(0, "accommodation")
    # A report appears within the month, those of March before the year is over.
    published = office_days_after(visit.on, story.dice.between(3, 5))
    for number, theme in enumerate(themes, 1):
        housing = theme == "accommodation"
        story.add("recommendation", published, INSPECTORATE, about=about, number=str(number),
                  theme=theme, due_on=date_text(months_after(published, 6)),
                  youngest=16 if housing else None, oldest=18 if housing else None)
