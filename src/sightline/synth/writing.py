"""One subject's file as it is written: facts, new versions of them, ends and withdrawals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sightline.engine.model import Day, Minute, Moment, Record, Subject, Value
from sightline.standard.calendar import start_of_day
from sightline.synth.dice import Dice
from sightline.synth.faults import ENTRY

MINUTES_IN_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written, but for when."""

    kind: str
    by: str
    said: Mapping[str, Value]
    about: str | None = None
    planned_start: Day | None = None
    planned_end: Day | None = None


class Writing:
    """The records of one file, as they are entered.

    A file is written to the end of its story, however far ahead that lies; what would be entered
    after the service's last day is cut off when the files are put together. ``team``: who of each
    agency writes. ``faults``: how often each thing went wrong here.
    """

    def __init__(self, subject: Subject, dice: Dice, team: Mapping[str, str]) -> None:
        self.subject, self.dice, self.team = subject, dice, team
        self.records: list[Record] = []
        self.faults: Counter[str] = Counter()
        self._count: Counter[str] = Counter()

    def add(
        self,
        kind: str,
        at: Moment | Day | None,
        by: str,
        *,
        planned_start: Day | None = None,
        planned_end: Day | None = None,
        about: str | None = None,
        recorded: Minute | None = None,
        **said: Value | None,
    ) -> Record:
        """A new fact. ``by``: the agency that enters it. ``said``: its fields.

        A field is written as in Python: ``self_harm`` for self-harm, ``with_`` for with; one that
        is None is left out.
        """
        entry = Entry(kind, by, fields(said), about, planned_start, planned_end)
        return self.write(entry, Moment(at) if isinstance(at, int) else at, recorded)

    def write(self, entry: Entry, at: Moment | None, recorded: Minute | None = None) -> Record:
        """A new fact of an entry."""
        if recorded is None:
            recorded = self.entered(at or Moment(entry.planned_start or 0))
        self._count[entry.kind] += 1
        record = Record(
            id=f"{self.subject.id}-{entry.kind}-{self._count[entry.kind]}",
            file=self.subject.id,
            kind=entry.kind,
            at=at,
            recorded_at=recorded,
            details=entry.said,
            planned_start=entry.planned_start,
            planned_end=entry.planned_end,
            about=entry.about,
            agency=self.agency_of(entry.by),
            author=self.team.get(entry.by, ""),
        )
        self.records.append(record)
        return record

    def agency_of(self, by: str) -> str:
        """The file of the agency that enters something here."""
        return agency_id(by)

    def revise(
        self,
        record: Record,
        recorded: Minute,
        *,
        at: Moment | None = None,
        ended: Moment | None = None,
        planned_end: Day | None = None,
        said: Mapping[str, Value] | None = None,
    ) -> Record:
        """A new version of a fact, entered later than the one before it."""
        first = first_id(record)
        self._count[first] += 1
        version = replace(
            record,
            id=f"{first}_{self._count[first] + 1}",
            version_of=record.id,
            recorded_at=max(recorded, record.recorded_at + 1),
            at=at or record.at,
            ended=ended or record.ended,
            planned_end=record.planned_end if planned_end is None else planned_end,
            details={**record.details, **(said or {})},
        )
        self.records.append(version)
        return version

    def close(
        self, record: Record, end: Moment | Day, *, promptly: bool = False, **said: Value | None
    ) -> Record:
        """A span comes to its end: the version that says so, entered when it did, or days later.

        ``promptly``: never days later.
        """
        ended = Moment(end) if isinstance(end, int) else end
        recorded = self.soon(ended) if promptly else self.entered(ended)
        return self.revise(record, recorded, ended=ended, said=fields(said))

    def withdraw(self, record: Record, recorded: Minute) -> None:
        """A record turns out to have been filed here in error."""
        self._count["withdrawal"] += 1
        self.records.append(
            Record(
                id=f"{self.subject.id}-withdrawal-{self._count['withdrawal']}",
                file=self.subject.id,
                kind=record.kind,
                at=None,
                recorded_at=max(recorded, record.recorded_at + 1),
                agency=record.agency,
                author=record.author,
                withdraws=record.id,
            )
        )

    def facts(self, kind: str, **said: str | tuple[str, ...]) -> list[Record]:
        """What is on the file so far and has begun, each fact as it was told last.

        ``said``: the value that each field has, or several of which it has one.
        """
        wanted = fields(said)
        return [
            fact
            for fact in latest_versions(r for r in self.records if r.kind == kind)
            if fact.at is not None
            and all(fact.details.get(name) in _several(v) for name, v in wanted.items())
        ]

    def runs_between(self, kind: str, first: Day, last: Day) -> bool:
        """Whether a span of a kind runs on any of these days."""
        return any(
            fact.at is not None
            and fact.at.day <= last
            and (fact.ended is None or fact.ended.day >= first)
            for fact in self.facts(kind)
        )

    def fill(self, fact: Record, **said: Value | None) -> None:
        """A form asks for more: fields that every version of a fact says from the first."""
        first, more = first_id(fact), fields(said)
        for place, record in enumerate(self.records):
            if first_id(record) == first and record.withdraws is None:
                self.records[place] = replace(record, details={**record.details, **more})

    def tie(self, fact: Record, to: Record) -> None:
        """A fact turns out to have been written about another: every version says so."""
        first = first_id(fact)
        for place, record in enumerate(self.records):
            if first_id(record) == first and record.withdraws is None:
                self.records[place] = replace(record, about=first_id(to))

    def soon_after(self, day: Day) -> Minute:
        """Within hours of a day's end of work; for what is entered when its answer is in."""
        return self.soon(Moment(day))

    def entered(self, at: Moment) -> Minute:
        """When something is entered: soon after, or (a fault) days later."""
        late = self.happens("entered late")
        return self.soon(at) + (MINUTES_IN_DAY * self.dice.between(4, 45) if late else 0)

    def soon(self, at: Moment) -> Minute:
        """Within hours of a moment; on the afternoon of a day."""
        if at.minute is not None:
            return at.minute + self.dice.between(3, 240)
        return start_of_day(at.day) + 16 * 60 + self.dice.between(0, 150)

    def happens(self, fault: str) -> bool:
        """Whether one of the faults of entry happens here."""
        happened = self.dice.chance(ENTRY[fault])
        self.faults[fault] += happened
        return happened

    def answer(self, value: str) -> str:
        """An answer, or (a fault) that it is unknown."""
        return "unknown" if self.happens("answer unknown") else value


def agency_id(by: str) -> str:
    """The file of the agency that enters something; boards and establishments go by their own."""
    return by if by.startswith(("board-", "establishment-")) else f"agency-{by}"


def first_id(record: Record) -> str:
    """The id by which a fact is known everywhere: its first version's."""
    return first_of(record.id)


def first_of(version: str) -> str:
    """The first version's id, of the id of any version."""
    return version.split("_")[0]


def fields(said: Mapping[str, Value | None]) -> dict[str, Value]:
    """Fields by the names that the standard gives them, without those that nobody filled in."""
    return {
        name.rstrip("_").replace("_", "-"): value
        for name, value in said.items()
        if value is not None
    }


def _several(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else (value,)


def latest_versions(records: Iterable[Record]) -> list[Record]:
    """Each fact as it stands last, without those withdrawn."""
    ordered = sorted(records, key=lambda record: (record.recorded_at, record.id))
    withdrawn = {first_of(record.withdraws) for record in ordered if record.withdraws is not None}
    facts = {first_id(record): record for record in ordered if record.withdraws is None}
    return [record for id_, record in facts.items() if id_ not in withdrawn]
