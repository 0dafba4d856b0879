"""What became of what an earlier review recommended, as it was last worked out."""

from __future__ import annotations

from django.db import models


class ReviewDone(models.Model):
    """A review's recommendations over a period: worked out from all files, and no evidence.

    The last of a review counts. ``review``: its id in the standard; ``standard``: the digest of
    that. ``files``: how many were read. ``found``: ``engine.recommended`` as plain values.
    """

    review = models.CharField(max_length=60)
    first_on = models.DateField()
    last_on = models.DateField()
    standard = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    files = models.PositiveIntegerField()
    found = models.JSONField()
