"""What was excused before of the same duty on a file: by whom, why, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sightline.service.casework.said import ERASED, NOT_SHOWN, Reader, when
from sightline.service.casework.standing import standing
from sightline.service.files.models import Obligation, Record
from sightline.standard.model import EXEMPTION

MOST = 10
"""So many are told; the others stand in the chronology."""


@dataclass(frozen=True, slots=True)
class Excuse:
    """An exemption. ``when``: from when until when it holds; ``is_of_this``: of this obligation."""

    fact: UUID
    when: str
    reason: str
    decided_by: str
    is_of_this: bool
    is_withdrawn: bool


def excuses(reader: Reader, row: Obligation) -> list[Excuse]:
    """Those of the duty of an obligation that the reader reads, the latest first."""
    wanted = {row.duty, f"{row.duty}/{row.part}"}
    rows = standing(reader.viewer, reader.basis).filter(kind=EXEMPTION, misfiled=False)
    found = [one for one in rows if (one.details or {}).get("duty") in wanted]
    return [
        Excuse(
            fact=one.fact,
            when=when(one),
            reason=_said(reader, one, "reason"),
            decided_by=_said(reader, one, "decided-by"),
            is_of_this=one.fact == row.excused_by,
            is_withdrawn=one.is_withdrawn,  # type: ignore[attr-defined]
        )
        for one in found[:MOST]
    ]


def _said(reader: Reader, record: Record, field: str) -> str:
    if not reader.reads(record.kind, field, record.agency):
        return NOT_SHOWN
    return ERASED if record.details is None else str(record.details.get(field) or "Not recorded")
