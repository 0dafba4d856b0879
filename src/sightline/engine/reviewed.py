"""A published review reproduced: each printed statement beside the figure worked out anew.

Nothing printed enters a figure. The measures are those that any service can ask of its own records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sightline.engine.figures import Figure, Over, figures, wilson
from sightline.engine.many import evaluate_files
from sightline.engine.model import Day, File, Moment
from sightline.engine.record_figures import Known, record_figures
from sightline.standard.calendar import day_of
from sightline.standard.model import (
    Agreement,
    Highest,
    Lasts,
    Measure,
    Printed,
    PrintedFigure,
    PrintedKind,
    Share,
    ShareOfGroups,
    Signs,
    Standard,
)

SOURCES = ("obligation", "judgement", "answer", "register", "span", "record")
"""What a figure is worked out from, the most telling first."""

_OF_KIND = {"judgement": "judgement", "survey-answer": "answer", "survey-response": "answer"}


@dataclass(frozen=True, slots=True)
class Reproduced:
    """A printed statement, the figure worked out anew, and whether the two agree.

    ``low``, ``high``: the 95% interval (Wilson) of a share of files, judgements or answers, which
    are a sample of more than were read; None of counts, facts, extremes and shares of areas.
    ``source``: what it is worked out from, one of ``SOURCES``.
    """

    printed: PrintedFigure
    measure: Measure
    figure: Figure
    low: float | None
    high: float | None
    source: str
    agrees: bool

    def to_dict(self) -> dict[str, Any]:
        """The row as plain values, with stable keys."""
        printed, figure = self.printed, self.figure
        return {
            "id": printed.id,
            "section": printed.section,
            "kind": printed.kind.value,
            "printed": printed.printed,
            "numerator": figure.numerator,
            "denominator": None if printed.kind is PrintedKind.COUNT else figure.denominator,
            "unknown": figure.unknown,
            "value": figure.value,
            "values": list(figure.values),
            "low": self.low,
            "high": self.high,
            "group": dict(figure.group),
            "from": self.source,
            "agrees": self.agrees,
            "measure": self.measure.id,
            "definition": self.measure.sentence,
            "doubt": printed.doubt,
            "first": printed.first.isoformat(),
            "last": printed.last.isoformat(),
        }


def reproduce(
    standard: Standard, review: Printed, files: Sequence[File], known: Known
) -> list[Reproduced]:
    """Every printed statement of a review, in its order, worked out from files."""
    found: dict[str, Figure] = {}
    periods: dict[tuple[Day, Day], list[PrintedFigure]] = {}
    for printed in review.figures.values():
        period = day_of(printed.first), day_of(printed.last)
        periods.setdefault(period, []).append(printed)
    for (first, last), some in periods.items():
        measures = {row.measure: standard.measures[row.measure] for row in some}
        over = Over(first, last)
        of_period = dict(_figures(standard, list(measures.values()), files, over, known))
        found |= {row.id: of_period[row.measure] for row in some}
    return [_reproduced(standard, printed, found[id_]) for id_, printed in review.figures.items()]


def _figures(
    standard: Standard,
    measures: Sequence[Measure],
    files: Sequence[File],
    over: Over,
    known: Known,
) -> Iterator[tuple[str, Figure]]:
    """One figure for each measure: over records, and over obligations."""
    of_records = [measure for measure in measures if measure.counts is not None]
    for figure in record_figures(standard, of_records, files, over, known):
        yield figure.measure, figure
    of_duties = [measure for measure in measures if measure.counts is None]
    if not of_duties:
        return
    duties = {duty for measure in of_duties for duty in measure.duties}
    types = {type_ for duty in duties for type_ in standard.duties[duty].owed_to}
    owed_to = [file for file in files if file.subject.type in types]
    rows, unknown = evaluate_files(
        standard,
        owed_to,
        known_at=known.known_at,
        # The day after: what is due on the last day is open until it is over (clause 7.4), and
        # would be in no denominator.
        on=Moment(over.last + 1),
        watched=known.watched,
        duties=duties,
    )
    subjects = pa.table({"id": pa.array([file.subject.id for file in owed_to], pa.string())})
    for figure in figures(standard, of_duties, rows, unknown, subjects, over):
        yield figure.measure, figure


def _reproduced(standard: Standard, printed: PrintedFigure, figure: Figure) -> Reproduced:
    measure = standard.measures[printed.measure]
    low = high = None
    if isinstance(measure.counts, Share) and figure.value is not None:
        low, high = wilson(figure.value, figure.denominator)
    agrees = agree(printed.agrees, figure)
    return Reproduced(printed, measure, figure, low, high, source_of(standard, measure), agrees)


def agree(wanted: Agreement, figure: Figure) -> bool:
    """Whether a figure agrees with what was printed; one without data never does."""
    if figure.denominator == 0:
        return False
    numerator, denominator = figure.numerator, figure.denominator
    percent = 100 * numerator / denominator
    # Rounded half up in whole numbers, so that no binary fraction decides at a half.
    rounded = (200 * numerator + denominator) // (2 * denominator)
    checks = (
        wanted.percent is None or rounded == wanted.percent,
        wanted.from_ is None or percent >= wanted.from_,
        wanted.to is None or percent <= wanted.to,
        wanted.over is None or percent > wanted.over,
        wanted.under is None or percent < wanted.under,
        wanted.count is None or numerator == wanted.count,
        wanted.count_over is None or numerator > wanted.count_over,
        wanted.numerator is None or numerator == wanted.numerator,
        wanted.denominator is None or denominator == wanted.denominator,
        not wanted.values or _begin_with(figure, wanted.values),
    )
    return all(checks)


def _begin_with(figure: Figure, wanted: Sequence[str]) -> bool:
    """Whether each value is, or is a day within, what was printed, one for one and in order."""
    values = [str(value) for value in figure.values]
    return len(values) == len(wanted) and all(
        value == begins or value.startswith(f"{begins}-")
        for value, begins in zip(values, wanted, strict=True)
    )


def source_of(standard: Standard, measure: Measure) -> str:
    """What a measure is worked out from: what decides its share or, without one, its units."""
    counts = measure.counts
    if counts is None:
        return "obligation"
    if isinstance(counts, ShareOfGroups):
        return "register"
    if isinstance(counts, Highest):
        return source_of(standard, standard.measures[counts.measure])
    unit = _OF_KIND.get(counts.units.what.kind, "record")
    if not isinstance(counts, Share):
        return unit
    found = {unit, *_sources(standard.kinds, counts.share)}
    return next(source for source in SOURCES if source in found)


def _sources(kinds: Mapping[str, Any], signs: Signs) -> Iterator[str]:
    if signs.owed is not None:
        yield "obligation"
    for selector in (*signs.running, *signs.had, *signs.about):
        lasts = kinds[selector.kind].lasts
        yield _OF_KIND.get(selector.kind, "record" if lasts is Lasts.POINT else "span")
    for one in (*signs.any_of, *signs.none_of):
        yield from _sources(kinds, one)
