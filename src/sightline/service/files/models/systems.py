"""Where records come from, and what of it is watched."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.files.models.subjects import Subject


class Watch(models.Model):
    """Records of a kind reach Sightline from a place, and from when until when they did.

    ``last_on``: null while they go on reaching it. ``delivered_at``: when the agency last
    delivered any.
    """

    place = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    agency = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)


class NotHeld(models.Model):
    """A duty whose answers no source of this place can hold, so that absence is not judged."""

    place = models.CharField(max_length=80)
    duty = models.CharField(max_length=80)


class System(models.Model):
    """A system that records come from.

    ``name``: what ``Subject.source`` says, from which ids are derived. ``agency``: whose it is.
    ``place``: the area that it tells of, where its deliveries do not say. ``live``: records go on
    being entered there, so that what comes from it is not changed here; False where they were
    taken over once and for all. ``file_link``: its own page of a file, ``https://...{id}``, blank
    where it has none. ``mended_by``, ``mended_at``: the person or desk who can mend what it says,
    and how they are reached. ``lacks``: by duty, what it does not tell.
    """

    name = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    agency = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=80, blank=True)
    live = models.BooleanField(default=True)
    file_link = models.CharField(max_length=300, blank=True)
    mended_by = models.CharField(max_length=120, blank=True)
    mended_at = models.CharField(max_length=200, blank=True)
    lacks = models.JSONField(default=dict)


class Fed(models.Model):
    """Records of a kind arrive from a system, on the files of a place.

    ``fields``: those that it fills, each with the only values that it can hold (none: any).
    ``since``, ``heard_at``: when the first and the last delivery that told of it was made.
    """

    system = models.ForeignKey(System, models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    fields = models.JSONField(default=dict)
    since = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["system", "place", "kind"], name="files_fed_once")
        ]


class Delivered(models.Model):
    """What a system last said of one fact, so that a delivery is compared without reading it.

    It follows from what was delivered and is no evidence. ``id``: derived from the system's own
    name for it. ``fact``: what it is here; the file, for what is told of the subject itself.
    ``version``: the row that was last written of it. ``content``: a hash of what was said, without
    when it was entered. ``ended``: why it no longer stands: the source said or showed so
    (``withdrawn``), or it was erased here (``erased``), and then nothing of what it said is left.
    """

    class Ended(models.TextChoices):
        """Why it no longer stands."""

        WITHDRAWN = "withdrawn", "Withdrawn"
        ERASED = "erased", "Erased"

    id = models.UUIDField(primary_key=True, editable=False)
    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    fact = models.UUIDField()
    version = models.UUIDField()
    content = models.BinaryField(max_length=16)
    ended = models.CharField(max_length=9, choices=Ended.choices, blank=True)
