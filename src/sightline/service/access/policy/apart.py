"""What somebody may do apart from files."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from sightline.service.access.models import Proposal
from sightline.service.access.policy.parts import NO_FILE, needs
from sightline.service.access.roles import Right
from sightline.service.access.two_people import TWO_PEOPLE, What
from sightline.service.access.viewer import Viewer
from sightline.service.ledger.failures import NotFound, Refused


def check_see_standard(viewer: Viewer) -> None:
    """Browse the standard."""
    if not viewer.posts:
        raise Refused("You hold no post today.")


def check_see_figures(viewer: Viewer) -> None:
    """See figures in which nobody can be recognised."""
    needs(viewer, Right.FIGURES, "Your role does not see figures.")


def check_administer(viewer: Viewer) -> None:
    """Administer people, agencies, teams, posts and agreements."""
    needs(viewer, Right.ADMINISTER, "Access is administered by access administrators.")


def check_see_log(viewer: Viewer) -> None:
    """Read the log."""
    needs(viewer, Right.SEE_LOG, "The log is read by access administrators.")


def check_see_own_log(viewer: Viewer) -> None:
    """Read one's own lines of the log: what one has looked at and done."""
    check_see_standard(viewer)


def check_see_allocations(viewer: Viewer) -> None:
    """See who holds how many files, and which files nobody holds."""
    needs(viewer, Right.ALLOCATE, "Who holds how many files is shown to managers.")


def check_keep_checkpoints(viewer: Viewer) -> None:
    """Download signed checkpoints, to keep them elsewhere."""
    needs(
        viewer,
        Right.KEEP_CHECKPOINTS,
        "Checkpoints are kept by access administrators and records officers.",
    )


def check_load(viewer: Viewer) -> None:
    """Take up what other systems deliver (``exchange.checks`` says of which)."""
    needs(viewer, Right.LOAD, "What other systems deliver is taken up by records officers.")


def check_see_operations(viewer: Viewer) -> None:
    """See jobs, what is watched and the state of the chains."""
    needs(viewer, Right.SEE_OPERATIONS, "Your role does not see how the service runs.")


def check_see_proposals(viewer: Viewer) -> None:
    """See what waits for a second person, as far as one could decide it."""
    if not proposals_for(viewer):
        raise Refused("Your role decides nothing that takes two people.")


def proposals_for(viewer: Viewer) -> frozenset[str]:
    """The acts that take two people and that the viewer's role may propose or decide."""
    return frozenset(name for name, act in TWO_PEOPLE.items() if viewer.may(act.right))


def proposals_known(viewer: Viewer) -> Q:
    """Of proposals, those that the viewer may see."""
    acts = proposals_for(viewer)
    asked = Proposal.objects.filter(act__in=acts).only("act", "what")
    return Q(pk__in=[p.pk for p in asked if TWO_PEOPLE[p.act].known_to(p.what, viewer)])


def check_propose(viewer: Viewer, act: str, what: What | None = None) -> None:
    """Propose an act that takes two people; ``what``, once that is known."""
    if act not in TWO_PEOPLE:
        raise NotFound("There is no such act.")
    needs(viewer, TWO_PEOPLE[act].right, "Your role does not propose this.")
    if what is None:
        return
    if not TWO_PEOPLE[act].known_to(what, viewer):
        raise NotFound(NO_FILE)
    if TWO_PEOPLE[act].concerns(what, viewer.person):
        raise Refused("Nobody proposes what is granted to themselves.")


def check_see_proposal(viewer: Viewer, proposal: UUID) -> None:
    """See what was proposed, and what became of it."""
    _proposal(viewer, proposal)


def check_decide(viewer: Viewer, proposal: UUID) -> None:
    """Decide what somebody else has proposed."""
    check_second_person(viewer, _proposal(viewer, proposal))


def check_second_person(viewer: Viewer, proposed: Proposal) -> None:
    """Be the second person to a proposal that one's role may decide."""
    if proposed.by == viewer.person:
        raise Refused("A second person decides what you have proposed.")
    if TWO_PEOPLE[proposed.act].concerns(proposed.what, viewer.person):
        raise Refused("Nobody decides what is granted to themselves.")


def _proposal(viewer: Viewer, proposal: UUID) -> Proposal:
    found = Proposal.objects.filter(pk=proposal, act__in=proposals_for(viewer)).first()
    if found is None or not TWO_PEOPLE[found.act].known_to(found.what, viewer):
        raise NotFound("There is no such proposal, or none that you could decide.")
    return found
