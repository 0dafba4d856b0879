"""What a mapping file says of XML: where the document, its repeated unit and each row stand.

A path is a tuple of local names. Those of the document go from its root element (which is not
itself part of them), those of a table from the unit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sightline.returns.names import plain
from sightline.standard.model import Interval

Steps = tuple[str, ...]

OWN_TEXT = "."
"""In place of a path: the row's element itself."""

REPEATED = "\x1f"
"""What parts the values of an element that repeats: a character that no XML can hold."""

_PATH = re.compile(r"[^\W\d][\w.-]*(?:/[^\W\d][\w.-]*)*")


@dataclass(frozen=True, slots=True)
class FromHeader:
    """A value that the document tells of itself, by its name in ``XmlMapping.header``.

    ``prefix`` is put before a text. ``less``: the day after the day so long before, so that what
    is less 12 months begins the 12 months that end on the day.
    """

    name: str
    prefix: str = ""
    less: Interval | None = None


@dataclass(frozen=True, slots=True)
class XmlLayout:
    """Which value of the header names the layout, and the layouts that the mapping was tried on."""

    value: str
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class XmlMapping:
    """How a document is made. ``unit``: the repeated element, after which its rows are given.

    ``header``: single values of the document, by name. ``not_read``: elements that are known, and
    that are left out on purpose.
    """

    root: str
    unit: Steps
    header: Mapping[str, Steps] = field(default_factory=dict)
    layout: XmlLayout | None = None
    not_read: frozenset[Steps] = frozenset()


@dataclass(frozen=True, slots=True)
class XmlRows:
    """Where the rows of a table stand in each unit; () is the unit itself.

    ``columns``: paths by the plain name of the column, where they are not the name itself.
    """

    rows: Steps
    columns: Mapping[str, str] = field(default_factory=dict)

    def path_of(self, column: str) -> str:
        """What the mapping writes for a column: a path from the row, or with a stroke from the
        unit."""
        return self.columns.get(plain(column), column)

    def steps_of(self, column: str) -> Steps:
        """A column's path from the unit. Raises ValueError where the name is no path."""
        path = self.path_of(column)
        if path == OWN_TEXT:
            return (*self.rows, OWN_TEXT)
        steps = steps_of(path.removeprefix("/"))
        if not path.startswith("/"):
            return (*self.rows, *steps)
        return (*self.rows, OWN_TEXT) if steps == self.rows else steps


def steps_of(path: str) -> Steps:
    """The steps of a path without a stroke before it. Raises ValueError."""
    if _PATH.fullmatch(path) is None:
        raise ValueError(f"{path!r} is no path of elements such as 'CINdetails/Section47'")
    return tuple(path.split("/"))
