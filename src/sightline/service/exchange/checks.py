"""Who takes up what other systems deliver, and reads what became of it.

A records officer does so for the systems of their own agency, and for no others: what was refused
names children on whom nobody has a file yet.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from sightline.service.access import policy
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.exchange.models import Delivery
from sightline.service.files.models import System
from sightline.service.ledger.failures import NotFound

_NO_SYSTEM = "There is no such system, or none of your agency."


def own_agencies(viewer: Viewer) -> frozenset[UUID]:
    """The agencies for which somebody takes up deliveries."""
    return frozenset(post.agency for post in viewer.posts if post.may(Right.LOAD))


def own_systems(viewer: Viewer) -> Q:
    """Of systems, those of the agencies for which somebody takes up deliveries."""
    return Q(agency__in=own_agencies(viewer))


def load(viewer: Viewer) -> None:
    """See the systems of one's agency."""
    policy.check_load(viewer)


def see_system(viewer: Viewer, system: int) -> None:
    """See and change a system, and bring what it delivers."""
    policy.check_load(viewer)
    if not System.objects.filter(own_systems(viewer), pk=system).exists():
        raise NotFound(_NO_SYSTEM)


def see_delivery(viewer: Viewer, delivery: UUID) -> None:
    """See what became of a delivery, with the rows that were refused."""
    policy.check_load(viewer)
    found = Delivery.objects.filter(pk=delivery).values_list("system", flat=True).first()
    if found is None:
        raise NotFound("There is no such delivery, or none of your agency.")
    see_system(viewer, found)
