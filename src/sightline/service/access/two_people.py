"""Acts that take two people: one proposes, another decides, and it is done when they agree.

An app that has such an act registers it when Django is ready (its ``apps.py``). What waits and
what became of it is in ``models.Proposal`` and ``models.Decision``; ``proposing`` has the steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.ledger.acts import Act

What = Mapping[str, Any]
"""The arguments of an act as plain JSON, as a proposal keeps them."""


def _nobody(what: What, person: UUID) -> bool:
    return False


def _no_file(what: What) -> UUID | None:
    return None


def _everybody(what: What, viewer: Viewer) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """An act that takes two people.

    ``right``: what both need. ``shown``: what it will do, as both read it. ``check``: raises
    Refused with a sentence where it may not be done; asked when it is proposed and again when it
    is decided. ``do``: does it; ``asked_by`` proposed it, and the Act is the second person's.
    ``concerns``: whether it grants something to a person, who then neither proposes nor decides it.
    ``known_to``: whether somebody with the right may know of it: not where it is about a file that
    is closed to them. ``file``: the file that it is about, where there is one.
    """

    name: str
    title: str
    right: Right
    shown: Callable[[What], str]
    check: Callable[[What], None]
    do: Callable[[What, UUID, Act], object]
    concerns: Callable[[What, UUID], bool] = _nobody
    known_to: Callable[[What, Viewer], bool] = _everybody
    file: Callable[[What], UUID | None] = _no_file


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an act is done to, as whoever decides reads it. ``address``: of its page."""

    title: str
    said: str
    address: str = ""


TWO_PEOPLE: dict[str, TwoPeople] = {}
"""The acts by name."""

LISTED: dict[str, Callable[[What, Viewer], Sequence[Item]]] = {}
"""By the name of an act, what lists each thing that it is done to: apps above this one know it.

It is told to whoever decides and kept nowhere, so that it may say what a proposal must not.
"""


def register(act: TwoPeople) -> None:
    """Add an act. Raises ValueError where the name is taken by another."""
    if TWO_PEOPLE.setdefault(act.name, act) != act:
        raise ValueError(f"an act that takes two people is already called {act.name!r}")
