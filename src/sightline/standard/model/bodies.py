"""Public bodies: when each existed, what it did, and to whom each function passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Passing:
    """Functions that a body gave up: ``to`` whom, and the first day on which they were no longer
    its own.

    ``to`` is '' where nobody took them up, and ``why`` says so. ``begins``: where they passed area
    by area, the first day on which that could be; until ``on`` it depends on the area.
    """

    functions: tuple[str, ...]
    to: str
    on: date
    source: str
    certainty: str
    begins: date | None = None
    why: str = ""

    def __post_init__(self) -> None:
        if bool(self.to) == bool(self.why):
            raise ValueError(
                "functions pass 'to' a body, or to nobody and then it says 'why', and not both"
            )
        if self.begins is not None and self.begins >= self.on:
            raise ValueError(f"'begins' must be before the day on which all had passed ({self.on})")


@dataclass(frozen=True, slots=True)
class Body:
    """A public body, or a kind of body of which each area has its own (``local``).

    It exists from ``from_`` (included) until ``until`` (excluded). ``functions``: those that it was
    ever given, by name.
    """

    id: str
    title: str
    functions: tuple[str, ...]
    source: str
    certainty: str
    from_: date | None = None
    until: date | None = None
    local: bool = False
    place: str = "england"
    known_as: tuple[str, ...] = ()
    help: str = ""
    passes: tuple[Passing, ...] = ()

    def exists(self, on: date) -> bool:
        """Whether it exists on a day."""
        return (self.from_ is None or self.from_ <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies of a standard, and the functions that they hold: what each is called."""

    functions: Mapping[str, str] = field(default_factory=dict)
    declared: Mapping[str, Body] = field(default_factory=dict)
