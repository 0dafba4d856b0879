"""The year that a return tells something of, and which its tables do not say.

    period: {year-ends: 31 March}                # whoever reads the return says which year
    period: {year-ends: 31 March, xml: year}     # or the document does, where it has the value

Records of kinds that last a period are said of that year, where they have no ``planned-start``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sightline.engine.model import Day
from sightline.returns.errors import UnreadableFile, shown
from sightline.returns.mapping import AskedPeriod, ReturnMapping
from sightline.returns.xml_documents import Document, told_by
from sightline.returns.xml_model import FromHeader, Steps
from sightline.standard.calendar import day_of
from sightline.standard.clocks import day_of_year
from sightline.standard.nodes import Node
from sightline.standard.scalars import one_of

FIRST_YEAR, LAST_YEAR = 1901, 2199

Days = tuple[Day, Day]
"""A first and a last day, both included."""


def asked_period(node: Node, header: Mapping[str, Steps]) -> AskedPeriod:
    """The words of a mapping file."""
    said = node.words(("year-ends", "xml"), "the day on which the return's year ends, as a mapping")
    ends = said.need("year-ends", _last_day)
    value = said.maybe("xml", one_of(header, "a value named under 'header' of 'xml'"), None)
    return said.build(lambda: AskedPeriod(*ends, FromHeader(value) if value else None))


def _last_day(node: Node) -> tuple[int, int]:
    month, day = day_of_year(node)
    if (month, day) == (2, 29):
        node.refuse("a day that every year has")
    return month, day


def period_of(
    mapping: ReturnMapping, documents: Sequence[Document], year: int | None
) -> Days | None:
    """The period of a delivery; None where nobody says it.

    ``year``: the calendar year in which it ends, as whoever reads the return says it. Raises
    UnreadableFile where the mapping has no use for it, or a document says another.
    """
    asked = mapping.period
    if asked is None:
        if year is not None:
            raise UnreadableFile(
                "delivery",
                "A year was given, and the mapping asks for none: nothing is said of it.",
            )
        return None
    told = _told(asked, documents)
    if year is not None and told is not None and told != year:
        raise UnreadableFile(
            documents[0].shown, f"It says that its year is {told}, and {year} was given."
        )
    ending = year if told is None else told
    if ending is None:
        return None
    first, last = asked.ending(ending)
    return day_of(first), day_of(last)


def _told(asked: AskedPeriod, documents: Sequence[Document]) -> int | None:
    """The year that the documents say, who must agree on it; None where they do not say."""
    if asked.year is None:
        return None
    telling = [each for each in documents if each.header.get(asked.year.name, ("", 0))[0]]
    text = told_by(asked.year, telling)
    if not text:
        return None
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else _year_of(text)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise UnreadableFile(
            telling[0].shown,
            f"Its {asked.year.name} is {shown(text)}, and a year such as 2026, or a day in it, was "
            "expected.",
            telling[0].header[asked.year.name][1],
        )
    return year


def _year_of(text: str) -> int | None:
    """The year of a day: of a reference day, that in which the return's year ends."""
    try:
        return date.fromisoformat(text).year
    except ValueError:
        return None
