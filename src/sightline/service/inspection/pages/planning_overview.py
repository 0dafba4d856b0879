"""One's inspections, and one inspection: how far it is, what is planned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.files.standard import standard
from sightline.service.inspection import planning, plans, who
from sightline.service.inspection.attributes import ATTRIBUTES
from sightline.service.inspection.models import (
    Conclusion,
    Draw,
    Inspection,
    Member,
    Part,
    Plan,
    Reading,
    Sort,
)
from sightline.service.inspection.pages.planning_parts import about, last_draw, page_of, show


@dataclass(frozen=True, slots=True)
class Row:
    """An inspection in the list."""

    row: Inspection
    areas: str
    state: str
    part: str
    plan: Plan


def inspections(ask: Ask) -> HttpResponse:
    """The inspections in which one takes part, the last planned first."""
    rows = Inspection.objects.filter(who.visible_inspections(ask.viewer))
    page = page_of(ask, rows.order_by("-received_at", "pk"))
    page.object_list = _rows(ask, list(page.object_list))
    may_plan = policy.can(who.check_plan, ask.viewer)
    return show(
        ask,
        "inspections",
        title="Inspections",
        page=page,
        empty="You take part in no inspection. Whoever leads one adds you to it.",
        actions=[{"text": "Plan an inspection", "href": reverse("begin-inspection")}] * may_plan,
    )


def _rows(ask: Ask, some: list[Inspection]) -> list[Row]:
    ids = [one.pk for one in some]
    last = {
        p.inspection_id: p for p in Plan.objects.filter(inspection__in=ids).order_by("position")
    }
    agencies = {UUID(area["agency"]) for plan in last.values() for area in plan.areas}
    called = planning.names_of(agencies)
    mine = who.members_of(ask.viewer).filter(inspection__in=ids)
    parts = dict(mine.values_list("inspection", "part"))
    drawn, read, over = (
        set(model.objects.filter(inspection__in=ids).values_list("inspection", flat=True))
        for model in (Draw, Reading, Conclusion)
    )
    return [
        Row(
            one,
            _areas_said(last[one.pk], called),
            state_said(one.pk in drawn, one.pk in read, one.pk in over),
            Part(parts[one.pk]).label,
            last[one.pk],
        )
        for one in some
        if one.pk in last
    ]


def _areas_said(plan: Plan, called: dict[UUID, str]) -> str:
    named = [called.get(UUID(one["agency"]), "") for one in plan.areas]
    return named[0] if len(named) == 1 else f"{named[0]} and {len(named) - 1} more"


def state_said(is_drawn: bool, is_read: bool, is_over: bool) -> str:
    """How far an inspection is."""
    if is_over:
        return "Concluded"
    if is_read:
        return "Files are being judged"
    return "Sample drawn" if is_drawn else "Planned"


def overview(ask: Ask, inspection: UUID) -> HttpResponse:
    """An inspection: what to do next, and its plan."""
    above = about(ask, inspection, "inspection")
    row, plan, draw = above["inspection"], plans.plan_of(inspection), last_draw(inspection)
    is_over = Conclusion.objects.filter(inspection=inspection).exists()
    is_read = Reading.objects.filter(inspection=inspection).exists()
    members = Member.objects.filter(inspection=inspection, departure__isnull=True).count()
    return show(
        ask,
        "inspection",
        title=row.title,
        back={"text": "Inspections", "href": reverse("inspections")},
        state=state_said(draw is not None, is_read, is_over),
        draw=draw,
        overtaken=draw is not None
        and draw.plan_id != plan.pk
        and not _same_sample(draw.plan, plan),
        members=members,
        is_over=is_over,
        rows=list(rows_of(row, plan)),
        may_plan=above["is_lead"] and not is_over,
        **above,
    )


def _same_sample(one: Plan, other: Plan) -> bool:
    """Whether two plans differ in nothing but the days of field work."""
    return one.areas == other.areas and all(
        getattr(one, name) == getattr(other, name) for name in _OF_SAMPLE
    )


_OF_SAMPLE = (
    "question_set", "rules", "programme", "parts", "topic", "questions", "frame", "confidence",
    "margin", "least", "most", "strata", "weighted", "second_share",
)  # fmt: skip


def rows_of(row: Inspection, plan: Plan) -> Iterator[dict[str, Any]]:
    """A plan in words: key, lines."""
    planned, asked = plans.planned_of(plan), plans.question_set_of(plan)
    yield _row("What it is", Sort(row.sort).label)
    yield _row("Carried out by", row.agency.name)
    yield _row("Areas", *planning.area_names(plan).values())
    yield _row("Field work", f"{plan.from_on:%-d %B %Y} to {plan.until_on:%-d %B %Y}")
    parts = [asked.parts.get(one, one) for one in plan.parts]
    yield _row("Questions", asked.title, *parts, *_topic(planned, asked))
    rules = standard().ratings.get(plan.rules)
    yield _row("Rating rules", rules.title if rules else "Nothing is rated")
    yield _row("Files that may be drawn", *planned.frame.in_words())
    yield _row("How many", *size_said(plan))
    divided = [ATTRIBUTES[name].title for name in plan.strata]
    if len(plan.areas) > 1:
        divided.insert(0, "Area")
    yield _row("Divided by", *(divided or ["Nothing"]))
    yield _row("Judged by two people", f"{plan.second_share}% of the files")


def _topic(planned: plans.Planned, asked: Any) -> Iterator[str]:
    sections = {
        section.path: section.title
        for review in standard().reviews.values()
        for section in review.sections.values()
    }
    topic = planned.topic
    said = [
        *(sections.get(one, one) for one in topic.sections),
        *(asked.stages.get(one, one) for one in topic.stages),
        *(asked.strands.get(one, one) for one in topic.strands),
    ]
    if said:
        yield f"On: {'; '.join(said)}"
    yield f"{len(plans.questions_asked(planned)):,} questions about each file"


def size_said(plan: Plan) -> Iterator[str]:
    """What decides the size."""
    yield (
        f"So many that a percentage lies within {plan.margin} points of that of all files, in "
        f"{plan.confidence}% of such samples."
    )
    if plan.least is not None:
        yield f"At least {plan.least:,}."
    if plan.most is not None:
        yield f"At most {plan.most:,}."
    yield (
        "Where a group is too small for its part: weighted."
        if plan.weighted
        else "Where a group is too small for its part: said not to be representative."
    )


def _row(key: str, *lines: str) -> dict[str, Any]:
    return {"key": key, "lines": list(lines)}
