"""What is entered in another system is not entered here as well.

A kind is fed to an agency where a system of that agency, which is in use, delivers records of it.
Nobody who acts for the agency adds such a record, and nobody changes a fact that such a system
told: it would be said otherwise by the next delivery, or stand twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from sightline.service.access.ways import Way
from sightline.service.files.models import Fed, Record
from sightline.service.files.systems import Origin, origin_of_fact
from sightline.service.ledger.asked import once
from sightline.service.ledger.failures import Refused
from sightline.standard.calendar import LONDON


@dataclass(frozen=True, slots=True)
class Feeding:
    """A system that feeds a kind, and when it last did. ``link``: to its own page of a file."""

    title: str
    heard_at: datetime
    name: str
    link: str


FedKinds = Mapping[tuple[UUID, str], Feeding]
"""By agency and kind."""


def fed_kinds() -> FedKinds:
    """All that is fed, by agency and kind."""
    return once("fed kinds", _fed_kinds)


def _fed_kinds() -> FedKinds:
    rows = (
        Fed.objects.filter(system__live=True, system__agency__isnull=False)
        .order_by()
        .values_list("system__agency", "kind", "system__title", "system__name", "system__file_link")
        .annotate(last=Max("heard_at"))
    )
    found: dict[tuple[UUID, str], Feeding] = {}
    for agency, kind, title, name, link, last in rows:
        known = found.get((agency, kind))
        if known is None or known.heard_at < last:
            found[agency, kind] = Feeding(title, last, name, link)
    return found


def fed_to(way: Way, kind: str, fed: FedKinds) -> bool:
    """Whether records of a kind come to the agency of a way from elsewhere."""
    return (way.agency, kind) in fed


def told_elsewhere(ways: Iterable[Way], kind: str, fed: FedKinds) -> str:
    """Where records of a kind are entered instead, as a sentence."""
    for way in ways:
        if (feeding := fed.get((way.agency, kind))) is not None:
            return _said(feeding.title, feeding.heard_at)
    return ""


def check_not_told_elsewhere(record: Record) -> None:
    """Raise Refused where a fact came from a system that is in use."""
    origin = origin_of(record)
    if origin is not None:
        raise Refused(_said(origin.title, origin.heard_at))


def origin_of(record: Record) -> Origin | None:
    """The system in use that a fact came from."""
    asked = "origin", record.file_id, record.fact
    return once(asked, lambda: origin_of_fact(record.file_id, record.fact, record.kind))


def _said(title: str, heard_at: datetime | None) -> str:
    last = "" if heard_at is None else f", last heard {heard_at.astimezone(LONDON):%-d %B %Y}"
    return f"Records of this kind come from {title}{last}; enter it there."
