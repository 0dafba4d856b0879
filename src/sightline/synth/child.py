"""One child: who, when and what; the stories put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sightline.engine.model import Day, Record, Subject
from sightline.synth import care, needs, protection
from sightline.synth.custody import detain
from sightline.synth.days import (
    FIRST,
    LAST,
    OLD_FIRST,
    TODAY,
    clock,
    date_text,
    office_day,
    on,
)
from sightline.synth.dice import Dice
from sightline.synth.faults import ENTRY
from sightline.synth.life import NOW, THEN, Life
from sightline.synth.roster import PLACE, team
from sightline.synth.story import Story
from sightline.synth.supervision import supervise
from sightline.synth.themes import every
from sightline.synth.writing import first_id, latest_versions

TRAITS: Mapping[str, float] = {
    "custodial sentence": 0.12,
    "remand": 0.07,
    "remanded to local authority": 0.02,
    "looked after": 0.24,
    "in care until 18": 0.02,
    "missing": 0.5,
    "unlucky in housing": 0.06,
    "concern": 0.28,
    "police protection": 0.04,
    "harmful sexual behaviour": 0.04,
    "serious incident": 0.01,
    "self-harm": 0.25,
    "restraint": 0.5,
    "abuse at home": 0.25,
    "excluded": 0.25,
    "mental health": 0.35,
    "substance misuse": 0.3,
    "feels unsafe": 0.15,
    "victim of crime": 0.1,
    "victim": 0.35,
    "public protection": 0.06,
}
"""What a child's story may have in it, and in what share of the children's.

Beside chance, each trait is given to one child in forty in turn, so that a small service shows
every story too.
"""

BASES = {"court-order": 0.62, "out-of-court": 0.23, "prevention": 0.15}
IMPORTED = (on("2010-01-04") * 24 + 9) * 60
"""When the older files were brought over from the former system."""


def is_old(number: int) -> bool:
    """Whether a child's file is one of the older ones: one in twenty-five."""
    return number % 25 == 0


def child(seed: int, number: int) -> tuple[Story, Life]:
    """The story of the child with this number, and its frame."""
    file = f"child-{number:04}"
    dice = Dice(seed, file)
    life = _life(dice, number)
    sexes = {"male": 0.82, "female": 0.18}
    subject = Subject(file, "child", life.born, PLACE, {"sex": dice.weighted(sexes)})
    story = Story(subject, dice, {} if life.era.old else team(dice))
    _tell(story, life)
    every.tell(seed, story, life)
    if life.era.old and dice.chance(ENTRY["entry time not known"]):
        story.faults["entry time not known"] += 1
        story.records[:] = imported(story.records)
    return story, life


def _life(dice: Dice, number: int) -> Life:
    traits = frozenset(
        trait
        for place, (trait, share) in enumerate(TRAITS.items())
        if dice.chance(share) or number % 40 == place
    )
    traits = _together(dice, number, traits)
    if is_old(number):
        start = office_day(dice.between(OLD_FIRST, on("2008-09-30")))
        end = start + dice.between(120, 380)
    else:
        latest = TODAY - (450 if "in care until 18" in traits else 12)
        start = office_day(dice.between(FIRST, latest))
        end = start + dice.between(120, 600)
    age_in_days = dice.between(4000, 6380) if dice.chance(0.5) else dice.between(5500, 6380)
    if "in care until 18" in traits:
        age_in_days = dice.between(6180, 6420)
    born = start - age_in_days
    if date_text(born).endswith("02-29"):
        born += 1
    life = Life(born, start, end, THEN if is_old(number) else NOW, traits)
    _imprison(dice, life)
    _take_into_care(dice, life)
    return life


def _together(dice: Dice, number: int, traits: frozenset[str]) -> frozenset[str]:
    """Traits that others bring with them, and those that an older file does or does not have."""
    if is_old(number):
        # Older files are few, and told for the sake of the rules of their day.
        more = {"concern", "looked after"} if dice.chance(0.5) else {"custodial sentence"}
        never = {"serious incident", "harmful sexual behaviour", "in care until 18"}
        return (traits | more) - never
    if "in care until 18" in traits:
        traits |= {"looked after", "unlucky in housing"}
        traits -= {"remand", "custodial sentence"}
    elif "public protection" in traits and dice.chance(0.5):
        traits |= {"custodial sentence"}
    return traits


