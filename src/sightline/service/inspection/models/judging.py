"""Judging: who reads which file, what they answer and on what evidence, and what it came to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.access.models import Person
from sightline.service.inspection.models.planning import Inspection
from sightline.service.inspection.models.sampling import Drawn
from sightline.service.ledger.models import Chained


class Reading(Chained):
    """A file that somebody is to judge. ``turn``: 1, or 2 of the second reader.

    ``reopens``: the reading, which was signed, in whose place it stands, and ``reason`` why. Where
    it is of the same person, what is not answered anew stands as it was answered before.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    drawn = models.ForeignKey(Drawn, models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField()
    reopens = models.OneToOneField("self", models.PROTECT, null=True, related_name="reopened")
    reason = models.CharField(max_length=300, blank=True)


class HandedBack(Chained):
    """A reading that ends without judgements: somebody else takes the file."""

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    reading = models.OneToOneField(Reading, models.PROTECT, related_name="handed_back")
    reason = models.CharField(max_length=300)


class Judgement(Chained):
    """An answer to one question about one file. The last of a reading's answers counts.

    ``answer``: a code of the question set's scale, or ``not-known``. ``reason``: why, and where it
    does not apply why not. ``evidence``: what it rests on, ``[{"record": fact, "version": row}]``
    and ``[{"obligation": id}]``. ``notes``: for the inspectors alone.
    """

    erasable: ClassVar[tuple[str, ...]] = ("reason", "evidence", "notes")

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    reading = models.ForeignKey(Reading, models.PROTECT, related_name="judgements")
    question = models.CharField(max_length=80)
    answer = models.CharField(max_length=16)
    reason = models.TextField(null=True)
    evidence = models.JSONField(null=True)
    notes = models.TextField(null=True)


class Completed(Chained):
    """A reader has answered all that is asked of a file, and signs it.

    ``answers_digest``: the SHA-256 of the ids of the judgements that counted, in order.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    reading = models.OneToOneField(Reading, models.PROTECT, related_name="completed")
    answers_digest = models.CharField(max_length=64)


class Moderation(Chained):
    """The answer that stands after it was talked over, beside those that were given.

    The last of a file's and question's counts.
    """

    erasable: ClassVar[tuple[str, ...]] = ("reason",)

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="+")
    drawn = models.ForeignKey(Drawn, models.PROTECT, related_name="moderations")
    question = models.CharField(max_length=80)
    answer = models.CharField(max_length=16)
    reason = models.TextField(null=True)


class JudgingDraft(models.Model):
    """What a reader has typed and not yet answered. No evidence, and its owner's alone.

    ``sealed``: the form as it was sent, sealed with the service's keys.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    question = models.CharField(max_length=80)
    sealed = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["person", "reading", "question"], name="inspection_judgingdraft_once"
            )
        ]
