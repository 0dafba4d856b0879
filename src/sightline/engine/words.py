"""How days, moments, records and states are said to a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sightline.engine.model import NOTE_WORDS, Day, Minute, Moment, Note, Record, State, Value
from sightline.standard.calendar import LONDON, date_of, day_of_minute
from sightline.standard.model import Kind

STATE_SENTENCES: Mapping[State, str] = {
    State.MET: "It was met in time.",
    State.EXCUSED: "It is excused: an exemption was decided in time.",
    State.LAPSED: "It lapsed: it was no longer owed before it fell due.",
    State.UNDATED: "It is owed, but the day it is due cannot be worked out from what is recorded.",
    State.NOT_WATCHED: (
        "It cannot be judged: the records that would show it did not reach us over that time."
    ),
    State.LATE: "It was done, but late.",
    State.OVERDUE: "It is overdue: no evidence is on file, and the day it was due has passed.",
    State.OPEN: "It is open: it is owed and not yet due.",
    State.BREACHED: "It was breached: what must never happen did.",
    State.KEPT: "It has been kept.",
}

NOTE_SENTENCES: Mapping[Note, str] = {
    Note.ENDED: "It ended after it was due: off the to-do list, never out of the count.",
    Note.CHANGED_SINCE: (
        "A correction entered after it was due changed what it comes to: on the day it was due it "
        "stood otherwise."
    ),
    Note.TIME_NOT_RECORDED: (
        "A time of day was not recorded, and one could have changed the answer."
    ),
    Note.PROVISIONAL: "It is provisional: something it rests on is not yet known or was assumed.",
}


def say_day(day: Day) -> str:
    """``Mon 7 Jan 2008``."""
    date = date_of(day)
    return f"{date:%a} {date.day} {date:%b %Y}"


def say_minute(minute: Minute) -> str:
    """``Mon 7 Jan 2008 14:30``, London time."""
    at = datetime.fromtimestamp(minute * 60, LONDON)
    return f"{at:%a} {at.day} {at:%b %Y %H:%M}"


def say_moment(moment: Moment) -> str:
    """A moment, with its time if it has one."""
    return say_day(moment.day) if moment.minute is None else say_minute(moment.minute)


def say_when(on: Moment, known_at: Minute) -> str:
    """T and D in a sentence, and which of the two came first (clause 1.1)."""
    asked = f"As it stood on {say_moment(on)}, as known at {say_minute(known_at)}"
    known_day = day_of_minute(known_at)
    if known_day == on.day:
        return f"{asked} (as known then)."
    if known_day > on.day:
        return f"{asked} (with hindsight)."
    return f"{asked}; what was entered or happened after that counts as not yet."


def say_notes(notes: Note) -> list[str]:
    """The words for each note, in order."""
    return [word for note, word in NOTE_WORDS.items() if note in notes]


def say_record(kind: Kind | None, record: Record) -> str:
    """``Assessment (vulnerability: High)``: narrative fields are left out."""
    if kind is None:
        return record.kind
    told = [
        f"{field.title.lower()}: {_say_value(kind, name, record.details[name])}"
        for name, field in kind.fields.items()
        if name in record.details and not field.narrative
    ]
    return f"{kind.title} ({', '.join(told)})" if told else kind.title


def _say_value(kind: Kind, name: str, value: Value) -> str:
    labels = {code.value: code.label for code in kind.fields[name].codes}
    values = value if isinstance(value, tuple) else (value,)
    return " and ".join(labels.get(str(item), _plain(item)) for item in values)


def _plain(item: str | int | float) -> str:
    """A number as people write it: 3, not 3.0."""
    return f"{item:g}" if isinstance(item, float) else str(item)
