"""Public protection: levels one and two, their meetings, and the move at eighteen."""

from __future__ import annotations

from sightline.engine.model import Day, Record
from sightline.synth.days import months_after, office_day, office_days_after
from sightline.synth.faults import Outcome
from sightline.synth.life import Life
from sightline.synth.story import Story
from sightline.synth.writing import first_id

# Layout by hand: a record reads as one sentence, not as a line for each field.
# fmt: off


def tell(story: Story, life: Life) -> None:
    """What each level asks for."""
    for found in story.facts("mappa", level="one"):
        assert found.at is not None
        day = found.at.day
        raised = office_day(day + 90)
        if raised + 120 < life.end and not life.era.old and story.dice.chance(0.5):
            _at_level_two(story, life, found, raised)
        else:
            raised = life.end
        due = months_after(day, 6) - 2
        while due < raised:
            held = story.do("level one reviewed", "meeting", "youth-justice", due - 60, due,
                            until=raised - 1, type="mappa", level="one")
            if held is None or held.at is None:
                break
            due = months_after(held.at.day, 6) - 2
        _at_eighteen(story, life, day)


def _at_eighteen(story: Story, life: Life, found: Day) -> None:
    half, adult = life.birthday(17, 6), life.birthday(18)
    if half < life.end and found < adult - 30:
        story.do("move to adult services", "meeting", "youth-justice", max(half, found) + 5,
                 adult - 2, until=life.end - 1, type="mappa-transfer")


def _at_level_two(story: Story, life: Life, found: Record, day: Day) -> None:
    """More than one agency is needed: referred, met about, and met about again."""
    category = found.details["category"]
    level = story.dice.pick(("two", "two", "three"))
    within, every = (18, 82) if level == "two" else (9, 40)
    story.add("mappa", day, "youth-justice", category=category, needed_level=level, level="one")
    story.do("referred to level two", "referral", "youth-justice", day, office_days_after(day, 1),
             to="mappa", means="written", signed="yes")
    held = _meeting(
        story, level, "level two met", day + 3, office_days_after(day, within), life.end - 1
    )
    if held is None or held.at is None:
        return
    story.add("mappa", held.at.day, "youth-justice", category=category, level=level)
    due = held.at.day + every
    while due < life.end:
        held = _meeting(story, level, "level two reviewed", due - 20, due, life.end - 1)
        if held is None or held.at is None:
            return
        due = held.at.day + every


def _meeting(
    story: Story, level: str, task: str, opens: Day, due: Day, until: Day
) -> Record | None:
    """A meeting: social care asked in for the child, its welfare thought of, minutes sent."""
    forgot = story.comes("child's welfare in a public protection meeting") is not Outcome.DONE
    held = story.do(task, "meeting", "probation", opens, due, until=until, type="mappa",
                    level=level, child_welfare_considered="no" if forgot else "yes")
    if held is None or held.at is None:
        return held
    about, day = first_id(held), held.at.day
    story.do("social care asked in", "participation", "probation", day - 3, day, about=about,
             meeting="mappa", who="social-care", result=story.dice.pick(("attended", "apology")))
    story.do("minutes sent", "notice", "probation", day + 1, office_days_after(day, 4), about=about,
             what="minutes", to="participants", means="secure-system")
    return held
