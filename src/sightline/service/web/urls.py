"""Where each app's pages are."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, path

from sightline.service.access import entrance_urls
from sightline.service.access.door import page
from sightline.service.access.pages import urls as administration
from sightline.service.access.viewer import Viewer
from sightline.service.casework import urls as casework
from sightline.service.exchange import urls as exchange
from sightline.service.inspection import urls as inspection
from sightline.service.ledger.failures import NotFound
from sightline.service.publishing import urls as publishing
from sightline.service.web.health import health


def nothing_here(viewer: Viewer, address: str) -> None:
    """The rule of every address that there is not."""
    raise NotFound("There is no such page.")


def _unreachable(*_: object, **__: object) -> HttpResponse:
    raise AssertionError("nothing_here lets nobody in")


urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    *entrance_urls.urlpatterns,
    *administration.urlpatterns,
    *exchange.urlpatterns,
    *casework.urlpatterns,
    *inspection.urlpatterns,
    *publishing.urlpatterns,
    # An address that there is not goes through the door like one that may not be known of, so that
    # nothing in the answer tells the two apart. It must be the last.
    page("<path:address>", _unreachable, name="no such page", check=nothing_here),
]

_ANSWERS = "sightline.service.access.answers"
handler400 = f"{_ANSWERS}.bad_request"
handler403 = f"{_ANSWERS}.forbidden"
handler404 = f"{_ANSWERS}.not_found"
handler500 = f"{_ANSWERS}.failed"
