"""The addresses of planning and of the draw: identifiers, and nothing of a file."""

from __future__ import annotations

from django.urls import URLPattern

from sightline.service.access.door import page
from sightline.service.inspection import who
from sightline.service.inspection.pages import (
    planning_draw,
    planning_members,
    planning_overview,
    planning_record,
    planning_sample,
    planning_steps,
)

_HERE = "inspections/<uuid:inspection>"
_MEMBER, _DRAWN = f"{_HERE}/members/<uuid:member>", f"{_HERE}/sample/<uuid:drawn>"
_DRAW = f"{_HERE}/draws/<uuid:draw>"

urlpatterns: list[URLPattern] = [
    page(
        "inspections",
        planning_overview.inspections,
        name="inspections",
        check=who.check_see_inspections,
    ),
    page("inspections/begin", planning_steps.begin, name="begin-inspection", check=who.check_plan),
    page(_HERE, planning_overview.overview, name="inspection", check=who.check_member),
    page(f"{_HERE}/plan", planning_steps.change, name="change-plan", check=who.check_lead),
    page(
        f"{_HERE}/members",
        planning_members.members,
        name="inspection-members",
        check=who.check_member,
    ),
    page(
        f"{_MEMBER}/end",
        planning_members.end,
        name="end-member",
        check=planning_members.check_end,
    ),
    page(
        f"{_MEMBER}/hand-over",
        planning_members.hand_over,
        name="hand-over",
        check=planning_members.check_hand_over,
    ),
    page(f"{_HERE}/sample", planning_sample.sample, name="sample", check=who.check_member),
    page(f"{_HERE}/sample/draw", planning_draw.draw, name="draw-sample", check=who.check_lead),
    page(
        f"{_DRAWN}/exclude",
        planning_sample.exclude,
        name="exclude-file",
        check=planning_sample.check_exclude,
    ),
    page(f"{_DRAWN}/tie", planning_sample.tie, name="declare-tie", check=planning_sample.check_tie),
    page(
        _DRAW,
        planning_record.record,
        name="draw-record",
        check=planning_record.check_record,
    ),
    page(
        f"{_DRAW}/order.csv",
        planning_record.order,
        name="draw-order",
        check=planning_record.check_record,
    ),
]
