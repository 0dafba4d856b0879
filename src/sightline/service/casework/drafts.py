"""Drafts: what somebody has begun to record, kept for them alone until they make it or leave it.

A draft is no evidence. It meets nothing, is in no list but its owner's, and is thrown away by its
owner, by an erasure on the file, when the file closes to them, or when it was left for
``settings.DRAFT_DAYS``. What it says is sealed, for it is a child's data outside every chain.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.urls import reverse

from sightline.engine.model import Value
from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.seal import seal, unseal
from sightline.service.access.viewer import Viewer, viewer_of
from sightline.service.casework.choices import INSTEAD, YES_NO
from sightline.service.casework.models import Draft
from sightline.service.casework.said import named
from sightline.service.casework.starting import Start
from sightline.service.casework.typed import Data
from sightline.service.files.members import group_of
from sightline.service.files.models import Record
from sightline.service.files.reading import values_from
from sightline.service.files.recording import answers_kept
from sightline.service.files.standard import declared_then, kind_version, standard
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.row_security import as_machine
from sightline.standard.calendar import LONDON
from sightline.standard.model import Kind

SENT_BEFORE = "This form belongs to another record. Open it again and type it anew."


@dataclass(frozen=True, slots=True)
class Typed:
    """What a draft says. ``data``: as forms sent it; ``start``: from which record it was begun."""

    data: Data
    start: Start | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    """One of a person's drafts. ``until``: the last day on which it is kept if it is left.

    ``whose``: on whom the file is kept, where drafts on all files are listed.
    """

    id: UUID
    file: UUID
    kind: str
    title: str
    saved_at: datetime
    until: date
    whose: str = ""

    @property
    def href(self) -> str:
        """Where it is gone on with."""
        return reverse("draft", args=[self.file, self.id])


def mine(viewer: Viewer, file: UUID | None = None) -> list[Mine]:
    """The drafts that a person may go on with, the last saved first; of one file if it is given.

    They may where they still see the file and still record the kind there.
    """
    rows = Draft.objects.filter(person=viewer.person).defer("sealed").order_by("-saved_at", "pk")
    if file is not None:
        rows = rows.filter(file__in=group_of(file))
    there = list(_open_to(viewer, list(rows)))
    called = named(viewer, [] if file is not None else [row.file_id for row in there], ()).called
    return [
        Mine(
            row.pk,
            row.file_id,
            row.kind,
            _title(row),
            row.saved_at,
            _until(row),
            called.get(row.file_id, ""),
        )
        for row in there
    ]


def find(viewer: Viewer, file: UUID, id_: UUID) -> Draft | None:
    """A draft of the person's own on a file."""
    rows = Draft.objects.filter(person=viewer.person, file__in=group_of(file))
    return rows.filter(pk=id_).first()


def typed(row: Draft) -> Typed:
    """What a draft says. Raises Refused where none of the service's keys opens it any more."""
    try:
        told = json.loads(unseal(row.sealed))
    except InvalidToken:
        raise Refused("This draft cannot be opened any more. Throw it away.") from None
    begun = told.get("start")
    if begun is None:
        return Typed(told["data"])
    answers: Mapping[str, Value] = values_from(begun["answers"])
    return Typed(told["data"], Start(UUID(begun["fact"]), begun["said"], answers))


def keep(
    *, viewer: Viewer, file: UUID, kind: Kind, id: UUID, seen: int, said: Typed, by: Act,
    at: datetime,
) -> Draft:  # fmt: skip
    """Keep what was typed so far, under the id of the record that it is to be.

    ``seen``: the version of the file when it was begun; a draft that is there keeps its own.
    Raises Refused where the id is of a record, or of somebody else's draft.
    """
    with as_machine():
        there = Draft.objects.filter(pk=id).first()
        is_made = Record.objects.filter(pk=id).exists()
    if is_made or (there is not None and _of(there) != (viewer.person, kind.name)):
        raise Refused(SENT_BEFORE)
    sealed = seal(json.dumps(_told(said)).encode())
    if there is None:
        there = Draft.objects.create(
            id=id,
            person_id=viewer.person,
            file_id=file,
            kind=kind.name,
            kind_version=kind_version(kind.name),
            seen=seen,
            sealed=sealed,
            saved_at=at,
        )
    else:
        there.sealed, there.saved_at = sealed, at
        there.save(update_fields=["sealed", "saved_at"])
    by.did("keep draft", file=file, row=id)
    return there


