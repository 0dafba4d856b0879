"""The plans in force: since when, by whom, what is to be done, and whether countersigned."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sightline.engine.reference.facts import Fact
from sightline.service.casework.said import day_said
from sightline.service.casework.screen import owing
from sightline.service.casework.screen.known import Known, Source
from sightline.service.files.models import Record
from sightline.service.files.signatures import asked_of
from sightline.service.files.standard import standard
from sightline.standard.model import OneOf

KIND, SIGN_OFF = "plan", "sign-off"
KINDS = (KIND, SIGN_OFF)

_COUNTERSIGNED = OneOf("result", frozenset({"countersigned"}))


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan in force. ``steps``: who will do what by when, as it was written; '' if it was not.
    ``due``: what is owed next because of it. ``signed``: whether it was countersigned, in words; ''
    where nobody countersigns it, or whether anybody did is not open to the reader.
    """

    type: str
    level: str
    steps: str
    by: str
    until: str
    due: str
    signed: str
    source: Source


@dataclass(frozen=True, slots=True)
class Plans:
    is_open: bool
    is_watched: bool
    found: tuple[Plan, ...]


def plans(known: Known) -> Plans:
    """Those that run, the latest begun first."""
    runs = known.running(KIND)
    due = owing.next_due(known, [UUID(run.fact.id) for run in runs])
    signed = _countersigned(known)
    found = [_plan(known, known.row(run.fact), due, signed) for run in runs]
    return Plans(known.reads(KIND, "type"), known.is_watched(KIND), tuple(found))


def _countersigned(known: Known) -> dict[str, Fact]:
    """The last countersignature of each record."""
    if SIGN_OFF not in standard().kinds:
        return {}
    return {fact.record.about or "": fact for fact in reversed(known.had(SIGN_OFF, _COUNTERSIGNED))}


def _plan(known: Known, row: Record, due: dict[UUID, str], signed: dict[str, Fact]) -> Plan:
    steps = known.answer(row, "steps")
    return Plan(
        type=known.words(row, "type"),
        level=known.words(row, "level"),
        steps=steps.words if steps.is_answer else "",
        by=known.called[row.author],
        until="" if row.planned_end_on is None else day_said(row.planned_end_on),
        due=due.get(row.fact, ""),
        signed=_signed(known, row, signed.get(str(row.fact)) or signed.get(str(row.pk))),
        source=known.source(row),
    )


def _signed(known: Known, row: Record, signed: Fact | None) -> str:
    """A signature that a change has voided does not stand any more, and is not among them."""
    if signed is not None:
        return f"Countersigned {known.source(known.row(signed)).when}"
    if asked_of(row) is None or not known.reads(SIGN_OFF, "result"):
        return ""
    return "Not countersigned, as far as is on record"
