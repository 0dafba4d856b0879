"""Reports: what is written, the figures that are published, and who agreed to what.

Nothing here names a child: figures are published ones (``reporting.published``), practice examples
were checked before they came here. All of it is chained, report by report; published figures stand
in one chain of their own, because the same question has the same answer in every report.
"""

from __future__ import annotations

from django.db import models

from sightline.service.access.models import Agency
from sightline.service.inspection.models import Inspection
from sightline.service.ledger.models import Chained


class Edition(models.TextChoices):
    """For whom a text of a report is written."""

    REPORT = "report", "Full report"
    SUMMARY = "summary", "Summary"
    BRIEFING = "briefing", "Briefing for practitioners and managers"
    CHILDREN = "children", "For children and young people"
    METHOD = "method", "How the figures came about"


class Report(Chained):
    """A report on an inspection, or on a review of the standard (``review``: its id).

    Chain ``report:<id>``. ``agency``: whose report it is. ``is_own``: a service looked at itself;
    the inspection says so too, but is known to its members alone.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="+")
    review = models.CharField(max_length=60, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    is_own = models.BooleanField(default=False)


class Text(Chained):
    """What an edition says, as ``reporting.published`` reads it. The last of an edition counts."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="texts")
    edition = models.CharField(max_length=8, choices=Edition.choices)
    words = models.TextField()


class PublishedCell(Chained):
    """A published figure, once for all reports. Chain ``figures:all``.

    ``question``: the SHA-256 of what was asked (measure, group, period, sample). ``cell``: what is
    shown, after rounding and withholding, and nothing finer.
    """

    question = models.CharField(max_length=64, unique=True)
    cell = models.JSONField()


class ReportFigure(Chained):
    """A figure that a report's texts may put in, under a name. The last of a name counts."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="figures")
    name = models.CharField(max_length=120)
    cell = models.ForeignKey(PublishedCell, models.PROTECT, related_name="+")


class Material(Chained):
    """What a report on a review is made from beside its texts and figures: recommendations,
    practice examples, tables. The last counts. ``source``: a ``reporting.published`` source, whose
    texts are what is proposed to the writers.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="materials")
    source = models.JSONField()


class AccuracyRequest(Chained):
    """A draft sent to an inspected agency, to be checked for errors of fact by a day.

    ``source``: the very draft that it is shown; ``text_digest``: of that.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    to = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    text_digest = models.CharField(max_length=64)
    source = models.JSONField()
    by_on = models.DateField()


class Comment(Chained):
    """What the inspected agency says is wrong. ``about``: the heading or figure that it is about.

    A comment that says so (``is_nothing``) finds nothing to correct.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    request = models.ForeignKey(AccuracyRequest, models.PROTECT, related_name="comments")
    about = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    is_nothing = models.BooleanField(default=False)


class Reply(Chained):
    """The answer to a comment: taken up, in part, or not, and why."""

    class Outcome(models.TextChoices):
        """What became of a comment."""

        TAKEN = "taken", "Taken up"
        PARTLY = "partly", "Taken up in part"
        NOT_TAKEN = "not-taken", "Not taken up"

    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    comment = models.OneToOneField(Comment, models.PROTECT, related_name="reply")
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    reason = models.TextField()


class SignOff(Chained):
    """Somebody who wrote none of it signed this very text. ``text_digest``: of all that it was."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="sign_offs")
    text_digest = models.CharField(max_length=64)


class Publication(Chained):
    """A report that is published. ``source``: everything that the static site is made from, as it
    was signed. ``must_read``: ``[{"agency": id, "roles": [...]}]``."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="publications")
    on = models.DateField()
    text_digest = models.CharField(max_length=64)
    source = models.JSONField()
    must_read = models.JSONField(default=list)


class FollowUp(Chained):
    """One of the things that follow a publication, and is done. ``step``: which, as ``issuing``
    names it; ``told``: what was done, in a sentence that names nobody."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="follow_ups")
    step = models.CharField(max_length=80)
    told = models.CharField(max_length=300)
