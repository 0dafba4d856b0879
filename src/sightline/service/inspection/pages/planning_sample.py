"""The sample: its files, leaving one out, declaring a tie."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.reading import Basis
from sightline.service.access.viewer import Viewer
from sightline.service.inspection import conflicts, planning, replacing, who
from sightline.service.inspection.models import Conclusion, Drawn, Exclusion, Member
from sightline.service.inspection.pages.planning_parts import (
    CLOSED,
    about,
    attempt,
    back,
    called,
    last_draw,
    page_of,
    saved,
    sent,
    show,
)
from sightline.service.inspection.readings import is_judged
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import Form


def sample(ask: Ask, inspection: UUID) -> HttpResponse:
    """The files that were drawn: judged, excluded, in reserve."""
    above = about(ask, inspection, "sample")
    row, found = above["inspection"], last_draw(inspection)
    if found is None:
        return show(
            ask,
            "no_sample",
            title="The sample",
            back=back(row),
            told="No sample has been drawn yet."
            + ("" if above["is_lead"] else " The lead inspector draws it."),
            actions=[{"text": "Draw the sample", "href": reverse("draw-sample", args=[inspection])}]
            * bool(above["is_lead"]),
            **above,
        )
    rows = Drawn.objects.filter(draw=found).select_related(
        "exclusion__replacement", "replaces__drawn"
    )
    listed = [one for one in rows.order_by("position") if _is_shown(one)]
    page = page_of(ask, listed)
    numbers = {one.pk: number for number, one in enumerate(rows.order_by("position"), 1)}
    some: list[Drawn] = list(page.object_list)
    names = called(ask, found, some)
    ties = _ties(ask, inspection, some, names) if above["is_lead"] else {}
    over = Conclusion.objects.filter(inspection=inspection).exists()
    page.object_list = [
        _row(ask, inspection, one, numbers, names, ties, above["is_lead"] and not over)
        for one in some
    ]
    return show(
        ask,
        "sample",
        title="The sample",
        back=back(row),
        page=page,
        empty="No file was drawn.",
        draw=found,
        judged=sum(is_judged(one) for one in listed),
        reserves=sum(one.is_reserve and not _is_used(one) for one in rows),
        short=short_of(listed),
        actions=[
            {
                "text": "Record of the draw",
                "href": reverse("draw-record", args=[inspection, found.pk]),
                "classes": "govuk-button--secondary",
            },
            *_again(inspection, above["is_lead"] and not over),
        ],
        **above,
    )


def _again(inspection: UUID, may: bool) -> list[dict[str, str]]:
    if not may or planning.has_judgements(inspection):
        return []
    return [
        {
            "text": "Draw again",
            "href": reverse("draw-sample", args=[inspection]),
            "classes": "govuk-button--secondary",
        }
    ]


def _is_used(one: Drawn) -> bool:
    return hasattr(one, "replaces") or hasattr(one, "exclusion")


def _is_shown(one: Drawn) -> bool:
    """Reserves that stand by are named by nothing before they are used."""
    return not one.is_reserve or _is_used(one)


def short_of(listed: list[Drawn]) -> int:
    """How many files are missing because no reserve was left."""
    return sum(hasattr(one, "exclusion") and one.exclusion.replacement is None for one in listed)


def _ties(
    ask: Ask, inspection: UUID, some: list[Drawn], names: dict[UUID, str]
) -> dict[UUID, list[str]]:
    """By file whom a conflict bars from judging it; of files that are open to the lead."""
    open_ = [one for one in some if names[one.pk] != CLOSED]
    members = list(
        Member.objects.filter(inspection=inspection, departure__isnull=True)
        .select_related("person")
        .order_by("position")
    )
    barred = conflicts.barred(members, {one.file_id for one in open_})
    return {
        one.pk: [m.person.name for m in members if (m.pk, one.file_id) in barred] for one in open_
    }


def _row(
    ask: Ask,
    inspection: UUID,
    one: Drawn,
    numbers: dict[UUID, int],
    names: dict[UUID, str],
    ties: dict[UUID, list[str]],
    may_exclude: bool,
) -> dict[str, Any]:
    is_open = names[one.pk] != CLOSED
    found: dict[str, Any] = {
        "number": numbers[one.pk],
        "called": names[one.pk],
        "href": reverse("file", args=[one.file_id]) if is_open else "",
        "stratum": one.stratum or "All files",
        "twice": one.is_twice,
        "ties": ties.get(one.pk, []),
        "tie": reverse("declare-tie", args=[inspection, one.pk]) if is_open else "",
        "state": "To be judged",
        "why": "",
        "exclude": "",
    }
    if hasattr(one, "replaces"):
        found["state"] = f"In place of file {numbers[one.replaces.drawn_id]}"
    if hasattr(one, "exclusion"):
        gone = one.exclusion
        found["state"] = "Not judged"
        found["why"] = excluded_said(gone, is_open)
        found["after"] = (
            f"File {numbers[gone.replacement_id]} takes its place."
            if gone.replacement_id
            else "No reserve was left."
        )
    elif may_exclude:
        found["exclude"] = reverse("exclude-file", args=[inspection, one.pk])
    return found


def excluded_said(gone: Exclusion, with_words: bool) -> str:
    """Why a file is not judged; its words only for whom the file is open to."""
    said = Exclusion.Why(gone.why).label
    if gone.salt is None:
        return f"{said}. The words were erased."
    return f"{said}: {gone.words}" if with_words and gone.words else said


class ExcludeForm(Form):
    """Why a file is not judged."""

    why = forms.ChoiceField(
        error_messages={"required": "Choose why it is not judged"},
        label="Why it is not judged",
        choices=Exclusion.Why.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="In words",
        max_length=replacing.WORDS,
        widget=forms.Textarea,
        required=False,
        help_text="What whoever checks the sample should know. Name nobody.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


def exclude(ask: Ask, inspection: UUID, drawn: UUID) -> HttpResponse:
    """Exclude a file; the next reserve takes its place."""
    above = about(ask, inspection)
    row = replacing.judged_file(inspection, drawn)
    form = ExcludeForm(sent(ask), initial={"seen": above["version"]})
    if form.is_bound and form.is_valid():
        done = attempt(
            ask,
            form,
            lambda: replacing.exclude(
                inspection=inspection, drawn=drawn, by=ask.by, **form.cleaned_data
            ),
        )
        if done is not None:
            told = (
                "The file is not judged. The next reserve takes its place."
                if done.replacement_id
                else "The file is not judged. No reserve was left, so the sample is smaller by one."
            )
            return saved(ask, told, "sample", inspection)
    is_left = replacing.next_reserve(row) is not None
    name = called(ask, row.draw, [row])[row.pk]
    return show(
        ask,
        "planning_confirm",
        title="Leave this file out?",
        told=[
            f"{name}. Group: {row.stratum or 'all files'}.",
            "The next reserve of the same group takes its place, in the order of the draw. It is "
            "not chosen."
            if is_left
            else "No reserve of this group is left: the sample will be smaller by one file.",
            "The file stays in the record of the draw, with the reason. What was answered about it "
            "stays too, and counts no more.",
        ],
        form=form,
        submit="Leave it out",
        cancel=reverse("sample", args=[inspection]),
        back=back(above["inspection"], "sample", "The sample"),
        part=above["part"],
        own_look=above["own_look"],
        warning=True,
    )


class TieForm(Form):
    """A tie to a file that no record shows."""

    member = forms.ChoiceField(
        error_messages={"required": "Choose whose tie it is"},
        label="Whose tie it is",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        error_messages={"required": "Say what the tie is"},
        label="What the tie is",
        max_length=300,
        widget=forms.Textarea,
        help_text="For example, a relative, a neighbour, a colleague’s child.",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)


def tie(ask: Ask, inspection: UUID, drawn: UUID) -> HttpResponse:
    """Declare that a member has a tie to a file, and so does not judge it."""
    above = about(ask, inspection)
    row = _drawn(inspection, drawn)
    form = TieForm(sent(ask), initial={"seen": above["version"]})
    members = Member.objects.filter(inspection=inspection, departure__isnull=True)
    if not above["is_lead"]:
        members = members.filter(person=ask.viewer.person)
    form.fields["member"].choices = [  # type: ignore[attr-defined]
        (str(one.pk), one.person.name)
        for one in members.select_related("person").order_by("position")
    ]
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            ask,
            form,
            lambda: planning.declare(
                inspection=inspection,
                member=UUID(given["member"]),
                file=row.file_id,
                reason=given["reason"],
                seen=given["seen"],
                by=ask.by,
            ),
        )
        if done is not None:
            return saved(
                ask, "The tie was declared. They do not judge the file.", "sample", inspection
            )
    return show(
        ask,
        "planning_confirm",
        title="Declare a tie to this file",
        told=[
            f"{called(ask, row.draw, [row])[row.pk]}.",
            "Whoever has it does not judge the file, as first or as second reader. A tie that the "
            "record shows (work with the child, a post at the agency) is found without this.",
        ],
        form=form,
        submit="Declare it",
        cancel=reverse("sample", args=[inspection]),
        back=back(above["inspection"], "sample", "The sample"),
        part=above["part"],
        own_look=above["own_look"],
        warning=False,
    )


def _drawn(inspection: UUID, drawn: UUID) -> Drawn:
    found = last_draw(inspection)
    row = Drawn.objects.filter(draw=found, pk=drawn).select_related("draw").first()
    if found is None or row is None:
        raise NotFound(replacing.NO_FILE)
    return row


def check_exclude(viewer: Viewer, inspection: UUID, drawn: UUID) -> None:
    """The lead leaves a file of the sample out."""
    who.check_lead(viewer, inspection)
    replacing.judged_file(inspection, drawn)


def check_tie(viewer: Viewer, inspection: UUID, drawn: UUID) -> Basis:
    """A member declares a tie to a drawn file that is open to them."""
    who.check_member(viewer, inspection)
    return policy.check_see_file(viewer, _drawn(inspection, drawn).file_id)
