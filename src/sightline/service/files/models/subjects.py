"""Subjects, and what is known of them at two times. All of it is evidence and chained."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sightline.service.ledger.models import Chained


class SubjectType(models.TextChoices):
    """Whom a file is kept on."""

    CHILD = "child", "Child"
    ADULT = "adult", "Adult"
    WORKER = "worker", "Worker"
    AGENCY = "agency", "Agency"
    BOARD = "board", "Board"
    ESTABLISHMENT = "establishment", "Establishment"


class Subject(Chained):
    """Whoever a file is kept on. Its id is the file's id; chain ``file:<id>``, position 1.

    ``source``, ``source_id``: where it was read from and what it is called there; blank for a
    file opened here.
    """

    type = models.CharField(max_length=16, choices=SubjectType.choices)
    source = models.CharField(max_length=60, blank=True)
    source_id = models.CharField(max_length=120, blank=True)

    class Meta(Chained.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["type"]),
            # The type of very many that are named by their ids, in the index alone.
            models.Index(fields=["id", "type"], name="files_subject_kept_on"),
            # By whom it was opened; most files were opened by nobody, but loaded.
            models.Index(fields=["by"], condition=Q(by__isnull=False), name="files_subject_opened"),
        ]


class PersonFact(Chained):
    """Something known of a subject, at two times: when it was so, and when it was known.

    ``from_on``, ``until_on``: the days on which it was so, the last not included; null where not
    known or without end. ``recorded_at``: when it was known. ``version_of``: the row that this one
    replaces; ``withdrawn`` True says that the replaced row was wrong and nothing stands for it.
    """

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    version_of = models.UUIDField(null=True)
    withdrawn = models.BooleanField(default=False)

    class Meta(Chained.Meta):
        abstract = True


class Name(PersonFact):
    """A name: in law, as the subject wants to be called, or as it once was."""

    class Use(models.TextChoices):
        """What the name is."""

        LEGAL = "legal", "Name in law"
        CALLED = "called", "Wants to be called"
        FORMER = "former", "Former name"

    erasable: ClassVar[tuple[str, ...]] = ("given", "family")

    use = models.CharField(max_length=8, choices=Use.choices)
    given = models.CharField(max_length=200, null=True, blank=True)
    family = models.CharField(max_length=200, null=True, blank=True)


class Identifier(PersonFact):
    """A number or code by which another system or register knows the subject."""

    erasable: ClassVar[tuple[str, ...]] = ("value",)

    scheme = models.CharField(max_length=40)
    value = models.CharField(max_length=120, null=True)


class Address(PersonFact):
    """Where the subject lives or is kept."""

    erasable: ClassVar[tuple[str, ...]] = ("lines", "postcode")

    lines = models.TextField(null=True)
    postcode = models.CharField(max_length=10, null=True, blank=True)


class Particulars(PersonFact):
    """What duties and measures ask of a subject itself; each row replaces the one before whole.

    ``place``: the area whose agencies deliver records on the subject. ``attributes``: as
    ``sightline.engine.model.Subject.attributes``.
    """

    erasable: ClassVar[tuple[str, ...]] = ("born_on", "attributes")

    born_on = models.DateField(null=True)
    place = models.CharField(max_length=80, blank=True)
    attributes = models.JSONField(null=True, default=dict)


class Joining(Chained):
    """What was decided of two files that may be on one person; in the chain of each of them.

    ``other``: the other file. ``said``: they are one person, they are no longer held to be, they
    are two people, or nobody can tell yet. The last row of a pair decides (``files.joining``).
    """

    class Said(models.TextChoices):
        """What was decided."""

        JOINED = "joined", "One person"
        PARTED = "parted", "Parted again"
        DIFFERENT = "different", "Different people"
        UNSURE = "unsure", "Not sure"

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    said = models.CharField(max_length=10, choices=Said.choices)
    reason = models.CharField(max_length=300)

    class Meta(Chained.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["file", "other"])]
