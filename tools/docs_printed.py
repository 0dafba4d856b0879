"""What reviews printed as a page: each statement beside the measure that gives it anew."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.engine.reviewed import source_of
from sightline.reporting.told.words import day
from sightline.standard.model import Printed, PrintedFigure, Standard
from tools.docs_text import page, table


def printed_page(standard: Standard) -> str:
    """Every statement of every review, by its section."""
    return page(
        "What reviews printed",
        "Each statement with a number in it that a review printed, with the measure that works it "
        "out anew from records. No measure knows what was printed: `sightline review` sets the two "
        "side by side, and [figures](../../concepts/figures.md) says how they are counted.",
        *(block for printed in standard.printed.values() for block in _review(standard, printed)),
    )


def _review(standard: Standard, printed: Printed) -> Iterator[str]:
    review = standard.reviews[printed.review]
    yield f"## {review.title}"
    sections: dict[str, list[PrintedFigure]] = {}
    for figure in printed.figures.values():
        sections.setdefault(figure.section, []).append(figure)
    for path, section in review.sections.items():
        if path in sections:
            yield f"### {section.number} {section.title}"
            yield table(
                ("Printed", "Measure", "From", "Period", "What the text leaves open"),
                [_row(standard, figure) for figure in sections[path]],
            )


def _row(standard: Standard, figure: PrintedFigure) -> tuple[str, ...]:
    measure = standard.measures[figure.measure]
    return (
        figure.printed,
        f"[{measure.title}](#measure-{measure.id})",
        source_of(standard, measure),
        f"{day(figure.first)} to {day(figure.last)}",
        figure.doubt,
    )
