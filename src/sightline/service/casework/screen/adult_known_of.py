"""What each agency knows of a child whose file is open: what runs there, of which agency.

Read with the reader's own basis for that child's file, and no more of it than it opens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sightline.service.access import policy
from sightline.service.access.viewer import Viewer
from sightline.service.casework.chronology.times import when
from sightline.service.casework.said import Named, Reader, answer, named
from sightline.service.files.members import groups_of
from sightline.service.files.models import Record
from sightline.service.files.standard import standard

KINDS = ("case", "plan", "looked-after", "missing")
"""The kinds that are told of: spans, of which those that have begun and not ended are so now."""

_SAID = {"case": "service", "plan": "type"}
"""The answer that says which of its kind it is; the others are called as their kind is."""
_PLANS = ("child-protection", "child-in-need", "early-help")
_GRAVE = "child-protection"
_NOBODY = Named({})
"""The answers told here name nobody."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something that runs. ``when``: since when. ``is_grave``: the child is in danger."""

    title: str
    when: str
    is_grave: bool


@dataclass(frozen=True, slots=True)
class KnownOf:
    """What runs, by the agency that made the record. ``unread``: kinds that the viewer does not
    read there, whether or not there are any.
    """

    agencies: tuple[tuple[str, tuple[Span, ...]], ...]
    unread: tuple[str, ...]


def known_of(
    viewer: Viewer, files: Collection[UUID], at: datetime, called: Named
) -> Mapping[UUID, KnownOf]:
    """Of each file that is open to the viewer, what runs there. In a few queries, however many.

    ``called``: the agencies whose names are known already.
    """
    readers = {
        file: Reader(viewer, basis) for file, basis in policy.bases_for(viewer, files).items()
    }
    if not readers:
        return {}
    # What stands on a file that is joined with the child's is read with it.
    groups = groups_of(readers)
    leading = {groups.get(file, file): file for file in readers}
    of = {member: leading[first] for member, first in groups.items() if first in leading}
    of |= {file: file for file in readers}
    rows = _running(readers, of, at)
    agencies = {row.agency for row in rows if row.agency is not None}
    more = named(viewer, agencies - called.called.keys(), ()).called
    called = Named({**called.called, **more})
    found: dict[UUID, defaultdict[str, list[Span]]] = {file: defaultdict(list) for file in readers}
    for row in rows:
        file = of[row.file_id]
        span = _span(row, readers[file])
        if span is not None:
            found[file][called[row.agency] or "Agency not recorded"].append(span)
    return {
        file: KnownOf(
            tuple((agency, tuple(spans)) for agency, spans in sorted(by_agency.items())),
            tuple(_unread(readers[file])),
        )
        for file, by_agency in found.items()
    }


def _running(readers: Mapping[UUID, Reader], of: Mapping[UUID, UUID], at: datetime) -> list[Record]:
    """The spans that have begun and not ended, as known now, each file by its reader's own eyes.

    ``of``: each file that is read, with that of the child on whom it is.
    """
    members: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for member, file in of.items():
        members[file].add(member)
    read = reduce(
        or_,
        (
            Q(file__in=members[file]) & policy.visible_records(reader.viewer, reader.basis)
            for file, reader in readers.items()
        ),
    )
    newer = Record.objects.filter(version_of=OuterRef("pk"))
    ended = Record.objects.filter(fact=OuterRef("fact"), withdraws__isnull=False)
    rows = Record.objects.filter(
        read, ~Exists(newer), ~Exists(ended), kind__in=KINDS, withdraws=None, misfiled=False,
        occurred_at__lte=at,
    )  # fmt: skip
    return list(rows.exclude(ended_at__lte=at).order_by("occurred_at", "pk"))


def _span(row: Record, reader: Reader) -> Span | None:
    title, field = standard().kinds[row.kind].title, _SAID.get(row.kind)
    if field is None:
        return Span(title, when(row), row.kind == "missing")
    if not reader.reads(row.kind, field, row.agency):
        return Span(title, when(row), is_grave=False)
    value = (row.details or {}).get(field)
    if row.kind == "plan" and value not in _PLANS:
        return None
    words = answer(row, field, reader, _NOBODY).words
    title = f"{title}: {words.lower()}" if row.kind == "case" else words
    return Span(title, when(row), value == _GRAVE)


def _unread(reader: Reader) -> list[str]:
    """The kinds that are not read of everybody: what the viewer's own agency made is shown."""
    kinds = (standard().kinds[kind] for kind in KINDS if kind in standard().kinds)
    return [k.title for k in kinds if not policy.reads_kind(reader.viewer, reader.basis, k.name)]
