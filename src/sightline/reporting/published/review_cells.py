"""Every figure of a review as a cell: worked out, beside what was printed, and said otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import ceil, floor

from sightline.engine.figures import CONFIDENCE
from sightline.engine.recommended import RecommendationDone
from sightline.engine.reviewed import Reproduced
from sightline.reporting.charts.wording import listed
from sightline.reporting.published import review_recommended as asked
from sightline.reporting.published.content import Cell, CellKind
from sightline.reporting.published.marks import say_day
from sightline.reporting.published.readings import (
    giving,
    margin,
    part_of_mixture,
    whole_percent,
)
from sightline.reporting.published.suppress import LEAST, STEP
from sightline.standard.model import (
    Agreement,
    Count,
    Highest,
    Printed,
    ShareOfGroups,
    Standard,
    ValuesOf,
)
from sightline.standard.model.counts import DAY

ENGLAND = 139
"""Youth offending team areas of England then (Hansard, 24 November 2009): what readings of the
printed share of areas are held against, and no figure's base."""


def review_cells(
    standard: Standard,
    printed: Printed,
    found: Sequence[Reproduced],
    done: Sequence[RecommendationDone],
) -> dict[str, Cell]:
    """Every figure, by its name."""
    parts = asked.cells(standard, printed.review, done)
    figures = [_cell(each) for each in found]
    told = [
        *figures,
        *(
            other
            for each, cell in zip(found, figures, strict=True)
            if not isinstance(each.measure.counts, Count | ValuesOf)
            for other in _said_otherwise(cell)
        ),
        *_readings({id_: row.agrees for id_, row in printed.figures.items()}),
        *parts.values(),
        *_states(done, parts),
    ]
    return {cell.id: cell for cell in told}


def _cell(found: Reproduced) -> Cell:
    """What was printed and what was worked out. The review is published, so it is exact."""
    figure, counts = found.figure, found.measure.counts
    cell = Cell(
        found.printed.id,
        CellKind.FACT,
        found.measure.title,
        found.measure.sentence,
        "nothing recorded",
        unknown=figure.unknown,
        exact=True,
        printed=_printed(found),
    )
    if isinstance(counts, ValuesOf):
        return replace(cell, shown=_values(found, counts)) if figure.values else cell
    if isinstance(counts, Count):
        shown = f"{figure.numerator:,}"
        return replace(cell, kind=CellKind.COUNT, shown=shown, numerator=figure.numerator)
    if not figure.denominator:
        return cell
    percent = whole_percent(figure.numerator, figure.denominator)
    return replace(
        cell,
        kind=CellKind.SHARE,
        shown=f"{percent}% ({figure.numerator:,} of {figure.denominator:,})",
        numerator=figure.numerator,
        denominator=figure.denominator,
        percent=percent,
        low=None if found.low is None else floor(100 * found.low),
        high=None if found.high is None else ceil(100 * found.high),
        all_files=found.low is None and not isinstance(counts, Highest),
    )


def _values(found: Reproduced, counts: ValuesOf) -> str:
    """``14 October 2002 and 8 July 2008``, ``16 and 18``."""
    told = [str(value) for value in found.figure.values]
    if counts.fields == (DAY,):
        told = [say_day(date.fromisoformat(value)) for value in told]
    return listed(told)


def _printed(found: Reproduced) -> str:
    """What the review printed; of a share, that its base was not printed where it was not."""
    printed = found.printed
    counts = found.measure.counts
    if isinstance(counts, Count | ValuesOf) or counts is None:
        return printed.printed
    if isinstance(counts, ShareOfGroups) or printed.agrees.denominator is not None:
        return printed.printed
    return f"{printed.printed} (base not printed)"


