"""The same question elsewhere and at other times: between areas, and over a service's inspections.

Only inspections of which the viewer is a member are laid beside this one: what is concluded of
others reaches them when it is published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sightline.engine.inspection.findings import Findings
from sightline.engine.limits import Part
from sightline.reporting.charts.content import Chart, Control, Funnel
from sightline.reporting.charts.control import control_chart
from sightline.reporting.charts.funnel import funnel_plot
from sightline.service.access.models import Agency
from sightline.service.access.viewer import Viewer
from sightline.service.inspection.finding import Found
from sightline.service.inspection.models import Conclusion, Sort
from sightline.service.inspection.who import members_of

MOST = 100
"""So many concluded inspections are compared, the latest."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A concluded inspection of one service, with its title and the last day of field work."""

    agency: UUID
    name: str
    said: str
    findings: Findings


def elsewhere(viewer: Viewer, of: Found) -> list[Elsewhere]:
    """The viewer's concluded inspections of services by the same questions, the earliest first.

    This one is among them once it is concluded. Three queries.
    """
    rows = (
        Conclusion.objects.filter(
            inspection__in=members_of(viewer).values("inspection"),
            inspection__sort=of.known.inspection.sort,
            draw__plan__question_set=of.known.of.id,
        )
        .exclude(inspection__sort=Sort.THEMATIC)
        .select_related("inspection", "draw__plan")
        .order_by("-draw__plan__until_on", "-position")
    )
    last = {row.inspection_id: row for row in reversed(list(rows[:MOST]))}
    areas = {id_: UUID(str(row.draw.plan.areas[0]["agency"])) for id_, row in last.items()}
    names = dict(Agency.objects.filter(pk__in=areas.values()).values_list("pk", "name"))
    return [
        Elsewhere(
            agency=areas[id_],
            name=names.get(areas[id_], row.inspection.title),
            said=f"{row.draw.plan.until_on:%b %Y}",
            findings=Findings.from_dict(row.findings),
        )
        for id_, row in last.items()
    ]


def charts(of: Found, others: list[Elsewhere], question: str) -> list[Chart]:
    """The pictures of one question: between areas, between services, and over time."""
    return list(_charts(of, others, question))


def _charts(of: Found, others: list[Elsewhere], question: str) -> Iterator[Chart]:
    areas = list(_areas(of, question))
    if len(areas) > 1:
        yield funnel_plot(Funnel("between-areas", "Between the areas inspected", areas, "files"))
    by_service: dict[UUID, Part] = {}
    for one in others:
        if (part := _part(one.findings, question, one.name)) is not None:
            by_service[one.agency] = part  # the latest of each service
    if len(by_service) > 1:
        title = "Between services whose inspections are concluded"
        yield funnel_plot(Funnel("between-services", title, list(by_service.values()), "files"))
    over_time: dict[UUID, list[Part]] = defaultdict(list)
    for one in others:
        if (part := _part(one.findings, question, one.said)) is not None:
            over_time[one.agency].append(part)
    for agency, name in of.known.areas.items():
        if len(over_time[agency]) > 1:
            title = f"{name}, from inspection to inspection"
            yield control_chart(Control("over-time", title, over_time[agency]))


def _areas(of: Found, question: str) -> Iterator[Part]:
    for group in of.findings.areas:
        name = of.known.areas.get(UUID(group.area), "Another area") if group.area else "No area"
        for one in group.questions:
            if one.question == question:
                yield Part(name, one.yes, one.n)


def _part(findings: Findings, question: str, name: str) -> Part | None:
    for one in findings.all.questions:
        if one.question == question:
            return Part(name, one.yes, one.n)
    return None
