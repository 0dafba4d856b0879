"""Who carries an inspection out: added with what they declared, ended, the lead handed over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.access.viewer import Viewer
from sightline.service.inspection import planning, plans, who
from sightline.service.inspection.models import ConflictOfInterest, Departure, Member, Part
from sightline.service.inspection.pages.planning_parts import (
    about,
    attempt,
    back,
    saved,
    sent,
    show,
)
from sightline.service.ui.forms import Form
from sightline.service.ui.wording import CANNOT_BE_ERASED


class Add(Form):
    """Somebody who takes part from now on."""

    person = forms.ChoiceField(
        error_messages={"required": "Choose who takes part"},
        label="Who takes part",
        widget=forms.RadioSelect,
    )
    declared = forms.CharField(
        error_messages={"required": "Say what ties they declared, or that there are none"},
        label="What they declared of their ties to what is inspected",
        widget=forms.Textarea,
        max_length=planning.DECLARED,
        help_text="Ask them. Work, family, friends, complaints. If there are none, say so. Name no "
        f"child. {CANNOT_BE_ERASED}",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


class Why(Form):
    """A reason."""

    reason = forms.CharField(
        error_messages={"required": "Say why"},
        label="Why",
        max_length=300,
        widget=forms.Textarea,
        help_text=CANNOT_BE_ERASED,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


def members(ask: Ask, inspection: UUID) -> HttpResponse:
    """Everybody who takes or took part, and the form that adds somebody."""
    above = about(ask, inspection, "inspection-members")
    row, plan = above["inspection"], plans.plan_of(inspection)
    could = planning.may_join(row, plan, ask.viewer.today) if above["is_lead"] else []
    form = Add(sent(ask), initial={"seen": above["version"]})
    form.fields["person"].choices = [  # type: ignore[attr-defined]
        (str(one.pk), one.name) for one, tie in could if not tie
    ]
    if form.is_bound and above["is_lead"] and form.is_valid():
        given = form.cleaned_data
        added = attempt(
            ask,
            form,
            lambda: planning.add_member(
                inspection=inspection,
                person=UUID(given["person"]),
                declared=given["declared"],
                seen=given["seen"],
                by=ask.by,
            ),
        )
        if added is not None:
            return saved(ask, "They take part from now on.", "inspection-members", inspection)
    return show(
        ask,
        "inspection_members",
        title="Who carries it out",
        back=back(row),
        form=form,
        may_add=above["is_lead"] and any(not tie for _, tie in could),
        barred=[one for one in could if one[1]],
        rows=_rows(ask, inspection, above["is_lead"]),
        gone=list(
            Departure.objects.filter(inspection=inspection)
            .select_related("member__person")
            .order_by("-position")
        ),
        **above,
    )


def _rows(ask: Ask, inspection: UUID, is_lead: bool) -> list[dict[str, Any]]:
    """Members, each with their part, ties and what can be done. Of ties to files the number alone:
    which these are stands beside the sample.
    """
    rows = Member.objects.filter(inspection=inspection, departure__isnull=True)
    ties: dict[UUID, int] = {}
    for tie in ConflictOfInterest.objects.filter(inspection=inspection).select_related("member"):
        ties[tie.member.person_id] = ties.get(tie.member.person_id, 0) + 1
    found = []
    for one in sorted(
        rows.select_related("person"),
        key=lambda member: (member.part != Part.LEAD, member.position),
    ):
        own = one.person_id == ask.viewer.person
        may_end = one.part != Part.LEAD and (is_lead or own)
        found.append(
            {
                "member": one,
                "part": Part(one.part).label,
                "declared": one.declared if is_lead or own else "",
                "ties": ties.get(one.person_id, 0) if is_lead or own else 0,
                "end": reverse("end-member", args=[inspection, one.pk]) if may_end else "",
                "hand_over": reverse("hand-over", args=[inspection, one.pk])
                if is_lead and one.part != Part.LEAD
                else "",
            }
        )
    return found


def end(ask: Ask, inspection: UUID, member: UUID) -> HttpResponse:
    """End somebody's part."""
    row = planning.member_of(inspection, member)
    return _confirm(
        ask,
        inspection,
        title=f"End the part of {row.person.name}?",
        told=[
            "They no longer see anything of this inspection.",
            "What they answered stays, with their name. Files that they were given and have not "
            "signed are given to somebody else.",
        ],
        submit="End their part",
        do=lambda given: planning.end_part(
            inspection=inspection, member=member, by=ask.by, **given
        ),
        done="Their part has ended.",
    )


def hand_over(ask: Ask, inspection: UUID, member: UUID) -> HttpResponse:
    """Make somebody else the lead."""
    row = planning.member_of(inspection, member)
    return _confirm(
        ask,
        inspection,
        title=f"Hand the lead to {row.person.name}?",
        told=[
            "They plan, draw, moderate and conclude from then on. You stay as an inspector.",
        ],
        submit="Hand over the lead",
        do=lambda given: planning.hand_over(inspection=inspection, to=member, by=ask.by, **given),
        done="The lead was handed over.",
    )


def _confirm(
    ask: Ask, inspection: UUID, *, title: str, told: list[str], submit: str, do: Any, done: str
) -> HttpResponse:
    above = about(ask, inspection)
    form = Why(sent(ask), initial={"seen": above["version"]})
    if form.is_bound and form.is_valid() and attempt(ask, form, lambda: do(form.cleaned_data)):
        name = "inspection-members"
        if not who.members_of(ask.viewer).filter(inspection=inspection).exists():
            return saved(ask, done, "inspections")
        return saved(ask, done, name, inspection)
    return show(
        ask,
        "planning_confirm",
        title=title,
        told=told,
        form=form,
        submit=submit,
        cancel=reverse("inspection-members", args=[inspection]),
        back=back(above["inspection"], "inspection-members", "Who carries it out"),
        part=above["part"],
        own_look=above["own_look"],
        warning=False,
    )


def check_end(viewer: Viewer, inspection: UUID, member: UUID) -> None:
    """The lead ends others' parts, anybody their own."""
    mine = who.member(viewer, inspection)
    row = planning.member_of(inspection, member)
    if row.pk != mine.pk or mine.part == Part.LEAD:
        who.check_lead(viewer, inspection)


def check_hand_over(viewer: Viewer, inspection: UUID, member: UUID) -> None:
    """The lead hands over to a member."""
    who.check_lead(viewer, inspection)
    planning.member_of(inspection, member)
