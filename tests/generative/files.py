"""Generated files: records made to meet the rules of a standard, and to miss them narrowly.

Each fact plays a part in some rule (a trigger, an answer, a lapse ...) and mostly passes its tests;
the rest of what is drawn is what records suffer: corrections, withdrawals, ends added later, plans,
entry times that nobody knows, and other people's records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sightline.engine.model import Day, File, Minute, Moment, Record, Subject, Value, before
from sightline.standard.calendar import date_of, day_of
from sightline.standard.model import (
    BIRTHDAY_TRIGGER,
    EXEMPTION,
    Age,
    Alternative,
    Answered,
    Conditions,
    Lasts,
    NumberIn,
    OneOf,
    Rule,
    Selector,
    Shape,
    Standard,
    Test,
    Unit,
)
from tests.generative.scenes import (
    AGES,
    DATE_FIELDS,
    DOMAIN,
    KINDS,
    NOT_VALUES,
    Scene,
    born,
    shift,
)
from tests.generative.standards import rules_of, walk

OTHER = "g1"
"""The other subject whose records also stand on the generated files."""


@dataclass(frozen=True)
class Role:
    """What a fact is to be: which records it should be among, and which of its moments counts."""

    name: str
    selector: Selector
    at: str = "start"
    shape: Shape = Shape.RESPONSE
    same: tuple[str, ...] = ()


@dataclass
class Draft:
    """A file in the making: what later facts may name or resemble."""

    scene: Scene
    subject: Subject
    roles: dict[str, list[Role]]
    moments: tuple[str, ...]
    """Fields that some rule reads a moment from."""
    favourites: Mapping[str, Value | None]
    """What this file's records mostly say, so that the same field often agrees."""
    records: list[Record] = field(default_factory=list)
    triggers: list[Record] = field(default_factory=list)


# --- roles -----------------------------------------------------------------------------------


def roles_of(standard: Standard) -> dict[str, list[Role]]:
    """The parts that records can play in the rules of a standard."""
    found: dict[str, list[Role]] = {"trigger": [], "answer": [], "other": []}
    for rule in rules_of(standard):
        for trigger in rule.when:
            if isinstance(trigger, Alternative):
                found["trigger"].append(Role("trigger", trigger.selector, trigger.at, rule.shape))
        found["answer"] += [
            Role("answer", answer.selector, answer.at, rule.shape, answer.same)
            for answer in rule.then
            if isinstance(answer, Alternative)
        ]
        found["other"] += _others(rule)
    return found


def _others(rule: Rule) -> list[Role]:
    lapses = [lapse for lapse in rule.lapses if isinstance(lapse, Alternative)]
    what = [unless.what for unless in rule.unless] + lapses
    running = [
        selector for node in walk(rule) if isinstance(node, Conditions) for selector in node.running
    ]
    return [Role("other", w.selector, w.at, rule.shape, w.same) for w in what] + [
        Role("running", selector) for selector in running
    ]


# --- details ---------------------------------------------------------------------------------


def details(draft: Draft, role: Role) -> dict[str, Value]:
    """What a record says: mostly what the role asks for, and something of all else that matters."""
    scene, choices = draft.scene, draft.scene.choices
    found: dict[str, Value | None] = {}
    for name in dict.fromkeys((*scene.fields, *KINDS[role.selector.kind].key, *role.same)):
        if name in DATE_FIELDS:
            continue
        found[name] = draft.favourites[name] if choices.chance(60) else value(scene, name)
    for name in dict.fromkeys((*draft.moments, role.at)):
        if name in DATE_FIELDS:
            found[name] = value(scene, name) if choices.chance(90) else choices.pick(NOT_VALUES)
    for test in role.selector.tests:
        if choices.chance(88):
            found[test.field] = passing(scene, test)
        elif choices.chance(60):
            found[test.field] = choices.pick(NOT_VALUES)
    return {name: said for name, said in found.items() if said is not None}


def value(scene: Scene, name: str) -> Value | None:
    """Anything that may be recorded in a field."""
    choices = scene.choices
    if choices.chance(15):
        return choices.pick(NOT_VALUES)
    if name not in DATE_FIELDS:
        return choices.pick(DOMAIN[name])
    moment = scene.moment(scene.day(), 70 if name == "heard_at" else 0)
    return text_of(replace(moment, minute=None) if name == "set_on" else moment)


