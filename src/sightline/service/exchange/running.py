"""A delivery taken up from its first file to its last, some files at a time.

Each step is one transaction, with the number of files that are done in it: whatever ends this
process, the next goes on after the last step that was whole. What is done twice is done once, as
all ids are derived from what the source calls its records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import DatabaseError, OperationalError, connection, transaction

from sightline.engine.many import buckets
from sightline.engine.model import File
from sightline.returns import FaultyMapping, UnreadableFile
from sightline.service.exchange.counting import added
from sightline.service.exchange.models import Delivery, Quarantined, Refusal, State
from sightline.service.exchange.reading import Read, covers_of, read_delivery
from sightline.service.exchange.turns import turn_of
from sightline.service.files import judging
from sightline.service.files.bulk import room_for_much
from sightline.service.files.loading_rows import Names
from sightline.service.files.loading_steps import STEP, Counted, Load, in_order
from sightline.service.files.models import Delivered, Subject
from sightline.service.files.moments import minute_at
from sightline.service.ledger import clock
from sightline.service.ledger.acts import Act, act
from sightline.service.ledger.jobs import Running, job
from sightline.service.ledger.transactions import take_turn
from sightline.standard.calendar import date_of

ROUTE = "import"
Told = Callable[[int, int], object]
"""Told how many files are done, of how many."""


class TakenOver(Exception):
    """Another process has gone on with the delivery."""


def _nothing(done: int, total: int) -> None:
    pass


def run(
    delivery: Delivery,
    paths: Sequence[Path],
    *,
    names: Names = lambda subject: None,
    told: Told = _nothing,
    stop: Callable[[], bool] = lambda: False,
) -> Delivery:
    """Take up a delivery, or go on with one that was cut off; returns it as it ended.

    ``paths``: where what came lies now. ``stop`` is asked after each step; then the delivery goes
    back into the queue. Raises Busy where another of the same system is being taken up. What is
    wrong with what came, and a database that takes no more, is said in ``Delivery.sentence``.
    """
    with turn_of(delivery.system_id), job(f"Delivery of {delivery.system.title}"[:60]) as running:
        delivery.refresh_from_db()
        if delivery.state in (State.DONE, State.REFUSED):
            return delivery
        delivery.job, delivery.sentence, delivery.ended_at = running.row, "", None
        _set(delivery, State.READING)
        try:
            found = read_delivery(
                paths,
                mapping=delivery.mapping_text,
                system=delivery.system,
                year_ending=delivery.year_ending,
                made_at=None if delivery.made_at is None else minute_at(delivery.made_at),
            )
            if sentence := _overtaken(delivery, found.made_at):
                return _end(delivery, State.REFUSED, sentence)
            with _stopped_where_it_fails(delivery):
                return Taking(delivery, found, names, running, told, stop).take()
        except (UnreadableFile, FaultyMapping) as error:
            return _end(delivery, State.REFUSED, str(error))


def _overtaken(delivery: Delivery, made_at: datetime) -> str:
    """Why a delivery comes too late: what a later one said already would be said over by it."""
    later = Delivery.objects.filter(
        system=delivery.system, mapping=delivery.mapping, made_at__gt=made_at, cursor__gt=0
    ).exclude(pk=delivery.pk)
    last = later.order_by("made_at").last()
    if last is None or last.made_at is None:
        return ""
    return (
        f"It was made on {made_at:%-d %B %Y}, and one made on {last.made_at:%-d %B %Y} was taken "
        "up before it. Those of one system are taken up in the order in which they were made."
    )


def _set(delivery: Delivery, state: State) -> None:
    delivery.state = state
    with transaction.atomic(durable=True):
        delivery.save()


def _end(delivery: Delivery, state: State, sentence: str = "") -> Delivery:
    delivery.sentence, delivery.ended_at = sentence[:500], clock.now()
    _set(delivery, state)
    return delivery


@contextmanager
def _stopped_where_it_fails(delivery: Delivery) -> Iterator[None]:
    """Where the database takes no more, or anything else goes wrong, the delivery is stopped."""
    try:
        yield
    except (TakenOver, UnreadableFile):
        raise
    except Exception as error:
        # The class alone: the text of an error may hold what was delivered.
        sentence = _FULL if isinstance(error, OperationalError) else _FAULT
        sentence = sentence.format(type(error).__name__)
        try:
            delivery.refresh_from_db()
            _end(delivery, State.STOPPED, sentence)
        except DatabaseError:
            # Not even that: whoever takes it up next finds it cut off.
            connection.close()
        raise Stopped(sentence) from error


_FULL = (
    "The database took no more while it was being taken up ({}): perhaps its disk is full. What "
    "was taken up stays; try again when there is room, and it goes on where it was."
)
_FAULT = (
    "A fault of the service stopped it ({}). What was taken up stays. Tell whoever runs the "
    "service; when it is mended, it goes on where it was."
)


class Stopped(Exception):
    """A delivery was stopped. Its text is a sentence."""


class Taking:
    """One delivery while it is taken up."""

    def __init__(
        self,
        delivery: Delivery,
        found: Read,
        names: Names,
        running: Running,
        told: Told,
        stop: Callable[[], bool],
    ) -> None:
        self._delivery, self._found, self._running = delivery, found, running
        self._told, self._stop = told, stop
        system = delivery.system
        ours = {} if system.agency_id is None else dict.fromkeys(found.agencies, system.agency_id)
        self._load = Load(
            system, at=found.made_at, names=names, expected=found.subjects, ours=ours,
        )  # fmt: skip
        if delivery.complete:
            self._load.covers = covers_of(found, self._load.file_of)

    def take(self) -> Delivery:
        """All of it. Raises DatabaseError."""
        self._begin()
        with room_for_much():
            total = len(self._found.files) + len(self._absent)
            self._running.row.total = total
            for some in self._steps():
                if self._stop():
                    return _end(self._delivery, State.WAITING)
                with self._acting() as by:
                    counted = self._load.step(some)
                    by.did("take up files")
                    self._write(counted, len(some))
                self._tell(len(some))
            for gone in self._steps_of_absent():
                if self._stop():
                    return _end(self._delivery, State.WAITING)
                with self._acting() as by:
                    counted = self._load.absent(gone)
                    by.did("withdraw what is gone")
                    self._write(counted, len(gone))
                self._tell(len(gone))
            self._judge_waiting()
        return _end(self._delivery, State.DONE)

    def _begin(self) -> None:
        """Keep what it tells of itself; its refused rows are written once."""
        delivery, found = self._delivery, self._found
        with act(person=delivery.by, route=ROUTE) as by:
            take_turn()
            by.did("take up delivery", row=delivery.pk)
            self._load.hear(found.told)
            delivery.made_at = found.made_at
            days = [(period.first, period.last) for period in found.told.watched]
            if days:
                delivery.first_on = date_of(min(first for first, _ in days))
                delivery.last_on = date_of(max(last for _, last in days))
            if delivery.cursor == 0:
                delivery.counts = added(
                    {name: int(found.rows.get(name, 0)) for name in ("read", "ignored", "refused")},
                    Counted(),
                )
                Refusal.objects.filter(delivery=delivery).delete()
                Quarantined.objects.filter(delivery=delivery).delete()
                Refusal.objects.bulk_create(_refusals(delivery, found), batch_size=500)
            self._absent = self._files_absent() if delivery.complete else []
            delivery.total = len(found.files) + len(self._absent)
            delivery.state = State.WRITING
            delivery.save()

    def _files_absent(self) -> list[UUID]:
        """The files of which the system told before, and of which this delivery tells nothing."""
        told = {self._load.file_of(name) for name in self._found.subjects}
        known = Delivered.objects.filter(system=self._delivery.system)
        return sorted(set(known.values_list("file", flat=True).distinct()) - told)

    def _steps(self) -> Iterator[list[File]]:
        left = islice(in_order(self._found.files), self._delivery.cursor, None)
        return (some for some in buckets(left, STEP) if some)

    def _steps_of_absent(self) -> Iterator[list[UUID]]:
        left = iter(self._absent[max(0, self._delivery.cursor - len(self._found.files)) :])
        while some := list(islice(left, STEP)):
            yield some

    @contextmanager
    def _acting(self) -> Iterator[Act]:
        """One step: its transaction, and the delivery held so that nobody else goes on with it."""
        with act(person=self._delivery.by, route=ROUTE) as by:
            take_turn()
            row = Delivery.objects.select_for_update().get(pk=self._delivery.pk)
            if (row.cursor, row.state) != (self._delivery.cursor, State.WRITING):
                raise TakenOver
            yield by

    def _write(self, counted: Counted, files: int) -> None:
        delivery = self._delivery
        delivery.cursor += files
        delivery.counts = added(delivery.counts, counted)
        Quarantined.objects.bulk_create(
            Quarantined(
                delivery=delivery, file=q.file[:200], record=q.record[:200], kind=q.kind[:60],
                reason=q.reason[:500],
            )
            for q in counted.quarantined
        )  # fmt: skip
        delivery.save(update_fields=["cursor", "counts"])

    def _tell(self, files: int) -> None:
        self._running.advance(files)
        self._told(self._delivery.cursor, self._delivery.total or 0)

    def _judge_waiting(self) -> None:
        """Judge the files that something came to stand on, or whose watch changed."""
        known = Subject.objects.filter(source=self._delivery.system.name)
        waiting = judging.waiting().filter(file__in=known.values("pk")).order_by("file")
        while some := list(waiting.values_list("file", flat=True)[:STEP]):
            with act(person=self._delivery.by, route=ROUTE) as by:
                take_turn()
                by.did("judge files")
                self._load.finish(some)


def _refusals(delivery: Delivery, found: Read) -> Iterable[Refusal]:
    for reject in found.rejects:
        yield Refusal(
            delivery=delivery, file=reject.file[:200], line=reject.line, field=reject.where[:120],
            found=reject.found[:200], expected=reject.expected[:300], reason=reject.reason[:500],
        )  # fmt: skip
