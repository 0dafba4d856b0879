"""Closing a file to most, and opening it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access import services as access
from sightline.service.access.asking import Ask
from sightline.service.access.models import Restriction
from sightline.service.access.pages.shown import attempt, sent
from sightline.service.access.roles import Right
from sightline.service.casework.choices import Choice
from sightline.service.casework.closed import closed_said, closing, nameable, told
from sightline.service.casework.pages.overtaken import overtaken
from sightline.service.casework.pages.showing import back, basis_of, go, head, show
from sightline.service.ledger.failures import Refused
from sightline.service.ui.forms import DayField, Form
from sightline.service.ui.wording import CANNOT_BE_ERASED

_CLOSE, _OPEN = "Close the file", "Open the file again"


class CloseForm(Form):
    """Why a file is closed, to whom it stays open, and from when until when."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why it is closed",
        widget=forms.Textarea,
        max_length=300,
        help_text=CANNOT_BE_ERASED,
    )
    people = forms.MultipleChoiceField(
        label="Who may still see it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="You yourself may, and those it is allocated to with their cover.",
    )
    from_on = DayField(label="First day")
    until_on = DayField(
        label="Last day",
        required=False,
        help_text="Leave it empty to keep it closed until somebody opens it again.",
    )

    def __init__(self, people: Sequence[Choice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = people  # type: ignore[attr-defined]
        if not people:
            del self.fields["people"]


class OpenForm(Form):
    """Why a file is opened again."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why it is opened again",
        widget=forms.Textarea,
        max_length=300,
        help_text=CANNOT_BE_ERASED,
    )


def close(ask: Ask, file: UUID) -> HttpResponseBase:
    """Why, to whom it stays open, and for how long."""
    top, there = head(ask, file), closing(file, ask.viewer.today)
    start = {"seen": top.version, "from_on": ask.viewer.today}
    form = CloseForm(nameable(ask.viewer, basis_of(ask)), sent(ask), initial=start)
    if form.is_bound and form.is_valid():
        if there is not None and _is_mine(ask, there, form):
            return go("file", file)
        if _is_kept(ask, file, form, _CLOSE, lambda: _close(ask, file, form.cleaned_data)):
            return go("file", file)
    return show(
        ask,
        "confirm",
        title="Close this file?",
        identity=top.identity,
        back=back("File", "file", file),
        told=[
            *([] if there is None else [closed_said(there, ask.viewer.today)]),
            "Nobody else sees the file, or that there is one, while it is closed. What is owed "
            "stays owed. Naming somebody opens the file to nobody to whom it is not open already.",
            "Who closed it and why stays on file, and is told to managers who still see it.",
        ],
        form=form,
        submit=_CLOSE,
        cancel=reverse("file", args=[file]),
    )


def _is_mine(ask: Ask, there: Restriction, form: CloseForm) -> bool:
    """Whether the form was sent before."""
    typed = form.cleaned_data
    is_later = there.position > typed["seen"]
    return is_later and there.by == ask.viewer.person and there.reason == typed["reason"]


def _close(ask: Ask, file: UUID, typed: dict[str, Any]) -> object:
    return access.restrict(
        file=file,
        reason=typed["reason"],
        people=[UUID(person) for person in typed.get("people", ())],
        from_on=typed["from_on"],
        until_on=typed["until_on"],
        seen=typed["seen"],
        at=ask.now,
        by=ask.by,
    )


def open_again(ask: Ask, file: UUID) -> HttpResponseBase:
    """What closes it, and why it is opened again."""
    top, there = head(ask, file), closing(file, ask.viewer.today)
    form = OpenForm(sent(ask), initial={"seen": top.version})
    if there is None:
        if form.is_bound:
            # Sent twice, or somebody else was quicker: it is open, as was wanted.
            return go("file", file)
        raise Refused("This file is not closed.")
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        if _is_kept(
            ask,
            file,
            form,
            _OPEN,
            lambda: access.lift(file=file, at=ask.now, by=ask.by, **typed),
        ):
            return go("file", file)
    return show(
        ask,
        "confirm",
        title="Open this file again?",
        identity=top.identity,
        back=back("File", "file", file),
        told=["It is at once open again to all to whom anything else opens it."],
        rows=told(there),
        form=form,
        submit=_OPEN,
        cancel=reverse("file", args=[file]),
    )


def _is_kept(ask: Ask, file: UUID, form: Form, submit: str, do: Any) -> bool:
    def stale(stale: Any) -> HttpResponse:
        cancel = reverse("file", args=[file])
        return overtaken(ask, file, stale.seen, form, yours=None, submit=submit, cancel=cancel)

    ask.if_stale = stale
    return attempt(ask, form, do) is not None


def closing_actions(ask: Ask, file: UUID, there: Restriction | None) -> list[dict[str, str]]:
    """The button of the file's page that closes it, or opens it again."""
    if not any(way.may(Right.RESTRICT) for way in basis_of(ask).ways):
        return []
    text, name = (_CLOSE, "close-file") if there is None else (_OPEN, "open-closed")
    return [
        {"text": text, "href": reverse(name, args=[file]), "classes": "govuk-button--secondary"}
    ]
