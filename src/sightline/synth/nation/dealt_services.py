"""What is dealt to the services that were inspected in the evidence year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sightline.synth.dice import Dice
from sightline.synth.nation import targets as t
from sightline.synth.nation.deal import draw, shuffled
from sightline.synth.nation.places import Place


@dataclass(frozen=True, slots=True)
class Dealt:
    """What was dealt to an inspected service: staff, the judgement of joint work, advice."""

    health_worker: bool = True
    mental_health_worker: bool = True
    joint_work: str | None = "yes"
    accommodation: bool = False


def dealt_services(seed: int, inspected: Sequence[Place]) -> Mapping[str, Dealt]:
    """What is dealt to each inspected service, by name of place."""
    dice = Dice(seed, "nation/services")
    names = [place.name for place in inspected]
    no_health = {*draw(dice, names, t.NO_HEALTH_WORKER.yes)}
    no_mental_health = {*draw(dice, names, t.NO_MENTAL_HEALTH_WORKER.yes)}
    advised = {*draw(dice, names, t.ACCOMMODATION.yes)}
    judged = shuffled(dice, names)[: t.JOINT_WORK.of]
    answers = {name: "yes" if n < t.JOINT_WORK.yes else "no" for n, name in enumerate(judged)}
    return {
        name: Dealt(
            name not in no_health, name not in no_mental_health, answers.get(name), name in advised
        )
        for name in names
    }
