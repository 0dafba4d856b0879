"""The pages of the navigation: those that somebody may open. The first is where they land."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import resolve, reverse

from sightline.service.access.door import Page
from sightline.service.access.policy import can
from sightline.service.access.viewer import Viewer


def open_places(viewer: Viewer) -> Iterator[tuple[str, str]]:
    """The words and the address of each page of ``settings.PLACES`` whose rule lets them in."""
    for name, text in settings.PLACES:
        href = reverse(name)
        made: Page = resolve(href).func.page  # type: ignore[attr-defined]
        if can(made.check, viewer):
            yield text, href
