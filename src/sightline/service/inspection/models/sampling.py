"""The sample: what it was drawn from, what was drawn, and what was put in the place of what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.files.models import Subject
from sightline.service.inspection.models.planning import Inspection, Plan
from sightline.service.ledger.models import Chained


class Draw(Chained):
    """A draw by one plan. The last of an inspection's draws counts.

    ``at``: T, up to which the record is known for all that follows. ``seed``: with which the order
    was made; ``seed_how``: how somebody came by it, blank where the machine made it at random.
    ``frame``: ``[[file, stratum], ...]`` in the order of the files' ids; ``digest``: the
    SHA-256 of that, as hexadecimal digits (``engine.inspection.draw``). ``size``: files wanted.
    ``reason``: why it was drawn again, where it was.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="draws")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seed = models.CharField(max_length=64)
    seed_how = models.CharField(max_length=200, blank=True)
    frame = models.JSONField(default=list)
    frame_digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, blank=True)


class Drawn(Chained):
    """One file that was drawn. ``place``: in its stratum's order, from 1; ``weight``: of its
    stratum, as a fraction ``"3/2"``. ``is_reserve``: only judged in the place of another.
    ``is_twice``: whether two people judge it."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="drawn")
    file = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    stratum = models.CharField(max_length=200)
    place = models.PositiveIntegerField()
    weight = models.CharField(max_length=40)
    is_reserve = models.BooleanField()
    is_twice = models.BooleanField()


class Exclusion(Chained):
    """Why a file that was drawn is not judged, and which reserve takes its place."""

    erasable: ClassVar[tuple[str, ...]] = ("words",)

    class Why(models.TextChoices):
        """The reasons that are known."""

        NOT_ELIGIBLE = "not-eligible", "It does not belong to the frame"
        TOO_NEW = "too-new", "It is too new to be judged"
        NOT_OPEN = "not-open", "It is closed to inspectors"
        CONFLICT = "conflict", "Nobody without a conflict of interest can read it"
        JUDGED_ELSEWHERE = "judged-elsewhere", "It is judged in another inspection at this time"
        OTHER = "other", "Something else"

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    drawn = models.OneToOneField(Drawn, models.PROTECT, related_name="exclusion")
    why = models.CharField(max_length=16, choices=Why.choices)
    words = models.CharField(max_length=300, null=True)
    replacement = models.OneToOneField(Drawn, models.PROTECT, null=True, related_name="replaces")
