"""Which duties a measure is worked out from."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.standard.model import Highest, Measure, Share, ShareOfGroups, Signs, Standard


def duties_of(standard: Standard, measure: Measure) -> tuple[str, ...]:
    """The ids of the duties that a measure counts, or that decide whether a record is counted."""
    counts = measure.counts
    if counts is None:
        return measure.duties
    if isinstance(counts, Highest | ShareOfGroups):
        return duties_of(standard, standard.measures[counts.measure])
    share = counts.share if isinstance(counts, Share) else Signs()
    return tuple(dict.fromkeys(d for signs in (counts.units.where, share) for d in owed(signs)))


def owed(signs: Signs) -> Iterator[str]:
    """The duties that some signs ask for, however deep they stand."""
    if signs.owed is not None:
        yield from signs.owed.duties
    for one in (*signs.any_of, *signs.none_of):
        yield from owed(one)
