"""What triggers a duty, what answers it, and what ends it unanswered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sightline.standard.model.conditions import Age, Conditions, Interval, Selector, Test

START, END, PLANNED_END = "start", "end", "planned-end"
"""The moments that every record may have; any other moment is the name of a date field."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of the records that will do, and which of its moments counts (clause 5.3).

    ``about`` (the answer must be about the trigger), ``same`` (fields that must agree with the
    trigger's) and ``in_force`` are for answers only: ``then``, ``lapses`` and ``unless``.
    """

    selector: Selector
    at: str = START
    conditions: Conditions = field(default_factory=Conditions)
    about: bool = False
    same: tuple[str, ...] = ()
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class Birthday:
    """A birthday of the file's subject, as a trigger or as a moment."""

    age: Age


@dataclass(frozen=True, slots=True)
class BirthdayTrigger:
    """A birthday that triggers; its conditions are read on that day."""

    birthday: Birthday
    conditions: Conditions = field(default_factory=Conditions)


class ItselfForm(StrEnum):
    """The three things that a trigger's own record can answer (clause 5.4)."""

    CONTENT = "content"
    RECORDED = "recorded"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Itself:
    """The trigger's own record as the answer: its content, that it was written, that it ended."""

    form: ItselfForm
    tests: tuple[Test, ...] = ()

    def __post_init__(self) -> None:
        if (self.form is ItselfForm.CONTENT) != bool(self.tests):
            raise ValueError("'itself' is 'recorded', 'ended', or tests on the record's content")


Trigger = Alternative | BirthdayTrigger
Answer = Alternative | Itself


@dataclass(frozen=True, slots=True)
class Already:
    """Earlier work counts: up to ``within`` before the trigger, or however early (None)."""

    within: Interval | None = None


@dataclass(frozen=True, slots=True)
class Unless:
    """No obligation arises where such a record came before, or (``covering``) runs then."""

    what: Alternative
    within: Interval | None = None
    covering: bool = False

    def __post_init__(self) -> None:
        if self.covering and self.within is not None:
            raise ValueError("'unless' is either covering or within an interval, not both")


@dataclass(frozen=True, slots=True)
class OwnEnd:
    """A lapse by the end of the trigger's own span."""


Lapse = Alternative | OwnEnd
