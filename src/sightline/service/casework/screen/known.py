"""What is read of a file for its first screen: once, and only what its reader may read.

The records stand as known now: of each fact the last version, without the answers that the reader
may not read. What a panel makes of them can therefore tell nothing that is not open to the reader;
what would have been told otherwise by a record that is not, is not told otherwise here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from sightline.engine import model as engine
from sightline.engine.model import Moment
from sightline.engine.reference.facts import Fact
from sightline.engine.reference.view import Run, View
from sightline.service.access import policy
from sightline.service.casework.chronology.times import when
from sightline.service.casework.people import Who
from sightline.service.casework.said import (
    Named,
    Reader,
    Said,
    answer,
    files_in,
    kind_of_row,
    named,
)
from sightline.service.files.models import Precision, Record
from sightline.service.files.moments import day_at, day_number, minute_at, moment_from
from sightline.service.files.reading import stands_on, values_from
from sightline.service.files.standard import standard
from sightline.service.files.watching import watching
from sightline.standard.calendar import calendar_of, date_of
from sightline.standard.model import Selector, Test

T = TypeVar("T")

LINK = "link"

_READ = (
    "id", "file", "kind", "kind_version", "fact", "occurred_at", "occurred_precision", "ended_at",
    "ended_precision", "planned_start_on", "planned_end_on", "agency", "author", "recorded_at",
    "entry_known", "about", "details",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is known from: a record, and whose. ``when``: ``Since Mon 7 Jan 2008``."""

    fact: UUID
    title: str
    when: str
    agency: str


class Known:
    """A file as its first screen knows it. ``on``: the present moment, to the minute."""

    def __init__(self, reader: Reader, who: Who, at: datetime, rows: Iterable[Record]) -> None:
        self.reader, self.who, self.at = reader, who, at
        self.on = Moment(day_at(at), minute_at(at))
        self._made: dict[str, Any] = {}
        self.rows: dict[str, Record] = {str(row.fact): row for row in rows}

    @property
    def file(self) -> UUID:
        return self.reader.basis.file

    @property
    def today(self) -> date:
        return date_of(self.on.day)

    def once(self, name: str, make: Callable[[Known], T]) -> T:
        """What is made of this file for more than one panel, made once."""
        if name not in self._made:
            self._made[name] = make(self)
        made: T = self._made[name]
        return made

    @cached_property
    def called(self) -> Named:
        """How agencies, workers and bodies are called that the records name.

        Not whom a link names: it is asked of each child and adult whether the reader may know them,
        and no panel but the adult's shows them, which asks that itself.
        """
        rows = [row for row in self.rows.values() if row.kind != LINK]
        makers = (file for row in self.rows.values() for file in (row.agency, row.author))
        return named(self.reader.viewer, [*files_in(rows), *makers], linked=())

    @cached_property
    def view(self) -> View:
        """The file as the engine looks at it."""
        who = self.who
        subject = engine.Subject(str(self.file), who.type, day_number(who.born_on), who.place)
        records = tuple(self._record(row) for row in self.rows.values())
        return View(
            standard().kinds,
            calendar_of(standard().calendar_for(who.place)),
            engine.File(subject, records),
            known_at=self.on.minute or 0,
            on=self.on,
            watched=watching([who.place], self.on.day).watched,
        )

    def _record(self, row: Record) -> engine.Record:
        read = {
            name: value
            for name, value in values_from(row.details or {}).items()
            if self.reader.reads(row.kind, name, row.agency)
        }
        return engine.Record(
            id=str(row.fact),
            file=str(self.file),
            kind=row.kind,
            at=_moment(row.occurred_at, row.occurred_precision),
            recorded_at=minute_at(row.recorded_at),
            details=read,
            ended=_moment(row.ended_at, row.ended_precision),
            planned_start=day_number(row.planned_start_on),
            planned_end=day_number(row.planned_end_on),
            about=None if row.about is None else str(row.about),
            agency="" if row.agency is None else str(row.agency),
            author="" if row.author is None else str(row.author),
        )

    # --- what is so now ----------------------------------------------------------------------

    def running(self, kind: str, *tests: Test) -> list[Run]:
        """What runs or stands now of a kind, of what meets the tests; the latest begun first."""
        if kind not in standard().kinds:
            return []
        runs = self.view.runs(Selector(kind, tuple(tests)))
        return [run for run in reversed(runs) if run.covers(self.on)]

    def had(self, kind: str, *tests: Test) -> list[Fact]:
        """What has happened of a kind, of what meets the tests; the latest first."""
        if kind not in standard().kinds:
            return []
        return self.view.select(Selector(kind, tuple(tests)))[::-1]

    def planned(self, kind: str) -> Iterator[Record]:
        """What is planned of a kind for today or later, the next first."""
        ahead = [
            (row.planned_start_on, str(row.fact), row)
            for row in self.rows.values()
            if row.kind == kind
            and row.occurred_at is None
            and row.planned_start_on is not None
            and row.planned_start_on >= self.today
        ]
        return (row for _, _, row in sorted(ahead, key=lambda one: one[:2]))

    # --- in words ----------------------------------------------------------------------------

    def row(self, fact: Fact) -> Record:
        """The version of a fact that stands."""
        return self.rows[fact.id]

    def source(self, row: Record) -> Source:
        """The record in which something stands."""
        title = kind_of_row(row)["title"]
        return Source(row.fact, title, when(row), self.agency(row))

    def agency(self, row: Record) -> str:
        """The agency that made a record."""
        return self.called[row.agency] or "Agency not recorded"

    def answer(self, row: Record, name: str) -> Said:
        """What was said in one field of a record."""
        return answer(row, name, self.reader, self.called)

    def words(self, row: Record, name: str) -> str:
        """The same in words; '' where it is no answer."""
        said = self.answer(row, name)
        return said.words if said.is_answer else ""

    # --- what is not told --------------------------------------------------------------------

    def reads(self, kind: str, *fields: str) -> bool:
        """Whether the reader reads records of a kind, and all of some of its fields."""
        declared = standard().kinds.get(kind)
        if declared is None:
            return False
        if not fields:
            return policy.reads_kind(self.reader.viewer, self.reader.basis, kind)
        return all(self.reader.reads(kind, name, None) for name in fields)

    def is_watched(self, kind: str) -> bool:
        """Whether records of a kind reach this place today, so that there being none says much."""
        return self.view.is_watched(kind, self.on.day, self.on.day)


def standing(reader: Reader, kinds: Collection[str]) -> QuerySet[Record]:
    """Of each fact on the file, of these kinds, that is read and not withdrawn its last version."""
    here = stands_on(reader.basis.file)
    newer = Record.objects.filter(here, version_of=OuterRef("pk"))
    ended = Record.objects.filter(here, fact=OuterRef("fact"), withdraws__isnull=False)
    return Record.objects.filter(
        here,
        policy.visible_records(reader.viewer, reader.basis),
        ~Exists(newer),
        ~Exists(ended),
        kind__in=sorted(kinds),
        withdraws=None,
    ).only(*_READ)


def _moment(at: datetime | None, precision: str) -> Moment | None:
    """When it was, or may have been: what is known to the month may have begun on its first day.

    A clock does not run on such a day, but whoever reads the screen must see that it may be so.
    """
    if at is None or precision == Precision.PERIOD:
        return None
    exact = moment_from(at, precision)
    return exact if exact is not None else Moment(day_at(at))
