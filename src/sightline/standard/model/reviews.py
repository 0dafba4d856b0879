"""A review that the standard serves: its sections, and the things that they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sightline.standard.model.conditions import Selector


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a review, under the path by which duties say that they serve it.

    ``number``: as the review counts. ``names``: each thing that it speaks of, and the records in
    which that is seen; none where no kind of record shows it. ``to``: of a recommendation, the
    bodies that it names, each for the functions in which it concerns them.
    """

    path: str
    number: str
    title: str
    names: Mapping[str, tuple[Selector, ...]]
    to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """A published review. ``sections`` by path, in its own order."""

    id: str
    title: str
    source: str
    sections: Mapping[str, Section]