def text_of(moment: Moment) -> str:
    """A moment as a field of type date or moment holds it."""
    if moment.minute is None:
        return date_of(moment.day).isoformat()
    hour, minute = divmod(moment.minute % 1440, 60)
    return f"{date_of(moment.minute // 1440).isoformat()}T{hour:02}:{minute:02}Z"


def passing(scene: Scene, test: Test) -> Value | None:
    """A value of which the test is true."""
    choices = scene.choices
    match test:
        case OneOf("tags", values):
            listed = [v for v in ("x", "y") if v in values]
            return (choices.pick(listed),) if listed else choices.pick(sorted(map(str, values)))
        case OneOf(_, values):
            return choices.pick(sorted(values, key=str))
        case NumberIn(name, least, under):
            inside = [
                v
                for v in DOMAIN[name]
                if isinstance(v, int | float)
                and (least is None or v >= least)
                and (under is None or v < under)
            ]
            return choices.pick(inside)
        case Answered(name):
            return value(scene, name)


# --- one fact --------------------------------------------------------------------------------


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
    """A later version of a fact: another day, an end, an answer, a plan come true."""
    scene, choices = draft.scene, draft.scene.choices
    new = replace(
        old,
        id=id_,
        version_of=old.id,
        recorded_at=max(old.recorded_at, _entered(scene, scene.day())),
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


# --- files -----------------------------------------------------------------------------------


def subject(scene: Scene, id_: str, ages: tuple[Age, ...]) -> Subject:
    """A subject: born so that the ages in the rules matter, or on a leap day, or unknown when."""
    choices = scene.choices
    day = scene.day()
    born_on = choices.weighted(
        (6, born(choices.pick(ages), day)), (2, _LEAP_DAY), (1, born(AGES[0], day) - 200), (1, None)
    )
    attributes = {
        "sex": choices.pick(("f", "m", "unknown", None)),
        "months": choices.pick((12, 6, None, "not-asked")),
    }
    return Subject(
        id_,
        type=choices.weighted((28, "child"), (1, "worker"), (1, "board")),
        born=born_on,
        place=choices.weighted((3, "north"), (1, "south"), (1, "")),
        attributes={name: said for name, said in attributes.items() if said is not None},
    )


_LEAP_DAY = day_of(date(1992, 2, 29))


def file(scene: Scene, standard: Standard, id_: str) -> File:
    """A file of a few facts."""
    choices = scene.choices
    roles = roles_of(standard)
    ages = tuple(node for node in walk(standard.duties) if isinstance(node, Age)) or AGES
    draft = Draft(
        scene,
        subject(scene, id_, ages),
        roles,
        moments_of(standard),
        {name: value(scene, name) for name in DOMAIN},
    )
    for name in _cast(scene, roles):
        fact(draft, choices.pick(roles[name]))
    for _ in range(choices.weighted((70, 0), (30, 1), (6, 2))):
        exemption(draft, standard)
    _close_cases(draft)
    others = {} if choices.chance(10) else {OTHER: subject(scene, OTHER, ages)}
    return File(draft.subject, tuple(draft.records), others)


def _cast(scene: Scene, roles: Mapping[str, list[Role]]) -> list[str]:
    """Which parts are played: mostly a trigger first, then what could answer it, then the rest."""
    choices = scene.choices
    names = ["trigger"] if choices.chance(92) else []
    names += ["other" for role in roles["other"][:2] if choices.chance(50)]
    recurs = any(role.shape is Shape.RECURRENCE for role in roles["answer"])
    more = choices.weighted((1, 0), (3, 1), (4, 2), (3, 3), (2, 4), (1, 6)) + 2 * recurs
    for _ in range(more):
        names.append(
            choices.weighted((16 if recurs else 8, "answer"), (4, "trigger"), (2, "other"))
        )
    return [name for name in names if roles[name]]


def _close_cases(draft: Draft) -> None:
    """Where a rule reads a kind that ends with the case, sometimes a case for it to end with."""
    kinds = {role.selector.kind for roles in draft.roles.values() for role in roles}
    if any(KINDS[name].ends_with for name in kinds) and draft.scene.choices.chance(60):
        fact(draft, Role("closing", Selector("case")))


def moments_of(standard: Standard) -> tuple[str, ...]:
    """The fields of type date or moment that some rule reads."""
    said = {node for node in walk(standard.duties) if isinstance(node, str)}
    return tuple(name for name in DATE_FIELDS if name in said)
