"""An inspection as it is planned, and who carries it out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.access.models import Agency, Person
from sightline.service.ledger.models import Chained


class Sort(models.TextChoices):
    """What an inspection is for, and who answers for it."""

    SERVICE = "service", "Inspection of a service"
    THEMATIC = "thematic", "Thematic inspection across areas"
    SELF = "self", "A service’s own dip sample"


class Inspection(Chained):
    """One piece of inspecting. Everything that belongs to it stands in its chain.

    Chain ``inspection:<id>``. ``agency``: who carries it out; of a dip sample, its own agency.
    """

    sort = models.CharField(max_length=8, choices=Sort.choices)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)


class Plan(Chained):
    """What is to be inspected, and how. The last of an inspection's plans counts.

    ``areas``: ``[{"agency": id, "team": name or ""}]``. ``question_set``, ``rules``, ``programme``:
    ids in the standard; ``rules`` blank where nothing is rated. ``standard``: its digest.
    ``parts``: of the question set, those that are asked; all where empty. ``topic``: of a thematic
    inspection, ``{"sections": [...], "stages": [...], "strands": [...]}`` by which its questions
    were chosen; ``questions``: these, by their ids; all of the parts where empty.
    ``from_on``..``until_on``: the days of field work. ``frame``: which files belong to the sample's
    frame, as ``frames`` reads it. ``confidence`` (80, 90 or 95) and ``margin`` (points) decide the
    size, between ``least`` and ``most``. ``strata``: what the frame is divided by. ``weighted``:
    whether files count by the weights of their strata where one file had to be taken from a stratum
    too small for it; else the sample is said not to be representative.
    ``second_share``: the share of files, in percent, that two people judge.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="plans")
    areas = models.JSONField(default=list)
    question_set = models.CharField(max_length=20)
    rules = models.CharField(max_length=40, blank=True)
    programme = models.CharField(max_length=40)
    standard = models.CharField(max_length=64)
    parts = models.JSONField(default=list)
    topic = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    from_on = models.DateField()
    until_on = models.DateField()
    frame = models.JSONField(default=dict)
    confidence = models.PositiveSmallIntegerField()
    margin = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField(null=True)
    most = models.PositiveSmallIntegerField(null=True)
    strata = models.JSONField(default=list)
    weighted = models.BooleanField(default=False)
    second_share = models.PositiveSmallIntegerField()


class Part(models.TextChoices):
    """What somebody does in an inspection."""

    LEAD = "lead", "Lead inspector"
    INSPECTOR = "inspector", "Inspector"


class Member(Chained):
    """Somebody who carries it out. ``declared``: what they said of ties to what is inspected."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = models.CharField(max_length=9, choices=Part.choices)
    declared = models.CharField(max_length=500, blank=True)


class Departure(Chained):
    """The end of somebody's part in an inspection."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    member = models.OneToOneField(Member, models.PROTECT, related_name="departure")
    reason = models.CharField(max_length=300)


class ConflictOfInterest(Chained):
    """A file that a member must not judge, for a reason that no record shows."""

    erasable: ClassVar[tuple[str, ...]] = ("reason",)

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    file = models.UUIDField()
    reason = models.CharField(max_length=300, null=True)
