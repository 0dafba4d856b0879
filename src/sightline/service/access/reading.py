"""What is read on a file that is open: kinds, fields, records and obligations, way by way.

A way reads a kind when the standard lets its sector (``read-by``), and its post holds the kind's
sensitivity. What the way's own agency recorded it reads whatever the kind, sensitivity apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sightline.service.access.roles import Right
from sightline.service.access.ways import Sort, Way, opened, opened_of_each
from sightline.service.files.models import Record, Subject
from sightline.service.files.rules import LETTERS
from sightline.service.files.standard import standard
from sightline.standard.model import Kind, Sensitivity


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a file is open to somebody: the ways in that are open to them, the nearest first."""

    person: UUID
    file: UUID
    ways: tuple[Way, ...]

    @property
    def sort(self) -> Sort:
        """The nearest reason, which is what the log keeps."""
        return self.ways[0].sort

    @property
    def agency(self) -> UUID:
        """For which agency they look."""
        return self.ways[0].agency


def kind_is_read(ways: Iterable[Way], kind: str, agency: UUID | None) -> bool:
    """Whether any of the ways reads a record of the kind, recorded by the agency."""
    declared = standard().kinds.get(kind)
    return declared is not None and any(
        _reads(way, declared, agency in way.agencies) for way in ways
    )


def field_is_read(ways: Iterable[Way], kind: str, field: str, agency: UUID | None) -> bool:
    """Whether any of the ways reads the field of such a record."""
    declared = standard().kinds.get(kind)
    if declared is None or field not in declared.fields:
        return False
    sensitivity = declared.fields[field].sensitivity
    return any(
        _reads(way, declared, agency in way.agencies) and _holds(way, sensitivity) for way in ways
    )


def records_read(ways: Iterable[Way]) -> Q:
    """Of records, those that any of the ways reads."""
    ways = tuple(ways)
    read = _none()
    for way in ways:
        read |= Q(kind__in=_kinds(way, own=False))
        read |= Q(kind__in=_kinds(way, own=True), agency__in=way.agencies)
    if any(way.may(Right.REFILE) for way in ways):
        return read
    # What was filed here in error is read by nobody else; that it was is no secret.
    misfiled = Record.objects.filter(misfiled=True, fact=OuterRef("fact"))
    return read & (Q(withdraws__isnull=False) | ~Q(Exists(misfiled)))


def obligations_read(ways: Iterable[Way], among: Collection[UUID] | None = None) -> Q:
    """Of obligations, those on files that the ways open, as far as each reads them.

    ``among``: on no other files than these few; on all if None. An obligation is read by its
    trigger's kind, whoever recorded the trigger; one of no record (a birthday) by its sensitivities
    alone.
    """
    read = _none()
    for owed, some in _by_what_they_read(ways).items():
        files = opened(some) if among is None else opened_of_each(some) & Q(pk__in=among)
        read |= _is_owed(*owed) & Q(file__in=Subject.objects.filter(files).values("pk"))
    # Said apart, because PostgreSQL looks nothing up by what each of several ways reads.
    return read if among is None else Q(file__in=among) & read


def obligations_read_on(file: UUID, ways: Iterable[Way]) -> Q:
    """Of obligations, those on a file that the ways open, as far as any of them reads it."""
    read = _none()
    for owed in _by_what_they_read(ways):
        read |= _is_owed(*owed)
    return Q(file=file) & read


def _by_what_they_read(ways: Iterable[Way]) -> dict[tuple[tuple[str, ...], str], list[Way]]:
    """Ways by the kinds and the sensitivities of obligations that they read: most read the same."""
    found: dict[tuple[tuple[str, ...], str], list[Way]] = {}
    for way in ways:
        found.setdefault((tuple(_kinds(way, own=False)), way.sensitivities), []).append(way)
    return found


def _is_owed(kinds: Iterable[str], sensitivities: str) -> Q:
    read = Q(kind__in=("", *kinds))
    for letter in sorted(set("hvp") - set(sensitivities)):
        read &= ~Q(sensitivities__contains=letter)
    return read


def _kinds(way: Way, *, own: bool) -> list[str]:
    """The kinds that a way reads; ``own``: of what its own agency recorded."""
    return [kind.name for kind in standard().kinds.values() if _reads(way, kind, own)]


def _reads(way: Way, kind: Kind, own: bool) -> bool:
    return (
        (not way.kinds or kind.name in way.kinds)
        and _holds(way, kind.sensitivity)
        and (own or _is_for(way, kind))
    )


def _is_for(way: Way, kind: Kind) -> bool:
    return way.sectors is None or not kind.read_by or not way.sectors.isdisjoint(kind.read_by)


def _holds(way: Way, sensitivity: Sensitivity) -> bool:
    return LETTERS[sensitivity] in way.sensitivities


def _none() -> Q:
    """The condition that nothing meets, to which others are added."""
    return Q(pk__in=())
