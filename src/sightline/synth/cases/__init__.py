"""Cases told on purpose, and not by chance: the four practice examples, and adults under probation.

The invented service has faults on purpose and stories by chance; nobody can be led through those.
These are told step by step, in the law of today, and the people of Borchester work with them. The
examples are told in the review's own time, too, in ``sightline.synth.nation.examples``.
"""

from __future__ import annotations

from sightline.synth.cases import (
    boy_and_his_parents,
    boy_on_a_plan,
    girl_in_danger,
    man_at_home,
    mother_under_probation,
    young_mother,
)
from sightline.synth.cases.told import Told

__all__ = ["cases"]

_ALL = (
    girl_in_danger,
    boy_on_a_plan,
    boy_and_his_parents,
    young_mother,
    man_at_home,
    mother_under_probation,
)


def cases(seed: int) -> list[Told]:
    """The stories of everybody in them. What is told does not hang on the seed; hours do."""
    return [story for case in _ALL for story in case.tell(seed)]
