"""What a file has in it when inspectors read it: a child's card, and an adult's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sightline.engine.model import Day
from sightline.synth.nation.places import Place

State = Literal["open", "closed", "none", "unknown"]
"""Of a need: standing open on the day of reading, over by then, never there, or not recorded."""

When = Literal["now", "before", "never"]
"""Of a danger, a plan or a time in care: on the day of reading, only earlier, or at no time."""

Done = Literal["done", "missed", "not-owed", "unknown"]
"""Of something that was to be done by the day of reading."""

NEEDS = ("mental-health", "self-harm", "physical-health", "learning-difficulty")


@dataclass(slots=True)
class ChildCard:
    """A child under youth justice supervision, as the file is on the day on which it is read.

    ``taken_on``: the first day of the case; ``detained_on``: of the stay in custody, if the child
    is there. ``risk_known``, ``self_harm_known``: whether assessments say at all. ``self_harm``:
    a medium or high risk of it. ``judged``: answers by question.
    """

    place: Place
    number: int
    read_on: Day
    taken_on: Day = 0
    detained_on: Day | None = None
    girl: bool = False
    remanded: bool = False
    ethnicity: str = "white-british"
    basis: str = "court-order"
    needs: dict[str, State] = field(default_factory=dict)
    risk_known: bool = True
    risk_to_self: bool = False
    risk_from_others: When = "never"
    self_harm_known: bool = True
    self_harm: bool = False
    protected: When = "never"
    looked_after: When = "never"
    vulnerable: bool = False
    vulnerability_known: bool = True
    plan: Done = "not-owed"
    visit: Done = "not-owed"
    health_plan: Done = "not-owed"
    reported: bool = False
    judged: dict[str, str] = field(default_factory=dict)

    @property
    def in_custody(self) -> bool:
        """Whether the child is in custody on the day of reading."""
        return self.detained_on is not None

    @property
    def at_risk(self) -> bool:
        """Whether an assessment in force says that the child is at risk from anybody."""
        return self.risk_known and (self.risk_to_self or self.risk_from_others == "now")


@dataclass(slots=True)
class AdultCard:
    """An adult under probation, as the file is on the day on which it is read.

    ``called_out``: whether the police were called to domestic abuse at home. ``children``: how many
    of the household are known.
    """

    place: Place
    number: int
    read_on: Day
    violent_partner: bool = False
    called_out: bool = False
    has_victim: bool = False
    visit: Done = "not-owed"
    children: int = 0
    woman: bool = False
    judged: dict[str, str] = field(default_factory=dict)
