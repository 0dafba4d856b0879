"""What a draw would come to now, and the draw."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse

from sightline.service.access.asking import Ask
from sightline.service.inspection import drawing, planning, plans
from sightline.service.inspection.attributes import ATTRIBUTES
from sightline.service.inspection.drawing import Preview
from sightline.service.inspection.models import Plan
from sightline.service.inspection.pages.planning_parts import (
    about,
    attempt,
    back,
    last_draw,
    saved,
    sent,
    show,
)
from sightline.service.inspection.reach import out_of_reach
from sightline.service.ui.forms import Form


class DrawForm(Form):
    """How the seed is come by, and why it is drawn again."""

    seed = forms.CharField(
        label="Seed",
        max_length=64,
        required=False,
        help_text="For example, five dice thrown at the meeting with the service: 4 1 6 6 2. Left "
        "empty, one is made at random and shown.",
    )
    seed_how = forms.CharField(
        label="How you came by it",
        max_length=200,
        required=False,
        help_text="Who was there, and what was done. Only where you typed a seed.",
    )
    reason = forms.CharField(
        error_messages={"required": "Say why a sample is drawn again"},
        label="Why a sample is drawn again",
        max_length=300,
        widget=forms.Textarea,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


def draw(ask: Ask, inspection: UUID) -> HttpResponse:
    """What a draw would come to now; and the draw."""
    above = about(ask, inspection, "sample")
    before = last_draw(inspection)
    form = DrawForm(sent(ask), initial={"seen": above["version"]})
    if before is None:
        del form.fields["reason"]
    if form.is_bound and form.is_valid():
        done = attempt(
            ask,
            form,
            lambda: drawing.draw(inspection=inspection, by=ask.by, **form.cleaned_data),
        )
        if done is not None:
            return saved(ask, "The sample was drawn.", "sample", inspection)
    plan = plans.plan_of(inspection)
    planned = plans.planned_of(plan)
    preview = drawing.preview(planned, ask.viewer, ask.now)
    judged = planning.has_judgements(inspection)
    return show(
        ask,
        "draw_sample",
        title="Draw the sample again" if before else "Draw the sample",
        back=back(above["inspection"]),
        form=form,
        may_draw=not preview.fault and not judged,
        fault=drawing.JUDGED if judged else preview.fault,
        preview=preview,
        plan=plan,
        words=planned.frame.in_words(),
        closed=out_of_reach(planned, ask.viewer),
        reasons=size_reasons(plan, preview),
        strata=list(preview.strata.items()),
        forced=forced_said(plan, preview),
        untold=untold_said(preview),
        **above,
    )


def size_reasons(plan: Plan, preview: Preview) -> list[str]:
    """How the size came about, in sentences."""
    size = preview.size
    found = [
        f"For {size.files:,} files, {plan.confidence}% confidence and a margin of {plan.margin} "
        f"points the formula asks for {size.wanted:,}."
    ]
    if size.bound == "least":
        found.append(f"The plan asks for at least {plan.least:,}.")
    elif size.bound == "most":
        found.append(f"The plan asks for at most {plan.most:,}.")
    elif size.bound == "all":
        found.append("That is all files of the frame.")
    return found


def forced_said(plan: Plan, preview: Preview) -> str:
    """What a minimum forces, and what is done about it; '' where nothing is forced."""
    if not preview.forced:
        return ""
    groups = ", ".join(f"“{name}”" for name in preview.forced)
    told = f"More than their part is drawn of: {groups}. "
    if plan.weighted:
        return told + "Percentages are shown weighted by the size of each group as well."
    return told + "With every percentage it will be said that the sample is not representative."


def untold_said(preview: Preview) -> list[str]:
    """Which files are left out because something is not recorded."""
    found = []
    if preview.framed.undated:
        found.append(
            f"{preview.framed.undated:,} left out because the day on which the work began is not "
            "recorded."
        )
    found += [
        f"{number:,} left out because it is not recorded, or not shown to you: "
        f"{ATTRIBUTES[name].title}."
        for name, number in preview.framed.untold.items()
    ]
    return found
