"""What was recommended before: of the same theme, or shown by the same, to the same body.

A body that was renamed, or whose function passed to another, is the same body for this: it is
followed by the standard's succession (``standard.succession``), within the same place where each
area has one of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sightline.service.access.models import Agency
from sightline.service.files.standard import standard
from sightline.service.inspection.following import Followed, followed
from sightline.service.inspection.shown_by import ShownBy
from sightline.service.ledger.row_security import as_machine
from sightline.standard.succession import say_holding, successor


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is asked: whose file it is, where, and as which public body for which function."""

    file: UUID
    place: str = ""
    body: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A published recommendation, and the name of the body that it was made to."""

    followed: Followed
    name: str
    is_theme: bool
    is_shown_alike: bool


def published(today: date) -> list[Followed]:
    """Every published recommendation of this service, and how it stands, without what was written.

    What is recommended in a published report is known to everybody; reasons and evidence are not,
    and are left out, and so is what a body that looked at itself recommends to itself. In a fixed
    number of queries, whatever files are open to whoever asks.
    """
    with as_machine():
        bodies = list(Agency.objects.values_list("pk", flat=True))
        found = followed(bodies, today)
        return [one.public for one in found if one.reference and not one.is_own]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked: what they are called, and where they are."""

    name: str
    place: str


def bodies_of(among: Iterable[Followed]) -> dict[UUID, Asked]:
    """Who was asked something, by their files: one query for all."""
    files = {one.file for one in among}
    rows = Agency.objects.filter(pk__in=files).values_list("pk", "name", "place")
    return {id_: Asked(name, place) for id_, name, place in rows}


def earlier(
    whom: Whom,
    theme: str,
    shown_by: ShownBy | None,
    among: Iterable[Followed],
    today: date,
    *,
    but: str = "",
    bodies: Mapping[UUID, Asked] | None = None,
) -> list[Earlier]:
    """What was recommended of it before, the latest first.

    ``but``: the reference left out. ``bodies``: who was asked (``bodies_of``), where it is known.
    """
    among = [
        one
        for one in among
        if one.reference != but
        and (one.theme == theme or (shown_by is not None and one.shown_by == shown_by))
    ]
    bodies = bodies_of(among) if bodies is None else bodies
    found = [
        Earlier(
            one,
            bodies[one.file].name,
            one.theme == theme,
            shown_by is not None and one.shown_by == shown_by,
        )
        for one in among
        if is_same_body(whom, whom_of(one, bodies), today)
    ]
    return sorted(found, key=lambda each: each.followed.on or date.min, reverse=True)


def whom_of(one: Followed, bodies: Mapping[UUID, Asked]) -> Whom:
    """To whom a published recommendation was made."""
    return Whom(one.file, bodies[one.file].place, one.body, one.function)


def is_same_body(one: Whom, other: Whom, today: date) -> bool:
    """Whether two were made to the same body, or to bodies whose work is the same one's today."""
    if one.file == other.file:
        return True
    if not one.body or not other.body or one.function != other.function:
        return False
    bodies = standard().bodies
    if one.body not in bodies.declared or other.body not in bodies.declared:
        return False
    holders = [successor(bodies, each.body, each.function, today) for each in (one, other)]
    if not holders[0].body or holders[0].body != holders[1].body:
        return False
    return not bodies.declared[holders[0].body].local or one.place == other.place


def answers_now(body: str, function: str, today: date) -> str:
    """Who answers today for what was asked of a public body; blank where it is still the same."""
    bodies = standard().bodies
    if body not in bodies.declared:
        return ""
    holding = successor(bodies, body, function, today)
    return "" if holding.body == body else say_holding(bodies, holding)


def repeats(among: Collection[Followed], today: date) -> dict[UUID, list[Followed]]:
    """For each published recommendation, the earlier ones of its theme to the same body."""
    bodies = bodies_of(among)
    by_theme: dict[str, list[Followed]] = {}
    for one in among:
        by_theme.setdefault(one.theme, []).append(one)
    return {
        one.fact: [
            other
            for other in by_theme[one.theme]
            if other.reference != one.reference
            and (other.on or date.min) < (one.on or date.min)
            and is_same_body(whom_of(one, bodies), whom_of(other, bodies), today)
        ]
        for one in among
    }
