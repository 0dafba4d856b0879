"""What managers signed, and what waits for them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.files.models.records import Record
from sightline.service.files.models.subjects import Subject
from sightline.service.ledger.models import Chained


class Countersignature(Chained):
    """Somebody read one version of a record and signed it, or sent it back.

    In the chain of the record's file. ``fact``: the record. ``record``: the version that was read,
    and ``record_digest`` its digest, to which the signature is bound. ``sign_off``: the fact that
    says so among the records of the file: as whom, and with what note. Whether it holds is asked
    of what has happened since (``files.signatures``); it says nothing that could be erased.
    """

    class Result(models.TextChoices):
        """What came of it."""

        SIGNED = "countersigned", "Countersigned"
        RETURNED = "returned", "Sent back"

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    fact = models.UUIDField()
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_index=False)
    record_digest = models.BinaryField(max_length=32)
    sign_off = models.UUIDField()
    result = models.CharField(max_length=13, choices=Result.choices)

    class Meta(Chained.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["fact"], name="files_signature_of"),
            models.Index(fields=["sign_off"], name="files_signature_said"),
        ]


class Unsigned(models.Model):
    """A record that waits to be countersigned, or for whoever made it to change it.

    It follows from records and signatures, and is made again at each write. ``record``: the version
    that waits. ``since``: when it was entered. ``returned``: it was sent back.
    """

    file = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    fact = models.UUIDField(unique=True)
    record = models.ForeignKey(Record, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    agency = models.UUIDField(null=True)
    author = models.UUIDField(null=True)
    since = models.DateTimeField()
    returned = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["agency", "since"], name="files_unsigned_of"),
        ]
