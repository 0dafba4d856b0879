"""By which standard all is judged, and since when."""

from __future__ import annotations

from django.db import models

from sightline.service.ledger.models import Chained


class StandardInForce(Chained):
    """A standard, and the first day on which the service is run by it; chain ``standard:all``.

    Of two that begin on one day the later row holds. ``text``: the standard's files by path, kept
    here so that no new release and no other machine changes what was decided. ``reason``: why.
    """

    from_on = models.DateField()
    name = models.CharField(max_length=60)
    version = models.CharField(max_length=40)
    standard = models.CharField(max_length=64)
    text = models.JSONField()
    reason = models.CharField(max_length=300)
