"""The records of a file. All of it but the kinds they were made under is chained."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.files.models.subjects import Subject
from sightline.service.ledger.models import Chained


class KindVersion(models.Model):
    """A kind as it was declared when answers were given under it. Added, never changed.

    ``id`` is worked out from the other columns (``files.standard``), so that a record, whose digest
    covers it, tells whether the kind still says what it said then.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=60)
    standard = models.CharField(max_length=60)
    standard_version = models.CharField(max_length=40)
    declared = models.JSONField()


class Precision(models.TextChoices):
    """How exactly a moment is known."""

    MINUTE = "minute", "To the minute"
    DAY = "day", "To the day"
    MONTH = "month", "To the month"
    YEAR = "year", "To the year"
    PERIOD = "period", "Said of a reporting period"


class Record(Chained):
    """One version of one dated fact on one file, or the withdrawal of one.

    ``fact``: the id of the fact's first version. ``occurred_at``: when it began, in UTC; with
    precision ``day`` the first minute of that day in London; null while it is only planned.
    ``recorded_at``: when it was entered, here or in the system that it came from. ``withdraws``:
    a version of the fact that this record ends on its file; such a record says nothing else.
    ``misfiled`` True says that the fact was filed here in error: nothing more of it is to be read
    here. ``misfiled_from``: the fact, on another file, that was filed there in error. ``about``:
    another record or subject; the subject of the file itself stands for one of its birthdays.
    ``agency``, ``author``: the files of the agency and the worker. ``details``: the answers,
    checked against ``kind_version``. ``reason``: why it was corrected, withdrawn or refiled.
    """

    erasable: ClassVar[tuple[str, ...]] = ("details", "reason")

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    kind_version = models.ForeignKey(
        KindVersion, models.PROTECT, null=True, related_name="+", db_index=False
    )
    fact = models.UUIDField()
    occurred_at = models.DateTimeField(null=True)
    occurred_precision = models.CharField(max_length=8, choices=Precision.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_precision = models.CharField(max_length=8, choices=Precision.choices, blank=True)
    planned_start_on = models.DateField(null=True)
    planned_end_on = models.DateField(null=True)
    agency = models.UUIDField(null=True)
    author = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    entry_known = models.BooleanField(default=True)
    version_of = models.UUIDField(null=True, unique=True)
    withdraws = models.UUIDField(null=True)
    misfiled = models.BooleanField(default=False)
    misfiled_from = models.UUIDField(null=True)
    about = models.UUIDField(null=True)
    details = models.JSONField(null=True, default=dict)
    reason = models.TextField(null=True, blank=True, default="")

    class Meta(Chained.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Chained.Meta.constraints,
            # From a file that it stands on besides its own a fact is taken off by a row there.
            models.UniqueConstraint(fields=["file", "withdraws"], name="files_withdrawn_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "occurred_at"]),
            models.Index(fields=["fact"]),
        ]


class AlsoOn(Chained):
    """A record stands on a further file as well; in the chain of that file."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    file = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)

    class Meta(Chained.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Chained.Meta.constraints,
            models.UniqueConstraint(fields=["file", "record"], name="files_alsoon_once"),
        ]


class Erasure(Chained):
    """The certificate of a lawful erasure; in the chain of the file that it emptied.

    ``rows``: ``{"table": [ids]}`` of what was emptied. ``basis``: the law or decision.
    ``asked_by`` and ``by`` are two people.
    """

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    rows = models.JSONField()
    basis = models.CharField(max_length=300)
    asked_by = models.UUIDField()
