"""A panel: a part of the first screen of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sightline.service.casework.said import Reader
from sightline.service.casework.screen.known import Known
from sightline.service.files.models import Record


class Where(StrEnum):
    """Where a panel stands: above all, where danger is looked for; in the wide or the narrow
    column, which on a phone comes after it; or below both.
    """

    TOP = "top"
    WIDE = "wide"
    NARROW = "narrow"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the screen. ``name``: its template is ``casework/screen/<name>.jinja``.

    ``kinds``: the kinds of record that it is made of. ``few``: those records that it shows of kinds
    of which there may be thousands, on the present day. ``made``: what the template is given as
    ``it``, beside ``known`` and ``file``. ``tells_of``: other files of which it shows something.
    """

    name: str
    title: str
    where: Where
    kinds: Callable[[], frozenset[str]]
    made: Callable[[Known], object]
    few: Callable[[Reader, date], Iterable[Record]] = lambda reader, today: ()
    tells_of: Callable[[Known], Iterable[UUID]] = lambda known: ()


def only(*kinds: str) -> Callable[[], frozenset[str]]:
    """Of a panel that is made of these kinds."""
    return lambda: frozenset(kinds)
