"""One file given to one person by hand, and a signed file opened again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import attempt, saved, sent
from sightline.service.inspection import conflicts
from sightline.service.inspection.models import Reading
from sightline.service.inspection.pages.judging_file import STAYS
from sightline.service.inspection.pages.judging_parts import about, called, show, turn_said
from sightline.service.inspection.readings import FileRead, file_read, is_signed
from sightline.service.inspection.sharing import (
    Given,
    drawn_of,
    members,
    reading_of,
    reopen,
    share,
)
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import Form


class GiveForm(Form):
    """To whom."""

    person = forms.ChoiceField(label="Who judges it", widget=forms.RadioSelect)


class ReopenForm(GiveForm):
    """To whom, and why."""

    reason = forms.CharField(
        label="Why it is opened again", widget=forms.Textarea, max_length=300, help_text=STAYS
    )


def judging_give(ask: Ask, inspection: UUID, drawn: UUID, turn: int) -> HttpResponseBase:
    """One file to one person."""
    row = drawn_of(inspection, drawn)
    one = file_read(row)
    if all(each.turn != turn or each.reading is not None for each in one.turns):
        raise NotFound("This is not to be given to anybody.")
    form = GiveForm(sent(ask))
    refused = _offer(form, inspection, one, turn)
    if form.is_bound and form.is_valid():
        given = Given(drawn, turn, UUID(form.cleaned_data["person"]))

        def give() -> list[Reading]:
            return share(viewer=ask.viewer, inspection=inspection, given=[given], by=ask.by)

        if attempt(ask, form, give) is not None:
            return saved(
                ask, "The file was given to be judged.", "judging-share", inspection=inspection
            )
    return _by_hand(ask, inspection, one, turn, form, refused, "Give the file")


def judging_reopen(ask: Ask, inspection: UUID, reading: UUID) -> HttpResponseBase:
    """A signed file, for its reader again or for somebody else."""
    found = reading_of(inspection, reading)
    if not is_signed(found):
        raise NotFound("It is not signed.")
    one = file_read(found.drawn)
    form = ReopenForm(sent(ask))
    refused = _offer(form, inspection, one, found.turn)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data

        def again() -> Reading:
            return reopen(
                viewer=ask.viewer,
                inspection=inspection,
                reading=reading,
                person=UUID(typed["person"]),
                reason=typed["reason"],
                by=ask.by,
            )

        if attempt(ask, form, again) is not None:
            return saved(
                ask, "The file is open again to be judged.", "judging-share", inspection=inspection
            )
    return _by_hand(ask, inspection, one, found.turn, form, refused, "Open it again")


def _offer(form: GiveForm, inspection: UUID, one: FileRead, turn: int) -> list[str]:
    """Offer those who may judge a file, and say of the others why they may not."""
    other = {reading.person_id for reading in one.standing if reading.turn != turn}
    some = members(inspection)
    no = conflicts.barred(some, {one.file})
    person: Any = form.fields["person"]
    fit = [m for m in some if m.person_id not in other and (m.pk, one.file) not in no]
    person.choices = [(str(m.person_id), m.person.name) for m in fit]
    refused = [f"{m.person.name}: {no[m.pk, one.file]}" for m in some if (m.pk, one.file) in no]
    return refused + [
        f"{m.person.name}: is the other reader of this file." for m in some if m.person_id in other
    ]


def _by_hand(
    ask: Ask,
    inspection: UUID,
    one: FileRead,
    turn: int,
    form: GiveForm,
    refused: list[str],
    submit: str,
) -> HttpResponse:
    name = called(ask, one.drawn.draw, [one])[one.drawn.pk]
    again = isinstance(form, ReopenForm)
    told = [
        f"{name}.",
        "What the reader answered stands until they answer it anew. Somebody else begins afresh. "
        "Both are kept."
        if again
        else f"{turn_said(turn)} of this file.",
    ]
    return show(
        ask,
        "judging_give",
        **about(ask, inspection)
        | {
            "back": {"text": "Who judges what", "href": reverse("judging-share", args=[inspection])}
        },
        title=f"Open file {one.number} again?" if again else f"Who judges file {one.number}?",
        told=told,
        refused=refused,
        form=form,
        submit=submit,
        cancel=reverse("judging-share", args=[inspection]),
    )
