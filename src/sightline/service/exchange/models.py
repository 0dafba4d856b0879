"""What was delivered, and what of it could not be taken up. A delivery is its own job's queue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sightline.service.files.models import System
from sightline.service.ledger.ids import new_id
from sightline.service.ledger.models import Job


class State(models.TextChoices):
    """How far a delivery is."""

    WAITING = "waiting", "Waiting"
    READING = "reading", "Being read"
    WRITING = "writing", "Being taken up"
    DONE = "done", "Taken up"
    REFUSED = "refused", "Refused"
    STOPPED = "stopped", "Stopped"


class Delivery(models.Model):
    """What came from a system at once: the files of one return, or one extract.

    ``mapping``: the name by which it is read, blank for an extract; ``mapping_text``: what the
    mapping said then. ``digest``: SHA-256 of the names and contents of what came. ``kept``: where
    that is kept, ``[{"name", "id"}]`` of ``files.store``; empty where it was read from where it
    lay. ``by``: who brought it; null for the machine. ``made_at``: when it was made, as it says
    itself. ``first_on``, ``last_on``: the days for which it tells all, where ``complete`` says that
    it does. ``sentence``: why it was refused or stopped. ``cursor``: how many files were taken up.
    ``counts``: what has been done, by the names in ``counting.NAMES``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, models.PROTECT, related_name="+")
    mapping = models.CharField(max_length=120, blank=True)
    mapping_text = models.TextField(blank=True)
    year_ending = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=64)
    kept = models.JSONField(default=list)
    by = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    complete = models.BooleanField(default=False)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    sentence = models.CharField(max_length=500, blank=True)
    cursor = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    counts = models.JSONField(default=dict)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["received_at"]),
            models.Index(
                fields=["received_at"],
                condition=~Q(state__in=["done", "refused"]),
                name="exchange_delivery_queue",
            ),
        ]


class Refusal(models.Model):
    """One row that could not be read (``sightline.returns.Reject``)."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="refusals")
    file = models.CharField(max_length=200)
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=120, blank=True)
    found = models.CharField(max_length=200, blank=True)
    expected = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500)


class Quarantined(models.Model):
    """What was read and could not be taken up. ``file``, ``record``: as the system calls them."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="quarantined")
    file = models.CharField(max_length=200)
    record = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500)
