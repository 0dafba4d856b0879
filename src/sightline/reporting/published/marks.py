"""Numbers that are no figures: dates, ages, laws and names, and how each is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from sightline.reporting.published.content import Cell
from sightline.reporting.published.language import Mark

_PERCENT = re.compile(r"%|‰|\bper\s*cent\b|\bin\s+(every\s+)?(two|three|four|five|six|ten)\b", re.I)
_AGE_WORDS = re.compile(
    r"(under|over|aged?|from|to|and|or|up|older|younger|years?|old|months?|weeks?|than|between"
    r"|[0-9]{1,2}|[-–,\s])+",
    re.I,
)
_DAY = r"\d{4}(-\d{2}(-\d{2})?)?"
_DATE = re.compile(rf"({_DAY})(/{_DAY})?", re.A)
_PHONE = re.compile(r"999|101|111|112|116 ?\d{3}|0\d{2,4}[ ]?\d{3,4}[ ]?\d{0,4}", re.A)


def say(mark: Mark, cells: Mapping[str, Cell]) -> str:
    """What stands in a text for a mark; of one with a fault, the mark as it was written."""
    if mark.name == "figure":
        cell = cells.get(mark.value)
        return f"{{figure:{mark.value}}}" if cell is None else cell.shown
    if mark.name == "date" and not fault(mark):
        return " to ".join(_day_in_words(day) for day in mark.value.split("/"))
    if mark.name in ("age", "law", "name"):
        return mark.value
    return f"{{{mark.name}:{mark.value}}}"


def fault(mark: Mark) -> str:
    """What is wrong with a date, an age, a law or a name, as an expectation; blank if nothing."""
    match mark.name:
        case "date":
            return _date_fault(mark.value)
        case "age":
            good = _AGE_WORDS.fullmatch(mark.value) and re.search(r"\d", mark.value)
            return "" if good else "an age such as {age:10 to 17} or {age:under 18}"
        case "law":
            if _PERCENT.search(mark.value):
                return "a law; a share is a figure, {figure:...}"
            good = re.search("[A-Za-z]{3}", mark.value)
            return "" if good else "a law with its name, such as {law:Children Act 2004}"
        case "name":
            if _PERCENT.search(mark.value):
                return "a name; a share is a figure, {figure:...}"
            if re.search("[A-Za-z]", mark.value) or _PHONE.fullmatch(mark.value):
                return ""
            return "a name with letters, such as {name:Year 7}, or a telephone number"
        case _:
            return ""


def _date_fault(value: str) -> str:
    expected = "a date such as {date:2008-07-08}, {date:2008-07}, {date:2008} or {date:2006/2008}"
    if not _DATE.fullmatch(value):
        return expected
    try:
        days = [_first_of(day) for day in value.split("/")]
    except ValueError:
        return f"a day that there is: {expected}"
    return "" if days == sorted(days) else "the earlier date first"


def _first_of(day: str) -> date:
    year, month, number = [*map(int, day.split("-")), 1, 1][:3]
    return date(year, month, number)


def _day_in_words(day: str) -> str:
    first = _first_of(day)
    match day.count("-"):
        case 0:
            return f"{first.year}"
        case 1:
            return f"{first:%B} {first.year}"
        case _:
            return say_day(first)


def say_day(day: date) -> str:
    """``8 July 2008``."""
    return f"{day.day} {day:%B} {day.year}"
