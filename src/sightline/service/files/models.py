"""Subjects, what is known of them at two times, their records, and what follows from these.

Evidence is chained (Subject, Name, Identifier, Address, Particulars, Record, Erasure). Everything
below the line ``what follows`` is derived from it, can be made again, and is compared with it by
``sightline reconcile``.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sightline.engine.model import Moment, State
from sightline.service.files.moments import is_past, moment_of
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


class KindVersion(models.Model):
    """A kind as it was declared when answers were given under it. Added, never changed.

    ``id`` is worked out from the other columns (``files.standard``), so that a record, whose digest
    covers it, tells whether the kind still says what it said then.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=60)
    standard = models.CharField(max_length=60)
    standard_version = models.CharField(max_length=40)
    declared = models.JSONField()


class Precision(models.TextChoices):
    """How exactly a moment is known."""

    MINUTE = "minute", "To the minute"
    DAY = "day", "To the day"
    MONTH = "month", "To the month"
    YEAR = "year", "To the year"
    PERIOD = "period", "Said of a reporting period"


class Record(Chained):
    """One version of one dated fact on one file, or the withdrawal of one.

    ``fact``: the id of the fact's first version. ``occurred_at``: when it began, in UTC; with
    precision ``day`` the first minute of that day in London; null while it is only planned.
    ``recorded_at``: when it was entered, here or in the system that it came from. ``withdraws``:
    a version of the fact that this record ends on its file; such a record says nothing else.
    ``misfiled`` True says that the fact was filed here in error: nothing more of it is to be read
    here. ``misfiled_from``: the fact, on another file, that was filed there in error. ``about``:
    another record or subject; the subject of the file itself stands for one of its birthdays.
    ``agency``, ``author``: the files of the agency and the worker. ``details``: the answers,
    checked against ``kind_version``. ``reason``: why it was corrected, withdrawn or refiled.
    """

    erasable: ClassVar[tuple[str, ...]] = ("details", "reason")

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    kind_version = models.ForeignKey(
        KindVersion, models.PROTECT, null=True, related_name="+", db_index=False
    )
    fact = models.UUIDField()
    occurred_at = models.DateTimeField(null=True)
    occurred_precision = models.CharField(max_length=8, choices=Precision.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_precision = models.CharField(max_length=8, choices=Precision.choices, blank=True)
    planned_start_on = models.DateField(null=True)
    planned_end_on = models.DateField(null=True)
    agency = models.UUIDField(null=True)
    author = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    entry_known = models.BooleanField(default=True)
    version_of = models.UUIDField(null=True, unique=True)
    withdraws = models.UUIDField(null=True)
    misfiled = models.BooleanField(default=False)
    misfiled_from = models.UUIDField(null=True)
    about = models.UUIDField(null=True)
    details = models.JSONField(null=True, default=dict)
    reason = models.TextField(null=True, blank=True, default="")

    class Meta(Chained.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Chained.Meta.constraints,
            # From a file that it stands on besides its own a fact is taken off by a row there.
            models.UniqueConstraint(fields=["file", "withdraws"], name="files_withdrawn_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "occurred_at"]),
            models.Index(fields=["fact"]),
        ]


class AlsoOn(Chained):
    """A record stands on a further file as well; in the chain of that file."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+")
    file = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)

    class Meta(Chained.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Chained.Meta.constraints,
            models.UniqueConstraint(fields=["file", "record"], name="files_alsoon_once"),
        ]


class Attachment(Chained):
    """A document kept with a file, or the row that says that one was withdrawn.

    ``fact``: the record of the file that it belongs to; null for the file itself. ``name``: as it
    was sent. ``media``: what it is, found by its content. ``size``: bytes. ``store``: under which
    id its bytes are kept (``files.store``); null where they never were, because it was infected.
    ``sensitivities``: those of its record's kind and those chosen, letters of ``hvp``. ``agency``:
    the file of the agency that added it. ``withdraws``: the document that this row ends; such a row
    says nothing but its ``reason`` and whether it was ``misfiled``. ``misfiled_from``: the document
    on another file that was filed there in error; the bytes of both are the same ones.
    """

    erasable: ClassVar[tuple[str, ...]] = ("title", "name", "sha256", "reason")

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    fact = models.UUIDField(null=True, db_index=True)
    title = models.CharField(max_length=200, null=True)
    name = models.CharField(max_length=200, null=True)
    media = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(null=True)
    sha256 = models.BinaryField(max_length=32, null=True)
    store = models.UUIDField(null=True)
    sensitivities = models.CharField(max_length=3, blank=True)
    agency = models.UUIDField(null=True)
    withdraws = models.UUIDField(null=True, unique=True)
    misfiled = models.BooleanField(default=False)
    misfiled_from = models.UUIDField(null=True)
    reason = models.TextField(null=True, blank=True, default="")


class Scan(Chained):
    """What a scanner found in a document, or that none has looked at it.

    ``scanner``: its name and version; blank where there was none. ``found``: what it calls what it
    found.
    """

    class Result(models.TextChoices):
        """What was found."""

        CLEAN = "clean", "Scanned: nothing found"
        INFECTED = "infected", "Infected"
        NOT_SCANNED = "not scanned", "Not scanned"

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+", db_index=False)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="scans")
    result = models.CharField(max_length=12, choices=Result.choices)
    scanner = models.CharField(max_length=120, blank=True)
    found = models.CharField(max_length=120, blank=True)


class Erasure(Chained):
    """The certificate of a lawful erasure; in the chain of the file that it emptied.

    ``rows``: ``{"table": [ids]}`` of what was emptied. ``basis``: the law or decision.
    ``asked_by`` and ``by`` are two people.
    """

    file = models.ForeignKey(Subject, models.PROTECT, related_name="+")
    rows = models.JSONField()
    basis = models.CharField(max_length=300)
    asked_by = models.UUIDField()


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


# --- what follows ----------------------------------------------------------------------------


class Involvement(models.Model):
    """Who is involved with a file, by which of its records, from when until when.

    ``sort``: ``allocation`` (worker, team, agency), ``case`` or ``custody`` (agency), ``cover``
    (on a worker's file: ``worker`` stands in), ``post`` (on a worker's file: agency, team).
    ``until_on``: the last day included; null while it runs.
    """

    file = models.ForeignKey(Subject, models.CASCADE, related_name="+", db_index=False)
    sort = models.CharField(max_length=12)
    fact = models.UUIDField()
    worker = models.UUIDField(null=True)
    agency = models.UUIDField(null=True)
    team = models.CharField(max_length=80, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["file", "fact"], name="files_involvement_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["worker", "until_on"]),
            models.Index(fields=["agency", "team", "until_on"]),
        ]


class Judged(models.Model):
    """When the obligations of a file were last worked out, and from which version of it.

    ``standard``: the digest of the standard by which they were.
    """

    file = models.OneToOneField(Subject, models.CASCADE, primary_key=True, related_name="+")
    on = models.DateField()
    known_at = models.DateTimeField()
    version = models.PositiveIntegerField()
    standard = models.CharField(max_length=64)


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


# --- what is kept outside the database -------------------------------------------------------


class Stored(models.Model):
    """Bytes are kept under this id (``files.store``); what no row names here is swept."""

    id = models.UUIDField(primary_key=True, editable=False)
    kept_at = models.DateTimeField()


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


# --- what is watched -------------------------------------------------------------------------


class Watch(models.Model):
    """Records of a kind reach Sightline from a place, and from when until when they did.

    ``last_on``: null while they go on reaching it. ``delivered_at``: when the agency last
    delivered any.
    """

    place = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    agency = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)


class NotHeld(models.Model):
    """A duty whose answers no source of this place can hold, so that absence is not judged."""

    place = models.CharField(max_length=80)
    duty = models.CharField(max_length=80)


# --- where records come from -----------------------------------------------------------------


class System(models.Model):
    """A system that records come from.

    ``name``: what ``Subject.source`` says, from which ids are derived. ``agency``: whose it is.
    ``place``: the area that it tells of, where its deliveries do not say. ``live``: records go on
    being entered there, so that what comes from it is not changed here; False where they were
    taken over once and for all. ``file_link``: its own page of a file, ``https://...{id}``, blank
    where it has none. ``mended_by``, ``mended_at``: the person or desk who can mend what it says,
    and how they are reached. ``lacks``: by duty, what it does not tell.
    """

    name = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    agency = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=80, blank=True)
    live = models.BooleanField(default=True)
    file_link = models.CharField(max_length=300, blank=True)
    mended_by = models.CharField(max_length=120, blank=True)
    mended_at = models.CharField(max_length=200, blank=True)
    lacks = models.JSONField(default=dict)


class Fed(models.Model):
    """Records of a kind arrive from a system, on the files of a place.

    ``fields``: those that it fills, each with the only values that it can hold (none: any).
    ``since``, ``heard_at``: when the first and the last delivery that told of it was made.
    """

    system = models.ForeignKey(System, models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    fields = models.JSONField(default=dict)
    since = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["system", "place", "kind"], name="files_fed_once")
        ]


class Delivered(models.Model):
    """What a system last said of one fact, so that a delivery is compared without reading it.

    It follows from what was delivered and is no evidence. ``id``: derived from the system's own
    name for it. ``fact``: what it is here; the file, for what is told of the subject itself.
    ``version``: the row that was last written of it. ``content``: a hash of what was said, without
    when it was entered. ``ended``: why it no longer stands: the source said or showed so
    (``withdrawn``), or it was erased here (``erased``), and then nothing of what it said is left.
    """

    class Ended(models.TextChoices):
        """Why it no longer stands."""

        WITHDRAWN = "withdrawn", "Withdrawn"
        ERASED = "erased", "Erased"

    id = models.UUIDField(primary_key=True, editable=False)
    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    fact = models.UUIDField()
    version = models.UUIDField()
    content = models.BinaryField(max_length=16)
    ended = models.CharField(max_length=9, choices=Ended.choices, blank=True)


# --- by what it is all judged ----------------------------------------------------------------


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
