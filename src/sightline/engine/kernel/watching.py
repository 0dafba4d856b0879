"""What is watched, where and when (clause 7.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sightline.engine.kernel.moments import NONE, Flags, Ints
from sightline.engine.kernel.view import View
from sightline.engine.model import Watched


class Watch:
    """The watched days of every place and kind, joined; None is everything."""

    def __init__(self, watched: Sequence[Watched] | None) -> None:
        self._everything = watched is None
        self._days: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for one in sorted(watched or (), key=lambda w: w.first):
            if one.last < one.first:
                continue
            joined = self._days.setdefault((one.place, one.kind), [])
            if joined and one.first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(joined[-1][1], one.last))
            else:
                joined.append((one.first, one.last))

    def over(self, view: View, kinds: Iterable[str], file: Ints, first: Ints, last: Ints) -> Flags:
        """Whether every kind is watched on each file over all days first..last."""
        found = np.ones(len(file), bool)
        if self._everything:
            return found
        places = view.bucket.subjects.places
        codes = places.codes[view.subject[file]]
        for kind in sorted(set(kinds)):
            for code, place in enumerate(places.values):
                here = codes == code
                days = self._days.get((str(place), kind), [])
                found[here] &= _within(days, first[here], last[here])
        return found


def _within(days: list[tuple[int, int]], first: Ints, last: Ints) -> Flags:
    starts = np.array([NONE, *(a for a, _ in days)], np.int64)
    ends = np.array([NONE, *(b for _, b in days)], np.int64)
    at = np.searchsorted(starts, first, side="right") - 1
    inside: Flags = (last < first) | (ends[at] >= last)
    return inside
