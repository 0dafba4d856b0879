"""The page of a review made from the figures that were reproduced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sightline.engine.figures import Figure, Over
from sightline.engine.limits import Part
from sightline.engine.model import File
from sightline.engine.recommended import RecommendationDone
from sightline.engine.record_figures import PLACE, Known, record_figures
from sightline.engine.reviewed import Reproduced
from sightline.engine.words import say_minute
from sightline.reporting.charts.content import (
    Chart,
    Control,
    Funnel,
    Marked,
    Proportion,
    Proportions,
)
from sightline.reporting.charts.control import control_chart
from sightline.reporting.charts.funnel import funnel_plot
from sightline.reporting.charts.proportions import proportions
from sightline.reporting.review_content import Chapter, Origin, ReviewReport, SectionRows
from sightline.reporting.review_recommended import done_in_words, recommendation_rows
from sightline.reporting.review_rows import row_of
from sightline.standard.calendar import day_of
from sightline.standard.model import Agreement, Measure, Printed, PrintedKind, Section, Standard

CHARTED = ("safeguarding-not-addressed", "no-home-visit-youth-justice")
"""The measures that are set out by area and over time: practice that a service answers for."""

YEARS = Over(day_of(date(2004, 4, 1)), day_of(date(2008, 3, 31)), ("financial-year",))
"""From the first inspections under the questions of the review to the last before it."""


ON_A_SHEET = 10
"""How many shares a chart may show, so that it fits on a sheet of A4 under its heading."""


@dataclass(frozen=True, slots=True)
class Charted:
    """What is charted beside the figures themselves: by area, and over time."""

    by_place: Sequence[Figure]
    over_years: Sequence[Figure]


def charted(standard: Standard, review: Printed, files: Iterable[File], known: Known) -> Charted:
    """The figures of ``CHARTED``, of those that the review printed."""
    measures = {row.measure: row for row in review.figures.values() if row.measure in CHARTED}
    asked = [standard.measures[id_] for id_ in CHARTED if id_ in measures]
    by_place: list[Figure] = []
    for measure in asked:
        row = measures[measure.id]
        over = Over(day_of(row.first), day_of(row.last), (PLACE,))
        by_place += record_figures(standard, [measure], files, over, known)
    return Charted(by_place, record_figures(standard, asked, files, YEARS, known))


def review_report(
    standard: Standard,
    review: Printed,
    found: Sequence[Reproduced],
    beside: Charted,
    known: Known,
    origin: Origin,
    done: Sequence[RecommendationDone] = (),
) -> ReviewReport:
    """The page of a review: its figures by section, with charts, and what it recommended."""
    about = standard.reviews[review.review]
    charted_ids = {figure.measure for figure in (*beside.by_place, *beside.over_years)}
    asked = [standard.measures[id_] for id_ in CHARTED if id_ in charted_ids]
    return ReviewReport(
        title=about.title,
        source=about.source,
        origin=origin,
        standard=standard.title,
        standard_id=standard.name,
        version=standard.version,
        digest=standard.digest,
        known_at=say_minute(known.known_at),
        chapters=tuple(_chapters(standard, review, found)),
        areas=[_by_area(measure, beside.by_place) for measure in asked],
        times=[_over_time(measure, beside.over_years) for measure in asked],
        recommended=recommendation_rows(standard, done),
        recommended_in_words=done_in_words(done),
    )


# --- section by section ----------------------------------------------------------------------


def _chapters(
    standard: Standard, review: Printed, found: Sequence[Reproduced]
) -> Iterator[Chapter]:
    """In the review's own order, whatever the order in which its figures are kept."""
    sections = standard.reviews[review.review].sections
    by_path = {path: [each for each in found if each.printed.section == path] for path in sections}
    with_figures = [section for section in sections.values() if by_path[section.path]]
    for id_, some in groupby(with_figures, key=lambda section: section.path.split("/")[0]):
        title = id_.replace("-", " ").capitalize()
        shown = [_Shown(section, by_path[section.path]) for section in some]
        rows = tuple(one.rows for one in shown)
        charts = tuple(_shares(title, sheet) for sheet in _sheets(shown))
        yield Chapter(id_, title, rows, charts)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A section and its figures."""

    section: Section
    found: Sequence[Reproduced]

    @property
    def rows(self) -> SectionRows:
        """What its table says."""
        section = self.section
        rows = tuple(row_of(each) for each in self.found)
        return SectionRows(section.path.replace("/", "-"), section.number, section.title, rows)

    @property
    def shares(self) -> list[Proportion]:
        """What its part of a chart shows."""
        return [
            Proportion(_part(each.measure.title, each.figure), each.low, each.high, _marked(each))
            for each in self.found
            if each.printed.kind in (PrintedKind.SHARE, PrintedKind.EXTREME)
        ]


def _sheets(shown: Sequence[_Shown]) -> list[list[_Shown]]:
    """Sections with shares, put together as far as they fit on a sheet."""
    sheets: list[list[_Shown]] = []
    for one in shown:
        if not one.shares:
            continue
        on_last = sum(len(other.shares) for other in sheets[-1]) if sheets else ON_A_SHEET
        if on_last + len(one.shares) > ON_A_SHEET:
            sheets.append([])
        sheets[-1].append(one)
    return sheets


def _shares(chapter: str, sheet: Sequence[_Shown]) -> Chart:
    first, last = sheet[0].section, sheet[-1].section
    which = first.number if first is last else f"{first.number} to {last.number}"
    title = f"{chapter}, {which}: shares worked out and printed"
    rows = [share for one in sheet for share in one.shares]
    return proportions(Proportions(f"shares-{first.path.replace('/', '-')}", title, rows))


def _part(name: str, figure: Figure) -> Part:
    return Part(name, figure.numerator, figure.denominator)


def _marked(found: Reproduced) -> Marked | None:
    """Where what was printed lies on the axis of shares."""
    ends = _ends(found.printed.agrees)
    return None if ends is None else Marked(found.printed.printed, ends[0] / 100, ends[1] / 100)


def _ends(wanted: Agreement) -> tuple[float, float] | None:
    if wanted.percent is not None:
        return wanted.percent, wanted.percent
    lows = [end for end in (wanted.from_, wanted.over) if end is not None]
    highs = [end for end in (wanted.to, wanted.under) if end is not None]
    return (max(lows, default=0), min(highs, default=100)) if lows or highs else None


# --- by area and over time -------------------------------------------------------------------


def _by_area(measure: Measure, figures: Sequence[Figure]) -> Chart:
    areas = [_part(f.group[PLACE], f) for f in figures if f.measure == measure.id and f.group]
    return funnel_plot(Funnel(f"area-{measure.id}", f"{measure.title}, by area", areas, "files"))


def _over_time(measure: Measure, figures: Sequence[Figure]) -> Chart:
    periods = [
        _part(_year(f.group["financial-year"]), f)
        for f in figures
        if f.measure == measure.id and f.group
    ]
    title = f"{measure.title}, year by year"
    return control_chart(Control(f"time-{measure.id}", title, periods))


def _year(label: str) -> str:
    """``2004/05`` of ``2004-04-01 to 2005-03-31``."""
    first, last = label.split(" to ")
    return f"{first[:4]}/{last[2:4]}"
