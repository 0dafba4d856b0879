"""One request as a view is given it: who asks, in which act, on what basis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse

from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Stale


@dataclass(slots=True)
class Ask:
    """A request that has passed the door.

    ``by``: the open act, to hand to services. ``basis``: why the file is open to this person,
    where the page is about a file. ``if_stale``: what a view leaves here, to answer with both
    versions when its act is overtaken; without it the door says so in a page of its own.
    """

    request: HttpRequest
    viewer: Viewer
    by: Act
    now: datetime
    basis: Basis | None = None
    if_stale: Callable[[Stale], HttpResponse] | None = None
