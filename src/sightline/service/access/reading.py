"""What is read on a file that is open: kinds, fields, records and obligations, way by way.

A way reads a kind when the standard lets its sector (``read-by``), and its post holds the kind's
sensitivity. What the way's own agency recorded it reads whatever the kind, sensitivity apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sightline.service.access.leading import Facts, Itself
from sightline.service.access.roles import Right
from sightline.service.access.ways import Sort, Way, opened, opened_of_each
from sightline.service.files.models import Member, Record, Subject
from sightline.service.files.rules import LETTERS
from sightline.service.files.standard import standard
from sightline.standard.model import Kind, Sensitivity


@dataclass(frozen=True, slots=True)
class Basis:
    """Why a file is open to somebody: the ways in that are open to them, the nearest first.

    ``facts``: what led to that, as far as it was read.
    """

    person: UUID
    file: UUID
    ways: tuple[Way, ...]
    facts: Facts | None = field(default=None, compare=False, repr=False)

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


def records_read(file: UUID, ways: Iterable[Way]) -> Q:
    """Of the records that stand on a file, those that any of the ways reads."""
    ways = tuple(ways)
    of_all: set[str] = set()
    own: defaultdict[frozenset[UUID], set[str]] = defaultdict(set)
    for way in ways:
        of_all |= _kinds(way, own=False)
        own[way.agencies] |= _kinds(way, own=True)
    read = Q(kind__in=sorted(of_all))
    for agencies, kinds in own.items():
        if agencies and not kinds <= of_all:
            read |= Q(kind__in=sorted(kinds - of_all), agency__in=agencies)
    if any(way.may(Right.REFILE) for way in ways):
        return read
    # What was filed here in error is read by nobody else; that it was is no secret.
    same = Member.objects.filter(file=file).values("leading")
    here = Q(file=file) | Q(file__in=Member.objects.filter(leading__in=same).values("file"))
    # From its own file it is gone wherever it stood; from another it was taken off that one alone.
    misfiled = Record.objects.filter(
        here | Q(file=OuterRef("file")), misfiled=True, fact=OuterRef("fact")
    )
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


def obligations_read_of_each(ways: Iterable[Way]) -> Q:
    """Of obligations on files that any of the ways opens: those that are read.

    For a query that has found these files already. Only of a file to which ways may lead that read
    different things is it asked again which of them open it.
    """
    ways = tuple(ways)
    read = _none()
    for owed, some in _by_what_they_read(ways).items():
        asked = _is_owed(*owed)
        if all(isinstance(way.through, Itself) for way in some):
            asked &= _any(way.through.leads("file") for way in some)
        others = [way for way in ways if way not in some]
        rivals = [way for way in others if any(way.may_meet(one) for one in some)]
        for way in others:
            if isinstance(way.through, Itself) and way not in rivals:
                asked &= ~way.through.leads("file")
        if rivals:
            opens = Subject.objects.filter(opened_of_each(some), pk=OuterRef("file"))
            asked &= ~_any(way.through.leads("file") for way in rivals) | Q(Exists(opens))
        read |= asked
    return read


def _any(conditions: Iterable[Q]) -> Q:
    found = _none()
    for condition in conditions:
        found |= condition
    return found


def obligations_read_on(file: UUID, ways: Iterable[Way]) -> Q:
    """Of obligations, those on a file that the ways open, as far as any of them reads it."""
    read = _none()
    for owed in _by_what_they_read(ways):
        read |= _is_owed(*owed)
    return Q(file=file) & read


def obligation_is_read(ways: Iterable[Way], kind: str, sensitivities: str) -> bool:
    """Whether any of the ways reads an obligation, by its trigger's kind and its sensitivities."""
    return any(
        kind in ("", *kinds) and set(sensitivities) <= set(held)
        for kinds, held in _by_what_they_read(ways)
    )


def _by_what_they_read(ways: Iterable[Way]) -> dict[tuple[tuple[str, ...], str], list[Way]]:
    """Ways by the kinds and the sensitivities of obligations that they read: most read the same."""
    found: dict[tuple[tuple[str, ...], str], list[Way]] = {}
    for way in ways:
        kinds = tuple(sorted(_kinds(way, own=False)))
        found.setdefault((kinds, way.sensitivities), []).append(way)
    return found


def _is_owed(kinds: Iterable[str], sensitivities: str) -> Q:
    read = Q(kind__in=("", *kinds))
    for letter in sorted(set("hvp") - set(sensitivities)):
        read &= ~Q(sensitivities__contains=letter)
    return read


def _kinds(way: Way, *, own: bool) -> frozenset[str]:
    """The kinds that a way reads; ``own``: of what its own agency recorded."""
    sectors = None if own else way.sectors
    return _kinds_read(standard().digest, own, sectors, way.kinds, way.sensitivities)


@lru_cache(maxsize=1024)
def _kinds_read(
    digest: str,
    own: bool,
    sectors: frozenset[str] | None,
    kinds: frozenset[str],
    sensitivities: str,
) -> frozenset[str]:
    """The same of all ways that say the same: they are few, and there are a hundred kinds.

    ``digest``: of the standard whose kinds they are.
    """
    return frozenset(
        kind.name
        for kind in standard().kinds.values()
        if (not kinds or kind.name in kinds)
        and LETTERS[kind.sensitivity] in sensitivities
        and (own or sectors is None or not kind.read_by or not sectors.isdisjoint(kind.read_by))
    )


def _reads(way: Way, kind: Kind, own: bool) -> bool:
    return kind.name in _kinds(way, own=own)


def _holds(way: Way, sensitivity: Sensitivity) -> bool:
    return LETTERS[sensitivity] in way.sensitivities


def _none() -> Q:
    """The condition that nothing meets, to which others are added."""
    return Q(pk__in=())
