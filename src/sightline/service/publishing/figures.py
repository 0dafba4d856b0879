"""The figures of a report: taken in once, rounded and withheld once, and the same for ever.

The same question has the same published figure in every later report, whatever became of it since:
what was said once is what is said, so that nobody can subtract one report from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sightline.reporting.published import as_json
from sightline.reporting.published.content import Cell, Source
from sightline.reporting.published.suppress import GivesAway, Raw, published_together, question_key
from sightline.service.inspection.cells import published_cells
from sightline.service.ledger import chains
from sightline.service.ledger.acts import Act
from sightline.service.ledger.failures import Refused
from sightline.service.ledger.row_security import as_machine
from sightline.service.publishing.models import Material, PublishedCell, Report, ReportFigure

NOT_OF_REVIEW = "The figures of a review are taken in from records by whoever runs the service."
GIVES_AWAY = (
    "With what was published before, these figures would give somebody away, and none of them can "
    "be withheld that would help. Ask a national analyst before this report goes on."
)


def take_in(*, report: Report, by: Act) -> int:
    """Take in the figures of the inspection that a report is on; how many are new to the report.

    Raises Refused where they would give somebody away.
    """
    if report.inspection_id is None:
        raise Refused(NOT_OF_REVIEW)
    # What the members concluded; a report is worked on by others as well.
    with as_machine():
        raws = list(published_cells(report.inspection_id).values())
    chains.lock(chains.figures_chain(), chains.report_chain(report.pk))
    return _put(report, _once(raws, by), by)


def take_in_review(*, report: Report, source: Source, by: Act) -> int:
    """Take in what a review comes to: its figures, and all that is beside its texts.

    ``source``: as ``reporting.published.review`` makes it. How many figures are new to the report.
    """
    if report.inspection_id is not None:
        raise Refused("An inspection's figures come from the inspection.")
    chains.lock(chains.figures_chain(), chains.report_chain(report.pk))
    cells = {
        name: (_asked_in_review(report.review, cell), cell) for name, cell in source.cells.items()
    }
    number = _put(report, _stored_or_new(cells, by), by)
    held = as_json.to_dict(replace(source, cells={}))
    last = Material.objects.filter(report=report).order_by("position").last()
    if last is None or last.source != held:
        made = Material(report=report, source=held)
        chains.append([made], chain=chains.report_chain(report.pk), by=by)
    return number


def of_report(report: UUID) -> dict[str, Cell]:
    """The figures that a report's texts may put in, by name."""
    rows = ReportFigure.objects.filter(report=report).order_by("position")
    held = dict(rows.values_list("name", "cell__cell"))
    return {name: replace(as_json.cell_from_dict(cell), id=name) for name, cell in held.items()}


def published_before() -> dict[str, Cell]:
    """Every figure that was ever published, by its question."""
    rows = PublishedCell.objects.order_by("position").values_list("question", "cell")
    return {question: as_json.cell_from_dict(cell) for question, cell in rows}


def _once(raws: Sequence[Raw], by: Act) -> dict[str, PublishedCell]:
    before = published_before()
    try:
        cells = published_together(raws, stored=before)
    except GivesAway:
        raise Refused(GIVES_AWAY) from None
    asked = {raw.id: (raw.question, cells[raw.id]) for raw in raws}
    return _stored_or_new(asked, by)


def _stored_or_new(cells: Mapping[str, tuple[str, Cell]], by: Act) -> dict[str, PublishedCell]:
    """Each figure's row, made now where its question was never answered before."""
    wanted = {question for question, _ in cells.values()}
    there = {row.question: row for row in PublishedCell.objects.filter(question__in=wanted)}
    new: list[PublishedCell] = []
    for question, cell in cells.values():
        if question not in there:
            there[question] = PublishedCell(question=question, cell=as_json.cell_to_dict(cell))
            new.append(there[question])
    chains.append(new, chain=chains.figures_chain(), by=by)
    return {name: there[question] for name, (question, _) in cells.items()}


def _put(report: Report, rows: Mapping[str, PublishedCell], by: Act) -> int:
    there = dict(
        ReportFigure.objects.filter(report=report).order_by("position").values_list("name", "cell")
    )
    new: Iterable[ReportFigure] = [
        ReportFigure(report=report, name=name, cell=row)
        for name, row in rows.items()
        if there.get(name) != row.pk
    ]
    made = list(new)
    chains.append(made, chain=chains.report_chain(report.pk), by=by)
    if made:
        by.did("take in figures", row=report.pk)
    return len(made)


def _asked_in_review(review: str, cell: Cell) -> str:
    """A review's own question: its records are no service's, and what they say is printed."""
    return cell.question or question_key(
        review=review, figure=cell.id, answer=as_json.cell_to_dict(cell)
    )