def _said_otherwise(cell: Cell) -> Iterator[Cell]:
    """The same share for a child, and its interval, for sentences; or that nothing is recorded."""
    in_100, interval = cell.shown, cell.shown
    if cell.percent is not None:
        in_100, interval = f"{cell.percent} out of every 100", "none"
        if cell.low is not None and cell.high is not None:
            interval = f"{cell.low}% to {cell.high}%"
    for id_, what, shown in (
        ("in-100", "said plainly", in_100),
        ("interval", "its interval", interval),
    ):
        title = f"{cell.title}, {what}"
        yield Cell(f"{cell.id}-{id_}", CellKind.FACT, title, cell.sentence, shown, exact=True)


def _readings(printed: Mapping[str, Agreement]) -> Iterator[Cell]:
    """What the printed figures can mean, worked out from nothing but what was printed."""
    percent = {id_: said.percent or 0 for id_, said in printed.items()}
    custody = printed["fig-lac-custody"].denominator or 0
    services = printed["fig-yot-inspections"].count or 0
    inspections = services + (printed["fig-om-inspections"].count or 0)
    files = printed["fig-case-files"].count_over or 0
    looked_after = giving(percent["fig-lac-custody"], custody)
    inadequate = percent["fig-lac-service-inadequate"]
    service = {n for base in looked_after for n in giving(inadequate, base)}
    minority = percent["fig-bme-over-represented"]
    joint_work = percent["fig-social-care-joint-work"]
    england = f"{_any_of(giving(minority, ENGLAND))} of {ENGLAND}"
    for id_, title, shown in (
        ("inspections", "Inspections, both kinds", f"{inspections:,}"),
        ("files-printed", "Files read, as printed", f"{files:,}"),
        ("files-each", "Files read at each inspection", f"{files / inspections:.0f}"),
        ("custody", "Children in custody, as printed", f"{custody:,}"),
        ("margin-custody", "Margin of a share of these", f"{margin(custody):.1f}"),
        ("reach-looked-after", "Looked after, as a number", _any_of(looked_after)),
        ("reach-service", "Inadequate service, of these", _any_of(sorted(service))),
        ("reach-minority-inspected", "Of services", _any_of(giving(minority, services))),
        ("reach-minority-england", "Of areas of England", england),
        ("reach-social-care", "Joint work, of all", _any_of(giving(joint_work, services))),
        ("mix-self", "Risk to self", _mixed(percent, "fig-risk-to-self", "fig-selfharm")),
        ("mix-others", "Risk from others", _mixed(percent, *["fig-risk-from-others"] * 2)),
        ("confidence", "Confidence of every interval", f"{CONFIDENCE:.0%}"),
        ("rounded-to", "What new figures about people are rounded to", f"{STEP}"),
        ("least-base", "The least base of a new figure about people", f"{LEAST}"),
    ):
        sentence = "Worked out from what was printed."
        yield Cell(id_, CellKind.FACT, title, sentence, shown, exact=True)


def _mixed(printed: Mapping[str, int], whole: str, part: str) -> str:
    of = (printed[whole], printed[f"{part}-community"], printed[f"{part}-custody"])
    return f"{part_of_mixture(*of)}%"


def _any_of(numbers: Sequence[int]) -> str:
    """``38 or 39``, or that there is none."""
    return listed([str(n) for n in numbers]).replace(" and ", " or ") if numbers else "none"


def _states(done: Sequence[RecommendationDone], parts: Mapping[str, Cell]) -> Iterator[Cell]:
    """How many recommendations there are, and how many of their parts stand in each state."""
    states = asked.states(done, parts)
    for id_, title, number in (
        ("recommended", "Recommendations", len(done)),
        ("parts", "Parts of recommendations", len(parts)),
        *((f"parts-{state}", f"Parts: {words}", states[state])
          for state, words in asked.IN_WORDS.items()),
    ):  # fmt: skip
        shown = f"{number:,}" if number else "none"
        sentence = "Counted over the recommendations of the review."
        yield Cell(id_, CellKind.COUNT, title, sentence, shown, numerator=number, exact=True)
