"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    """The app's name and label."""

    name = "sightline.service.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"
