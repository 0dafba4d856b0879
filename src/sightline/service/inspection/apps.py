"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    """The app's name and label."""

    name = "sightline.service.inspection"
    label = "inspection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lose the words about a file, and what is typed of it, when anything on it is erased."""
        from sightline.service.files.erasing import EMPTY, FORGET
        from sightline.service.inspection import autosaving, erasing

        EMPTY.append(erasing.empty)
        FORGET.append(autosaving.forget)
