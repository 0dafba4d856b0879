"""Opening a file without any other basis, and reviewing that somebody else did."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access import services as access
from sightline.service.access.asking import Ask
from sightline.service.access.closing import LEAST_REASON
from sightline.service.access.models import BrokenGlass
from sightline.service.access.policy import REVIEWED
from sightline.service.access.roles import Right
from sightline.service.access.ways import Sort, ways
from sightline.service.casework.choices import codes_on
from sightline.service.casework.pages.showing import back, go, head, show
from sightline.service.casework.said import at_said
from sightline.service.files.entries import BadEntry
from sightline.service.files.members import followers
from sightline.service.files.models import Record, Subject
from sightline.service.files.naming import names
from sightline.service.files.standard import standard
from sightline.service.ui.forms import Form
from sightline.service.ui.paging import NAME

A_PAGE = 25


class BreakForm(Form):
    """Why the file has to be opened."""

    reason = forms.CharField(
        label="Why you have to see this file now",
        widget=forms.Textarea,
        min_length=LEAST_REASON,
        max_length=300,
        help_text="At least a few words. Whoever reviews it reads them, and so does everybody to "
        "whom the file is open.",
    )


def break_glass(ask: Ask, file: UUID) -> HttpResponseBase:
    """Are you sure, and why. Nothing of the file is shown before it is open."""
    form = BreakForm(ask.request.POST if ask.request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        access.break_glass(file=file, reason=form.cleaned_data["reason"], at=ask.now, by=ask.by)
        return go("file", file)
    return show(
        ask,
        "confirm",
        title="Open this file in an emergency?",
        identity="",
        told=[
            "This file is not open to you. Open it only where a child may come to harm before "
            "anybody could give it to you in the usual way.",
            "The file is open to you for three hours. That you opened it, and why, stands on the "
            "file, and somebody else reviews it within two working days.",
        ],
        form=form,
        submit="Open the file for three hours",
        cancel=reverse("my-files"),
        warning=True,
    )


def waiting(ask: Ask) -> HttpResponse:
    """The files that were opened in this way and that this person may review."""
    reviewed = Record.objects.filter(kind=REVIEWED, about=OuterRef("record"), withdraws=None)
    open_to_me = Subject.objects.filter(_reviewable(ask))
    rows = (
        BrokenGlass.objects.filter(~Exists(reviewed), file__in=open_to_me)
        .exclude(person=ask.viewer.person)
        .exclude(file__in=followers().values("file"))
        .select_related("person", "agency")
        .order_by("from_at")
    )
    page: Any = Paginator(rows, A_PAGE).get_page(ask.request.GET.get(NAME))
    found = list(page.object_list)
    called = names([row.file_id for row in found])
    page.object_list = [
        {
            "called": called[row.file_id],
            "person": row.person.name,
            "agency": row.agency.name,
            "at": at_said(row.from_at),
            "href": reverse("review-glass", args=[row.pk]),
        }
        for row in found
    ]
    for row in found:
        ask.by.saw(row.file_id, "list")
    return show(
        ask,
        "glasses",
        title="Files opened in an emergency",
        back=back("My files", "my-files"),
        page=page,
        empty="No file that you may review was opened in this way and waits for a review.",
    )


def _reviewable(ask: Ask) -> Q:
    """Of subjects, those whose broken glasses this person may review."""
    found = Q(pk__in=())
    for way in ways(ask.viewer):
        if way.may(Right.REVIEW_GLASS) and way.sort is not Sort.BROKEN_GLASS:
            found |= way.files
    return found


class ReviewForm(Form):
    """What the review comes to."""

    outcome = forms.ChoiceField(label="Was it right to open the file?")
    reason = forms.CharField(label="Why you think so", widget=forms.Textarea)

    def __init__(self, ask: Ask, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = standard().kinds[REVIEWED].fields["outcome"]
        self.fields["outcome"].choices = codes_on(outcome.codes, ask.viewer.today)  # type: ignore[attr-defined]

    def add_faults(self, bad: BadEntry) -> None:
        """Put each fault beside its field."""
        for name, sentence in bad.faults.items():
            self.add_error(name if name in self.fields else None, sentence)


def _reason(broken: BrokenGlass) -> str:
    """Why it was opened, as its record on the file says."""
    said = Record.objects.filter(fact=broken.record, withdraws=None).order_by("position").last()
    return str((said.details or {}).get("reason", "Erased")) if said is not None else "Not recorded"


def review(ask: Ask, glass: UUID) -> HttpResponseBase:
    """The form of the review."""
    broken = BrokenGlass.objects.select_related("person", "agency").get(pk=glass)
    if Record.objects.filter(kind=REVIEWED, about=broken.record, by=ask.viewer.person).exists():
        return go("glasses")
    form = ReviewForm(ask, ask.request.POST if ask.request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            access.review_glass(glass=glass, at=ask.now, by=ask.by, **form.cleaned_data)
            return go("glasses")
        except BadEntry as bad:
            form.add_faults(bad)
    return show(
        ask,
        "confirm",
        title="Review that this file was opened",
        identity=head(ask, broken.file_id).identity,
        told=["Your review stands on the file, with your name."],
        rows=[
            {"key": "Opened by", "value": f"{broken.person.name}, {broken.agency.name}"},
            {"key": "When", "value": at_said(broken.from_at)},
            {"key": "Why", "value": _reason(broken)},
        ],
        form=form,
        submit="Save the review",
        cancel=reverse("glasses"),
    )
