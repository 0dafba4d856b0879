"""The documents of a file as its pages tell them: what each is, and what a scanner said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from sightline.service.access import policy
from sightline.service.access.models import Person
from sightline.service.access.reading import Basis
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.casework.erased import erased
from sightline.service.casework.said import at_said, kind_of_row, when
from sightline.service.files import scanning
from sightline.service.files.content import BY_MEDIA
from sightline.service.files.models import Attachment, Record, Scan
from sightline.service.files.store import told_size

SENSITIVITY = {"h": "Health", "v": "Victim", "p": "Police"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document. ``state``: what a scanner said, or why it is not to be had. ``download``: whether
    it can be had. ``record``: the record that it belongs to, as a link says it.
    """

    id: UUID
    title: str
    sort: str
    added: str
    state: str
    marks: Sequence[str]
    download: bool
    withdraw: bool
    fact: UUID | None
    record: str


def papers(viewer: Viewer, basis: Basis, fact: UUID | None = None) -> list[Paper]:
    """Those of the basis's file that are read, the newest first. ``fact``: of one record alone."""
    wanted = Q() if fact is None else Q(fact=fact)
    read = Attachment.objects.filter(policy.visible_attachments(viewer, basis), wanted)
    rows = list(read.order_by("-position"))
    if not rows:
        return []
    ids = [row.pk for row in rows]
    endings = {row.withdraws: row for row in Attachment.objects.filter(withdraws__in=ids)}
    scans: defaultdict[UUID, list[Scan]] = defaultdict(list)
    for look in Scan.objects.filter(attachment__in=ids).order_by("position"):
        scans[look.attachment_id].append(look)
    people = dict(Person.objects.filter(pk__in={r.by for r in rows}).values_list("pk", "name"))
    gone, records = erased(rows), _records(viewer, basis, rows)
    reads_withdrawn = any(way.may(Right.REFILE) for way in basis.ways)
    found = []
    for row in rows:
        ending = endings.get(row.pk)
        state, is_there = _state(row, ending, scans[row.pk], gone.get(row.pk))
        who = f" by {people[row.by]}" if row.by in people else ""
        sent_as = f", as {row.name}" if row.name else ""
        found.append(
            Paper(
                id=row.pk,
                title=row.title or "Erased",
                sort=_sort(row),
                added=f"Added {at_said(row.received_at)}{who}{sent_as}",
                state=state,
                marks=[SENSITIVITY[letter] for letter in row.sensitivities],
                download=is_there and (ending is None or reads_withdrawn),
                withdraw=ending is None
                and row.pk not in gone
                and policy.withdraws_attachment(viewer, basis, row),
                fact=row.fact,
                record=records.get(row.fact, "") if row.fact else "",
            )
        )
    return found


def _sort(row: Attachment) -> str:
    said = BY_MEDIA[row.media].said
    return said if row.size is None else f"{said}, {told_size(row.size)}"


def _state(
    row: Attachment, ending: Attachment | None, scans: Sequence[Scan], gone: str | None
) -> tuple[str, bool]:
    """What is to be said of it, and whether its bytes may be had at all."""
    if gone is not None:
        return gone, False
    infected = next((look for look in scans if look.result == Scan.Result.INFECTED), None)
    if infected is not None:
        return f"Infected ({infected.found}): it was not kept, and cannot be had", False
    if ending is not None:
        if ending.misfiled:
            return "It was filed here in error", row.store is not None
        return f"Withdrawn. Reason: {ending.reason or 'Erased'}", row.store is not None
    return waits(scans), is_had(scans)


def is_had(scans: Sequence[Scan]) -> bool:
    """Whether a document may be had by what scanners said: where there is one, only once it has."""
    clean = any(look.result == Scan.Result.CLEAN for look in scans)
    return clean or not scanning.is_configured()


def waits(scans: Sequence[Scan]) -> str:
    """What a scanner said of a document that is not infected."""
    clean = [look for look in scans if look.result == Scan.Result.CLEAN]
    if clean:
        return f"Scanned {at_said(clean[-1].received_at)}: nothing found"
    if scanning.is_configured():
        return "Not scanned yet. It can be had once it has been, usually within minutes"
    return "Not scanned for viruses: this service has no scanner. Open it with care"


def _records(viewer: Viewer, basis: Basis, rows: Sequence[Attachment]) -> dict[UUID, str]:
    facts = {row.fact for row in rows if row.fact is not None}
    read = Record.objects.filter(
        policy.visible_records(viewer, basis), fact__in=facts, withdraws=None
    )
    return {
        row.fact: f"{kind_of_row(row)['title']}, {when(row)}" for row in read.order_by("position")
    }
