"""What the checks of the policy are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sightline.service.access.reading import Basis
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Way
from sightline.service.ledger.failures import NotFound, Refused

NO_FILE = "There is no such file, or none that is open to you."
NO_RECORD = "There is no such record, or none that is open to you."


def allowed(check: Callable[..., object], *asked: object, **named: object) -> bool:
    """Whether a check passes."""
    try:
        check(*asked, **named)
    except (Refused, NotFound):
        return False
    return True


def needs(viewer: Viewer, right: Right, sentence: str) -> None:
    """Raise Refused with the sentence unless any post held today has the right."""
    if not viewer.may(right):
        raise Refused(sentence)


def by_ways_that(basis: Basis, holds: Callable[[Way], bool], sentence: str) -> Basis:
    """The basis by those of its ways for which something holds; refused where by none."""
    kept = tuple(way for way in basis.ways if holds(way))
    if not kept:
        raise Refused(sentence)
    return replace(basis, ways=kept)


def with_right(basis: Basis, right: Right, sentence: str) -> Basis:
    """The basis by those of its ways whose role has the right; refused where none has."""
    return by_ways_that(basis, lambda way: way.may(right), sentence)


def can(check: Callable[..., object], viewer: Viewer, *asked: object, **named: object) -> bool:
    """Whether a check would pass: for a button, never in place of the check itself."""
    return allowed(check, viewer, *asked, **named)
