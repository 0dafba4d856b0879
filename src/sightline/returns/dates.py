"""Dates and moments, read as the mapping declares them and in no other way.

A day-first date is never tried month-first, and an ISO date is accepted only where it is declared.
A moment with an offset is honoured; one without is London time. A London midnight is read as the
day alone, since systems that know only the day write it so; a mapping may say otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone

from sightline.engine.model import Moment
from sightline.returns.errors import Mismatch
from sightline.standard.calendar import LONDON, date_of, day_of, day_of_minute, minute_of

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Dates outside these years are slips of the hand, not dates of people's lives."""

Reader = Callable[[str], "Moment | Mismatch | None"]
"""Reads one way of writing; None where the text is written in some other way."""

_TIME = (
    r"(?:[T ,]\s*(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<offset>Z|[+-]\d\d:?\d\d)?)?"
)
_WRITTEN = {
    "iso": r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)",
    "day-first": r"(?P<day>\d{1,2})(?P<sep>[/.-])(?P<month>\d{1,2})(?P=sep)(?P<year>\d{4})",
    "month-first": r"(?P<month>\d{1,2})(?P<sep>[/.-])(?P<day>\d{1,2})(?P=sep)(?P<year>\d{4})",
}
_SAMPLES = {"iso": "2018-03-31", "day-first": "31/03/2018", "month-first": "03/31/2018"}

WAYS = tuple(_WRITTEN)
"""The ways of writing a date that have a name; any other is a pattern with % in it."""


class Dates:
    """Reads texts, and Excel's own dates, in the declared ways of writing.

    ``ways``: names among ``WAYS`` or strptime patterns. Calling it gives a Moment or a Mismatch.
    """

    def __init__(self, ways: Sequence[str], *, midnight_is_day: bool = True) -> None:
        self.ways = tuple(ways)
        self.midnight_is_day = midnight_is_day
        self._readers = [
            self._named(way) if way in _WRITTEN else self._pattern(way) for way in ways
        ]
        self._expected = "a date written " + " or ".join(
            f"{way} ({_SAMPLES[way]})" if way in _SAMPLES else way for way in ways
        )

    def __call__(self, cell: str | date) -> Moment | Mismatch:
        """The moment that a cell tells."""
        if not isinstance(cell, str):
            return self._in_range(self._of_excel(cell))
        text = cell.strip()
        for reader in self._readers:
            if (read := reader(text)) is not None:
                return read if isinstance(read, Mismatch) else self._in_range(read)
        return Mismatch(self._expected, "The date is not written as the mapping declares.")

    def _of_excel(self, cell: date) -> Moment:
        if isinstance(cell, datetime):
            return self._local(cell)
        return Moment(day_of(cell))

    def _in_range(self, moment: Moment) -> Moment | Mismatch:
        if FIRST_YEAR <= date_of(moment.day).year < LAST_YEAR:
            return moment
        return Mismatch(
            f"a date from {FIRST_YEAR} to {LAST_YEAR - 1}", "The date is centuries away."
        )

    def _named(self, way: str) -> Reader:
        pattern = re.compile(_WRITTEN[way] + _TIME, re.ASCII)

        def read(text: str) -> Moment | Mismatch | None:
            found = pattern.fullmatch(text)
            if found is None:
                return None
            try:
                return self._of_parts(found)
            except (ValueError, OverflowError):
                return Mismatch(self._expected, "There is no such day or time.")

        return read

    def _of_parts(self, parts: re.Match[str]) -> Moment:
        year, month, day = map(int, parts.group("year", "month", "day"))
        if parts["hour"] is None:
            return Moment(day_of(date(year, month, day)))
        hour, minute = map(int, parts.group("hour", "minute"))
        at = datetime(year, month, day, hour, minute, int(parts["second"] or 0))
        if parts["offset"] is None:
            return self._local(at)
        return _exact(at.replace(tzinfo=_offset(parts["offset"])))

    def _pattern(self, way: str) -> Reader:
        timed = any(f"%{letter}" in way for letter in "HIcXT")

        def read(text: str) -> Moment | Mismatch | None:
            try:
                found = datetime.strptime(text, way)
            except (ValueError, OverflowError, re.error):  # of a pattern that says a thing twice
                return None
            if not timed:
                return Moment(day_of(found))
            return self._local(found) if found.tzinfo is None else _exact(found)

        return read

    def _local(self, moment: datetime) -> Moment:
        if self.midnight_is_day and not (moment.hour or moment.minute or moment.second):
            return Moment(day_of(moment))
        # The years are checked afterwards; beyond them the time zone has no answer.
        if not 1 < moment.year < 9999:
            return Moment(day_of(moment))
        return Moment(day_of(moment), minute_of(moment.replace(tzinfo=LONDON)))


def _exact(moment: datetime) -> Moment:
    if not 1 < moment.year < 9999:
        return Moment(day_of(moment))
    minute = minute_of(moment)
    return Moment(day_of_minute(minute), minute)


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if minutes > 59:
        raise ValueError("an offset has at most 59 minutes")
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if text[0] == "-" else ahead)


def iso_text(moment: Moment) -> str:
    """The one way in which moments are written in details: a day, or a minute in UTC."""
    if moment.minute is None:
        return date_of(moment.day).isoformat()
    at = datetime.fromtimestamp(moment.minute * 60, UTC)
    return at.strftime("%Y-%m-%dT%H:%MZ")
