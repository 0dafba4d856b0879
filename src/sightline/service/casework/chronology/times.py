"""When it happened and when it was known, as exactly as either is on record."""

from __future__ import annotations

from datetime import date, datetime

from sightline.engine.words import say_day, say_moment
from sightline.service.casework.said import day_said
from sightline.service.files.models import Precision, Record
from sightline.service.files.moments import day_at, moment_from
from sightline.service.files.standard import standard
from sightline.standard.calendar import LONDON, day_of
from sightline.standard.model import Lasts

DAY_NOT_KNOWN = "Day not recorded"
ENTRY_NOT_KNOWN = "the day of entry is not known"


def when(row: Record) -> str:
    """``Mon 7 Jan 2008 14:30``, ``In March 2024``, ``Since ...``, ``From ... to ...``, planned."""
    if row.occurred_at is None:
        return _planned(row)
    began = moment_from(row.occurred_at, row.occurred_precision)
    if not _is_span(row):
        return _rough(row, "In ") if began is None else say_moment(began)
    since = _rough(row) if began is None else say_moment(began)
    ended = moment_from(row.ended_at, row.ended_precision)
    if ended is not None:
        return f"From {since} to {say_moment(ended)}"
    if row.planned_end_on is not None:
        return f"Since {since}, planned to end {day_said(row.planned_end_on)}"
    return f"Since {since}"


def _is_span(row: Record) -> bool:
    kind = standard().kinds.get(row.kind)
    return kind is not None and kind.lasts is Lasts.SPAN


def _rough(row: Record, before: str = "") -> str:
    """``In March 2024``: what is known to the month, or to the year."""
    assert row.occurred_at is not None
    day = row.occurred_at.astimezone(LONDON)
    return before + (
        f"{day:%Y}" if row.occurred_precision == Precision.YEAR else f"{day:%B} {day:%Y}"
    )


def _planned(row: Record) -> str:
    start, end = row.planned_start_on, row.planned_end_on
    kind = standard().kinds.get(row.kind)
    if start is None:
        return DAY_NOT_KNOWN
    if kind is not None and kind.lasts is Lasts.PERIOD and end is not None:
        return f"Some time from {day_said(start)} to {day_said(end)}"
    return f"Planned for {day_said(start)}" + ("" if end is None else f" until {day_said(end)}")


def day(row: Record) -> str:
    """When it began, for a column of days: ``2024-03-05``, ``2024-03``, ``2024``, or ''."""
    if row.occurred_at is None:
        return "" if row.planned_start_on is None else row.planned_start_on.isoformat()
    on = row.occurred_at.astimezone(LONDON)
    return {Precision.MONTH: f"{on:%Y-%m}", Precision.YEAR: f"{on:%Y}"}.get(
        Precision(row.occurred_precision), f"{on:%Y-%m-%d}"
    )


def time(row: Record) -> str:
    """The time of day, ``14:30``; '' where it is not known."""
    if row.occurred_at is None or row.occurred_precision != Precision.MINUTE:
        return ""
    return f"{row.occurred_at.astimezone(LONDON):%H:%M}"


def entered(row: Record, first_known: datetime) -> str:
    """``Fri 8 Mar 2024, 3 days after``: when it was first known here, and how long after."""
    if not row.entry_known:
        return ENTRY_NOT_KNOWN
    known = say_day(day_at(first_known))
    later = how_long_after(row, first_known)
    return f"{known}, {later}" if later else known


def how_long_after(row: Record, first_known: datetime) -> str:
    """How long after it happened it was known; '' of what has not happened."""
    happened, is_exact = _last_day(row)
    if happened is None:
        return ""
    days = day_at(first_known) - day_of(happened)
    if days < 0:
        # Within the month, or the year, in which it happened; or of a source that knew before.
        return "" if not is_exact else f"{_days(-days)} before"
    if days == 0:
        return "the same day" if is_exact else ""
    return f"{'' if is_exact else 'at least '}{_days(days)} after"


def _last_day(row: Record) -> tuple[date | None, bool]:
    """The last day on which it can have happened or begun, and whether that is exact."""
    if row.occurred_at is None:
        return None, False
    on = row.occurred_at.astimezone(LONDON).date()
    match row.occurred_precision:
        case Precision.YEAR:
            return date(on.year, 12, 31), False
        case Precision.MONTH:
            first_of_next = date(on.year + on.month // 12, on.month % 12 + 1, 1)
            return date.fromordinal(first_of_next.toordinal() - 1), False
    return on, True


def _days(number: int) -> str:
    return f"{number:,} day{'' if number == 1 else 's'}"
