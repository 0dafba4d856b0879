"""The lines of a chronology: each fact in words, with what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sightline.engine.words import say_day
from sightline.service.casework.chronology import times
from sightline.service.casework.chronology.asked import Asked
from sightline.service.casework.corrected import is_correction
from sightline.service.casework.erased import erased
from sightline.service.casework.said import (
    NOT_SHOWN,
    Named,
    Reader,
    answers,
    files_in,
    kind_of_row,
    named,
)
from sightline.service.files.carrying import Unreviewed, carried_by
from sightline.service.files.members import group_of
from sightline.service.files.models import Record
from sightline.service.files.moments import day_at
from sightline.service.files.naming import names
from sightline.service.files.reading import stands_on

FILED_IN_ERROR = "A record was filed here in error"
STOOD_HERE = "A record stood here that was filed in error; what it says is not shown"


@dataclass(frozen=True, slots=True)
class Line:
    """A fact. ``said``: its short answers, ``told``: what was told at length, ``hidden``: the
    questions whose answers are not shown. ``known``: when it was entered, and how long after it
    happened; ``first_known``: the same moment, None where it is not on record. ``marks``: what
    became of it. ``not_yet``: that it was not known, or known otherwise, then: with hindsight.
    ``is_open``: whether the record can be opened. ``is_withdrawn``: it was never so.
    """

    fact: UUID
    kind: str
    title: str
    when: str
    day: str
    time: str
    said: str = ""
    told: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    known: str = ""
    first_known: datetime | None = field(default=None)
    agency: str = ""
    agency_id: UUID | None = None
    author: str = ""
    marks: tuple[str, ...] = ()
    not_yet: str = ""
    is_open: bool = True
    is_withdrawn: bool = False
    about: UUID | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What is on record of a fact up to a moment: its versions, and how it was ended here."""

    versions: tuple[Record, ...]
    endings: tuple[Record, ...]

    @property
    def first_known(self) -> datetime | None:
        return self.versions[0].recorded_at if self.versions else None

    def corrected_at(self) -> datetime | None:
        """When it was last told otherwise; None where it never was."""
        later = [
            after.recorded_at
            for before, after in zip(self.versions, self.versions[1:], strict=False)
            if is_correction(before, after)
        ]
        return later[-1] if later else None

    def until(self, known_at: datetime) -> History:
        """What was on record of it then."""
        return History(
            tuple(row for row in self.versions if row.recorded_at <= known_at),
            tuple(row for row in self.endings if row.recorded_at <= known_at),
        )


def lines(reader: Reader, rows: Sequence[Record], asked: Asked) -> list[Line]:
    """Rows of ``facts`` in words, in their order; the number of queries is the same for any."""
    known_at = asked.as_known_at
    called = called_then(reader, files_in(rows), known_at)
    past = histories(reader.basis.file, {row.fact for row in rows})
    if known_at is not None:
        past = {fact: told.until(known_at) for fact, told in past.items()}
    gone, carried = erased(rows), carried_by(rows)
    return [
        _line(row, reader, called, past[row.fact], gone.get(row.pk), carried.get(row.pk), asked)
        for row in rows
    ]


def called_then(reader: Reader, files: Iterable[UUID], known_at: datetime | None) -> Named:
    """Files, called as they were known at a moment; by today's need-to-know."""
    called = named(reader.viewer, files, linked=())
    if known_at is None:
        return called
    return replace(called, called=names(set(called.called), known_at))


def histories(file: UUID, of: Collection[UUID]) -> dict[UUID, History]:
    """What is on record of facts on a file, in two queries."""
    found: dict[UUID, tuple[list[Record], list[Record]]] = {fact: ([], []) for fact in of}
    rows = Record.objects.filter(stands_on(file), fact__in=of).order_by("recorded_at", "pk")
    for row in rows:
        versions, endings = found[row.fact]
        (versions if row.withdraws is None else endings).append(row)
    return {fact: History(tuple(v), tuple(e)) for fact, (v, e) in found.items()}


def _line(
    row: Record,
    reader: Reader,
    called: Named,
    past: History,
    gone: str | None,
    carried: Unreviewed | None,
    asked: Asked,
) -> Line:
    first_known = past.first_known or row.recorded_at
    if row.misfiled:
        return _misfiled(row, first_known, asked)
    said, told, hidden = _in_words(row, reader, called)
    return Line(
        fact=row.fact,
        kind=row.kind,
        title=kind_of_row(row)["title"],
        when=times.when(row),
        day=times.day(row),
        time=times.time(row),
        said=gone or said,
        told=told,
        hidden=hidden,
        known=times.entered(row, first_known),
        first_known=first_known if row.entry_known else None,
        agency=called[row.agency] or "Agency not recorded",
        agency_id=row.agency,
        author=called[row.author],
        marks=(*_marks(row, reader.basis.file, past), *_carried(row, reader, carried)),
        not_yet=_not_yet(past, asked),
        about=row.about,
        is_withdrawn=bool(past.endings),
    )


def _misfiled(row: Record, first_known: datetime, asked: Asked) -> Line:
    known_at = asked.as_known_at
    stood = known_at is not None and row.recorded_at > known_at
    known = say_day(day_at(first_known))
    return Line(
        fact=row.fact, kind="", title=STOOD_HERE if stood else FILED_IN_ERROR, when="", day="",
        time="", known=known, first_known=first_known, is_open=False,
    )  # fmt: skip


def _in_words(
    row: Record, reader: Reader, called: Named
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The short answers in a sentence, the long ones each by itself, and what is not shown."""
    short, long, hidden = [], [], []
    for declared, one in zip(kind_of_row(row)["fields"], answers(row, reader, called), strict=True):
        if one.words == NOT_SHOWN:
            hidden.append(one.title)
        elif row.details is None or declared["name"] not in row.details:
            continue
        elif declared["narrative"]:
            long.append(f"{one.title}: {one.words}")
        else:
            short.append(f"{one.title}: {one.words}")
    return "; ".join(short), tuple(long), tuple(hidden)


def _marks(row: Record, file: UUID, past: History) -> Iterator[str]:
    corrected = past.corrected_at()
    if any(ending.misfiled for ending in past.endings):
        yield "Filed here in error"
    elif past.endings:
        yield f"Withdrawn {_day(past.endings[0].recorded_at)}"
    if corrected is not None:
        yield f"Corrected {_day(corrected)}"
    if row.misfiled_from is not None:
        yield "Moved here from another file"
    if row.file_id not in group_of(file):
        yield "Kept on another file"


def _carried(row: Record, reader: Reader, carried: Unreviewed | None) -> Iterator[str]:
    """How many of its answers nobody looked at, of those that the person reads."""
    fields = () if carried is None else carried.fields
    many = sum(reader.reads(row.kind, name, row.agency) for name in fields)
    if many:
        yield f"{many} {'answer' if many == 1 else 'answers'} carried over, not reviewed"


def _not_yet(past: History, asked: Asked) -> str:
    """With hindsight: how it stood at the moment of knowledge, where that is not as it stands."""
    then = asked.known_at
    if then is None or not asked.hindsight:
        return ""
    was = past.until(then)
    if not was.versions:
        return "Not known then"
    if was.corrected_at() != past.corrected_at():
        return "Told otherwise then"
    if len(was.versions) < len(past.versions):
        return "Less was known of it then"
    if past.endings and not was.endings:
        return "Not yet withdrawn then"
    return ""


def _day(at: datetime) -> str:
    return say_day(day_at(at))
