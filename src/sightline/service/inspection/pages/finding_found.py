"""The findings, question by question; one question with what it is made of; what children say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse

from sightline.engine.inspection.findings import Findings, QuestionFinding
from sightline.reporting.published.charts import Picture, picture_of
from sightline.reporting.published.content import Cell, CellKind
from sightline.service.access.asking import Ask
from sightline.service.inspection import comparing, surveys
from sightline.service.inspection.finding import Found, files_behind
from sightline.service.inspection.knowing import Known
from sightline.service.inspection.pages.finding_parts import (
    FEW,
    about,
    back_to,
    called,
    files_said,
    found_of,
    interval_said,
    of_said,
    percent_said,
    show,
    weighted_said,
    whole,
)
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.paging import NAME
from sightline.standard.model import Question

A_PAGE = 25


def findings(ask: Ask, inspection: UUID) -> HttpResponse:
    """Every question by part, stage and strand."""
    of = found_of(inspection)
    by_question = {one.question: one for one in of.findings.all.questions}
    groups = [
        {
            "heading": heading,
            "id": f"stage-{number}",
            "rows": [
                _row(of, by_question[question.id])
                for _, question in questions
                if question.id in by_question
            ],
            "picture": _picture(of.known, f"picture-{number}", heading, by_question, questions),
        }
        for number, (heading, questions) in enumerate(of.known.asked.stages(), 1)
    ]
    return show(
        ask,
        "findings",
        **about(of.known, "findings"),
        title="Findings",
        told=list(_told(of)),
        groups=groups,
        scale=of.known.of.scale,
    )


def _told(of: Found) -> Iterator[str]:
    """How far it is, and what has to be said with every figure."""
    read, eligible = of.findings.all.files, of.findings.all.eligible
    if of.known.draw is None:
        yield "No sample has been drawn yet, so that there is nothing to count."
        return
    yield (
        f"All {files_said(eligible)} that belong here were read."
        if read >= eligible
        else f"{files_said(read)} of {eligible:,} that could be drawn "
        f"{'was' if read == 1 else 'were'} read to the end."
    )
    if of.is_final:
        yield "The inspection is concluded, and these figures are changed no more."
    else:
        if of.waiting:
            yield f"{files_said(of.waiting)} still to be read: the figures will change."
        if of.unresolved:
            yield (
                f"On {of.unresolved:,} {'answer' if of.unresolved == 1 else 'answers'} two readers "
                "differ; until that is moderated they count as not known."
            )
    if of.findings.caveat:
        yield of.findings.caveat


def _row(of: Found, one: QuestionFinding) -> dict[str, Any]:
    known = of.known
    question = known.of.questions[one.question]
    # Weights that differ by the rounding of whole files alone would say the same twice.
    is_weighted = known.plan.weighted or bool(of.findings.caveat)
    return {
        "ask": question.ask,
        "strand": known.of.strands.get(question.strand, ""),
        "href": reverse("finding", args=[known.id, one.question]),
        "percent": percent_said(one),
        "of": of_said(one),
        "interval": interval_said(one),
        "weighted": weighted_said(one) if is_weighted else "",
        "few": 0 < one.n < FEW,
        "not_applicable": one.not_applicable,
        "unanswered": one.unanswered,
    }


def _picture(
    known: Known,
    id_: str,
    heading: str,
    by_question: dict[str, QuestionFinding],
    questions: list[tuple[int, Question]],
) -> Picture | None:
    cells = [
        Cell(
            id=one.question,
            kind=CellKind.SHARE,
            title=question.ask,
            sentence=question.ask,
            shown=f"{percent_said(one)} ({of_said(one)})",
            percent=None if one.percent is None else whole(one.percent),
            low=None if one.low is None else whole(one.low),
            high=None if one.high is None else whole(one.high),
        )
        for _, question in questions
        if (one := by_question.get(question.id)) is not None
    ]
    return picture_of(id_, heading, cells)


def finding(ask: Ask, inspection: UUID, question: str) -> HttpResponse:
    """One question: what it comes to, how it compares, and the files behind each answer."""
    of = found_of(inspection)
    one = _finding(of.findings, question)
    asked = of.known.of.questions[question]
    behind = files_behind(of.standing).get(question, {})
    chosen = ask.request.GET.get("answer", "")
    answers = [
        {
            "code": code,
            "title": of.known.answer_title(code),
            "number": len(behind.get(code, ())),
            "active": code == chosen,
        }
        for code in (*asked.answers, "not-known")
    ]
    others = comparing.elsewhere(ask.viewer, of)
    return show(
        ask,
        "finding",
        **{
            **about(of.known, "findings"),
            "back": back_to(of.known, "Findings", "findings"),
        },
        title=asked.ask,
        row=_row(of, one),
        yes=of.known.of.scale["yes"],
        answers=answers,
        chosen=next((one["title"] for one in answers if one["active"]), ""),
        page=_files(ask, of, behind.get(chosen, [])) if chosen in behind else None,
        areas=[
            {"name": of.known.areas.get(UUID(group.area), "") if group.area else "No area", **row}
            for group in of.findings.areas
            for each in group.questions
            if each.question == question
            for row in [_row(of, each)]
        ],
        charts=comparing.charts(of, others, question),
        caveat=of.findings.caveat,
    )


def _finding(findings: Findings, question: str) -> QuestionFinding:
    for one in findings.all.questions:
        if one.question == question:
            return one
    raise NotFound("There is no such question in this inspection.")


def _files(ask: Ask, of: Found, files: list[UUID]) -> Any:
    """A page of the files behind an answer: those that are open to whoever asks, and no others."""
    number = {each.file: each for each in of.files}
    page: Any = Paginator(_open(ask, files), A_PAGE).get_page(ask.request.GET.get(NAME))
    page.object_list = [
        {
            "called": name,
            "number": number[file].number,
            "href": reverse("judged", args=[of.known.id, number[file].drawn.pk]),
        }
        for file, name in page.object_list
    ]
    return page


def _open(ask: Ask, files: list[UUID]) -> list[tuple[UUID, str]]:
    return sorted(called(ask, files).items(), key=lambda one: one[1])


def beside(ask: Ask, inspection: UUID) -> HttpResponse:
    """What children say when they are asked, beside what files show."""
    of = found_of(inspection)
    by_question = {one.question: one for one in of.findings.all.questions}
    return show(
        ask,
        "beside",
        **about(of.known, "findings-beside"),
        title="What children say, and what files show",
        surveys=[
            {
                "asked": asked,
                "heard": [
                    {
                        "one": one,
                        "files": [
                            _row(of, by_question[question.id])
                            for question in one.beside
                            if question.id in by_question
                        ],
                    }
                    for one in asked.heard
                ],
            }
            for asked in surveys.heard(of.known)
        ],
    )
