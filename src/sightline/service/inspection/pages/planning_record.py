"""The record of a draw: one page to print, and a table, by which anybody can check it."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from sightline.engine.inspection.size import sample_size, z_of
from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.access.viewer import Viewer, viewer_of
from sightline.service.casework.said import at_said
from sightline.service.inspection import drawing, planning, plans, who
from sightline.service.inspection.models import Draw, Drawn, Exclusion
from sightline.service.inspection.pages.planning_overview import size_said
from sightline.service.inspection.pages.planning_parts import about, back, show
from sightline.service.inspection.pages.planning_sample import excluded_said
from sightline.service.inspection.reach import out_of_reach
from sightline.service.ledger.failures import NotFound

NO_DRAW = "There is no such draw."
DONE = "took the order of a draw"
"""What the log calls it."""


def draw_of(inspection: UUID, draw: UUID) -> Draw:
    """A draw of an inspection. Raises NotFound."""
    row = Draw.objects.filter(inspection=inspection, pk=draw).select_related("plan").first()
    if row is None:
        raise NotFound(NO_DRAW)
    return row


def check_record(viewer: Viewer, inspection: UUID, draw: UUID) -> None:
    """A member sees a draw of the inspection."""
    who.check_member(viewer, inspection)
    draw_of(inspection, draw)


def record(ask: Ask, inspection: UUID, draw: UUID) -> HttpResponse:
    """The record of a draw. It names files by their ids, and nobody on them."""
    above = about(ask, inspection, "sample")
    row = draw_of(inspection, draw)
    plan, made = row.plan, drawing.sample_of(row, row.plan)
    planned = plans.planned_of(plan)
    size = sample_size(
        len(row.frame), confidence=plan.confidence, margin=plan.margin, least=plan.least,
        most=plan.most,
    )  # fmt: skip
    drawn = list(Drawn.objects.filter(draw=row).order_by("stratum", "place"))
    all_ = list(Draw.objects.filter(inspection=inspection).order_by("position"))
    for one in drawn:
        ask.by.saw(one.file_id, "list")
    return show(
        ask,
        "draw_record",
        title="Record of the draw",
        back=back(above["inspection"], "sample", "The sample"),
        draw=row,
        plan=plan,
        at=at_said(row.at),
        by=_who(row),
        words=planned.frame.in_words(),
        closed=[] if row.by is None else out_of_reach(planned, viewer_of(row.by, row.at)),
        areas=list(planning.area_names(plan).values()),
        size=size,
        size_said=list(size_said(plan)),
        z=f"{float(z_of(plan.confidence)):.4f}",
        holds=made.frame_digest == row.frame_digest and _same(drawn, made),
        strata=list(made.strata.items()),
        caveat=made.caveat,
        drawn=[one for one in drawn if not one.is_reserve],
        reserves=[one for one in drawn if one.is_reserve],
        exclusions=_exclusions(row),
        others=[one for one in all_ if one.pk != row.pk],
        is_last=all_[-1].pk == row.pk,
        most_reserves=drawing.RESERVES,
        table=reverse("draw-order", args=[inspection, row.pk]),
        command=command_of(row),
        **above,
    )


def command_of(row: Draw) -> str:
    """The command that draws the same again from the table."""
    plan = row.plan
    limits = [
        f"--{n} {getattr(plan, n)}" for n in ("least", "most") if getattr(plan, n) is not None
    ]
    said = [
        "sightline inspection draw FRAME.csv",
        f'--seed "{row.seed}"',
        f"--confidence {plan.confidence} --margin {plan.margin}",
        *limits,
        f"--reserves {drawing.RESERVES} --second-share {plan.second_share}",
    ]
    return " ".join(said)


def _who(row: Draw) -> str:
    if row.by is None:
        return "Not recorded"
    found = Person.objects.filter(pk=row.by).values_list("name", flat=True).first()
    return found or "Not recorded"


def _same(drawn: list[Drawn], made: Any) -> bool:
    """Whether what was kept is what the seed and the frame give."""
    kept = {(str(one.file_id), one.place, one.is_reserve, one.is_twice) for one in drawn}
    return kept == {(one.file, one.place, one.reserve, one.twice) for one in made.drawn}


def _exclusions(row: Draw) -> list[dict[str, Any]]:
    """What was left out: the reason by its sort alone, since the page is given away."""
    rows = Exclusion.objects.filter(drawn__draw=row).order_by("position")
    people = dict(Person.objects.filter(pk__in=rows.values("by")).values_list("pk", "name"))
    return [
        {
            "file": one.drawn.file_id,
            "why": excluded_said(one, with_words=False),
            "instead": one.replacement.file_id if one.replacement else None,
            "by": people.get(one.by, "Not recorded") if one.by else "Not recorded",
            "at": at_said(one.received_at),
        }
        for one in rows.select_related("drawn", "replacement")
    ]


def order(ask: Ask, inspection: UUID, draw: UUID) -> HttpResponse:
    """The frame in the order of the draw as CSV: file, stratum, SHA-256, place. No names."""
    row = draw_of(inspection, draw)
    drawn = {str(one.file_id): one for one in Drawn.objects.filter(draw=row)}
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(["file", "stratum", "order", "place", "drawn"])
    for file, stratum, digest, place in drawing.orders(row):
        lines.writerow([file, stratum, digest, place, _drawn_as(drawn.get(file))])
    ask.by.did(DONE, row=row.pk)
    return HttpResponse(
        text.getvalue().encode(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="draw.csv"'},
    )


def _drawn_as(one: Drawn | None) -> str:
    if one is None:
        return "no"
    if one.is_reserve:
        return "reserve"
    return "yes, by two" if one.is_twice else "yes"
