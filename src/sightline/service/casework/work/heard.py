"""When Sightline last heard of what nobody can be judged by: "Health: last heard 12 days ago"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from django.db.models import Max

from sightline.engine.model import State
from sightline.service.access.models import Sector
from sightline.service.access.viewer import day_of
from sightline.service.casework.work.answering import kinds_answering
from sightline.service.files.models import Fed, Obligation, Watch
from sightline.service.files.standard import standard

Heard = Mapping[tuple[str, str], datetime]
"""By place and kind, when records of it last came from there."""


def heard(rows: Iterable[Obligation], places: Collection[str]) -> Heard:
    """Of what would answer some obligations that are not watched. Two queries, or none."""
    unwatched = [row for row in rows if row.settled == State.NOT_WATCHED]
    kinds = {kind for row in unwatched for kind in kinds_answering(row)}
    if not kinds:
        return {}
    watched = Watch.objects.filter(place__in=places, kind__in=kinds)
    fed = Fed.objects.filter(place__in=places, kind__in=kinds)
    told = [
        *watched.values_list("place", "kind").annotate(last=Max("delivered_at")).order_by(),
        *fed.values_list("place", "kind").annotate(last=Max("heard_at")).order_by(),
    ]
    found: dict[tuple[str, str], datetime] = {}
    for place, kind, last in told:
        if last is not None:
            found[place, kind] = max(last, found.get((place, kind), last))
    return found


def said(row: Obligation, place: str, known: Heard, today: date) -> Iterator[str]:
    """``Health: last heard 12 days ago``; nothing of what is watched."""
    if row.settled == State.NOT_WATCHED:
        told = (known.get((place, kind)) for kind in kinds_answering(row))
        last = max((one for one in told if one is not None), default=None)
        yield f"{_who(row.owner)}: {_when(last, today)}"


def _who(owner: str) -> str:
    """The sort of agency that would tell."""
    role = standard().roles.declared.get(owner)
    if role is None or role.agency not in Sector.values:
        return "Whoever owes it" if role is None else role.title
    return Sector(role.agency).label


def _when(last: datetime | None, today: date) -> str:
    if last is None:
        return "never heard of this here"
    days = (today - day_of(last)).days
    if days <= 0:
        return "last heard today"
    return "last heard yesterday" if days == 1 else f"last heard {days} days ago"
