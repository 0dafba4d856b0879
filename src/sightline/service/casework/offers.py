"""What a form offers to choose from: files by name, records to be about, agencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sightline.service.access import policy
from sightline.service.access.openings import runs_on
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework.choices import Choice, Offered, whom
from sightline.service.casework.said import SOMEBODY, kind_of_row, named, when
from sightline.service.casework.standing import standing
from sightline.service.files.entries import Entry
from sightline.service.files.models import Involvement, Subject, SubjectType
from sightline.service.files.naming import names
from sightline.standard.model import FieldType, Kind

MOST_FILES, MOST_RECORDS = 500, 200
"""A list that a person can still find something in. What is not in it is named by its address."""


def offered(viewer: Viewer, basis: Basis, kind: Kind, before: Entry | None = None) -> Offered:
    """For a form of a kind on the basis's file. ``before``: the record that is corrected."""
    agencies = list(dict.fromkeys(way.agency for way in basis.ways))
    found = Offered(
        files=_files(viewer, basis.file, kind),
        about=_records(viewer, basis),
        agencies=_by_name(names(agencies)) if before is None else (),
        may_name=lambda file: is_nameable(viewer, file),
    )
    return found if before is None else _with_what_is_there(viewer, found, kind, before)


def is_nameable(viewer: Viewer, file: UUID) -> bool:
    """Whether a person may name a file in a record."""
    return policy.named_among(viewer, [file]).exists()


def _files(viewer: Viewer, file: UUID, kind: Kind) -> dict[str, Sequence[Choice]]:
    fields = [field for field in kind.fields.values() if field.type is FieldType.FILE]
    if not fields:
        return {}
    wanted = Q(pk__in=())
    for type_ in frozenset().union(*(whom(field.name) for field in fields)):
        wanted |= Q(type=type_) & _worth_offering(viewer, type_)
    there = Subject.objects.filter(policy.named_to(viewer), wanted).exclude(pk=file).order_by("-pk")
    types = dict(there.values_list("pk", "type")[:MOST_FILES])
    called = names(types)
    return {
        field.name: _by_name({f: called[f] for f, t in types.items() if t in whom(field.name)})
        for field in fields
    }


def _worth_offering(viewer: Viewer, type_: SubjectType) -> Q:
    """Of workers, those who hold a post in an agency of the person's own."""
    if type_ != SubjectType.WORKER:
        return Q()
    own = [post.agency for post in viewer.posts]
    held = Involvement.objects.filter(
        runs_on(viewer.today), file=OuterRef("pk"), sort="post", agency__in=own
    )
    return Q(Exists(held))


def _records(viewer: Viewer, basis: Basis) -> list[Choice]:
    rows = standing(viewer, basis).filter(~Q(is_withdrawn=True), misfiled=False)[:MOST_RECORDS]
    return [(str(row.fact), f"{kind_of_row(row)['title']}, {when(row)}") for row in rows]


def _by_name(called: dict[UUID, str]) -> list[Choice]:
    return sorted(((str(id_), name) for id_, name in called.items()), key=lambda c: c[1].lower())


def _with_what_is_there(viewer: Viewer, found: Offered, kind: Kind, before: Entry) -> Offered:
    """The choices, with what the record says now among them even where it would not be offered."""
    files = {name: list(choices) for name, choices in found.files.items()}
    for name in files:
        said = str(before.details.get(name, ""))
        if _is_id(said) and said not in dict(files[name]):
            files[name].append((said, named(viewer, [UUID(said)])[UUID(said)] or SOMEBODY))
    about = list(found.about)
    if before.about is not None and str(before.about) not in dict(about):
        about.append((str(before.about), "What it is about now"))
    return replace(found, files=files, about=about)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
