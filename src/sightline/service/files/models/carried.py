"""What of a record was taken over from an earlier one and not looked at again."""

from __future__ import annotations

from django.db import models

from sightline.service.files.models.records import Record
from sightline.service.ledger.models import Chained


class Carried(Chained):
    """Answers of one version of a record that its form began with, and nobody confirmed.

    In the chain of the record's file, beside it. ``from_fact``: the earlier record, perhaps on
    another file by now. ``fields``: the names of the fields, in the order of the kind; what they
    say stands in the record alone.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    from_fact = models.UUIDField()
    fields = models.JSONField()
