"""Who is responsible in each agency: who holds which role today, and who stands in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from sightline.engine.reference.view import Run
from sightline.service.casework.said import named
from sightline.service.casework.screen.known import Known, Source
from sightline.service.files.involvements import COVER
from sightline.service.files.models import Involvement
from sightline.service.files.standard import standard
from sightline.standard.model import Holder, Role

CASE, CUSTODY = "case", "custody"


@dataclass(frozen=True, slots=True)
class Holds:
    """Somebody who holds a role today. ``cover``: who stands in. ``person``: '' where nobody is
    named, and it falls on the team or the agency.
    """

    role: str
    person: str
    cover: str
    team: str
    agency: str
    source: Source


@dataclass(frozen=True, slots=True)
class Responsible:
    """``holds``: all who hold a role today. ``unnamed``: agencies that work on a case, and of which
    nobody is named. ``roles``: by role, on whom it falls where several hold it.
    """

    holds: tuple[Holds, ...]
    unnamed: tuple[Source, ...]
    is_open: bool
    roles: Mapping[str, Holds]


def kinds() -> frozenset[str]:
    """The kinds that name who holds a role, and cases."""
    roles = standard().roles.declared.values()
    return frozenset({CASE, *(holder.selector.kind for role in roles for holder in role.held)})


def responsible(known: Known) -> Responsible:
    """Of each role the last who was named, as the standard's roles say; then agencies without."""
    return known.once("responsible", _responsible)


def _responsible(known: Known) -> Responsible:
    found = {role.id: _held(known, role) for role in standard().roles.declared.values()}
    covers = _covers(known, {held.who for some in found.values() for held in some if held.who})
    holds = {
        role: [_holds(known, role, held, covers) for held in some] for role, some in found.items()
    }
    made = {known.row(held.run.fact).agency for some in found.values() for held in some}
    cases = [known.row(run.fact) for run in known.running(CASE)]
    unnamed = {row.agency: known.source(row) for row in cases if row.agency not in made}
    return Responsible(
        holds=tuple(one for some in holds.values() for one in some),
        unnamed=tuple(unnamed.values()),
        is_open=all(known.reads(kind) for kind in kinds() if kind in standard().kinds),
        roles={role: some[0] for role, some in holds.items() if some},
    )


def acts(known: Known, role: str) -> str:
    """Who must do today what a role owes: by name, and with the role; '' where nobody is named."""
    holds = responsible(known).roles.get(role)
    if holds is None or not holds.person:
        return ""
    return f"{holds.cover or holds.person}, {holds.role[:1].lower()}{holds.role[1:]}"


@dataclass(frozen=True, slots=True)
class _Held:
    """A span by which somebody holds a role. ``who``: None where it names nobody."""

    run: Run
    holder: Holder
    who: UUID | None


def _held(known: Known, role: Role) -> list[_Held]:
    """The spans that run, in the order of the role's sorts, the latest begun of each first.

    Those that name nobody come last: such a one does not hide one that does.
    """
    found = [
        _Held(run, holder, _uuid(run.fact.record.details.get(holder.by)))
        for holder in role.held
        for run in known.running(holder.selector.kind, *holder.selector.tests)
    ]
    # What names nobody and no team either (an establishment that is not known) names no holder.
    named_ = [held for held in found if held.who is not None]
    return named_ + [held for held in found if held.who is None and held.holder.team]


def _holds(known: Known, role: str, held: _Held, covers: Mapping[UUID, str]) -> Holds:
    row = known.row(held.run.fact)
    team = held.run.fact.record.details.get(held.holder.team) if held.holder.team else ""
    return Holds(
        role=standard().roles.declared[role].title,
        person=known.called[held.who],
        cover="" if held.who is None else covers.get(held.who, ""),
        team=team if isinstance(team, str) else "",
        agency=known.agency(row),
        source=known.source(row),
    )


def _covers(known: Known, workers: Collection[UUID]) -> dict[UUID, str]:
    """Who stands in today for each of some workers who are away, by name."""
    if not workers:
        return {}
    today = known.today
    rows = dict(
        Involvement.objects.filter(
            Q(until_on=None) | Q(until_on__gte=today),
            file__in=workers,
            sort=COVER,
            from_on__lte=today,
            worker__isnull=False,
        )
        .order_by("from_on", "pk")
        .values_list("file", "worker")
    )
    called = named(known.reader.viewer, rows.values(), linked=())
    return {worker: called[cover] for worker, cover in rows.items()}


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None
