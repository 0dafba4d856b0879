"""Granting posts, which takes two people, and ending them, which takes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sightline.service.access import policy
from sightline.service.access.granting import (
    agency_of,
    check_by_machine,
    dates_of,
    end,
    reads_said,
    sensitivities_of,
    when_said,
)
from sightline.service.access.models import Ending, Person, Post, Sector, Team
from sightline.service.access.proposing import acting
from sightline.service.access.roles import Right, Role, cannot_be_held_together
from sightline.service.access.two_people import TwoPeople, What
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.ids import new_id

_BODIES: dict[Role, frozenset[str]] = {
    Role.BOARD_MEMBER: frozenset({Sector.BOARD}),
    Role.INSPECTOR: frozenset({Sector.INSPECTORATE}),
    Role.NATIONAL_ANALYST: frozenset({Sector.GOVERNMENT, Sector.INSPECTORATE}),
}
"""The sectors in which alone a role is held."""


def post_asked(
    *,
    person: UUID,
    agency: UUID,
    role: Role,
    from_on: date,
    until_on: date | None = None,
    team: int | None = None,
    sensitivities: str = "",
) -> dict[str, Any]:
    """A post as a proposal of ``appoint`` keeps it."""
    return {
        "person": str(person),
        "agency": str(agency),
        "team": team,
        "role": str(role),
        "sensitivities": sensitivities,
        "from_on": from_on.isoformat(),
        "until_on": None if until_on is None else until_on.isoformat(),
    }


def appoint(*, by: Act, **asked: Any) -> Post:
    """Grant a post by the machine: the first posts of an installation, and those of the demo.

    Takes what ``post_asked`` takes. A person proposes it instead, and another decides. Raises
    Refused.
    """
    check_by_machine(by)
    what = post_asked(**asked)
    check_post(what)
    return _appoint(what, None, by)


def end_post(*, post: UUID, on: date, reason: str, at: datetime, by: Act) -> Ending:
    """End a post. ``on``: the last day on which it is held; yesterday ends it at once.

    Ending takes one person: what is taken away by mistake can be granted again. Raises Refused.
    """
    policy.check_administer(acting(by, at))
    return end(Post, post, on=on, reason=reason, at=at, by=by)


def check_post(what: What) -> None:
    """Raises Refused where a post cannot be granted."""
    person = _person(what)
    agency = agency_of(what["agency"])
    role = _role(what)
    _team(what)
    dates_of(what)
    sensitivities_of(what)
    if role in _BODIES and agency.sector not in _BODIES[role]:
        raise Refused(f"An agency of this sort has nobody in the role of {role.label.lower()}.")
    held = Post.objects.filter(_overlaps(what), person=person).values_list("role", flat=True)
    if any(cannot_be_held_together(role, Role(other)) for other in held):
        raise Refused("Nobody administers access and reads files at the same time.")


def _overlaps(what: What) -> Q:
    """Of posts, those held on any day of the post asked for."""
    first, last = dates_of(what)
    overlaps = Q(until_on=None) | Q(until_on__gte=first)
    if last is not None:
        overlaps &= Q(from_on__lte=last)
    return overlaps & ~Q(Exists(Ending.objects.filter(of=OuterRef("pk"), on__lt=first)))


def _person(what: What) -> Person:
    person = Person.objects.filter(pk=what["person"], is_active=True).first()
    if person is None:
        raise Refused("There is no such person, or they no longer sign in.")
    return person


def _team(what: What) -> Team | None:
    if what["team"] is None:
        return None
    team = Team.objects.filter(pk=what["team"], agency=what["agency"]).first()
    if team is None:
        raise Refused("The agency has no such team.")
    return team


def _role(what: What) -> Role:
    try:
        return Role(what["role"])
    except ValueError:
        raise Refused("There is no such role.") from None


def _appoint(what: What, asked_by: UUID | None, by: Act) -> Post:
    first, last = dates_of(what)
    person = _person(what)
    # The lock, and the question asked again under it: of two grants at once the second sees the
    # first, so that together they cannot give what neither might.
    chains.lock(chains.person_chain(person.pk))
    check_post(what)
    post = Post(
        id=new_id(),
        person=person,
        agency=agency_of(what["agency"]),
        team=_team(what),
        role=_role(what),
        sensitivities=sensitivities_of(what),
        from_on=first,
        until_on=last,
        approved_by=by.person,
    )
    chains.append([post], chain=chains.person_chain(person.pk), by=replace(by, person=asked_by))
    by.did("appoint", row=post.pk)
    return post


def _shown_post(what: What) -> str:
    team = _team(what)
    where = agency_of(what["agency"]).name + ("" if team is None else f", team {team.name}")
    return (
        f"{_person(what).name} is {_role(what).label.lower()} of {where}, {when_said(what)}, "
        f"{reads_said(what)}."
    )


APPOINT = TwoPeople(
    name="appoint",
    title="Grant a post",
    right=Right.ADMINISTER,
    shown=_shown_post,
    check=check_post,
    do=_appoint,
    concerns=lambda what, person: what["person"] == str(person),
)
