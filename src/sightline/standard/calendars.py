"""Reference tables: the bank holidays and school terms of a jurisdiction, frozen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from sightline.standard import words as w
from sightline.standard.faults import Unreadable
from sightline.standard.model import CalendarTable
from sightline.standard.nodes import List, Node, Scalar
from sightline.standard.scalars import day, minute_of_day, name, text, yes_or_no

Range = tuple[date, date]
_NINE = 9 * 60


def read_calendar(key: Scalar, node: Node) -> CalendarTable:
    """The table of one jurisdiction, under its name."""
    said = node.words(w.CALENDAR, "a calendar, as a mapping")
    jurisdiction = said.take(lambda: name(key), "")
    source = said.need("source", text)
    covers = said.need("covers", _range)
    holidays = said.need("holidays", lambda n: _holidays(n, covers))
    school = said.maybe("school", _school, ((), (), False, _NINE))
    return said.build(
        lambda: CalendarTable(
            jurisdiction,
            source,
            *covers,
            holidays=tuple(sorted(holidays)),
            terms=school[0],
            breaks=school[1],
            terms_guessed=school[2],
            opens=school[3],
        )
    )


def _holidays(node: Node, covers: Range | None) -> tuple[date, ...]:
    """Each day once, and within the days that the calendar covers."""
    seen: set[date] = set()

    def holiday(item: Node) -> date:
        found = day(item)
        if covers is not None and not covers[0] <= found <= covers[1]:
            item.refuse(f"a day from {covers[0]} to {covers[1]}, which the calendar covers")
        if found in seen:
            item.refuse("", message=f"{found} is listed twice")
        seen.add(found)
        return found

    return node.each(holiday, "a list of days")


def _school(node: Node) -> tuple[tuple[Range, ...], tuple[Range, ...], bool, int]:
    said = node.words(w.SCHOOL, "school terms, as a mapping")
    guessed = said.maybe("guessed", yes_or_no, False)
    opens = said.maybe("opens", minute_of_day, _NINE)
    terms = said.need("terms", _ranges)
    breaks = said.maybe("breaks", _ranges, ())
    return said.build(lambda: (terms, breaks, guessed, opens))


def _ranges(node: Node) -> tuple[Range, ...]:
    """First and last days, in order and apart from one another."""
    ranges = node.each(_range, "a list such as [{from: 2004-09-02, to: 2004-12-17}]")
    _refuse_overlaps(node, ranges)
    return ranges


def _refuse_overlaps(node: Node, ranges: Sequence[Range]) -> None:
    items = node.items if isinstance(node, List) else ()
    refused = False
    for item, (earlier, later) in zip(items[1:], pairwise(ranges), strict=True):
        if later[0] <= earlier[1]:
            item.report(f"expected a range that begins after {earlier[1]}, where the last one ends")
            refused = True
    if refused:
        raise Unreadable


def _range(node: Node) -> Range:
    said = node.words(w.DAY_RANGE, "a range such as {from: 2004-09-02, to: 2004-12-17}")
    first, last = said.need("from", day), said.need("to", day)
    if not said.broken and last < first:
        said.wrong("to", f"it ends ({last}) before it begins ({first})")
    return said.build(lambda: (first, last))
