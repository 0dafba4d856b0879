"""My files to judge: each with how far it is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.casework.said import at_said
from sightline.service.inspection import autosaving
from sightline.service.inspection.asked import asked
from sightline.service.inspection.models import Judgement, Reading
from sightline.service.inspection.pages.judging_parts import (
    A_PAGE,
    NO_DRAW,
    about,
    as_known,
    called,
    open_files,
    show,
    turn_said,
)
from sightline.service.inspection.readings import (
    FileRead,
    answers_that_count,
    files_read,
    is_signed,
    last_draw,
)
from sightline.service.ui.paging import NAME

NONE = "No file has been given to you. The lead inspector shares them out under “Who judges what”."


@dataclass(frozen=True, slots=True)
class Row:
    """A file to judge. ``href``: '' where it is closed to the reader; then it is handed back."""

    name: str
    turn: str
    progress: str
    state: str
    href: str
    hand_back: str


def judging_list(ask: Ask, inspection: UUID) -> HttpResponse:
    """The page. What is still to be judged comes first."""
    draw = last_draw(inspection)
    mine = []
    if draw is not None:
        mine = [
            (one, reading)
            for one in files_read(draw)
            for reading in one.standing
            if reading.person_id == ask.viewer.person
        ]
    mine.sort(key=lambda each: (is_signed(each[1]), each[0].number))
    page: Any = Paginator(mine, A_PAGE).get_page(ask.request.GET.get(NAME))
    if draw is not None:
        shown = list(page.object_list)
        page.object_list = _rows(ask, inspection, shown, called(ask, draw, [f for f, _ in shown]))
    done = sum(is_signed(reading) for _, reading in mine)
    return show(
        ask,
        "judging",
        **about(ask, inspection, "judging"),
        title="My files to judge",
        page=page,
        total=len(mine),
        done=done,
        at="" if draw is None else as_known(draw),
        empty=NO_DRAW if draw is None else NONE,
    )


def _rows(
    ask: Ask, inspection: UUID, some: list[tuple[FileRead, Reading]], names: dict[UUID, str]
) -> list[Row]:
    questions = len(asked(some[0][0].drawn.draw.plan).questions) if some else 0
    answered = _answered(ask.viewer.person, some)
    typed = autosaving.begun(ask.viewer.person, [reading for _, reading in some])
    there = open_files(ask, {one.file for one, _ in some})
    rows = []
    for one, reading in some:
        where = [inspection, reading.pk]
        progress, state = f"{answered[reading.pk]} of {questions} answered", "To judge"
        if typed[reading.pk]:
            progress += f", {len(typed[reading.pk])} begun"
        if answered[reading.pk] or typed[reading.pk]:
            state = "Begun"
        if is_signed(reading):
            progress = f"Signed {at_said(reading.completed.received_at)}"
            state = "Signed"
        rows.append(
            Row(
                name=names[one.drawn.pk],
                turn=turn_said(reading.turn),
                progress=progress,
                state=state,
                href=reverse("judging-file", args=where) if one.file in there else "",
                hand_back="" if is_signed(reading) else reverse("judging-hand-back", args=where),
            )
        )
    return rows


def _answered(person: UUID, some: list[tuple[FileRead, Reading]]) -> dict[UUID, int]:
    """Of one's own readings how many questions are answered: no other's answers are looked at."""
    rows: defaultdict[UUID, list[Judgement]] = defaultdict(list)
    of = {r.pk: f.drawn.pk for f, _ in some for r in f.readings if r.person_id == person}
    for row in Judgement.objects.filter(reading__in=of).defer("reason", "evidence", "notes"):
        rows[of[row.reading_id]].append(row)
    return {
        reading.pk: len(answers_that_count(one, rows[one.drawn.pk])[reading.pk])
        for one, reading in some
    }
