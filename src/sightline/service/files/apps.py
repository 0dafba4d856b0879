"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models import ForeignKey, OneToOneField, UUIDField


class Config(AppConfig):
    """The app's name and label."""

    name = "sightline.service.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let queries ask for one of very many files."""
        from sightline.service.files.among import Among

        for field in (ForeignKey, OneToOneField, UUIDField):
            field.register_lookup(Among)
