"""The measures as a page: what each counts, and of which duties or records."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reporting.told.measures import duties_of
from sightline.reporting.told.words import sentence
from sightline.standard.model import (
    Counts,
    Highest,
    Measure,
    ShareOfGroups,
    Standard,
)
from tools.docs_text import bullets, page


def measures_page(standard: Standard) -> str:
    return page(
        "What is counted",
        "Each figure is given with its numerator, its denominator, what is unknown and its "
        "interval.",
        *(block for one in standard.measures.values() for block in _measure(standard, one)),
    )


def _measure(standard: Standard, measure: Measure) -> Iterator[str]:
    yield f"(measure-{measure.id})=\n## {measure.title}"
    aim = "" if measure.target is None else f" The aim is {measure.target:.0%}."
    yield sentence(measure.sentence) + aim
    if measure.counts is not None:
        yield from _counts(standard, measure, measure.counts)
        return
    duties = [standard.duties[id_] for id_ in measure.duties]
    yield bullets(f"[{duty.title}](#duty-{duty.id})" for duty in duties)


def _counts(standard: Standard, measure: Measure, counts: Counts) -> Iterator[str]:
    """What a measure over records counts, and the duties that decide it."""
    if isinstance(counts, Highest | ShareOfGroups):
        of = standard.measures[counts.measure]
        yield f"It is worked out from *{of.title}*, for each {counts.by}."
        return
    kind = standard.kinds[counts.units.what.kind]
    yield f"It counts records of [{kind.title}](#kind-{kind.name})."
    if duties := duties_of(standard, measure):
        yield "Whether they are counted hangs on these duties:"
        yield bullets(f"[{standard.duties[id_].title}](#duty-{id_})" for id_ in duties)
