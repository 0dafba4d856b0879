"""For which days and kinds a delivery is complete, as its mapping says."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from sightline.engine.model import Day, Record, Subject, Watched
from sightline.returns.errors import UnreadableFile
from sightline.returns.mapping import (
    DELIVERED,
    FIRST_RECORD,
    ReturnMapping,
    WatchedDays,
)
from sightline.returns.record_store import StoredRecords
from sightline.returns.records import Sender
from sightline.returns.xml_documents import Document
from sightline.returns.xml_model import FromHeader
from sightline.standard.calendar import date_of, day_of, day_of_minute
from sightline.standard.model import Interval, Unit


def watched_days(
    mapping: ReturnMapping,
    documents: Sequence[Document],
    kinds: Collection[str],
    subjects: Mapping[str, Subject],
    records: Sequence[Record],
    sender: Sender,
    place: str,
) -> tuple[Watched, ...]:
    """What is watched of the kinds that are filled, in every place of the subjects.

    Days that a document tells are those of each document.
    """
    earliest = _earliest(records)
    places = sorted({subject.place for subject in subjects.values()} or {place})
    watched: dict[Watched, None] = {}
    for period in mapping.watched:
        for document in _tellers(period, documents):
            first, last = _days(period, earliest, sender, document)
            if first is None or last < first:
                continue
            for kind in sorted(kinds if period.kinds is None else set(kinds) & set(period.kinds)):
                for each in places:
                    watched[Watched(each, kind, first, last, sender.agency)] = None
    return tuple(watched)


def _earliest(records: Sequence[Record]) -> Day | None:
    if isinstance(records, StoredRecords):
        return records.first_day()
    return min((record.at.day for record in records if record.at is not None), default=None)


def _tellers(period: WatchedDays, documents: Sequence[Document]) -> Sequence[Document | None]:
    if not isinstance(period.first, FromHeader) and not isinstance(period.last, FromHeader):
        return [None]
    if not documents:
        raise UnreadableFile(
            "delivery",
            "The mapping reads the watched days from the XML document, and there is none.",
        )
    return documents


def _days(
    period: WatchedDays, earliest: Day | None, sender: Sender, document: Document | None
) -> tuple[Day | None, Day]:
    first = earliest if period.first == FIRST_RECORD else _day(period.first, document)
    if period.last == DELIVERED:
        return first, day_of_minute(sender.delivered)
    return first, _day(period.last, document)


def _day(said: date | str | FromHeader, document: Document | None) -> Day:
    assert not isinstance(said, str), "the words for days have been dealt with"
    if not isinstance(said, FromHeader):
        return day_of(said)
    assert document is not None, "there is a document for each day that one tells"
    day = document.moment(said.name).day
    return day if said.less is None else day_of(_less(date_of(day), said.less)) + 1


def _less(day: date, interval: Interval) -> date:
    """The day so long before; of a month that is too short, its last."""
    if interval.unit in (Unit.DAYS, Unit.WEEKS):
        return day - timedelta(days=interval.count * (7 if interval.unit is Unit.WEEKS else 1))
    months = interval.count * (12 if interval.unit is Unit.YEARS else 1)
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
