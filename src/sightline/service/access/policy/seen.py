"""Which files somebody sees, and what on them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sightline.service.access.leading import facts
from sightline.service.access.reading import (
    Basis,
    field_is_read,
    kind_is_read,
    obligation_is_read,
    obligations_read,
    obligations_read_of_each,
    obligations_read_on,
    records_read,
)
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import (
    PEOPLE,
    PEOPLE_TYPES,
    Way,
    opened,
    opened_of_each,
    ways,
)
from sightline.service.files.models import Subject
from sightline.service.ledger.asked import once_each


def visible_to(viewer: Viewer) -> Q:
    """Of subjects, those whose file is open to the viewer."""
    return opened(ways(viewer))


def named_to(viewer: Viewer) -> Q:
    """Of subjects, those that the viewer may see named and may name in a record.

    Workers and bodies are no secret to anybody who has a post; a child or an adult is named only to
    those to whom their file is open.
    """
    return visible_to(viewer) | _no_secret(viewer)


def _no_secret(viewer: Viewer) -> Q:
    return ~PEOPLE if viewer.posts else Q(pk__in=())


def basis_for(viewer: Viewer, file: UUID) -> Basis | None:
    """Why the file is open to the viewer; None where it is not, or where there is none."""
    return bases_for(viewer, [file]).get(file)


def bases_for(viewer: Viewer, files: Collection[UUID]) -> dict[UUID, Basis]:
    """Why each of a few files is open to the viewer; the others are left out."""
    if not files:
        return {}
    return once_each("basis", viewer, files, lambda some: _bases(viewer, some))


def _bases(viewer: Viewer, files: Collection[UUID]) -> dict[UUID, Basis]:
    known = facts(files, person=viewer.person, today=viewer.today, at=viewer.at)
    leading = {
        file: tuple(way for way in ways(viewer) if way.opens(of_it))
        for file, of_it in known.items()
    }
    return {file: Basis(viewer.person, file, by, known[file]) for file, by in leading.items() if by}


def named_among(viewer: Viewer, files: Collection[UUID]) -> list[Subject]:
    """Of a few files, the subjects that the viewer may see named."""
    if not viewer.posts or not files:
        return []
    there = list(Subject.objects.filter(pk__in=files).only("type", "source_id"))
    secret = bases_for(viewer, [subject.pk for subject in there if subject.type in PEOPLE_TYPES])
    return [s for s in there if s.type not in PEOPLE_TYPES or s.pk in secret]


def reads_kind(viewer: Viewer, basis: Basis, kind: str, agency: UUID | None = None) -> bool:
    """Whether records of the kind, recorded by the agency, are read on the file."""
    return kind_is_read(own_ways(viewer, basis), kind, agency)


def where_kind_is_read(viewer: Viewer, kind: str) -> Q:
    """Of rows with a ``file`` that is open to the viewer, those on whose files the kind is read.

    Whoever made the record: what one's own agency alone would let one read is left out.
    """
    all_, reading = ways(viewer), [w for w in ways(viewer) if kind_is_read((w,), kind, None)]
    if len(reading) == len(all_):
        return Q(pk__isnull=False)
    if not reading:
        return Q(pk__in=())
    return Q(Exists(Subject.objects.filter(opened_of_each(reading), pk=OuterRef("file"))))


def reads_field(
    viewer: Viewer, basis: Basis, kind: str, field: str, agency: UUID | None = None
) -> bool:
    """Whether the field is read; "Not shown to you" stands where not, answered or not."""
    return field_is_read(own_ways(viewer, basis), kind, field, agency)


def visible_records(viewer: Viewer, basis: Basis) -> Q:
    """Of the records that stand on the basis's file, those that are read."""
    return records_read(basis.file, own_ways(viewer, basis))


def visible_obligations(viewer: Viewer, among: Collection[UUID] | None = None) -> Q:
    """Of all obligations, those that are read, on every file that is open to the viewer.

    ``among``: on no other files than these few.
    """
    return obligations_read(ways(viewer), among)


def visible_obligations_of_each(ways_: Collection[Way]) -> Q:
    """Of the obligations on files that some ways of a viewer open, those that are read."""
    return obligations_read_of_each(ways_)


def visible_obligations_on(viewer: Viewer, basis: Basis) -> Q:
    """Of all obligations, those that are read on the basis's file."""
    return obligations_read_on(basis.file, own_ways(viewer, basis))


def reads_obligation(viewer: Viewer, basis: Basis, kind: str, sensitivities: str) -> bool:
    """Whether one of a trigger's kind and of these sensitivities is read on the basis's file."""
    return obligation_is_read(own_ways(viewer, basis), kind, sensitivities)


def own_ways(viewer: Viewer, basis: Basis) -> tuple[Way, ...]:
    """The ways of a basis, which must be the viewer's own."""
    if basis.person != viewer.person:
        raise ValueError("this basis was worked out for somebody else")
    return basis.ways
