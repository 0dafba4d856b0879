"""What became of a delivery, with stable keys: for pages and for ``--json``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from sightline.service.exchange.counting import NAMES
from sightline.service.exchange.models import Delivery, Quarantined, Refusal

MOST = 1_000
"""Refused rows, and likewise others, that one report holds; pages and the CSV have them all."""


def report(delivery: Delivery) -> dict[str, Any]:
    """The whole report of a delivery as one object."""
    system = delivery.system
    refused, quarantined = refusals(delivery), not_taken_up(delivery)
    return {
        "delivery": str(delivery.pk),
        "system": {"name": system.name, "title": system.title},
        "mapping": delivery.mapping or None,
        "digest": delivery.digest,
        "state": delivery.state,
        "sentence": delivery.sentence or None,
        "received_at": _iso(delivery.received_at),
        "made_at": _iso(delivery.made_at),
        "complete": delivery.complete,
        "days": {"first": _iso(delivery.first_on), "last": _iso(delivery.last_on)},
        "counts": {name: delivery.counts.get(name, 0) for name in NAMES},
        "mended_by": {"who": system.mended_by or None, "at": system.mended_at or None},
        "refused": [_refusal(row) for row in refused[:MOST]],
        "quarantined": [_quarantined(row) for row in quarantined[:MOST]],
    }


def refusals(delivery: Delivery) -> QuerySet[Refusal]:
    """The rows that were refused, in order."""
    return Refusal.objects.filter(delivery=delivery).order_by("file", "line", "pk")


def not_taken_up(delivery: Delivery) -> QuerySet[Quarantined]:
    """What was read and not taken up, in order."""
    return Quarantined.objects.filter(delivery=delivery).order_by("file", "record", "pk")


def _refusal(row: Refusal) -> Mapping[str, Any]:
    return {
        "file": row.file, "line": row.line, "field": row.field or None, "found": row.found,
        "expected": row.expected, "reason": row.reason,
    }  # fmt: skip


def _quarantined(row: Quarantined) -> Mapping[str, Any]:
    return {
        "file": row.file, "record": row.record or None, "kind": row.kind or None,
        "reason": row.reason,
    }  # fmt: skip


def _iso(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()
