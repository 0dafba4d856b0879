"""What stands around every page: the template's ``frame``."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from sightline.service.access.places import open_places
from sightline.service.ui.frame import Frame, Place
from sightline.service.web.demo.state import banner


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The context of every page. Whoever has not passed the door is shown no navigation."""
    user = getattr(request, "user", None)
    person = user.name if user is not None and user.is_authenticated else ""
    places = list(_places(request))
    made = Frame(
        places=places,
        home=places[0].href if places else "/",
        person=person,
        sign_out=reverse("account_logout") if person else "",
        banner=banner() if settings.DEMO else "",
        banner_tag="Demonstration" if settings.DEMO else "",
    )
    return {"frame": made}


def _places(request: HttpRequest) -> Iterator[Place]:
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return
    for text, href in open_places(viewer):
        under = href != "/" and request.path.startswith(f"{href}/")
        yield Place(text, href, current=under or request.path == href)
