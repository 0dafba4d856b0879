"""Which days of which kinds a delivery says are all in it (clause 7.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sightline.engine.model import Day, Watched

Days = tuple[Day, Day]
"""A first and a last day, both included."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a delivery covers. ``watched`` None: nothing is said of it, so everything is covered."""

    watched: Sequence[Watched] | None

    def periods(self) -> dict[tuple[str, str], list[Days]]:
        """The days covered, by place and kind."""
        found: dict[tuple[str, str], list[Days]] = {}
        for each in self.watched or ():
            days = found.setdefault((each.place, each.kind), [])
            if (each.first, each.last) not in days:
                days.append((each.first, each.last))
        return found

    def days(self) -> Days | None:
        """From the first to the last day of which anything is covered; None without bounds."""
        if not self.watched:
            return None
        return min(each.first for each in self.watched), max(each.last for each in self.watched)

    def says_nothing(self) -> bool:
        """Whether the delivery covers no day at all."""
        return self.watched is not None and not self.watched


class Covers:
    """Answers whether a day of a kind is covered in a place."""

    def __init__(self, reach: Reach) -> None:
        self._everything = reach.watched is None
        self._periods = reach.periods()

    def __call__(self, place: str, kind: str, day: Day | None) -> bool:
        """A record without a day is never covered, for nobody can say that it should be there."""
        if day is None:
            return False
        if self._everything:
            return True
        return any(first <= day <= last for first, last in self._periods.get((place, kind), ()))


def both_cover(reaches: Iterable[Reach]) -> Days | None:
    """The days that each of them covers; None without bounds. There are none if last < first."""
    bounds = [(1, 0) if reach.says_nothing() else reach.days() for reach in reaches]
    known = [days for days in bounds if days is not None]
    if not known:
        return None
    return max(first for first, _ in known), min(last for _, last in known)
