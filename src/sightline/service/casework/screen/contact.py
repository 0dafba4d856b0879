"""Last and next contact: when the child was last seen, by whom, and what is booked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import Exact, IsNull

from sightline.engine.reference.facts import Fact
from sightline.service.casework.said import Reader, day_said
from sightline.service.casework.screen.known import Known, Source, standing
from sightline.service.files.models import Record

KIND = "contact"
LATEST = 60
"""So many contacts are read: a child has thousands, and what is shown is among the latest."""

BOOKED = 3
"""So many that are booked are shown, the next first."""

_FIELDS = ("result", "with", "where")
_FAILED = ("missed", "attempted")
_ALONE = {"Yes": "alone", "No": "not alone"}


@dataclass(frozen=True, slots=True)
class Met:
    """A contact, or an attempt at one. ``alone``: whether the child was seen alone, in words."""

    source: Source
    by: str
    purpose: str
    where: str
    alone: str
    result: str
    of: str


@dataclass(frozen=True, slots=True)
class Booked:
    """What is booked for a day. ``with_whom``: '' where that is not recorded."""

    source: Source
    purpose: str
    of: str


@dataclass(frozen=True, slots=True)
class Contacts:
    """``seen``: when the child was last seen in person. ``last``: the last contact or attempt,
    where that is another. ``failed``: how often the child was to be seen since and was not, of the
    latest contacts; ``is_more``: there are older ones.
    """

    is_open: bool
    is_watched: bool
    seen: Met | None
    last: Met | None
    failed: int
    is_more: bool
    booked: tuple[Booked, ...]


def few(reader: Reader, today: date) -> Iterable[Record]:
    """The latest contacts and what is planned; and the last time the child was seen, however long
    ago that is.
    """
    is_shown = Q(occurred_at__isnull=False) | Q(planned_start_on__gte=today)
    rows = (
        standing(reader, [KIND])
        .filter(is_shown)
        .order_by(F("occurred_at").desc(nulls_first=True), "-pk")
    )
    latest = list(rows[:LATEST])
    yield from latest
    if len(latest) == LATEST and not any(_is_in_person(row.details or {}) for row in latest):
        yield from rows.filter(_in_person(), occurred_at__isnull=False)[:1]


def contact(known: Known) -> Contacts:
    """Of contacts that the reader may read."""
    facts = known.had(KIND)
    seen = next((fact for fact in facts if _is_in_person(fact.record.details)), None)
    planned = list(known.planned(KIND))
    last = facts[0] if facts and facts[0] is not seen else None
    return Contacts(
        is_open=known.reads(KIND, *_FIELDS),
        is_watched=known.is_watched(KIND),
        seen=None if seen is None else _met(known, seen),
        last=None if last is None else _met(known, last),
        failed=_failed(facts, seen),
        is_more=len(facts) + len(planned) >= LATEST and (seen is None or seen is facts[-1]),
        booked=tuple(_booked(known, row) for row in planned[:BOOKED]),
    )


def _said(name: str) -> KeyTextTransform:
    return KeyTextTransform(name, "details")


def _in_person() -> Q:
    """The child was there, and so was somebody; where it was may not be recorded."""
    elsewhere = Q(IsNull(_said("where"), True)) | ~Q(Exact(_said("where"), "not-in-person"))
    return Q(Exact(_said("result"), "kept")) & Q(Exact(_said("with"), "child")) & elsewhere


def _is_in_person(said: Mapping[str, Any]) -> bool:
    kept = said.get("result") == "kept" and said.get("with") == "child"
    return kept and said.get("where") != "not-in-person"


def _failed(facts: Sequence[Fact], seen: Fact | None) -> int:
    """How often since it was the child who was to be met, as far as is recorded, and was not."""
    since = facts[: facts.index(seen)] if seen is not None else facts
    said = [fact.record.details for fact in since]
    return sum(one.get("result") in _FAILED and one.get("with") in (None, "child") for one in said)


def _booked(known: Known, row: Record) -> Booked:
    on = row.planned_start_on
    source = Source(row.fact, "Contact", "" if on is None else day_said(on), known.agency(row))
    return Booked(source, known.words(row, "purpose"), known.words(row, "with"))


def _met(known: Known, fact: Fact) -> Met:
    row = known.row(fact)
    return Met(
        source=known.source(row),
        by=known.called[row.author],
        purpose=known.words(row, "purpose"),
        where=known.words(row, "where"),
        alone=_ALONE.get(known.words(row, "seen-alone"), "whether alone is not recorded"),
        result=known.words(row, "result"),
        of=known.words(row, "with"),
    )
