"""What both evaluators read and answer: records on files in, obligations out.

Days are whole numbers of days since 1970-01-01 in London; minutes are whole minutes since
1970-01-01T00:00Z. Both evaluators count in these, so that no time zone, precision or date type
can differ between them; dates appear at the edges only. Clauses are those of
docs/concepts/meaning.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Flag, StrEnum, auto

from sightline.standard.calendar import day_of_minute

Day = int
Minute = int
Value = str | int | float | tuple[str, ...]


class State(StrEnum):
    """What became of an obligation, in order of precedence (clause 7.4).

    A prohibition is kept or breached (or excused, or not watched); the rest never are.
    """

    MET = "met"
    EXCUSED = "excused"
    LAPSED = "lapsed"
    UNDATED = "undated"
    NOT_WATCHED = "not watched"
    LATE = "late"
    OVERDUE = "overdue"
    OPEN = "open"
    BREACHED = "breached"
    KEPT = "kept"


class Note(Flag):
    """What else must be said of an obligation's state (clauses 4.4, 4.6, 6.7, 7.1 and 7.5)."""

    NONE = 0
    ENDED = auto()
    CHANGED_SINCE = auto()
    TIME_NOT_RECORDED = auto()
    PROVISIONAL = auto()


NOTE_WORDS: Mapping[Note, str] = {
    Note.ENDED: "ended",
    Note.CHANGED_SINCE: "changed since",
    Note.TIME_NOT_RECORDED: "time not recorded",
    Note.PROVISIONAL: "provisional",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A London day and, where it was recorded, the minute in it."""

    day: Day
    minute: Minute | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One version of one dated fact, or the withdrawal of one.

    ``at``: when it began; None while it is only planned, or known to the month or worse (then it
    serves measures over periods, never a clock). ``recorded_at``: when it was entered;
    ``entry_known`` False where an import could not tell and gave the day of delivery.
    ``version_of``: the id of the version that this one replaces. ``withdraws``: the id of any
    version of the fact that this record ends; such a record says nothing else.
    """

    id: str
    file: str
    kind: str
    at: Moment | None
    recorded_at: Minute
    details: Mapping[str, Value] = field(default_factory=dict)
    ended: Moment | None = None
    planned_start: Day | None = None
    planned_end: Day | None = None
    about: str | None = None
    agency: str = ""
    author: str = ""
    version_of: str | None = None
    withdraws: str | None = None
    entry_known: bool = True

    def __post_init__(self) -> None:
        if self.at is not None and self.ended is not None and before(self.ended, self.at):
            raise ValueError(f"record {self.id}: it ends before it starts")


def before(a: Moment, b: Moment) -> bool:
    """Whether ``a`` is certainly earlier: by minutes if both have one, else by day (4.11)."""
    if a.minute is not None and b.minute is not None:
        return a.minute < b.minute
    return a.day < b.day


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a file is kept on. ``place`` is the area whose agencies deliver records on it."""

    id: str
    type: str = "child"
    born: Day | None = None
    place: str = ""
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """All versions of all records that stand on one subject's file, in any order.

    A record filed on another subject that also stands here keeps its own ``file``; ``others``
    holds those subjects, for conditions of the form *of-subject*.
    """

    subject: Subject
    records: tuple[Record, ...]
    others: Mapping[str, Subject] = field(default_factory=dict)

    def __post_init__(self) -> None:
        earlier = {r.id: r.version_of for r in self.records if r.version_of is not None}
        for id_ in earlier:
            seen = {id_}
            while (replaced := earlier.get(id_)) is not None:
                if replaced in seen:
                    raise ValueError(f"record {id_}: its versions replace one another in a circle")
                seen.add(replaced)
                id_ = replaced


@dataclass(frozen=True, slots=True)
class Watched:
    """Records of a kind reached us from a place in these days, both included (clause 7.3)."""

    place: str
    kind: str
    first: Day
    last: Day
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty as it falls on one file because of one trigger.

    ``trigger`` is the fact's id (its first version's), or ``birthday``. ``step``: in a rolling
    recurrence, its number from 1; ``period``: in an ``each``, the first day of its period.
    ``rule``: position of the rule among the part's, from 0. ``opened``: the trigger's moment.
    ``met``: the answer's moment whether in time or late. ``entered``: when the answer was first
    recorded, if that is known. ``breaches``: the facts that broke a prohibition, in order.
    ``booked``: the first day, on or after the evaluation day, for which an answer is planned.
    """

    duty: str
    part: str
    file: str
    trigger: str
    rule: int
    opened: Moment
    state: State
    step: int | None = None
    period: Day | None = None
    due: Moment | None = None
    met: Moment | None = None
    met_by: str | None = None
    entered: Minute | None = None
    lapsed: Moment | None = None
    lapsed_by: str | None = None
    excused_by: str | None = None
    breaches: tuple[str, ...] = ()
    booked: Day | None = None
    notes: Note = Note.NONE

    @property
    def is_entered_late(self) -> bool:
        """Whether it was met in time by a record entered after the due day (clause 7.6)."""
        return (
            self.state is State.MET
            and self.due is not None
            and self.entered is not None
            and day_of_minute(self.entered) > self.due.day
        )

    @property
    def key(self) -> tuple[str, str, str, str, int, Day]:
        """What makes it this obligation and no other, on any machine and after any re-reading."""
        return (
            self.file,
            self.duty,
            self.part,
            self.trigger,
            self.step or 0,
            self.period if self.period is not None else 0,
        )

    @property
    def id(self) -> str:
        """A UUID version 8 derived from the key (section 8)."""
        return derived_id(*(str(part) for part in self.key))


def derived_id(*parts: str) -> str:
    """The UUID version 8 (RFC 9562) that is always the same for the same texts."""
    joined = "".join([f"{len(part)}:{part}" for part in parts])
    d = hashlib.sha256(joined.encode()).hexdigest()
    # The version is the digit after the second dash, the variant the two high bits after the third.
    # Written out, because a UUID made only to be written takes as long as the digest.
    variant = "89ab"[int(d[16], 16) & 3]
    return f"{d[:8]}-{d[8:12]}-8{d[13:16]}-{variant}{d[17:20]}-{d[20:32]}"


@dataclass(frozen=True, slots=True)
class UnknownTrigger:
    """A record that would open an obligation, but for a field that nobody recorded (4.21).

    ``day``: when the record began; None of a birthday and of what is only planned. It has no due
    day, so this is the day by which figures place it.
    """

    duty: str
    part: str
    file: str
    trigger: str
    day: Day | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one evaluation found: obligations in order of their keys, and unknown triggers."""

    obligations: tuple[Obligation, ...]
    unknown: tuple[UnknownTrigger, ...]
