"""Who may do what in an inspection. What it holds of children is open to its members alone.

``check_...`` raise NotFound for an inspection of which somebody is no member, exactly as for one
that does not exist, and Refused with a sentence for a member's own limits. That a file is open to a
member is decided by ``access.policy``, as everywhere: being a member opens no file.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.inspection.models import Member, Part, Sort
from sightline.service.ledger.failures import NotFound, Refused

NO_INSPECTION = "There is no such inspection, or none of yours."


def visible_inspections(viewer: Viewer) -> Q:
    """Of inspections, those of which the viewer is a member today."""
    return Q(pk__in=members_of(viewer).values("inspection"))


def members_of(viewer: Viewer) -> QuerySet[Member]:
    """The viewer's own parts in inspections, which have not ended.

    Only of the agencies for which they hold, today, a post with the right that its sort asks for.
    """
    inspects = [post.agency for post in viewer.posts if post.may(Right.INSPECT)]
    samples = [post.agency for post in viewer.posts if post.may(Right.DIP_SAMPLE)]
    if not inspects and not samples:
        return Member.objects.none()
    for_them = Q(inspection__sort=Sort.SELF, inspection__agency__in=samples) | (
        ~Q(inspection__sort=Sort.SELF) & Q(inspection__agency__in=inspects)
    )
    return Member.objects.filter(for_them, person=viewer.person, departure__isnull=True).order_by()


def member(viewer: Viewer, inspection: UUID) -> Member:
    """The viewer's part in an inspection. Raises NotFound."""
    found = members_of(viewer).filter(inspection=inspection).first()
    if found is None:
        raise NotFound(NO_INSPECTION)
    return found


def check_see_inspections(viewer: Viewer) -> None:
    """See the list of one's inspections."""
    if not (viewer.may(Right.INSPECT) or viewer.may(Right.DIP_SAMPLE)):
        raise Refused("Inspections are carried out by inspectors, and dip samples by managers.")


def check_plan(viewer: Viewer) -> None:
    """Begin an inspection: an inspector of services, a manager of a dip sample of their own."""
    check_see_inspections(viewer)


def check_member(viewer: Viewer, inspection: UUID) -> None:
    """See an inspection."""
    member(viewer, inspection)


def check_lead(viewer: Viewer, inspection: UUID) -> None:
    """Plan, draw, moderate and conclude: the lead inspector's."""
    if member(viewer, inspection).part != Part.LEAD:
        raise Refused("The lead inspector does this.")