def throw_away(*, row: Draft, by: Act) -> None:
    """Throw away one's own draft."""
    by.did("throw away draft", file=row.file_id, row=row.pk)
    row.delete()


def is_made(*, viewer: Viewer, id: UUID) -> None:
    """The record that a draft was to be is there: the draft is not needed."""
    Draft.objects.filter(pk=id, person=viewer.person).delete()


def forget(files: Collection[UUID]) -> None:
    """Throw away all drafts on files of which something is erased: they may say it as well."""
    with as_machine():
        Draft.objects.filter(file__in=files).delete()


def sweep(now: datetime) -> int:
    """Throw away what was left too long, or can be gone on with no longer; how many those were."""
    over = now - timedelta(days=settings.DRAFT_DAYS + 1)
    with as_machine():
        gone = [row.pk for row in Draft.objects.filter(saved_at__lt=over).only("pk")]
        rest = list(Draft.objects.exclude(pk__in=gone).defer("sealed").order_by("person", "pk"))
        for person in {row.person_id for row in rest}:
            own = [row for row in rest if row.person_id == person]
            kept = {row.pk for row in _kept_by(person, own, now)}
            gone += [row.pk for row in own if row.pk not in kept]
        Draft.objects.filter(pk__in=gone).delete()
    return len(gone)


def misfits(row: Draft, kind: Kind, data: Data) -> list[str]:
    """What of a draft no longer fits what its kind asks, since the standard was changed.

    A sentence for each, with the answer as it was given; nothing where the kind is as it was.
    """
    return list(_misfits(declared_then(row.kind_version_id)["fields"], kind, data))


def said_in(row: Draft, data: Data) -> list[tuple[str, str]]:
    """What a draft says, by the titles of the kind as it was begun, as it was typed."""
    fields = declared_then(row.kind_version_id)["fields"]
    told = [(field["title"], _words(field, data)) for field in fields]
    return [(title, words) for title, words in told if words]


def _told(said: Typed) -> dict[str, Any]:
    if said.start is None:
        return {"data": said.data}
    start = said.start
    begun = {"fact": str(start.fact), "said": start.said, "answers": answers_kept(start.answers)}
    return {"data": said.data, "start": begun}


def _of(row: Draft) -> tuple[UUID, str]:
    return row.person_id, row.kind


def _title(row: Draft) -> str:
    kind = standard().kinds.get(row.kind)
    return str(declared_then(row.kind_version_id)["title"]) if kind is None else kind.title


def _until(row: Draft) -> date:
    return row.saved_at.astimezone(LONDON).date() + timedelta(days=settings.DRAFT_DAYS)


def _open_to(viewer: Viewer, rows: list[Draft]) -> Iterator[Draft]:
    why = policy.bases_for(viewer, {row.file_id for row in rows})
    for row in rows:
        if row.file_id in why and _records(viewer, why[row.file_id], row.kind):
            yield row


def _records(viewer: Viewer, basis: Basis, kind: str) -> bool:
    """Whether it may be gone on with; what the standard has no longer can but be read."""
    return kind not in standard().kinds or kind in policy.kinds_recorded(viewer, basis)


def _kept_by(person: UUID, rows: list[Draft], now: datetime) -> Iterable[Draft]:
    return list(_open_to(viewer_of(person, now), rows))


def _misfits(then: Iterable[Mapping[str, Any]], kind: Kind, data: Data) -> Iterator[str]:
    for field in then:
        name, words = field["name"], _words(field, data)
        now = kind.fields.get(name)
        if not words:
            continue
        if now is None:
            yield f"“{field['title']}” is no longer asked. You had answered: {words}"
        elif now.type.value != field["type"]:
            yield f"“{now.title}” is asked in another way now. You had answered: {words}"
        elif now.codes:
            known = {code.value for code in now.codes} | dict(INSTEAD).keys()
            if any(one not in known for one in data.get(f"answer-{name}", ()) if one):
                yield f"“{now.title}” no longer offers what you had answered: {words}"


def _words(field: Mapping[str, Any], data: Data) -> str:
    """What was typed for a field, its codes by their labels."""
    codes = {code["value"]: code["label"] for code in field["codes"]}
    labels = dict(YES_NO) | codes | dict(INSTEAD)
    name = field["name"]
    parts = [f"answer-{name}-{part}" for part in ("day", "month", "year", "time")]
    told = [
        labels.get(one, one)
        for place in (f"answer-{name}", *parts, f"instead-{name}", f"link-{name}")
        for one in data.get(place, ())
        if one.strip()
    ]
    return (" " if any(part in data for part in parts) else ", ").join(told)
