"""Prints the reference table of England: bank holidays, and default school terms.

    python -m tools.bank_holidays > calendar.yaml   # in standards/england/reference

The table is frozen in the standard, so that a figure worked out today comes out the same in ten
years; a test holds it to the `holidays` package, from which it is written.

School terms are set locally and are published nowhere as one table. Those printed here follow one
plausible English pattern and are marked as guessed: what rests on them is shown as provisional.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby

import holidays

FIRST_YEAR, LAST_YEAR = 1996, 2030
SCHOOL_YEARS = range(1996, 2030)
MONDAY, FRIDAY = 0, 4

Range = tuple[date, date]

HEAD = """\
# Written by tools/bank_holidays.py; do not change it by hand.
#
# Bank holidays of England and Wales, substitute days and the one-off days included: the eve of the
# millennium (1999), the Golden, Diamond and Platinum Jubilees (2002, 2012, 2022), the royal wedding
# (2011), the state funeral (2022) and the coronation (2023). Days to come are as the law stands.

england:
  source: >-
    https://www.gov.uk/bank-holidays (Crown copyright, Open Government Licence v3.0); years that are
    no longer listed there from the holidays package (MIT licence)
"""

SCHOOL_HEAD = """\
  # Nobody publishes these as one table. Two weeks at Easter, a week in each half term, and
  # otherwise the pattern of most areas: default terms, until an area's own are put in their place.
  school:
    guessed: yes
    opens: "08:50"
"""


def bank_holidays() -> list[date]:
    """Every bank holiday of England in the years covered."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    return sorted(holidays.country_holidays("GB", subdiv="ENG", years=years))


def easter(year: int) -> date:
    """Easter Sunday, two days after Good Friday."""
    (good_friday,) = holidays.country_holidays("GB", subdiv="ENG", years=year).get_named(
        "Good Friday"
    )
    return good_friday + timedelta(2)


def on_or_after(day: date, weekday: int) -> date:
    return day + timedelta((weekday - day.weekday()) % 7)


def on_or_before(day: date, weekday: int) -> date:
    return day - timedelta((day.weekday() - weekday) % 7)


def week(monday: date) -> Range:
    return monday, monday + timedelta(4)


def terms(year: int) -> list[Range]:
    """Autumn, spring and summer of the school year that begins in September of a year."""
    autumn = date(year, 9, 2)
    spring = date(year + 1, 1, 4)
    return [
        (
            autumn if autumn.weekday() <= FRIDAY else on_or_after(autumn, MONDAY),
            on_or_before(date(year, 12, 21), FRIDAY),
        ),
        (
            spring if spring.weekday() < FRIDAY else on_or_after(spring, MONDAY),
            easter(year + 1) - timedelta(9),
        ),
        (easter(year + 1) + timedelta(8), on_or_before(date(year + 1, 7, 24), FRIDAY)),
    ]


def breaks(year: int) -> list[Range]:
    """The week's holiday in the middle of each term."""
    return [
        week(on_or_after(date(year, 10, 22), MONDAY)),
        week(on_or_after(date(year + 1, 2, 12), MONDAY)),
        week(on_or_after(date(year + 1, 5, 25), MONDAY)),
    ]


def lines() -> Iterator[str]:
    """The table as YAML."""
    yield HEAD.rstrip()
    yield f"  covers: {{from: {FIRST_YEAR}-01-01, to: {LAST_YEAR}-12-31}}"
    yield "  holidays:"
    for year, days in groupby(bank_holidays(), key=lambda day: day.year):
        yield f"    # {year}"
        yield from (f"    - {day}" for day in days)
    yield SCHOOL_HEAD.rstrip()
    yield from ranges("terms", (r for year in SCHOOL_YEARS for r in terms(year)))
    yield from ranges("breaks", (r for year in SCHOOL_YEARS for r in breaks(year)))


def ranges(word: str, found: Iterable[Range]) -> Iterator[str]:
    yield f"    {word}:"
    yield from (f"      - {{from: {first}, to: {last}}}" for first, last in found)


if __name__ == "__main__":
    print("\n".join(lines()))
