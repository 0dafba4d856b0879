"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    """The app's name and label."""

    name = "sightline.service.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say of an erasure what it would empty, to whoever decides it; and lose drafts by it."""
        from sightline.service.access.two_people import LISTED
        from sightline.service.casework import drafts
        from sightline.service.casework.erasable import listed
        from sightline.service.files.erasing import FORGET

        LISTED["erase"] = listed
        FORGET.append(drafts.forget)
