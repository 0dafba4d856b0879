"""What a form offers to choose from: files by name, records to be about, agencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sightline.service.access import policy
from sightline.service.access.openings import runs_on
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework import several
from sightline.service.casework.choices import FIND, Choice, Offered, whom
from sightline.service.casework.said import SOMEBODY, kind_of_row, named, when
from sightline.service.casework.standing import standing
from sightline.service.files.by_name import has_words
from sightline.service.files.entries import Entry
from sightline.service.files.models import Involvement, Record, Subject, SubjectType
from sightline.service.files.naming import names
from sightline.standard.model import FieldType, Kind

MOST_FILES, MOST_RECORDS = 200, 200
"""A list that a person can still find something in. What is not in it is found by its words."""

ABOUT: Final = "about"
Typed = Mapping[str, Any]
"""A form as it was sent; empty where it is merely opened."""


def offered(
    viewer: Viewer,
    basis: Basis,
    kind: Kind,
    before: Entry | None = None,
    typed: Typed | None = None,
) -> Offered:
    """For a form of a kind on the basis's file. ``before``: the record that is corrected.

    ``typed``: by what is to be found what is in no list, and what was chosen before.
    """
    agencies = list(dict.fromkeys(way.agency for way in basis.ways))
    files, more = _files(viewer, basis.file, kind, typed or {})
    rows, are_more = _records(viewer, basis, typed or {})
    found = Offered(
        files=files,
        about=[_record(row) for row in rows],
        agencies=_by_name(names(agencies)) if before is None else (),
        also=several.offered(viewer, basis, kind, before, typed or {}, None if are_more else rows),
        not_all=frozenset(more | ({ABOUT} if are_more else set())),
        may_name=lambda file: is_nameable(viewer, file),
    )
    return found if before is None else _with_what_is_there(viewer, found, kind, before)


def is_nameable(viewer: Viewer, file: UUID) -> bool:
    """Whether a person may name a file in a record."""
    return bool(policy.named_among(viewer, [file]))


def _files(
    viewer: Viewer, file: UUID, kind: Kind, typed: Typed
) -> tuple[dict[str, Sequence[Choice]], set[str]]:
    """For each field the files to choose from, and the fields for which there are more."""
    fields = [field for field in kind.fields.values() if field.type is FieldType.FILE]
    if not fields:
        return {}, set()
    there = Subject.objects.filter(policy.named_to(viewer)).exclude(pk=file).order_by("-pk")
    found: dict[str, list[UUID]] = {}
    more = set()
    for field in fields:
        words = str(typed.get(f"{FIND}{field.name}", "")).strip()
        ids = list(
            there.filter(_wanted(viewer, field.name, words)).values_list("pk", flat=True)[
                : MOST_FILES + 1
            ]
        )
        # Of workers only some are offered without being asked for.
        if words or len(ids) > MOST_FILES or SubjectType.WORKER in whom(field.name):
            more.add(field.name)
        chosen = str(typed.get(f"answer-{field.name}", ""))
        if _is_id(chosen) and UUID(chosen) not in ids and is_nameable(viewer, UUID(chosen)):
            ids.insert(0, UUID(chosen))
        found[field.name] = ids[:MOST_FILES]
    called = names({id_ for ids in found.values() for id_ in ids})
    return {name: _by_name({id_: called[id_] for id_ in ids}) for name, ids in found.items()}, more


def _wanted(viewer: Viewer, field: str, words: str) -> Q:
    if words:
        return Q(type__in=whom(field)) & has_words(words)
    wanted = Q(pk__in=())
    for type_ in whom(field):
        wanted |= Q(type=type_) & _worth_offering(viewer, type_)
    return wanted


def _worth_offering(viewer: Viewer, type_: SubjectType) -> Q:
    """Of workers, those who hold a post in an agency of the person's own."""
    if type_ != SubjectType.WORKER:
        return Q()
    own = [post.agency for post in viewer.posts]
    held = Involvement.objects.filter(
        runs_on(viewer.today), file=OuterRef("pk"), sort="post", agency__in=own
    )
    return Q(Exists(held))


def _records(viewer: Viewer, basis: Basis, typed: Typed) -> tuple[list[Record], bool]:
    """The records to choose from, the newest first, and whether there are more."""
    rows = standing(viewer, basis).filter(~Q(is_withdrawn=True), misfiled=False)
    words = str(typed.get(f"{FIND}{ABOUT}", "")).lower().split()
    if words:
        some = [row for row in rows if all(word in _record(row)[1].lower() for word in words)]
    else:
        some = list(rows[: MOST_RECORDS + 1])
    are_more = bool(words) or len(some) > MOST_RECORDS
    some = some[:MOST_RECORDS]
    chosen = str(typed.get(ABOUT, ""))
    if are_more and _is_id(chosen) and UUID(chosen) not in {row.fact for row in some}:
        some[:0] = rows.filter(fact=chosen)
    return some, are_more


def _record(row: Record) -> Choice:
    return str(row.fact), f"{kind_of_row(row)['title']}, {when(row)}"


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
