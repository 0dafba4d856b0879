"""Generated clocks: one, or the later or earlier of several."""

from __future__ import annotations

from sightline.standard.model import (
    END,
    PLANNED_END,
    START,
    Birthday,
    By,
    BySchoolOpens,
    Clock,
    EarlierOf,
    LaterOf,
    Of,
    Within,
)
from tests.generative.scenes import AGES, Scene


def moment_named(scene: Scene, starts: bool = True) -> Of:
    """Another moment of the trigger, or a birthday, for a clock to count from."""
    options: list[Of] = [END, "set_on", "heard_at", PLANNED_END]
    if scene.choices.chance(15):
        return Birthday(scene.choices.pick(AGES))
    return scene.choices.pick([START, *options] if starts else options)


def forward(scene: Scene, birthday: bool = False) -> Clock:
    """A clock that counts forward. A birthday has no other moments than birthdays."""
    choices = scene.choices
    of: Of | None = None
    if choices.chance(15):
        of = Birthday(choices.pick(AGES)) if birthday else moment_named(scene)
    match choices.weighted((8, "within"), (1, "by"), (1, "opens")):
        case "by":
            named = Birthday(choices.pick(AGES)) if birthday else moment_named(scene)
            return By(named if of is None else of)
        case "opens":
            return BySchoolOpens()
        case _:
            return Within(scene.interval(), of)


def two_of(scene: Scene, first: Clock, second: Clock) -> Clock:
    """The later or the earlier of two clocks."""
    if scene.choices.chance(50):
        first, second = second, first
    later = scene.choices.chance(50)
    return LaterOf(first, second) if later else EarlierOf(first, second)


def perhaps_two(scene: Scene, clock: Clock, birthday: bool = False) -> Clock:
    """A clock, or it with another, or with two more."""
    match scene.choices.weighted((16, 1), (4, 2), (1, 3)):
        case 1:
            return clock
        case 2:
            return two_of(scene, clock, forward(scene, birthday))
        case _:
            inner = two_of(scene, clock, forward(scene, birthday))
            return two_of(scene, inner, forward(scene, birthday))
