"""Generated files: records made to meet the rules of a standard, and to miss them narrowly.

Each fact plays a part in some rule (a trigger, an answer, a lapse ...) and mostly passes its tests;
the rest of what is drawn is what records suffer: corrections, withdrawals, ends added later, plans,
entry times that nobody knows, and other people's records.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sightline.engine.model import File, Subject
from sightline.standard.calendar import day_of
from sightline.standard.model import (
    Age,
    Selector,
    Shape,
    Standard,
)
from tests.generative.drafts import OTHER, Draft, Role, roles_of, value
from tests.generative.facts import exemption, fact
from tests.generative.scenes import AGES, Scene, born
from tests.generative.walking import walk
from tests.generative.world import DATE_FIELDS, DOMAIN, KINDS


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
