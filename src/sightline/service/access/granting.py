"""Granting posts and agreements, which takes two people, and ending them, which takes one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from sightline.service.access import policy
from sightline.service.access.models import (
    Agency,
    Agreement,
    Ending,
    Opening,
    Person,
    Post,
    Sector,
    Team,
)
from sightline.service.access.proposing import acting
from sightline.service.access.roles import Right, Role, cannot_be_held_together
from sightline.service.access.two_people import TwoPeople, What
from sightline.service.access.viewer import day_of
from sightline.service.files.standard import standard
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id

SENSITIVITIES = {"h": "health", "v": "victim", "p": "police"}

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


def agreement_asked(
    *,
    agency: UUID,
    other: UUID,
    purpose: str,
    basis: str,
    from_on: date,
    until_on: date | None = None,
    kinds: Collection[str] = (),
    sensitivities: str = "",
) -> dict[str, Any]:
    """An agreement as a proposal of ``agree`` keeps it."""
    return {
        "agency": str(agency),
        "other": str(other),
        "purpose": purpose,
        "basis": basis,
        "kinds": sorted(kinds),
        "sensitivities": sensitivities,
        "from_on": from_on.isoformat(),
        "until_on": None if until_on is None else until_on.isoformat(),
    }


def appoint(*, by: Act, **asked: Any) -> Post:
    """Grant a post by the machine: the first posts of an installation, and those of the demo.

    Takes what ``post_asked`` takes. A person proposes it instead, and another decides. Raises
    Refused.
    """
    _by_machine(by)
    what = post_asked(**asked)
    check_post(what)
    return _appoint(what, None, by)


def agree(*, by: Act, **asked: Any) -> Agreement:
    """Make an agreement by the machine, as ``appoint``; takes what ``agreement_asked`` takes."""
    _by_machine(by)
    what = agreement_asked(**asked)
    check_agreement(what)
    return _agree(what, None, by)


def end_post(*, post: UUID, on: date, reason: str, at: datetime, by: Act) -> Ending:
    """End a post. ``on``: the last day on which it is held; yesterday ends it at once.

    Ending takes one person: what is taken away by mistake can be granted again. Raises Refused.
    """
    policy.check_administer(acting(by, at))
    return end(Post, post, on=on, reason=reason, at=at, by=by)


def end_agreement(*, agreement: UUID, on: date, reason: str, at: datetime, by: Act) -> Ending:
    """End an agreement, as ``end_post``."""
    policy.check_administer(acting(by, at))
    return end(Agreement, agreement, on=on, reason=reason, at=at, by=by)


def end(sort: type[Opening], id_: UUID, *, on: date, reason: str, at: datetime, by: Act) -> Ending:
    """Add the row that ends an opening, in the opening's own chain. Raises Refused and NotFound."""
    opening = sort._default_manager.filter(pk=id_).first()
    if opening is None:
        raise NotFound("There is nothing to end.")
    if not reason.strip():
        raise Refused("Say why this ends.")
    if on < day_of(at) - timedelta(1):
        raise Refused("What has held until today cannot be ended further back than yesterday.")
    chains.lock(opening.chain)
    if Ending.objects.filter(of=opening.pk).exists():
        raise Refused("This has been ended before.")
    ending = Ending(id=new_id(), of=opening.pk, on=on, reason=reason)
    chains.append([ending], chain=opening.chain, by=by)
    by.did(f"end {sort._meta.model_name}", row=opening.pk)
    return ending


# --- what a grant must be --------------------------------------------------------------------


def check_post(what: What) -> None:
    """Raises Refused where a post cannot be granted."""
    person = _person(what)
    agency = _agency(what["agency"])
    role = _role(what)
    _team(what)
    _dates(what)
    _sensitivities(what)
    if role in _BODIES and agency.sector not in _BODIES[role]:
        raise Refused(f"An agency of this sort has nobody in the role of {role.label.lower()}.")
    held = Post.objects.filter(_overlaps(what), person=person).values_list("role", flat=True)
    if any(cannot_be_held_together(role, Role(other)) for other in held):
        raise Refused("Nobody administers access and reads files at the same time.")


def check_agreement(what: What) -> None:
    """Raises Refused where an agreement cannot be made."""
    if _agency(what["agency"]) == _agency(what["other"]):
        raise Refused("An agreement is between two agencies.")
    for said, missing in (("purpose", "what the agreement is for"), ("basis", "its basis in law")):
        if not what[said].strip():
            raise Refused(f"Say {missing}.")
    _dates(what)
    _sensitivities(what)
    for kind in what["kinds"]:
        if kind not in standard().kinds:
            raise Refused("The agreement names a kind of record that the standard does not have.")


