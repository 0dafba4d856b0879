"""What a report begins with: titles, places for what it must hold, and how its figures came about.

So that nobody starts on an empty page. It says nothing that was found: that is for its writers.
"""

from __future__ import annotations

from collections.abc import Iterator

from sightline.reporting.published.content import Source
from sightline.service.inspection.knowing import Known, known
from sightline.service.ledger.acts import Act
from sightline.service.ledger.row_security import as_machine
from sightline.service.publishing import building, editing
from sightline.service.publishing.models import Edition, Report

METHOD = """# How the figures came about

## The files

The files were drawn by lot from all that belonged to the frame on the day of the draw, with a seed
that was written down, so that anybody can draw them again. What was known at that moment counts,
and nothing that was added later. The number of files that were read: {figure:files-read}.

## The answers

Inspectors answered each question on the evidence in the file. Some of the files were read a second
time by somebody else, who did not see the answers of the first reader; where they differed, both
answers were kept and the answer that stands was given with a written reason. A question that did
not apply to a child, and one that could not be answered from the file, are in no percentage: their
numbers stand beside it.

## What is published

Numbers of people are rounded, and what is of very few is withheld, so that nobody is recognised.
The same question has the same figure in every report.
"""


def write(*, report: Report, by: Act) -> None:
    """Save what the full report and its methodology begin with. Raises Refused."""
    if report.inspection_id is None:
        return
    with as_machine():
        of = known(report.inspection_id)
    source = building.source_of(report)
    texts = {Edition.METHOD: METHOD, Edition.REPORT: "\n\n".join(_report(of, source))}
    for edition, words in texts.items():
        editing.save_text(report=report.pk, edition=edition, words=words, seen=0, by=by)


def _report(of: Known, source: Source) -> Iterator[str]:
    yield f"# {source.title}"
    if source.kept:
        yield source.kept
    if source.ratings:
        yield "## Ratings"
        yield "{ratings}"
    for table in source.tables:
        yield f"## {table.title}"
        yield f"{{table:{table.id}}}"
    if source.examples:
        yield "## Practice examples"
        for example in source.examples:
            yield f"{{example:{example.id}}}"
    if source.recommendations:
        yield "## Recommendations"
        yield "{recommendations}"
