"""Countersigning a record, or sending it back: what is signed stands above the button, whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.casework.pages import documents
from sightline.service.casework.pages.correcting import last_version
from sightline.service.casework.pages.showing import back, basis_of, go, head, show
from sightline.service.casework.said import Reader, answers, files_in, kind_of_row, named, when
from sightline.service.casework.signed import roles_of
from sightline.service.files import services
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Countersignature, Record
from sightline.service.files.signatures import asked_of
from sightline.service.ledger.failures import Stale
from sightline.service.ledger.ids import new_id
from sightline.service.ui.forms import Form
from sightline.standard.model import Countersigned


class SignForm(Form):
    """As whom, and what there is to say. ``seen``: the version of the file that was shown."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    signed_as = forms.ChoiceField(label="Signed as", widget=forms.RadioSelect)
    note = forms.CharField(
        label="What you found, and what must be done",
        required=False,
        widget=forms.Textarea,
        help_text="Whoever reads the record reads this beside it.",
    )

    def __init__(self, asked: Countersigned, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["signed_as"]
        choices.choices = roles_of(asked)
        if len(asked.by) == 1:
            choices.initial, choices.widget = asked.by[0], forms.HiddenInput()

    def add_faults(self, bad: BadEntry) -> None:
        """Put each fault beside its field."""
        for name, sentence in bad.faults.items():
            self.add_error(name if name in self.fields else None, sentence)


class ReturnForm(SignForm):
    """The same, where it is sent back: then it must be said why."""

    note = forms.CharField(
        label="What is missing, and by when it is needed",
        widget=forms.Textarea,
        help_text="Whoever made the record reads this beside it.",
        error_messages={"required": "Say what is missing, and by when it is needed"},
    )


def countersign(ask: Ask, file: UUID, fact: UUID) -> HttpResponseBase:
    """What is signed, and the button."""
    return _page(
        ask,
        file,
        fact,
        form_of=SignForm,
        act=services.countersign,
        title="Countersign this record?",
        submit="Countersign",
        told=[
            "You sign exactly what stands here. If it is changed later, your signature no longer "
            "holds, and somebody is asked to sign again.",
        ],
    )


def send_back(ask: Ask, file: UUID, fact: UUID) -> HttpResponseBase:
    """What is sent back, and why."""
    return _page(
        ask,
        file,
        fact,
        form_of=ReturnForm,
        act=services.send_back,
        title="Send this record back?",
        submit="Send it back",
        told=[
            "The record stays as it is, and waits for whoever made it. What you say stays on file "
            "with your name.",
        ],
    )


def _page(
    ask: Ask,
    file: UUID,
    fact: UUID,
    *,
    form_of: type[SignForm],
    act: Callable[..., Countersignature],
    **shown: Any,
) -> HttpResponseBase:
    last = last_version(ask, fact)
    asked = asked_of(last)
    assert asked is not None, "the door has let through what nobody signs"
    posted = ask.request.POST if ask.request.method == "POST" else None
    form = form_of(asked, posted, initial={"id": new_id(), "seen": head(ask, file).version})

    def stale(_: Stale) -> HttpResponse:
        return _again(ask, file, fact, form, asked, shown)

    if form.is_bound and form.is_valid():
        ask.if_stale = stale
        if _is_done(ask, fact, form, act):
            return go("record", file, fact)
    return _shown(ask, file, last, form, asked, **shown)


def _is_done(ask: Ask, fact: UUID, form: SignForm, act: Callable[..., Countersignature]) -> bool:
    """Whether it is signed or sent back: now, or when the form was sent before."""
    there = Countersignature.objects.filter(pk=form.cleaned_data["id"], by=ask.viewer.person)
    if there.filter(fact=fact).exists():
        return True
    try:
        act(
            fact=fact,
            agency=basis_of(ask).agency,
            worker=ask.viewer.worker,
            by=ask.by,
            **form.cleaned_data,
        )
    except BadEntry as bad:
        form.add_faults(bad)
        return False
    return True


def _again(
    ask: Ask,
    file: UUID,
    fact: UUID,
    form: SignForm,
    asked: Countersigned,
    shown: dict[str, Any],
) -> HttpResponse:
    """The page as it stands now, because what was read may not be what would be signed."""
    assert isinstance(form.data, QueryDict)
    typed = form.data.copy()
    typed["seen"] = str(head(ask, file).version)
    form.data = typed
    return _shown(ask, file, last_version(ask, fact), form, asked, changed=True, **shown)


def _shown(
    ask: Ask, file: UUID, last: Record, form: SignForm, asked: Countersigned, **shown: Any
) -> HttpResponse:
    called = named(ask.viewer, files_in([last]))
    return show(
        ask,
        "countersign",
        identity=head(ask, file).identity,
        back=back("Record", "record", file, last.fact),
        kind=kind_of_row(last)["title"],
        header=[
            {"key": "When", "value": when(last)},
            {"key": "Author", "value": called[last.author] or "Not recorded"},
        ],
        answers=list(answers(last, Reader(ask.viewer, basis_of(ask)), called)),
        papers=documents.of_record(ask, last),
        why=asked.why,
        file=file,
        form=form,
        cancel=reverse("record", args=[file, last.fact]),
        **shown,
    )
