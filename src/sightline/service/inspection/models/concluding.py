"""What an inspection comes to: ratings, practice examples, findings, recommendations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.access.models import Agency
from sightline.service.inspection.models.planning import Inspection
from sightline.service.inspection.models.sampling import Draw, Drawn
from sightline.service.ledger.models import Chained


class Banding(Chained):
    """A standard's rating where judgement decides it: on evidence, or moved by the panel.

    The last of a standard's counts. ``standard``: its id in the rules, or ``overall``. ``moved``:
    whether the percentage says another band, so that ``reason`` says why the panel departs from it.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    standard = models.CharField(max_length=60)
    band = models.CharField(max_length=40)
    moved = models.BooleanField()
    reason = models.TextField()


class ServiceJudgement(Chained):
    """The answer to a question about the service itself. The last of a question's counts."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    area = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    question = models.CharField(max_length=80)
    answer = models.CharField(max_length=16)
    reason = models.TextField()
    evidence = models.JSONField(default=list)


class Example(Chained):
    """A practice example from a file that was judged, in words in which nobody is recognised.

    ``consent_of``: who agreed (child, parent), ``consent_on`` and ``consent_how``. The last row
    about a file counts; ``withdrawn`` ends it.
    """

    erasable: ClassVar[tuple[str, ...]] = ("title", "words", "consent_of", "consent_how")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    drawn = models.ForeignKey(Drawn, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120, null=True)
    words = models.TextField(null=True)
    consent_of = models.CharField(max_length=120, null=True)
    consent_how = models.CharField(max_length=200, null=True)
    consent_on = models.DateField()
    withdrawn = models.BooleanField(default=False)


class ExampleCheck(Chained):
    """Somebody else read an example and would not recognise anybody in it."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    example = models.OneToOneField(Example, models.PROTECT, related_name="second_look")


class Recommended(Chained):
    """A recommendation as it will be published. The last row of a ``number`` counts.

    ``to``: who is asked. ``body``, ``function``: as which of the standard's bodies and for which of
    its functions, so that whoever holds that on a later day answers; blank where it is none of
    them. ``theme``: a code of the kind ``recommendation``. ``shown_by``: what will show that it
    worked, ``{"duty": id}`` or ``{"measure": id}``. ``withdrawn``: it is not made.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    words = models.TextField()
    to = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    theme = models.CharField(max_length=40)
    due_on = models.DateField()
    shown_by = models.JSONField()
    body = models.CharField(max_length=60, blank=True)
    function = models.CharField(max_length=60, blank=True)
    withdrawn = models.BooleanField(default=False)


class Confirmation(Chained):
    """A member other than the lead read what an inspection comes to, and would conclude the same.

    ``said_digest``: of all that it said then (``concluding.said_digest``); where anything of it has
    changed since, nothing is confirmed.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    said_digest = models.CharField(max_length=64)


class Conclusion(Chained):
    """The findings, frozen: from then on nothing is judged. The last of an inspection's counts.

    ``findings``: as ``engine.inspection.findings`` writes them. ``findings_digest``: their SHA-256.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="conclusions")
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="+")
    findings = models.JSONField()
    findings_digest = models.CharField(max_length=64)
