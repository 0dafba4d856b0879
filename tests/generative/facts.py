"""Generated facts: their versions, withdrawals and exemptions."""

from __future__ import annotations

from dataclasses import replace

from sightline.engine.model import Day, Minute, Moment, Record, before
from sightline.standard.model import (
    BIRTHDAY_TRIGGER,
    EXEMPTION,
    Lasts,
    Shape,
    Standard,
    Unit,
)
from tests.generative.drafts import OTHER, Draft, Role, details
from tests.generative.scenes import Scene, shift
from tests.generative.world import KINDS


def first_version(draft: Draft, role: Role, id_: str) -> Record:
    """The first version of a fact."""
    scene, choices = draft.scene, draft.scene.choices
    day = _day_for(draft, role)
    lasting = KINDS[role.selector.kind].lasts is Lasts.SPAN
    planned = choices.chance(_planned(role))
    at = None if planned else scene.moment(day)
    ends = choices.chance({"running": 25, "closing": 75}.get(role.name, 60))
    ended = _end(scene, at) if lasting and at is not None and ends else None
    if lasting and planned and choices.chance(6):
        ended = scene.moment(day)  # when it began is known to the month only, when it ended is not
    planned_start = day if planned and choices.chance(90) else None
    if not planned and choices.chance(8):
        planned_start = scene.day()
    return Record(
        id=id_,
        file=OTHER if choices.chance(8) else draft.subject.id,
        kind=role.selector.kind,
        at=at,
        recorded_at=_entered(scene, day),
        details=details(draft, role),
        ended=ended,
        planned_start=planned_start,
        planned_end=_later(scene, day) if lasting and choices.chance(55) else None,
        about=_about(draft, role),
        entry_known=not choices.chance(10),
    )


def _day_for(draft: Draft, role: Role) -> Day:
    """A day that suits the role: an answer's lies about where some clock of a trigger runs out."""
    scene, choices = draft.scene, draft.scene.choices
    early = {"running": 70, "closing": 70}.get(role.name, 0)
    if role.name == "answer" and role.shape is Shape.PROHIBITION:
        early = 35
    if choices.chance(early):
        return min(scene.days[: scene.first]) - choices.pick((0, 1, 30))
    if role.name == "trigger":
        return choices.pick(scene.days[: scene.first]) + choices.weighted((8, 0), (1, 1), (1, -1))
    if scene.by_days and role.shape is Shape.RECURRENCE and choices.chance(25):
        return choices.pick(scene.by_days) + choices.pick((0, 1, 2, 4, -1))
    begun = [trigger.at.day for trigger in draft.triggers if trigger.at is not None]
    if not begun or not scene.intervals or choices.chance(40):
        return scene.day()
    interval, sign = choices.pick(scene.intervals), 1
    if role.shape in (Shape.PRECONDITION, Shape.BEFORE_END) and choices.chance(60):
        sign = -1
    due = shift(choices.pick(begun), interval, sign, scene.calendars["england"])
    return due + choices.weighted((5, 0), (2, -1), (2, 1), (1, -3), (1, 3))


def _planned(role: Role) -> int:
    """How often in a hundred such a fact is only planned: mostly where a plan can open a duty."""
    if role.name == "trigger":
        return 22 if role.shape in (Shape.PRECONDITION, Shape.BEFORE_END) else 6
    return 12 if role.name == "answer" else 4


def _later(scene: Scene, day: Day) -> Day:
    """A day that matters and is not before this one."""
    choices = scene.choices
    due = [other for other in scene.by_days if other >= day]
    if due and choices.chance(25):
        return choices.pick(due)
    later = [other for other in scene.days if other >= day]
    if later and choices.chance(75):
        return max(day, choices.pick(later) + choices.weighted((6, 0), (1, 1), (1, -1)))
    return day + choices.pick((0, 1, 2, 7, 31))


def _end(scene: Scene, at: Moment) -> Moment:
    """An end that is not before its start; a day without its minute never is."""
    end = scene.moment(_later(scene, at.day))
    return Moment(end.day) if before(end, at) else end


def _entered(scene: Scene, day: Day) -> Minute:
    """When a record of that day was entered: mostly then, at times long after, or before."""
    choices = scene.choices
    on = choices.weighted((6, day), (2, scene.day()), (1, day - 1), (1, day + 1))
    return scene.minute(on)


def _about(draft: Draft, role: Role) -> str | None:
    choices = draft.scene.choices
    if role.name == "trigger":
        return choices.weighted((7, None), (3, "v1"), (1, "v2"))
    if draft.triggers and choices.chance(65):
        return choices.pick(draft.triggers).id
    return choices.weighted((3, None), (1, BIRTHDAY_TRIGGER), (1, "v1"))


