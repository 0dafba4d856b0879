"""Generated triggers, and what answers them, lapses them and keeps them from arising."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sightline.standard.model import (
    END,
    PLANNED_END,
    START,
    Already,
    Alternative,
    Answer,
    Birthday,
    BirthdayTrigger,
    Itself,
    ItselfForm,
    Lapse,
    OwnEnd,
    Trigger,
    Unless,
)
from tests.generative.scenes import AGES, Scene
from tests.generative.selecting import any_kind, conditions, kind, selector, some_tests
from tests.generative.world import LASTING, POINTS, SPANS, UNTIL_NEXTS


def starting(scene: Scene, kinds: Iterable[str]) -> Alternative:
    """A trigger from its start."""
    what = selector(scene, kind(scene, kinds))
    return Alternative(what, conditions=conditions(scene, 8, what.kind in LASTING))


def at_moment(scene: Scene, at: str) -> Alternative:
    """A trigger at a moment; only spans have an end of their own."""
    kinds = SPANS if at in (END, PLANNED_END) else (*POINTS, *SPANS, *UNTIL_NEXTS)
    return replace(starting(scene, kinds), at=at)


def birthday_trigger(scene: Scene) -> BirthdayTrigger:
    """A birthday as a trigger."""
    return BirthdayTrigger(Birthday(scene.choices.pick(AGES)), conditions(scene, 20))


def same_fields(scene: Scene) -> tuple[str, ...]:
    """Fields that must agree between an answer and its trigger."""
    return scene.choices.some(tuple(dict.fromkeys(scene.fields)), 60) or scene.fields[:1]


def linked(scene: Scene, alternative: Alternative, percent: int) -> Alternative:
    """An alternative that must, so often in a hundred, have to do with the trigger."""
    match scene.choices.weighted((100 - percent, ""), (percent // 2, "about"), (percent, "same")):
        case "about":
            return replace(alternative, about=True)
        case "same":
            return replace(alternative, same=same_fields(scene))
        case _:
            return alternative


def answer(scene: Scene, in_force: bool, moments: bool = True) -> Alternative:
    """A record as an answer; at its start, or at another of its moments."""
    choices = scene.choices
    if in_force and choices.chance(25):
        what = Alternative(
            selector(scene, kind(scene, LASTING)), conditions=conditions(scene, 8), in_force=True
        )
        return linked(scene, what, 15)
    at = START
    if moments:
        at = choices.weighted(
            (74, START), (8, END), (6, "set_on"), (6, "heard_at"), (6, PLANNED_END)
        )
    kind_ = kind(scene, SPANS) if at in (END, PLANNED_END) else any_kind(scene)
    what = Alternative(selector(scene, kind_), at=at, conditions=conditions(scene, 12))
    return linked(scene, what, 25)


def itself(scene: Scene) -> Itself:
    """The trigger's own record as the answer."""
    form = scene.choices.pick((ItselfForm.CONTENT, ItselfForm.RECORDED, ItselfForm.ENDED))
    tests = some_tests(scene, at_least=1) if form is ItselfForm.CONTENT else ()
    return Itself(form, tests)


def single_answers(
    scene: Scene, when: tuple[Trigger, ...], in_force: bool, own: int = 0
) -> tuple[Answer, ...]:
    """What answers a single clock: records, or (``own`` in a hundred) the trigger's own."""
    records = all(isinstance(trigger, Alternative) for trigger in when)
    answers: list[Answer] = []
    for _ in range(scene.choices.weighted((4, 1), (1, 2))):
        first = when[0]
        if records and scene.choices.chance(own):
            answers.append(itself(scene))
        elif isinstance(first, Alternative) and scene.choices.chance(12):
            answers.append(linked(scene, Alternative(first.selector), 10))  # a chain
        else:
            answers.append(answer(scene, in_force))
    return tuple(answers)


def lapses(scene: Scene, when: tuple[Trigger, ...]) -> tuple[Lapse, ...]:
    """What ends an obligation without an answer."""
    choices = scene.choices
    found: list[Lapse] = []
    for _ in range(choices.weighted((6, 0), (5, 1), (1, 2))):
        first = when[0]
        form = choices.weighted((3, "other"), (2, "own"), (1, "end"))
        if form == "own" and isinstance(first, Alternative) and first.selector.kind in SPANS:
            found.append(OwnEnd())
        elif form == "end":
            found.append(Alternative(selector(scene, kind(scene, SPANS)), at=END))
        else:
            found.append(replace(answer(scene, in_force=False), in_force=False))
    return tuple(found)


def unlesses(scene: Scene) -> tuple[Unless, ...]:
    """What keeps an obligation from arising."""
    choices = scene.choices
    if not choices.chance(18):
        return ()
    if choices.chance(35):
        covering = Alternative(selector(scene, kind(scene, LASTING)))
        return (Unless(linked(scene, covering, 15), covering=True),)
    what = answer(scene, in_force=False, moments=choices.chance(50))
    return (Unless(what, within=scene.interval(hours=False) if choices.chance(60) else None),)


def already(scene: Scene, percent: int) -> Already | None:
    """Whether earlier work counts, so often in a hundred."""
    if not scene.choices.chance(percent):
        return None
    return Already(scene.interval(hours=False) if scene.choices.chance(70) else None)
