"""A report as it would be published now: its texts, figures, ratings, recommendations, examples.

It is put together anew each time, from what stands at that moment. What is frozen (a draft that was
sent, a publication) keeps no words of practice examples: they are put in when it is shown, as long
as the consent to them stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils.text import slugify

from sightline.engine.inspection.findings import Findings
from sightline.reporting.published import as_json, texts
from sightline.reporting.published.content import (
    EDITIONS,
    Cell,
    DataTable,
    PracticeExample,
    Rating,
    Source,
)
from sightline.reporting.published.texts import Fault
from sightline.service.inspection import examples
from sightline.service.inspection.finding import banding_rows
from sightline.service.inspection.knowing import Known, known
from sightline.service.inspection.recommending import as_published, recommended
from sightline.service.ledger.row_security import as_machine
from sightline.service.publishing import figures
from sightline.service.publishing.editing import all_latest
from sightline.service.publishing.models import Edition, Material, Report

UNDATED = date(1, 1, 1)
"""In the place of the day of publication, which a report that is being written does not have."""

OWN = (
    "A service looked at files of its own. No inspector took part, and it is not published outside "
    "the service."
)
GONE = PracticeExample(
    "", "A practice example stood here", "The consent to it was withdrawn, and it is told no more."
)


def source_of(report: Report, on: date = UNDATED) -> Source:
    """The report as it stands now."""
    latest = all_latest(report.pk)
    written = {str(name): latest[Edition(name)].words for name in EDITIONS}
    cells = figures.of_report(report.pk)
    made = Source(
        id=name_of(report),
        title=report.title,
        publisher=report.agency.name,
        on=on,
        editions={name: words for name, words in written.items() if words},
        cells=cells,
        methodology=latest[Edition.METHOD].words,
    )
    if report.inspection_id is None:
        return _with_material(report, made)
    # Whoever signs or checks it need be no member; what is put in is what is published.
    with as_machine():
        return _with_inspection(report.inspection_id, made)


def name_of(report: Report) -> str:
    """Its name in addresses and of its files: of its title, and unlike that of any other."""
    words = slugify(report.title)[:60].strip("-") or "report"
    return f"{words}-{report.pk.hex[-6:]}"


def _with_inspection(inspection: UUID, made: Source) -> Source:
    of = known(inspection)
    return replace(
        made,
        ratings=tuple(_ratings(of, made.cells)),
        recommendations=as_published(recommended(inspection)),
        examples=tuple(_examples(inspection).values()),
        tables=tuple(_tables(of, made.cells)),
        kept=OWN if of.is_own else "",
    )


def _with_material(report: Report, made: Source) -> Source:
    last = Material.objects.filter(report=report).order_by("position").last()
    if last is None:
        return made
    beside = as_json.from_dict(last.source)
    return replace(
        beside,
        id=made.id,
        title=made.title,
        publisher=made.publisher,
        on=made.on,
        editions=made.editions,
        cells=made.cells,
        methodology=made.methodology,
    )


def proposed_words(report: Report, edition: Edition) -> str:
    """What is proposed for a text that nobody saved yet: of a review, what was taken in with it."""
    last = Material.objects.filter(report=report).order_by("position").last()
    if last is None:
        return ""
    beside = as_json.from_dict(last.source)
    if edition == Edition.METHOD:
        return beside.methodology
    return beside.editions.get(str(edition), "")


def _ratings(of: Known, cells: Mapping[str, Cell]) -> list[Rating]:
    """Each standard's band, and the figure that decided it where that is shown.

    How many files would have moved a band is for the inspectors: beside the rounded figure it would
    tell the exact one.
    """
    if of.rules is None or of.conclusion is None:
        return []
    found = Findings.from_dict(of.conclusion.findings)
    titles = {band.id: band.title for band in of.rules.bands}
    given = banding_rows(of.id)
    made = []
    for one in found.standards:
        cell = one.decided_by[0] if one.decided_by else ""
        shown = cells.get(cell)
        moved = given.get(one.standard)
        made.append(
            Rating(
                standard=one.standard,
                title=of.rules.standards[one.standard].title,
                band=titles.get(one.band, "Not rated"),
                cell=cell if shown is not None and not shown.withheld else "",
                reason=moved.reason if one.moved and moved is not None else "",
            )
        )
    if found.overall is not None and found.overall.band:
        moved = given.get("overall")
        made.append(
            Rating(
                standard="overall",
                title="Overall",
                band=titles.get(found.overall.band, "Not rated"),
                reason=moved.reason if found.overall.moved and moved is not None else "",
            )
        )
    return made


def _examples(inspection: UUID) -> dict[str, PracticeExample]:
    """The examples that may be told today, by their name in a text."""
    rows = examples.publishable(inspection)
    return {
        example_name(row.pk): PracticeExample(
            example_name(row.pk), row.title or "", row.words or ""
        )
        for row in rows
    }


def example_name(row: UUID) -> str:
    """How a text names an example: letters alone, for a digit would be taken for a number."""
    return "example-" + "".join("abcdefghijklmnop"[int(digit, 16)] for digit in row.hex[-6:])


def _tables(of: Known, cells: Mapping[str, Cell]) -> list[DataTable]:
    """The figures part by part, each with every question of all areas."""
    parts: dict[str, list[str]] = {}
    for name in cells:
        question = of.of.questions.get(name.partition("--")[0])
        if question is not None:
            parts.setdefault(question.part, []).append(name)
    return [
        DataTable(part, of.of.parts.get(part, part), tuple(names)) for part, names in parts.items()
    ]


# --- what is frozen --------------------------------------------------------------------------


def kept(source: Source) -> dict[str, Any]:
    """A source to be kept for ever: without the words of practice examples."""
    blank = tuple(PracticeExample(one.id, "", "") for one in source.examples)
    return as_json.to_dict(replace(source, examples=blank))


def restored(report: Report, held: Mapping[str, Any]) -> Source:
    """What was kept, with the words of those practice examples to which the consent stands."""
    source = as_json.from_dict(dict(held))
    if report.inspection_id is None:
        material = Material.objects.filter(report=report).order_by("position").last()
        there = [] if material is None else as_json.from_dict(material.source).examples
        standing = {one.id: one for one in there}
    else:
        with as_machine():
            standing = _examples(report.inspection_id)
    told = tuple(standing.get(one.id) or replace(GONE, id=one.id) for one in source.examples)
    return replace(source, examples=told)


# --- what is wrong with it -------------------------------------------------------------------


def faults_of(source: Source) -> list[Fault]:
    """Everything in a report's texts that must be mended before it is signed."""
    return texts.faults(source)


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {edition.value: str(edition.label) for edition in Edition} | {
        "methodology": str(Edition.METHOD.label)
    }


def edition_label(name: str) -> str:
    """What an edition is called on a page; what else a fault stands in says itself."""
    return _labels().get(name, name)
