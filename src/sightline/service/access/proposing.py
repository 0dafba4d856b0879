"""Proposing an act that takes two people, and deciding it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sightline.service.access import policy
from sightline.service.access.models import Decision, Proposal
from sightline.service.access.two_people import TWO_PEOPLE, What
from sightline.service.access.viewer import Viewer, viewer_of
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.ids import new_id


def propose(*, act: str, what: What, reason: str, at: datetime, by: Act) -> Proposal:
    """Propose an act to a second person. ``shown`` of the proposal is what that person will read.

    Raises Refused where the act may not be done or the person may not propose it.
    """
    policy.check_propose(acting(by, at), act, what)
    if not reason.strip():
        raise Refused("Say why this is to be done.")
    TWO_PEOPLE[act].check(what)
    proposal = Proposal(
        id=new_id(), act=act, what=dict(what), shown=TWO_PEOPLE[act].shown(what), reason=reason
    )
    chains.append([proposal], chain=chains.proposal_chain(proposal.pk), by=by)
    by.did(f"propose {act}", row=proposal.pk)
    return proposal


def decide(*, proposal: UUID, agreed: bool, at: datetime, by: Act, reason: str = "") -> Decision:
    """Agree to a proposal, and do what it says; or refuse it.

    Raises NotFound and Refused as ``policy.check_decide``, and Refused where it has been decided,
    or may no longer be done, or would no longer do what was shown.
    """
    # Locked before it is looked at, so that of two people who decide at once the second is refused.
    chains.lock(chains.proposal_chain(proposal))
    policy.check_decide(acting(by, at), proposal)
    proposed = Proposal.objects.get(pk=proposal)
    if Decision.objects.filter(proposal=proposed).exists():
        raise Refused("This has already been decided.")
    decision = Decision(id=new_id(), proposal=proposed, agreed=agreed, reason=reason)
    chains.append([decision], chain=chains.proposal_chain(proposal), by=by)
    by.did(f"{'agree to' if agreed else 'refuse'} {proposed.act}", row=decision.pk)
    if agreed:
        _do(proposed, by)
    return decision


def _do(proposed: Proposal, by: Act) -> None:
    act = TWO_PEOPLE[proposed.act]
    act.check(proposed.what)
    if act.shown(proposed.what) != proposed.shown:
        raise Refused("What this would do has changed since it was proposed. Propose it again.")
    if proposed.by is None:
        raise Refused("Nobody is named who proposed this.")
    act.do(proposed.what, proposed.by, by)


def acting(by: Act, at: datetime) -> Viewer:
    """The person whose act this is. Raises Refused for a job of the machine."""
    if by.person is None:
        raise Refused("This is done by a person, and not by the machine.")
    return viewer_of(by.person, at)