def _imprison(dice: Dice, life: Life) -> None:
    """The days in custody: a remand first, or a sentence from the first day, or one after one."""
    day = life.start
    if "remand" in life.traits:
        first = day if "custodial sentence" in life.traits else day + dice.between(20, 60)
        day = first + dice.between(15, 60)
        life.inside.append((first, office_day(day)))
        day = office_day(day)
    elif dice.chance(0.5):
        # Sentenced not on the first day but later on, an order having failed.
        day = office_day(day + dice.between(45, 150))
    if "custodial sentence" in life.traits:
        release = day + dice.weighted({75: 0.3, 140: 0.3, 240: 0.25, 420: 0.15})
        life.inside.append((day, office_day(release + dice.between(0, 30))))
    if life.inside:
        life.end = max(life.end, life.inside[-1][1] + dice.between(60, 150))


def _take_into_care(dice: Dice, life: Life) -> None:
    """The time in care, which may begin before the case or last beyond it."""
    if "looked after" not in life.traits:
        return
    latest = life.start + 150 if life.era.old else min(life.start + 150, LAST - 30)
    start = dice.between(max(_earliest(life), life.start - 200), latest)
    end = start + dice.pick((50, 120, 250, 400, 700, 1100))
    if life.era.old:
        end = min(end, on("2009-12-31"))
    if "in care until 18" in life.traits:
        end = life.birthday(18)
    if start < life.birthday(17, 9):
        life.in_care = start, min(end, life.birthday(18))


def _tell(story: Story, life: Life) -> None:
    basis = "court-order" if life.inside else story.dice.weighted(BASES)
    supervise(story, life, basis)
    _in_custody(story, life)
    needs.schooling(story, life, max(life.start - 120, _earliest(life)), life.end + 60)
    _in_care(story, life)
    _day_by_day(story, life)


def _earliest(life: Life) -> Day:
    return OLD_FIRST if life.era.old else FIRST


def _in_custody(story: Story, life: Life) -> None:
    sentenced = "custodial sentence" in life.traits
    for n, (first, last) in enumerate(life.inside):
        remand = "remand" in life.traits and n == 0
        start = clock(first, 14, 20) if n == 0 else clock(first, 11, 30)
        release = clock(last, 11, 30) if remand else clock(last, 9, 15)
        basis = "remand" if remand else "sentence"
        detain(story, life, start, release, basis, moved_on=remand and sentenced)
        if remand:
            _remanded(story, life, first, last, sentenced=sentenced)


def _remanded(
    story: Story,
    life: Life,
    first: Day,
    last: Day,
    *,
    at_home: bool = False,
    sentenced: bool = False,
) -> None:
    """A remand makes a child looked after who is not so already; it did not before 2012."""
    already = life.in_care is not None and life.in_care[0] <= last and first <= life.in_care[1]
    if not already and not life.era.old and last <= life.birthday(18):
        care.on_remand(story, first, last, at_home=at_home, sentenced=sentenced)


def _in_care(story: Story, life: Life) -> None:
    if life.in_care is not None:
        care.look_after(story, life, *life.in_care)
    if "remanded to local authority" in life.traits and not life.inside:
        first = office_day(life.start + 25)
        _remanded(story, life, first, first + story.dice.between(12, 60), at_home=True)
    if life.era.old and "unlucky in housing" in life.traits:
        day = _at_home(life, life.start + 20, 60)
        stay = story.add("placement", day, "housing", type="bed-and-breakfast",
                         with_family="yes")  # fmt: skip
        story.close(stay, day + story.dice.between(20, 60))


def _at_home(life: Life, day: Day, days: int) -> Day:
    """The first day on or after this one from which the child is for so long at home."""
    away = [*life.inside, *([life.in_care] if life.in_care is not None else [])]
    for first, last in sorted(away):
        if first <= day + days and day <= last:
            day = last + 1
    return day


def _day_by_day(story: Story, life: Life) -> None:
    """What may befall a child on any day of the case when not in custody."""
    tellings: dict[str, Callable[[Day], None]] = {
        "concern": lambda day: protection.concern(story, life, day),
        "police protection": lambda day: protection.police_protection(story, day),
        "serious incident": lambda day: protection.serious_incident(story, day),
        "abuse at home": lambda day: needs.abuse_at_home(story, day),
        "mental health": lambda day: needs.mental_health(story, life, day),
        "substance misuse": lambda day: needs.substance_misuse(story, day),
        "feels unsafe": lambda day: needs.unsafe(story, day),
        "victim of crime": lambda day: needs.victim_of_crime(story, day),
        "public protection": lambda day: needs.public_protection(story, life, day),
    }
    for trait, tell in tellings.items():
        if trait in life.traits:
            day = story.dice.between(life.start + 5, max(life.start + 5, life.end - 60))
            tell(life.free_from(day))


def imported(records: list[Record]) -> list[Record]:
    """Records as an import gives them: each fact as it stood last, with no time of entry."""
    return [
        replace(
            record,
            id=first_id(record),
            version_of=None,
            recorded_at=max(IMPORTED, record.recorded_at),
            entry_known=False,
        )
        for record in latest_versions(records)
    ]
