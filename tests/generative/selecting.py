"""Generated selectors, tests and conditions: which records, and when."""

from __future__ import annotations

from collections.abc import Iterable

from sightline.standard.model import (
    AgeIn,
    Answered,
    Conditions,
    Interval,
    LastedIn,
    NumberIn,
    OneOf,
    Selector,
    Test,
    Unit,
)
from tests.generative.scenes import AGES, Scene
from tests.generative.world import DATE_FIELDS, DOMAIN, LASTING, POINTS, SPANS, UNTIL_NEXTS

NOTHING = Conditions()

# --- tests and selectors ---------------------------------------------------------------------


def kind(scene: Scene, *groups: Iterable[str]) -> str:
    """A kind: mostly one of the few that this scene is about, so that records meet rules."""
    allowed = [name for group in groups for name in group]
    about = [name for name in scene.kinds if name in allowed]
    if about and not scene.choices.chance(20):
        return scene.choices.pick(about)
    return scene.choices.pick(allowed)


def any_kind(scene: Scene) -> str:
    """A kind of any duration."""
    return kind(scene, POINTS, SPANS, UNTIL_NEXTS)


def one_test(scene: Scene, name: str) -> Test:
    """A test on a field."""
    choices = scene.choices
    if name in DATE_FIELDS or choices.chance(25):
        return Answered(name)
    if name == "score" and choices.chance(60):
        low = choices.pick((None, 1, 2, 2.5))
        return NumberIn(name, low, choices.pick((2, 2.5, 3)) if low is None else None)
    if name == "score" and choices.chance(30):
        return NumberIn(name, 1, choices.pick((2, 2.5)))
    values = {v[0] if isinstance(v, tuple) else v for v in choices.some(DOMAIN[name], 40)}
    if choices.chance(20):
        values.add(choices.pick(("unknown", "declined", "not-asked")))
    first = DOMAIN[name][0]
    return OneOf(name, frozenset(values or {first[0] if isinstance(first, tuple) else first}))


def some_tests(scene: Scene, at_least: int = 0) -> tuple[Test, ...]:
    """Some tests, on the fields that the scene is about."""
    count = max(at_least, scene.choices.weighted((5, 0), (4, 1), (1, 2)))
    names = [scene.choices.pick(scene.fields) for _ in range(count)]
    if names and scene.choices.chance(15):
        names[0] = scene.choices.pick((*DOMAIN, *DATE_FIELDS))
    return tuple(one_test(scene, name) for name in dict.fromkeys(names))


def selector(scene: Scene, kind_: str) -> Selector:
    """Records of a kind."""
    return Selector(kind_, some_tests(scene))


# --- conditions ------------------------------------------------------------------------------


def conditions(scene: Scene, percent: int, trigger: bool = False) -> Conditions:
    """Conditions, so often in a hundred; ``lasted`` only where there is a trigger that lasts."""
    choices = scene.choices
    if not choices.chance(percent):
        return NOTHING
    form = choices.weighted(
        (4, "running"), (3, "age"), (2, "subject"), (1, "of-subject"), (2, "lasted"), (1, "two")
    )
    running = (selector(scene, kind(scene, LASTING)),)
    match form:
        case "age":
            return Conditions(age=_ages(scene))
        case "subject":
            return Conditions(subject=(_attribute(scene),))
        case "of-subject":
            return Conditions(of_subject_age=_ages(scene))
        case "lasted" if trigger:
            return Conditions(lasted=_lasted(scene))
        case "two":
            more = (selector(scene, kind(scene, LASTING)),) if choices.chance(50) else ()
            return Conditions(
                running=running + more,
                age=_ages(scene) if choices.chance(50) else None,
                subject=(_attribute(scene),) if choices.chance(40) else (),
            )
        case _:
            return Conditions(running=running)


def _ages(scene: Scene) -> AgeIn:
    low, high = scene.choices.pick(((None, 3), (0, None), (1, None), (None, 1), (0, 3), (2, 3)))
    return AgeIn(None if low is None else AGES[low], None if high is None else AGES[high])


_ATTRIBUTES: tuple[Test, ...] = (
    OneOf("sex", frozenset({"f"})),
    Answered("sex"),
    NumberIn("months", at_least=12),
    OneOf("sex", frozenset({"m", "unknown"})),
    NumberIn("months", under=12),
)


def _attribute(scene: Scene) -> Test:
    return scene.choices.pick(_ATTRIBUTES)


def _lasted(scene: Scene) -> LastedIn:
    calendar = (Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS)
    first = scene.interval(units=calendar)
    match scene.choices.weighted((3, "least"), (3, "under"), (1, "both")):
        case "least":
            return LastedIn(at_least=first)
        case "under":
            return LastedIn(under=first)
        case _:
            return LastedIn(at_least=first, under=Interval(first.count + 2, first.unit))
