"""Documents kept with a file: what is known of them, and where their bytes are."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.files.models.subjects import Subject
from sightline.service.ledger.models import Chained


class Attachment(Chained):
    """A document kept with a file, or the row that says that one was withdrawn.

    ``fact``: the record of the file that it belongs to; null for the file itself. ``name``: as it
    was sent. ``media``: what it is, found by its content. ``size``: bytes. ``store``: under which
    id its bytes are kept (``files.store``); null where they never were, because it was infected.
    ``sensitivities``: those of its record's kind and those chosen, letters of ``hvp``. ``agency``:
    the file of the agency that added it. ``withdraws``: the document that this row ends; such a row
    says nothing but its ``reason`` and whether it was ``misfiled``. ``misfiled_from``: the document
    on another file that was filed there in error; the bytes of both are the same ones.
    """

    erasable: ClassVar[tuple[str, ...]] = ("title", "name", "sha256", "reason")

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    fact = models.UUIDField(null=True, db_index=True)
    title = models.CharField(max_length=200, null=True)
    name = models.CharField(max_length=200, null=True)
    media = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(null=True)
    sha256 = models.BinaryField(max_length=32, null=True)
    store = models.UUIDField(null=True)
    sensitivities = models.CharField(max_length=3, blank=True)
    agency = models.UUIDField(null=True)
    withdraws = models.UUIDField(null=True, unique=True)
    misfiled = models.BooleanField(default=False)
    misfiled_from = models.UUIDField(null=True)
    reason = models.TextField(null=True, blank=True, default="")


class Scan(Chained):
    """What a scanner found in a document, or that none has looked at it.

    ``scanner``: its name and version; blank where there was none. ``found``: what it calls what it
    found.
    """

    class Result(models.TextChoices):
        """What was found."""

        CLEAN = "clean", "Scanned: nothing found"
        INFECTED = "infected", "Infected"
        NOT_SCANNED = "not scanned", "Not scanned"

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="scans")
    result = models.CharField(max_length=12, choices=Result.choices)
    scanner = models.CharField(max_length=120, blank=True)
    found = models.CharField(max_length=120, blank=True)


class Stored(models.Model):
    """Bytes are kept under this id (``files.store``); what no row names here is swept."""

    id = models.UUIDField(primary_key=True, editable=False)
    kept_at = models.DateTimeField()
