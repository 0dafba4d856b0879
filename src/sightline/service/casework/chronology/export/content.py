"""What an export says, before it becomes Word, PDF, a workbook or CSV.

The columns are those in which case reviews ask agencies for a chronology: date, time, source,
event, what was known and when it was entered, action or response, and the reviewer’s own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sightline.service.access.models import Person
from sightline.service.casework import basis as bases
from sightline.service.casework.chronology import parties, read, told
from sightline.service.casework.chronology.asked import Asked
from sightline.service.casework.chronology.facts import asked_for, facts
from sightline.service.casework.chronology.known import Party, Row
from sightline.service.casework.chronology.lines import Line
from sightline.service.casework.people import Who
from sightline.service.casework.said import Named, Reader, at_said, day_said
from sightline.service.files.members import group_of
from sightline.service.files.models import Record
from sightline.service.files.naming import names
from sightline.service.ledger.chains import file_chain
from sightline.service.ledger.models import Chain

TITLE = "Chronology"
GRID = "What was known to whom, and when"
COLUMNS = (
    "Date",
    "Time",
    "Source agency",
    "Event",
    "What was known, and when it was entered",
    "Action or response",
    "Reviewer’s comment",
)
SENSITIVE = "Sensitive: personal data"
_WEEKDAYS = ("Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun ")


@dataclass(frozen=True, slots=True)
class Content:
    """An export. ``about``: what it is, by whom, as known when, on what basis. ``rows``: one for
    each event, under ``COLUMNS``. ``knew``: one for each event, with a cell for each party.
    """

    about: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    events: tuple[str, ...]
    parties: tuple[Party, ...]
    knew: tuple[Row, ...]
    by_looks: bool
    made_at: datetime

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """``about``, and what the grid means."""
        return (*self.about, (GRID, self.explained))

    @property
    def explained(self) -> str:
        """What the grid means."""
        looked = (
            ", or its people opened the file after it was entered and may have read it"
            if self.by_looks
            else ""
        )
        left_out = (
            ""
            if self.by_looks
            else " Who has opened the file is not shown to whoever asked for this, and is not "
            "counted."
        )
        return (
            "Each day is the first on which it is on record that an agency knew: it recorded the "
            f"event itself, or was told of it by a record that says who was told{looked}. That "
            f"there is no record does not mean that nobody there knew.{left_out}"
        )


def content(
    reader: Reader, asked: Asked, *, who: Who, called: Named, purpose: str, now: datetime
) -> Content:
    """All events that are asked for, the oldest first, with what was known to whom when."""
    asked = replace(asked, newest_first=False)
    lines = read.told(reader, asked, read.found(reader, asked))
    known = parties.known(reader, asked).of_use_for(lines)
    responses = _responses(reader, asked, lines)
    return Content(
        about=tuple(_about(reader, asked, who, called, purpose, now, len(lines))),
        rows=tuple(_row(line, responses.get(line.fact, ())) for line in lines),
        events=tuple(f"{line.when}: {line.title}" if line.when else line.title for line in lines),
        parties=known.parties,
        knew=tuple(known.of(lines)),
        by_looks=known.by_looks,
        made_at=now,
    )


def _about(
    reader: Reader, asked: Asked, who: Who, called: Named, purpose: str, now: datetime, number: int
) -> Iterator[tuple[str, str]]:
    """What stands at the head of every export."""
    born = "" if who.born_on is None else f", born {day_said(who.born_on)}"
    person = Person.objects.get(pk=reader.viewer.person)
    agency = names([reader.basis.agency])[reader.basis.agency]
    yield "File on", f"{who.called}{born}"
    if then := told.subject_then(who.file, asked):
        yield "As known then", then
    yield "Asked for by", f"{person.name}, {agency}"
    yield "Asked for on", at_said(now)
    yield "Purpose", purpose
    yield "Why the file was open to them", bases.OF_ANYBODY[reader.basis.sort]
    yield "As known at", " ".join(told.as_known(asked))
    yield "What was chosen", "; ".join(told.chosen(asked, called))
    yield "Events", f"{number:,}"
    sentence, unread = bases.not_seen(reader.viewer, reader.basis)
    yield "What is not in it", _of_them(sentence, unread)
    names_of_chains = [file_chain(file) for file in group_of(who.file)]
    for head in Chain.objects.filter(pk__in=names_of_chains).order_by("pk"):
        yield "State of the file", f"{head.length:,} entries, digest {bytes(head.digest).hex()}"


def _of_them(sentence: str, unread: Sequence[str]) -> str:
    """What the reader was not shown, as it is told of them to somebody else."""
    said = (
        sentence.replace("You see", "They see")
        .replace("You are", "They are")
        .replace("your", "their")
    )
    return f"{said} Kinds: {', '.join(unread)}." if unread else said


def _row(line: Line, responses: Sequence[str]) -> tuple[str, ...]:
    source = "\n".join(filter(None, (line.agency, line.author)))
    event = "\n".join(filter(None, (line.title, line.not_yet, *line.marks)))
    hidden = f"Not shown: {', '.join(line.hidden)}" if line.hidden else ""
    entered = f"Entered: {line.known}" if line.known else ""
    knew = "\n".join(filter(None, (line.said, *line.told, hidden, entered)))
    # A day says itself; how long it lasted, or how roughly it is known, is said beside it.
    day = line.day if line.when.startswith(_WEEKDAYS) else f"{line.day}\n{line.when}".strip()
    return day, line.time, source, event, knew, "\n".join(responses), ""


def _responses(reader: Reader, asked: Asked, events: Sequence[Line]) -> dict[UUID, list[str]]:
    """What was done about each event: the records about it, as far as they are read."""
    everything = Asked(asked.known_at, asked.hindsight)
    rows = facts(reader, asked.as_known_at).filter(misfiled=False).exclude(about=None)
    about_others = list(asked_for(reader, rows, everything).values_list("pk", "kind"))
    lines = read.told(reader, everything, about_others)
    abouts = {line.about for line in lines if line.about is not None}
    # What a record is about may be any version of it.
    facts_of = dict(Record.objects.filter(pk__in=abouts).values_list("pk", "fact"))
    found: dict[UUID, list[str]] = {line.fact: [] for line in events}
    for line in lines:
        about = None if line.about is None else facts_of.get(line.about)
        if about in found and not line.is_withdrawn:
            found[about].append(f"{line.when}: {line.title}, {line.agency}")
    return found
