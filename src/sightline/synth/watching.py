"""What reaches Sightline, and from when to when: not every kind of every agency, all the time."""

from __future__ import annotations

from collections.abc import Iterable

from sightline.engine.model import Record, Watched
from sightline.synth.days import LAST, OLD_FIRST, on
from sightline.synth.roster import PLACE

SILENT = {"education": (on("2025-01-06"), on("2025-04-25"))}
"""Kinds that did not reach us for a time: the education system was being replaced."""


def watched_periods(kinds: Iterable[str]) -> tuple[Watched, ...]:
    """The periods for every kind, without those in which it was silent."""
    periods = []
    for kind in sorted(kinds):
        first, last = OLD_FIRST - 366, LAST
        if kind in SILENT:
            from_, to = SILENT[kind]
            periods.append(Watched(PLACE, kind, first, from_ - 1))
            first = to + 1
        periods.append(Watched(PLACE, kind, first, last))
    return tuple(periods)


def delivered(record: Record) -> bool:
    """Whether a record lies outside the time in which its kind did not reach us."""
    if record.kind not in SILENT or record.at is None:
        return True
    first, last = SILENT[record.kind]
    return not first <= record.at.day <= last
