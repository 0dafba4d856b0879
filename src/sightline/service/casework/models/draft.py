"""A record that somebody has begun and not yet made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.access.models import Person
from sightline.service.files.models import KindVersion, Subject


class Draft(models.Model):
    """What one person has typed so far into the form of a record on one file.

    It is no evidence: it stands in no chain, meets nothing, and nobody but its owner reads it.
    ``id``: the record's, once there is one. ``kind_version``: the kind as its form asked it then.
    ``seen``: the version of the file when it was begun. ``sealed``: what was typed
    (``drafts.Typed``), sealed with the service's keys.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    file = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    kind_version = models.ForeignKey(KindVersion, models.PROTECT, related_name="+", db_index=False)
    seen = models.PositiveIntegerField()
    sealed = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "file"])]
