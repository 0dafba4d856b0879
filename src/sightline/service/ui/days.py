"""A day and a time as people type them: read exactly, and every fault named by its part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sightline.standard.calendar import LONDON

FIRST_YEAR = 1900
"""No living person's record begins earlier, and a mistyped century is seen at once."""

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip

_DIGITS = re.compile(r"[0-9]+")
_TIME = re.compile(r"([0-9]{1,2})[:.]?([0-9]{2})")


@dataclass(frozen=True, slots=True)
class TypedDay:
    """The three boxes, exactly as they were typed."""

    day: str = ""
    month: str = ""
    year: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.day.strip() or self.month.strip() or self.year.strip())


class Unreadable(ValueError):
    """What is wrong with what was typed. ``parts``: the boxes that it lies in; ``told``: why.

    ``told`` is the rest of a sentence that begins with what the boxes are for: ``must include a
    month``.
    """

    def __init__(self, parts: Sequence[str], told: str) -> None:
        super().__init__(told)
        self.parts = tuple(parts)
        self.told = told


def read_day(typed: TypedDay) -> date:
    """The very date that was typed; the month may be a number or its English name.

    Raises Unreadable where a box is empty or not a number, or where there is no such date.
    """
    boxes = {"day": typed.day.strip(), "month": typed.month.strip(), "year": typed.year.strip()}
    missing = [part for part, text in boxes.items() if not text]
    if missing:
        raise Unreadable(missing, f"must include a {_listed(missing)}")
    day = _number("day", boxes["day"], 31)
    month = _month(boxes["month"])
    year = _year(boxes["year"])
    try:
        return date(year, month, day)
    except ValueError:
        told = f"must be a real date: {MONTHS[month - 1]} {year} has no day {day}"
        raise Unreadable(["day"], told) from None


def _listed(parts: Sequence[str]) -> str:
    """``day, month and year``."""
    *before, last = parts
    return f"{', '.join(before)} and {last}" if before else last


def _number(part: str, text: str, most: int) -> int:
    if not _DIGITS.fullmatch(text) or len(text) > 2 or not 1 <= int(text) <= most:
        raise Unreadable([part], f"must have a {part} from 1 to {most}")
    return int(text)


def _month(text: str) -> int:
    names = [month.lower() for month in MONTHS]
    for number, name in enumerate(names, 1):
        if text.lower() in (name, name[:3]) or (name == "september" and text.lower() == "sept"):
            return number
    return _number("month", text, 12)


def _year(text: str) -> int:
    if not _DIGITS.fullmatch(text) or len(text) != 4:
        raise Unreadable(["year"], "must have a year of 4 numbers, like 2026")
    if int(text) < FIRST_YEAR:
        raise Unreadable(["year"], f"must have a year of {FIRST_YEAR} or later")
    return int(text)


def read_time(typed: str) -> time:
    """A time by the 24-hour clock, ``9:05``, ``14.30`` or ``1430``. Raises Unreadable."""
    found = _TIME.fullmatch(typed.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise Unreadable(["time"], "must have a time by the 24-hour clock, like 14:30")
    return time(int(found[1]), int(found[2]))


def refuse_skipped(day: date, at: time) -> None:
    """Raises Unreadable for a time that the clocks went past in spring."""
    local = datetime.combine(day, at, LONDON)
    there_and_back = datetime.fromtimestamp(local.timestamp(), LONDON)
    if there_and_back.time() != at:
        told = f"must be a real time: the clocks went forward that night, and {at:%H:%M} never came"
        raise Unreadable(["time"], told)
