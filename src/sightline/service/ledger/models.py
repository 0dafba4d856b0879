"""The tables that every other table of evidence stands on.

A row of evidence is **chained**: it has its place in the chain of one file (or of one person's
day, for the log), and its digest covers every one of its columns and the digest of the row before
it. Triggers refuse UPDATE and DELETE on both databases; ``verify`` finds what was done behind
their back; signed checkpoints kept elsewhere show when the end of a chain was cut off.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from sightline.service.ledger.ids import new_id


class Chain(models.Model):
    """The head of one chain. Its length is the version of the file that a writer saw.

    ``name``: ``file:<id>``, ``log:<person>:<day>``, ``person:<id>``, ``agency:<id>``,
    ``proposal:<id>``, ``inspection:<id>``, ``report:<id>``, ``figures:all`` or ``standard:all``.
    ``forwarded``: of a log's chain, how many lines a collector outside has.
    """

    name = models.CharField(primary_key=True, max_length=96)
    length = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)
    forwarded = models.PositiveIntegerField(db_default=0)


class Chained(models.Model):
    """A row that is added and never changed.

    ``received_at``: when this database took it. ``by``: the person whose act it was; null for
    the machine's own jobs. ``salt`` and the columns named in ``erasable`` may be emptied by a
    lawful erasure: the digest covers only their salted hash, ``content``.
    """

    erasable: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chain = models.CharField(max_length=96)
    position = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    by = models.UUIDField(null=True)
    salt = models.BinaryField(max_length=16, null=True)
    content = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["chain", "position"], name="%(app_label)s_%(class)s_place"
            )
        ]


class Outcome(models.TextChoices):
    """How an act ended."""

    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    NOT_FOUND = "not found", "Not found"
    STALE = "stale", "Overtaken by another change"
    ERROR = "error", "Failed"


class LogLine(Chained):
    """One act or read: a request of a page, or a command.

    ``route``: the name of the page or command, never its address. ``agency``: for which agency
    the person acted. ``acts``: what was done, ``[{"act", "file", "row"}]``. ``files``: the files
    shown or changed, each with the basis on which it was open, ``{file: basis}``. ``reason``: the
    sentence of a refusal, or the class of an error; never what anybody typed.
    """

    day = models.DateField()
    route = models.CharField(max_length=80)
    agency = models.UUIDField(null=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    acts = models.JSONField(default=list)
    files = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)

    class Meta(Chained.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day", "by"])]


class LoggedFile(models.Model):
    """Who has looked at this file: one row for each file of a log line, to find them by."""

    line = models.ForeignKey(LogLine, models.PROTECT, related_name="+")
    file = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["file", "at"])]


class Checkpoint(models.Model):
    """The heads that moved since the checkpoint before, signed. The copy that counts is elsewhere.

    ``chains``: how many there were in all. ``document``: the canonical JSON that was signed.
    ``signature``: Ed25519 over it. ``key``: the public key, 64 hexadecimal digits.
    """

    at = models.DateTimeField()
    chains = models.PositiveIntegerField()
    document = models.TextField()
    signature = models.BinaryField(max_length=64)
    key = models.CharField(max_length=64)


class Job(models.Model):
    """Work of the machine that takes longer than a page: how far it is and how it ended.

    ``alive_at``: the last sign of life of the process that does it; null in rows of before there
    were such signs.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    by = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    alive_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.CharField(max_length=300, blank=True)
    failed = models.BooleanField(default=False)
