"""Which records were corrected: a version may also say only that a span has ended by now."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sightline.service.files.models import Record

_STAYS = ("planned_start_on", "planned_end_on", "about", "agency")
_COMES = (("occurred_at", "occurred_precision"), ("ended_at", "ended_precision"))


def is_correction(before: Record, after: Record) -> bool:
    """Whether a version says anything otherwise than the one before it.

    It does not where it only says for the first time that a span ended, or that what was planned
    happened, and answers with that what nobody had answered.
    """
    if any(getattr(before, name) != getattr(after, name) for name in _STAYS):
        return True
    goes_on = False
    for names in _COMES:
        was, now = ([getattr(row, name) for name in names] for row in (before, after))
        if was != now and was[0] is not None:
            return True
        goes_on |= was != now
    told, tells = before.details or {}, after.details or {}
    if any(name not in tells or tells[name] != answer for name, answer in told.items()):
        return True
    return not goes_on and len(tells) > len(told)


def corrected(rows: Iterable[Record]) -> set[UUID]:
    """Of rows, the facts of which any version is a correction of the one before it."""
    facts = {row.fact for row in rows if row.version_of is not None}
    if not facts:
        return set()
    said = {row.pk: row for row in Record.objects.filter(fact__in=facts, withdraws=None)}
    return {
        row.fact
        for row in said.values()
        if row.version_of is not None
        # A version that stood on other files only was replaced by naming this one.
        and (row.version_of not in said or is_correction(said[row.version_of], row))
    }
