"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    """The app's name and label."""

    name = "sightline.service.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the acts of this app that take two people."""
        from sightline.service.access.agreements import AGREE
        from sightline.service.access.erasing import ERASE
        from sightline.service.access.posts import APPOINT
        from sightline.service.access.two_people import register

        for act in (APPOINT, AGREE, ERASE):
            register(act)
