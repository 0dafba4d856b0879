"""Days as numbers: how many since 1970-01-01."""

from __future__ import annotations

from datetime import date

_EPOCH = date(1970, 1, 1).toordinal()


def day_of(moment: date) -> int:
    """The number of a date (a datetime counts by its own date)."""
    return moment.toordinal() - _EPOCH


def date_of(day: int) -> date:
    """The date of a day number."""
    return date.fromordinal(day + _EPOCH)