def corrected(draft: Draft, role: Role, old: Record, id_: str) -> Record:
    """A later version of a fact: another day, an end, an answer, a plan come true.

    At times it was entered before what it corrects, as tables that others made may have it.
    """
    scene, choices = draft.scene, draft.scene.choices
    entered = _entered(scene, scene.day())
    new = replace(
        old,
        id=id_,
        version_of=old.id,
        recorded_at=entered if choices.chance(15) else max(old.recorded_at, entered),
        entry_known=not choices.chance(10),
    )
    lasting = KINDS[old.kind].lasts is Lasts.SPAN
    match choices.weighted((3, "end"), (3, "at"), (3, "details"), (2, "plan"), (1, "about")):
        case "end" if lasting and old.at is not None:
            ended = None if old.ended and choices.chance(30) else _end(scene, old.at)
            return replace(new, ended=ended)
        case "details":
            return replace(new, details=details(draft, role))
        case "plan":
            return replace(new, planned_end=_later(scene, scene.days[0])) if lasting else new
        case "about":
            return replace(new, about=_about(draft, role))
        case _:
            return _moved(scene, new)


def _moved(scene: Scene, record: Record) -> Record:
    """A version that says another start; one that was planned has begun."""
    at = scene.moment(scene.day())
    ended = record.ended
    return replace(record, at=at, ended=None if ended and before(ended, at) else ended)


def fact(draft: Draft, role: Role) -> None:
    """Add a fact: its versions, and now and then its withdrawal."""
    choices = draft.scene.choices
    versions = [first_version(draft, role, new_id(draft))]
    draft.records += versions
    for _ in range(choices.weighted((14, 0), (4, 1), (1, 2))):
        old = versions[-1] if choices.chance(85) else choices.pick(versions)
        versions.append(corrected(draft, role, old, new_id(draft)))
        draft.records.append(versions[-1])
    if choices.chance(4):  # a version of something that never reached this file
        draft.records[-len(versions)] = replace(versions[0], version_of="elsewhere")
    if choices.chance(5):
        draft.records.append(withdrawal(draft, choices.pick(versions)))
    if role.name == "trigger":
        draft.triggers += versions
    _learn_minutes(draft, versions)


def _learn_minutes(draft: Draft, versions: list[Record]) -> None:
    """Minutes worth hitting: those of the records, and where a clock of hours would be due."""
    hours = [i.count for i in draft.scene.intervals if i.unit is Unit.HOURS]
    for version in versions:
        if version.at is not None and version.at.minute is not None:
            minute = version.at.minute
            near = [minute, *(minute + 60 * n + late for n in hours for late in (0, 1))]
            draft.scene.minutes += near


def withdrawal(draft: Draft, version: Record) -> Record:
    """The withdrawal of a fact, by any of its versions."""
    scene = draft.scene
    return Record(
        id=new_id(draft),
        file=version.file,
        kind=version.kind,
        at=None,
        recorded_at=max(version.recorded_at, scene.minute(scene.day())),
        withdraws=version.id,
    )


def new_id(draft: Draft) -> str:
    """An id that says nothing about when its record was made, for ids break ties."""
    return f"{draft.scene.choices.pick('cab')}{len(draft.records) + 1}"


# --- exemptions ------------------------------------------------------------------------------


def exemption(draft: Draft, standard: Standard) -> None:
    """Add a decision that excuses one of the duties, or a part of it, or another duty."""
    scene, choices = draft.scene, draft.scene.choices
    duty = choices.pick(tuple(standard.duties.values()))
    names = [duty.id, duty.id, *(f"{duty.id}/{part.name}" for part in duty.parts), "another"]
    about = choices.pick(draft.triggers).id if draft.triggers else BIRTHDAY_TRIGGER
    if choices.chance(10):
        about = BIRTHDAY_TRIGGER
    decided = min(scene.day(), scene.day())
    at = None if choices.chance(5) else scene.moment(decided)
    # What recurs is excused for as long as the decision stands, or anew each time.
    repeats = any(role.shape is Shape.RECURRENCE for role in draft.roles["answer"])
    ends = choices.chance(75 if repeats else 35)
    ended = _end(scene, at) if at is not None and ends else None
    record = Record(
        id=new_id(draft),
        file=draft.subject.id,
        kind=EXEMPTION,
        at=at,
        recorded_at=_entered(scene, decided),
        details={"duty": choices.pick(names)},
        ended=ended,
        about=about,
    )
    draft.records.append(record)
    if choices.chance(10):
        draft.records.append(withdrawal(draft, record))
