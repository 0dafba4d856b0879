"""A printed figure beside the one worked out, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sightline.engine.reviewed import Reproduced
from sightline.reporting.charts import wording
from sightline.reporting.review_content import FigureRow
from sightline.standard.model import Agreement, Count, Highest, ShareOfGroups, ValuesOf
from sightline.standard.model.counts import DAY

SOURCES = {
    "obligation": "what a duty owed, and what became of it",
    "judgement": "what inspectors judged, question by question",
    "answer": "what children answered to a survey",
    "register": "records of areas beside the number of people who live there",
    "span": "what was recorded as lasting, such as a time in custody, and was so on the day",
    "record": "records, counted one by one",
}
"""What a figure is worked out from, as ``Reproduced.source`` names it."""


def row_of(found: Reproduced) -> FigureRow:
    """One row of the page."""
    printed, measure, figure = found.printed, found.measure, found.figure
    return FigureRow(
        id=printed.id,
        measure=measure.id,
        title=measure.title,
        printed=printed.printed,
        computed=computed(found),
        of=of(found),
        unknown=figure.unknown,
        interval=interval(found),
        source=found.source,
        agrees=found.agrees,
        wanted=", ".join(_wanted(printed.agrees)),
        definition=measure.sentence,
        doubt=printed.doubt,
        period=f"{say_date(printed.first)} to {say_date(printed.last)}",
    )


def say_date(day: date) -> str:
    """``1 Apr 2006``."""
    return f"{day.day} {day:%b %Y}"


def computed(found: Reproduced) -> str:
    """The figure: a share, a number, or what the records say."""
    figure, counts = found.figure, found.measure.counts
    match counts:
        case Count():
            return f"{figure.numerator:,}"
        case ValuesOf() if figure.values:
            values = [str(value) for value in figure.values]
            if counts.fields == (DAY,):
                values = [say_date(date.fromisoformat(value)) for value in values]
            return ", ".join(values)
        case Highest() if figure.value is not None:
            return f"{wording.percent(figure.value)} in {figure.group.get(counts.by, 'one')}"
        case _:
            return wording.percent(figure.value)


def of(found: Reproduced) -> str:
    """``88 of 305``; empty for a count and for what the records say."""
    if isinstance(found.measure.counts, Count | ValuesOf):
        return ""
    return wording.of(found.figure.numerator, found.figure.denominator)


def interval(found: Reproduced) -> str:
    """The 95% interval, or why there is none."""
    if found.low is not None:
        return wording.between(found.low, found.high)
    match found.measure.counts:
        case _ if not found.figure.denominator:
            return wording.NO_DATA
        case Count():
            return "none: a count"
        case ValuesOf():
            return "none: a fact"
        case Highest():
            return "none: chosen because it is the highest"
        case ShareOfGroups():
            return "none: every area was counted"
        case _:
            return "none: all were counted"


def _wanted(wanted: Agreement) -> Iterator[str]:
    if wanted.percent is not None:
        yield f"{wanted.percent}% to the whole per cent"
    if wanted.from_ is not None and wanted.from_ == wanted.to:
        yield f"{wanted.from_:g}%"
    elif wanted.from_ is not None or wanted.to is not None:
        ends = (("at least ", wanted.from_), ("at most ", wanted.to))
        yield " and ".join(f"{words}{end:g}%" for words, end in ends if end is not None)
    for words, number, unit in (
        ("more than", wanted.over, "%"),
        ("less than", wanted.under, "%"),
        ("exactly", wanted.count, ""),
        ("more than", wanted.count_over, ""),
        ("numerator", wanted.numerator, ""),
        ("denominator", wanted.denominator, ""),
    ):
        if number is not None:
            yield f"{words} {number:,g}{unit}" if unit else f"{words} {number:,}"
    if wanted.values:
        yield f"the values {wording.listed(wanted.values)}"
