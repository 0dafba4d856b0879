"""What follows from evidence: it can be made again, and ``sightline reconcile`` compares it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sightline.engine.model import Moment, State
from sightline.service.files.models.subjects import Subject
from sightline.service.files.moments import is_past, moment_of


class Involvement(models.Model):
    """Who is involved with a file, by which of its records, from when until when.

    ``sort``: ``allocation`` (worker, team, agency), ``case`` or ``custody`` (agency), ``cover``
    (on a worker's file: ``worker`` stands in), ``post`` (on a worker's file: agency, team).
    ``until_on``: the last day included; null while it runs. ``role``: of the standard's roles, the
    one that it says somebody (``worker``, else ``agency``) holds; blank where it says that of none.
    Of those that run on a day the least ``rank`` counts, and of these the latest ``begun``, a
    number that grows with the moment (``files.involvements``).
    """

    file = models.ForeignKey(Subject, models.CASCADE, related_name="+", db_index=False)
    sort = models.CharField(max_length=12)
    fact = models.UUIDField()
    worker = models.UUIDField(null=True)
    agency = models.UUIDField(null=True)
    team = models.CharField(max_length=80, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    role = models.CharField(max_length=60, blank=True, default="")
    rank = models.PositiveSmallIntegerField(default=0)
    begun = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "fact", "role"], name="files_involvement_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["worker", "until_on"]),
            models.Index(fields=["agency", "team", "until_on"]),
        ]


class Judged(models.Model):
    """When the obligations of a file were last worked out, and from which version of it.

    ``standard``: the digest of the standard by which they were. ``vulnerability``: how vulnerable
    the child was last assessed to be, to put lists in order by (``files.vulnerability``).
    """

    file = models.OneToOneField(Subject, models.CASCADE, primary_key=True, related_name="+")
    on = models.DateField()
    known_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    standard = models.CharField(max_length=64)
    vulnerability = models.PositiveSmallIntegerField(default=1)


class Obligation(models.Model):
    """A duty as it falls on a file because of a trigger (``sightline.engine.model.Obligation``).

    ``settled``: what became of it, blank while nothing has; then it is open or overdue, which the
    due day and the day asked for decide and nobody stores (``state_on``). ``sensitivities``: the
    highest of its trigger, its answers and its duty, one letter each of ``hvp`` (health, victim,
    police). ``kind``: the kind of its trigger.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    file = models.ForeignKey(Subject, models.CASCADE, related_name="+", db_index=False)
    duty = models.CharField(max_length=80)
    part = models.CharField(max_length=60, blank=True)
    rule = models.PositiveSmallIntegerField()
    owner = models.CharField(max_length=60)
    kind = models.CharField(max_length=60, blank=True)
    sensitivities = models.CharField(max_length=3, blank=True)
    trigger = models.CharField(max_length=36)
    step = models.PositiveIntegerField(null=True)
    period_on = models.DateField(null=True)
    opened_on = models.DateField()
    opened_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    met_on = models.DateField(null=True)
    met_at = models.DateTimeField(null=True)
    met_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField(null=True)
    lapsed_on = models.DateField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    lapsed_by = models.UUIDField(null=True)
    excused_by = models.UUIDField(null=True)
    breaches = models.JSONField(default=list)
    booked_on = models.DateField(null=True)
    settled = models.CharField(max_length=12, blank=True)
    notes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "due_on"]),
            models.Index(fields=["settled", "due_on"]),
            # What lists count, in the index alone: of twenty obligations one is unsettled.
            models.Index(
                fields=["file", "due_on", "due_at", "notes", "kind", "sensitivities"],
                condition=Q(settled=""),
                name="files_owed_listed",
            ),
            # What there is to do, whose owner a list of work asks for.
            models.Index(
                fields=["file", "owner"],
                condition=Q(settled__in=["", "breached", "undated"]),
                name="files_owed_to_do",
            ),
        ]

    def state_on(self, on: Moment) -> State:
        """What became of it by a day (its end, where it has no minute).

        Equal to the reference for the day on which the file was judged, and for later days where
        the answer is open or overdue.
        """
        if self.settled:
            return State(self.settled)
        due = moment_of(self.due_on, self.due_at)
        assert due is not None, "what has no due day is settled as undated"
        return State.OVERDUE if is_past(on, due) else State.OPEN


class Member(models.Model):
    """A file that is joined with others: ``leading`` is the one on which all of them are read.

    The leading file is a member of itself. A file that is joined with none has no row.
    """

    file = models.OneToOneField(Subject, models.CASCADE, primary_key=True, related_name="+")
    leading = models.ForeignKey(Subject, models.CASCADE, related_name="+")


class SearchKey(models.Model):
    """Something that a file on a child or an adult is found by (``files.search_keys``)."""

    file = models.ForeignKey(Subject, models.CASCADE, related_name="+", db_index=False)
    sort = models.CharField(max_length=1)
    key = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "sort", "key"], name="files_searchkey_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Files are looked for among those that are open; only the machine looks for a pair.
            models.Index(fields=["key"], condition=Q(sort="p"), name="files_searchkey_pair")
        ]


class Uncompared(models.Model):
    """A file whose names, numbers or birth changed since it was last compared with all others.

    ``told_at``: when they last did. Whoever tells anew writes the row again and so waits for
    whoever compares it.
    """

    file = models.OneToOneField(Subject, models.CASCADE, primary_key=True, related_name="+")
    told_at = models.DateTimeField()


class Alike(models.Model):
    """Two files that may be on one person; the one with the lesser id is ``file``.

    ``reasons``: why, in words.
    """

    file = models.ForeignKey(Subject, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "other"], name="files_alike_once")
        ]
