"""A calendar file (iCalendar, RFC 5545) of days and times on which something is due.

Only what these files need: events without anybody's name, repetition, alarms or attendees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

PRODUCT = "-//Sightline//My work//EN"
MEDIA = "text/calendar; charset=utf-8"

_LINE = 75
"""Octets of a content line, without its end, after which it must be folded (section 3.1)."""


@dataclass(frozen=True, slots=True)
class Event:
    """``at``: a day, or a moment with its time zone. ``uid``: the same each time it is told."""

    uid: str
    summary: str
    at: date | datetime


def calendar_of(events: Iterable[Event], made_at: datetime) -> bytes:
    """The file. Raises ValueError for no events: a calendar holds at least one (section 3.4)."""
    lines = [line for event in events for line in _event(event, made_at)]
    if not lines:
        raise ValueError("a calendar without anything in it is none")
    whole = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", *lines, "END:VCALENDAR"]
    return b"".join(_folded(line) for line in whole)


def _event(event: Event, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(made_at)}"
    if isinstance(event.at, datetime):
        yield f"DTSTART:{_utc(event.at)}"
    else:
        # The end of a day is the day after it: it is not included (section 3.6.1).
        yield f"DTSTART;VALUE=DATE:{event.at:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.at + timedelta(1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(event.summary)}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"  # what is due takes up nobody's day
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    """A value of type TEXT (section 3.3.11)."""
    for plain, said in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n")):
        text = text.replace(plain, said)
    text = text.replace("\n", "\\n").replace("\r", "\\n")
    # No other control character may stand in a value, but a tab.
    return "".join(c for c in text if c == "\t" or (ord(c) >= 0x20 and ord(c) != 0x7F))


def _folded(line: str) -> bytes:
    """A content line with its end, in pieces of at most 75 octets, no character cut in two."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _LINE:
            pieces.append(piece)
            piece = b" "  # it counts as one of the 75
        piece += octets
    pieces.append(piece)
    return b"\r\n".join(pieces) + b"\r\n"
