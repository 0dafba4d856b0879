"""What a generated file is made from: the parts to be played, and what its records say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sightline.engine.model import Moment, Record, Subject, Value
from sightline.standard.calendar import date_of
from sightline.standard.model import (
    Alternative,
    Answered,
    Conditions,
    NumberIn,
    OneOf,
    Rule,
    Selector,
    Shape,
    Standard,
    Test,
)
from tests.generative.scenes import Scene
from tests.generative.walking import rules_of, walk
from tests.generative.world import DATE_FIELDS, DOMAIN, KINDS, NOT_VALUES

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
