"""Which files somebody sees, and what on them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from sightline.service.access.reading import (
    Basis,
    field_is_read,
    kind_is_read,
    obligations_read,
    obligations_read_on,
    records_read,
)
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import PEOPLE, Way, opened, opened_of_each, ways
from sightline.service.files.models import Subject


def visible_to(viewer: Viewer) -> Q:
    """Of subjects, those whose file is open to the viewer."""
    return opened(ways(viewer))


def named_to(viewer: Viewer) -> Q:
    """Of subjects, those that the viewer may see named and may name in a record.

    Workers and bodies are no secret to anybody who has a post; a child or an adult is named only to
    those to whom their file is open.
    """
    return visible_to(viewer) | _no_secret(viewer)


def opened_among(viewer: Viewer, files: Collection[UUID]) -> QuerySet[Subject]:
    """Of a few files, those that are open to the viewer: the same, the quicker way for few."""
    return Subject.objects.filter(opened_of_each(ways(viewer)), pk__in=files)


def named_among(viewer: Viewer, files: Collection[UUID]) -> QuerySet[Subject]:
    """Of a few files, those that the viewer may see named."""
    asked = opened_of_each(ways(viewer)) | _no_secret(viewer)
    return Subject.objects.filter(asked, pk__in=files)


def _no_secret(viewer: Viewer) -> Q:
    return ~PEOPLE if viewer.posts else Q(pk__in=())


def basis_for(viewer: Viewer, file: UUID) -> Basis | None:
    """Why the file is open to the viewer; None where it is not, or where there is none."""
    open_to = ways(viewer)
    asked = {f"way_{number}": way.files for number, way in enumerate(open_to)}
    found = Subject.objects.filter(pk=file).annotate(**asked).values_list(*asked).first()
    leading = tuple(way for way, leads in zip(open_to, found or (), strict=False) if leads)
    return Basis(viewer.person, file, leading) if leading else None


def reads_kind(viewer: Viewer, basis: Basis, kind: str, agency: UUID | None = None) -> bool:
    """Whether records of the kind, recorded by the agency, are read on the file."""
    return kind_is_read(own_ways(viewer, basis), kind, agency)


def reads_field(
    viewer: Viewer, basis: Basis, kind: str, field: str, agency: UUID | None = None
) -> bool:
    """Whether the field is read; "Not shown to you" stands where not, answered or not."""
    return field_is_read(own_ways(viewer, basis), kind, field, agency)


def visible_records(viewer: Viewer, basis: Basis) -> Q:
    """Of the records that stand on the basis's file, those that are read."""
    return records_read(own_ways(viewer, basis))


def visible_obligations(viewer: Viewer, among: Collection[UUID] | None = None) -> Q:
    """Of all obligations, those that are read, on every file that is open to the viewer.

    ``among``: on no other files than these few.
    """
    return obligations_read(ways(viewer), among)


def visible_obligations_on(viewer: Viewer, basis: Basis) -> Q:
    """Of all obligations, those that are read on the basis's file."""
    return obligations_read_on(basis.file, own_ways(viewer, basis))


def own_ways(viewer: Viewer, basis: Basis) -> tuple[Way, ...]:
    """The ways of a basis, which must be the viewer's own."""
    if basis.person != viewer.person:
        raise ValueError("this basis was worked out for somebody else")
    return basis.ways