def _overlaps(what: What) -> Q:
    """Of posts, those held on any day of the post asked for."""
    first, last = _dates(what)
    overlaps = Q(until_on=None) | Q(until_on__gte=first)
    if last is not None:
        overlaps &= Q(from_on__lte=last)
    return overlaps & ~Q(Exists(Ending.objects.filter(of=OuterRef("pk"), on__lt=first)))


def _person(what: What) -> Person:
    person = Person.objects.filter(pk=what["person"], is_active=True).first()
    if person is None:
        raise Refused("There is no such person, or they no longer sign in.")
    return person


def _agency(id_: str) -> Agency:
    agency = Agency.objects.filter(pk=UUID(id_)).first()
    if agency is None:
        raise Refused("There is no such agency.")
    return agency


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


def _dates(what: What) -> tuple[date, date | None]:
    first = date.fromisoformat(what["from_on"])
    last = None if what["until_on"] is None else date.fromisoformat(what["until_on"])
    if last is not None and last < first:
        raise Refused("The last day comes before the first.")
    return first, last


def _sensitivities(what: What) -> str:
    letters: str = what["sensitivities"]
    if letters != "".join(s for s in SENSITIVITIES if s in letters):
        raise Refused("Sensitive fields are those on health, on victims and of the police.")
    return letters


# --- granting, once it may be done -----------------------------------------------------------


def _appoint(what: What, asked_by: UUID | None, by: Act) -> Post:
    first, last = _dates(what)
    person = _person(what)
    # The lock, and the question asked again under it: of two grants at once the second sees the
    # first, so that together they cannot give what neither might.
    chains.lock(chains.person_chain(person.pk))
    check_post(what)
    post = Post(
        id=new_id(),
        person=person,
        agency=_agency(what["agency"]),
        team=_team(what),
        role=_role(what),
        sensitivities=_sensitivities(what),
        from_on=first,
        until_on=last,
        approved_by=by.person,
    )
    chains.append([post], chain=chains.person_chain(person.pk), by=replace(by, person=asked_by))
    by.did("appoint", row=post.pk)
    return post


def _agree(what: What, asked_by: UUID | None, by: Act) -> Agreement:
    first, last = _dates(what)
    agreement = Agreement(
        id=new_id(),
        agency=_agency(what["agency"]),
        other=_agency(what["other"]),
        purpose=what["purpose"],
        basis=what["basis"],
        kinds=list(what["kinds"]),
        sensitivities=_sensitivities(what),
        from_on=first,
        until_on=last,
        approved_by=by.person,
    )
    chain = chains.agency_chain(agreement.agency_id)
    chains.append([agreement], chain=chain, by=replace(by, person=asked_by))
    by.did("agree", row=agreement.pk)
    return agreement


def _by_machine(by: Act) -> None:
    if by.person is not None:
        raise Refused("Granting takes two people: propose it, and somebody else decides.")


# --- as both people read it ------------------------------------------------------------------


def _shown_post(what: What) -> str:
    team = _team(what)
    where = _agency(what["agency"]).name + ("" if team is None else f", team {team.name}")
    return (
        f"{_person(what).name} is {_role(what).label.lower()} of {where}, {_when(what)}, "
        f"{_reads(what)}."
    )


def _shown_agreement(what: What) -> str:
    kinds = [standard().kinds[kind].title for kind in what["kinds"]]
    which = f"records of these kinds: {', '.join(kinds)}" if kinds else "records that they may read"
    return (
        f"{_agency(what['other']).name} sees files of {_agency(what['agency']).name}, "
        f"{_when(what)}: {which}, {_reads(what)}. Purpose: {what['purpose']}. "
        f"Basis: {what['basis']}."
    )


def _when(what: What) -> str:
    first, last = _dates(what)
    until = "until it is ended" if last is None else f"until {last:%-d %B %Y}"
    return f"from {first:%-d %B %Y} {until}"


def _reads(what: What) -> str:
    held = [SENSITIVITIES[letter] for letter in _sensitivities(what)]
    return f"with sensitive fields ({', '.join(held)})" if held else "without sensitive fields"


APPOINT = TwoPeople(
    name="appoint",
    title="Grant a post",
    right=Right.ADMINISTER,
    shown=_shown_post,
    check=check_post,
    do=_appoint,
    concerns=lambda what, person: what["person"] == str(person),
)
AGREE = TwoPeople(
    name="agree",
    title="Make an agreement",
    right=Right.ADMINISTER,
    shown=_shown_agreement,
    check=check_agreement,
    do=_agree,
)
