"""Reference table: local authorities by their ONS codes, dated, with what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class AreaSort(StrEnum):
    """The sorts of authority that have children's services."""

    LONDON_BOROUGH = "london-borough"
    METROPOLITAN_DISTRICT = "metropolitan-district"
    UNITARY = "unitary"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Area:
    """An authority under one code, from a day (included) until a day (excluded).

    ``becomes``: the codes that took its place on the day it ended; several where it was divided.
    """

    code: str
    name: str
    sort: AreaSort
    from_: date | None = None
    until: date | None = None
    becomes: tuple[str, ...] = ()
    certainty: str = "sure"
    note: str = ""

    def __post_init__(self) -> None:
        if (self.until is None) != (not self.becomes):
            raise ValueError("an area that ended says what it 'becomes', and only such a one does")

    def exists(self, on: date) -> bool:
        """Whether the code is in use on a day."""
        return (self.from_ is None or self.from_ <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Areas:
    """The table, with where it was taken from and under which licence."""

    source: str = ""
    licence: str = ""
    declared: Mapping[str, Area] = field(default_factory=dict)

    def on(self, code: str, day: date) -> tuple[str, ...]:
        """The codes under which an area's people are counted on a day, its own or its successors'.

        Nothing where the code was not yet in use. Raises KeyError for a code not in the table.
        """
        area = self.declared[code]
        if area.from_ is not None and day < area.from_:
            return ()
        if area.exists(day):
            return (code,)
        later = (found for successor in area.becomes for found in self.on(successor, day))
        return tuple(dict.fromkeys(later))
