"""The figures of an inspection as publishing takes them: exact, and rounded there."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sightline.engine.inspection.findings import Group
from sightline.reporting.published.content import CellKind
from sightline.reporting.published.suppress import Raw, question_key
from sightline.service.inspection.finding import Found, found
from sightline.service.inspection.knowing import Known, known
from sightline.service.ledger.failures import Refused
from sightline.standard.model import RatedBy


def published_cells(inspection: UUID) -> dict[str, Raw]:
    """Every figure of a concluded inspection, by its id: ``question`` or ``question--area``.

    They count files, each of somebody, so that they are of people. Raises Refused before it is
    concluded.
    """
    of = found(known(inspection))
    if not of.is_final:
        raise Refused("Figures are published of an inspection that is concluded.")
    cells = [_files(of), *_group(of, of.findings.all, "")]
    for group in of.findings.areas:
        cells += _group(of, group, group.area)
    return {cell.id: cell for cell in cells}


def _files(of: Found) -> Raw:
    read = of.findings.all
    return Raw(
        id="files-read",
        kind=CellKind.COUNT,
        title="Files read",
        sentence="The number of files that inspectors read and judged.",
        of_people=True,
        question=question_key(inspection=str(of.known.id), figure="files-read"),
        numerator=read.files,
        all_files=read.files >= read.eligible,
        sample=str(of.known.id),
    )


def _group(of: Found, group: Group, area: str) -> Iterator[Raw]:
    known = of.known
    bands = _bands(of) if not area else {}
    name = known.areas.get(UUID(area), area) if area else ""
    for one in group.questions:
        question = known.of.questions[one.question]
        yield Raw(
            id=f"{one.question}--{area}" if area else one.question,
            kind=CellKind.SHARE,
            title=question.ask,
            sentence=_sentence(known, question.ask),
            of_people=True,
            question=_key(known, one.question, area),
            numerator=one.yes,
            denominator=one.n,
            not_applicable=one.not_applicable,
            unknown=one.unanswered,
            read_of=None if one.all_files else group.eligible,
            all_files=one.all_files,
            group={"area": name} if name else {},
            whole=_key(known, one.question, "") if area else "",
            axis="area" if area else "",
            sample=f"{known.id}{'/' if area else ''}{area}",
            band=bands.get(one.question),
        )


def _key(known: Known, question: str, area: str) -> str:
    return question_key(inspection=str(known.id), figure=question, area=area)


def _sentence(known: Known, ask: str) -> str:
    yes = known.of.scale["yes"].lower()
    return (
        "Of the files that were read, to which the question applied and in which it was answered, "
        f"the share answered “{yes}”: {ask}"
    )


def _bands(of: Found) -> dict[str, tuple[int, int]]:
    """By the question that decided a standard the percentages that its band tells of."""
    rules = of.known.rules
    if rules is None or rules.by is not RatedBy.LOWEST:
        return {}
    cuts = [band.from_ or 0 for band in rules.bands]
    ids = [band.id for band in rules.bands]
    told: dict[str, tuple[int, int]] = {}
    for one in of.findings.standards:
        if one.said and not one.on_evidence:
            rank = ids.index(one.said)
            upper = cuts[rank + 1] if rank + 1 < len(cuts) else 101
            told |= dict.fromkeys(one.decided_by, (cuts[rank], upper))
    return told
