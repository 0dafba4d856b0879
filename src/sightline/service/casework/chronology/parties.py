"""Who may have known: the agencies of a file, whoever was told, and who opened it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from sightline.service.access.models import Agency, Sector
from sightline.service.access.roles import Right
from sightline.service.casework.chronology.asked import Asked
from sightline.service.casework.chronology.facts import facts, never_withdrawn
from sightline.service.casework.chronology.known import Party, Row, Telling, grid
from sightline.service.casework.chronology.lines import Line, called_then
from sightline.service.casework.said import Named, Reader
from sightline.service.files.members import group_of
from sightline.service.files.models import Record
from sightline.service.files.moments import day_at
from sightline.service.files.standard import standard
from sightline.service.ledger.models import Outcome
from sightline.service.ledger.reading import lookers

_LISTS = "list"
"""The basis of a file that was named in a list, which shows no record of it."""

Looks = Mapping[UUID, Sequence[datetime]]


@dataclass(frozen=True, slots=True)
class Known:
    """Whoever may have known, and how that is found. ``by_looks``: whether the log is asked."""

    parties: tuple[Party, ...]
    tellings: tuple[Telling, ...]
    looks: Looks
    by_looks: bool

    def of(self, events: Sequence[Line]) -> list[Row]:
        """A row for each event."""
        return grid(events, self.parties, self.tellings, self.looks)

    def of_use_for(self, events: Sequence[Line]) -> Known:
        """Without those that are no agency and of which there is no record that they knew any."""
        rows = self.of(events)
        some = tuple(
            party
            for place, party in enumerate(self.parties)
            if party.agency is not None or any(row[place] is not None for row in rows)
        )
        return replace(self, parties=some)


def known(reader: Reader, asked: Asked) -> Known:
    """Who may have known anything of a file, as known at the moment that is asked for."""
    rows = facts(reader, asked.as_known_at).filter(misfiled=False)
    by_looks = any(way.may(Right.SEE_LOOKERS) for way in reader.basis.ways)
    looks = _looks(reader.basis.file, asked.as_known_at) if by_looks else {}
    told = {kind.name for kind in standard().kinds.values() if kind.tells}
    stand = never_withdrawn(reader, asked.as_known_at)
    tellings = tuple(_tellings(reader, list(rows.filter(stand, kind__in=told))))
    made = dict(rows.order_by().values_list("agency").annotate(made=Count("pk")))
    agencies = {a: made.get(a, 0) for a in (*made, *looks) if a is not None}
    called = called_then(reader, agencies, asked.as_known_at)
    parties = _parties(called, agencies, {c for t in tellings for c in t.codes})
    return Known(tuple(parties), tellings, looks, by_looks)


def _looks(file: UUID, known_at: datetime | None) -> Looks:
    """When people of each agency opened the file, in order."""
    found: defaultdict[UUID, list[datetime]] = defaultdict(list)
    for look in lookers(file, last=known_at, joined=group_of(file)[1:]):
        if look.agency and look.outcome is Outcome.DONE and look.basis != _LISTS:
            found[look.agency].append(look.at)
    return {agency: sorted(times) for agency, times in found.items()}


def _tellings(reader: Reader, rows: Sequence[Record]) -> Iterator[Telling]:
    abouts = {row.about for row in rows if row.about is not None}
    # What a record is about may be any version of it.
    facts_of = dict(Record.objects.filter(pk__in=abouts).values_list("pk", "fact"))
    for row in rows:
        field = standard().kinds[row.kind].tells
        answer = (row.details or {}).get(field)
        if answer is None or not reader.reads(row.kind, field, row.agency):
            continue
        codes = frozenset(answer if isinstance(answer, list) else [answer])
        about = None if row.about is None else facts_of.get(row.about, row.about)
        yield Telling(row.fact, about, codes, day_at(row.occurred_at or row.recorded_at))


def _parties(called: Named, agencies: Mapping[UUID, int], codes: set[str]) -> Iterator[Party]:
    """Agencies, those that recorded most first; then whoever was told and is no certain one.

    A code that is the name of a sector is told to the agency of that sector, if the file has one.
    """
    sectors = dict(Agency.objects.filter(pk__in=agencies).values_list("pk", "sector"))
    of_sector = defaultdict(list)
    for agency, sector in sectors.items():
        of_sector[sector].append(agency)
    certain = {sector: some[0] for sector, some in of_sector.items() if len(some) == 1}
    for agency in sorted(agencies, key=lambda a: (-agencies[a], called[a].casefold())):
        sector = sectors.get(agency, "")
        told = frozenset({sector} if certain.get(sector) == agency else ())
        yield Party(called[agency], agency, told, _reads(sector))
    labels = _labels()
    for code in sorted(codes - set(certain), key=lambda code: labels.get(code, code)):
        yield Party(f"{labels.get(code, code)}, as told in records", codes=frozenset({code}))


def _reads(sector: str) -> frozenset[str]:
    """The kinds that people of a sector may read, whoever recorded them."""
    if sector not in Sector.values:
        return frozenset()
    kinds = standard().kinds.values()
    return frozenset(k.name for k in kinds if not k.read_by or sector in k.read_by)


def _labels() -> dict[str, str]:
    """How those who were told are called by the standard."""
    return {
        code.value: code.label
        for kind in standard().kinds.values()
        if kind.tells
        for code in kind.fields[kind.tells].codes
    }
