"""What an answer rests on: records of a file as somebody reads them, as known when it was drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.casework.chronology.asked import Asked
from sightline.service.casework.chronology.facts import facts, never_withdrawn
from sightline.service.casework.chronology.lines import Line, lines
from sightline.service.casework.said import Reader
from sightline.service.files.members import group_of
from sightline.service.files.models import Record
from sightline.service.files.moments import at_minute, minute_at
from sightline.service.inspection.models import Draw
from sightline.service.ledger.row_security import tell_about
from sightline.standard.calendar import LONDON

A_PAGE = 20
"""So many records of a kind are offered at once."""

LAST_FIRST = ("-moment", "-pk")
"""The order of ``facts``."""

NOT_SHOWN = "A record that is not open to you"
NOT_OWED = "Something owed that is not open to you, or is no longer worked out so"

Evidence = Mapping[str, str]
"""``{"record": fact, "version": row}`` or ``{"obligation": id}``."""


@dataclass(frozen=True, slots=True)
class Then:
    """A file as somebody reads it today, as it was known at a moment.

    ``at``: the last instant of the minute of the draw, for T is a minute.
    """

    viewer: Viewer
    basis: Basis
    at: datetime

    @property
    def reader(self) -> Reader:
        """What they read of it."""
        return Reader(self.viewer, self.basis)

    def facts(self) -> QuerySet[Record]:
        """Of each fact that they read, and that was not withdrawn, the version that counted."""
        reader = self.reader
        return facts(reader, self.at).filter(
            never_withdrawn(reader, self.at), withdraws=None, misfiled=False
        )


@dataclass(frozen=True, slots=True)
class Item:
    """Something that an answer may rest on. ``key``: what a form calls it (``key_of``).

    ``fact``: the record, where it can be opened.
    """

    key: str
    words: str
    fact: UUID | None = None


def moment_of(draw: Draw) -> datetime:
    """T: what was entered within the minute of the draw is known."""
    return at_minute(minute_at(draw.at) + 1) - timedelta(microseconds=1)


def then(viewer: Viewer, file: UUID, draw: Draw) -> Then | None:
    """A file of a draw as somebody reads it; None where it is closed to them."""
    group = group_of(file)
    tell_about(*group)
    basis = policy.basis_for(viewer, group[0])
    return None if basis is None else Then(viewer, basis, moment_of(draw))


def chronology_href(of: Then) -> str:
    """The address of the file's chronology as known at the moment."""
    at = of.at.astimezone(LONDON)
    asked = {
        "known-day": at.day, "known-month": at.month, "known-year": at.year,
        "known-time": f"{at:%H:%M}", "view": "then", "show": "all",
    }  # fmt: skip
    return f"{reverse('chronology', args=[of.basis.file])}?{urlencode(asked)}"


# --- as a form calls it ----------------------------------------------------------------------


def key_of(evidence: Evidence) -> str:
    """What a form calls a piece of evidence."""
    if "obligation" in evidence:
        return f"obligation:{evidence['obligation']}"
    return f"record:{evidence['record']}:{evidence['version']}"


def evidence_of(key: str) -> dict[str, str]:
    """The same backwards. Raises ValueError for what is no key."""
    match key.split(":"):
        case ["obligation", id_]:
            return {"obligation": str(UUID(id_))}
        case ["record", fact, version]:
            return {"record": str(UUID(fact)), "version": str(UUID(version))}
    raise ValueError("There is no such evidence.")


# --- records ---------------------------------------------------------------------------------


def kinds_there(of: Then) -> dict[str, int]:
    """How many records of each kind they read of what was known."""
    counted: dict[str, int] = {}
    for kind in of.facts().order_by().values_list("kind", flat=True):
        counted[kind] = counted.get(kind, 0) + 1
    return counted


def of_kind(of: Then, kind: str, start: int = 0) -> list[Item]:
    """A page of the records of a kind, the last first."""
    rows = of.facts().filter(kind=kind).order_by(*LAST_FIRST)[start : start + A_PAGE]
    return items(of, list(rows))


def of_facts(of: Then, some: Collection[UUID]) -> list[Item]:
    """Records by their facts, the last first; those that they do not read are left out."""
    return items(of, list(of.facts().filter(fact__in=some).order_by(*LAST_FIRST)))


def items(of: Then, rows: list[Record]) -> list[Item]:
    """Rows of ``Then.facts`` in words."""
    told = lines(of.reader, rows, Asked(known_at=of.at))
    return [_item(row, line) for row, line in zip(rows, told, strict=True)]


def _item(row: Record, line: Line) -> Item:
    said = f": {line.said}" if line.said else ""
    when = f", {_within(line.when)}" if line.when else ""
    key = key_of({"record": str(row.fact), "version": str(row.pk)})
    return Item(key, f"{line.title}{when}{said}", row.fact)


def _within(when: str) -> str:
    """``Since ...`` and the like, as they stand within a sentence; a day keeps its capital."""
    first, _, rest = when.partition(" ")
    return f"{first.lower()} {rest}" if first in ("Since", "Planned", "Day") else when


def unseen(of: Then, evidence: Iterable[Evidence], owed: Collection[str]) -> bool:
    """Whether any of it is not what they read of the file as it was known.

    ``owed``: the obligations that they were offered (``offering``).
    """
    evidence = list(evidence)
    if not evidence:
        return False
    wanted = {(one["record"], one["version"]) for one in evidence if "record" in one}
    versions = [version for _, version in wanted]
    found = of.facts().filter(pk__in=versions).order_by().values_list("fact", "pk")
    there = {(str(fact), str(row)) for fact, row in found}
    duties = {one["obligation"] for one in evidence if "obligation" in one}
    return not (wanted <= there and duties <= set(owed))


def told(of: Then, evidence: Iterable[Evidence], owed: Mapping[str, Item]) -> list[Item]:
    """What answers rest on, in words, in their order and each once; what is closed is said so."""
    evidence = list(evidence)
    versions = [one["version"] for one in evidence if "version" in one]
    rows = list(of.facts().filter(pk__in=versions).order_by(*LAST_FIRST))
    read = {item.key: item for item in items(of, rows)} | {item.key: item for item in owed.values()}
    return list(dict.fromkeys(_told(evidence, read)))


def _told(evidence: Iterable[Evidence], read: Mapping[str, Item]) -> Iterator[Item]:
    for one in evidence:
        key = key_of(one)
        yield read.get(key) or Item(key, NOT_OWED if "obligation" in one else NOT_SHOWN)
