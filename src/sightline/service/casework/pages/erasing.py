"""Proposing that something on a file is erased: choose, see exactly what that empties, confirm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access import services as access
from sightline.service.access.asking import Ask
from sightline.service.access.models import Proposal
from sightline.service.access.pages.shown import attempt, saved, sent
from sightline.service.access.roles import Right
from sightline.service.casework.erasable import Thing, rows_of, things
from sightline.service.casework.pages.overtaken import overtaken
from sightline.service.casework.pages.showing import Head, back, basis_of, head, show
from sightline.service.files import members
from sightline.service.ledger.failures import Refused
from sightline.service.ui.forms import Form

_ALL, _SOME = "all", "some"
_STAYS = "It stays on file for ever: repeat nothing in it that is to be erased."

_STARTS = [
    "What is erased is gone: it is not hidden, and nobody brings it back. To say that something "
    "never was so, withdraw it; to say it otherwise, correct it.",
    "You propose it here, and another records officer decides. Until then nothing is erased.",
    "Records that are kept on another file and stand here too are erased from there.",
]
_SURE = [
    "If another records officer agrees, all that is listed below is emptied: every answer, note "
    "and reason, in every version, on each file on which it stands. It cannot be undone.",
    "What inspectors wrote of this file, and what anybody typed and did not send, goes with it.",
    "What stays, and can be proved: that there was something of this sort on this file; of a "
    "record its kind, when it was, its agency and its author; of a name, number or address when "
    "it held; of birth and area the area; of a document its sort and size; who entered each and "
    "when; and who erased it, when and on what basis.",
    "It does not reach what left Sightline before: exports, paper, and backups until they expire.",
]


class ChooseForm(Form):
    """What is to be erased, and by which right."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    extent = forms.ChoiceField(
        label="What is to be erased",
        choices=[(_ALL, "All that is listed here"), (_SOME, "Only what I choose")],
        widget=forms.RadioSelect,
    )
    chosen = forms.MultipleChoiceField(
        label="Only these", required=False, widget=forms.CheckboxSelectMultiple
    )
    basis = forms.CharField(
        label="By which law or decision", widget=forms.Textarea, max_length=300, help_text=_STAYS
    )
    reason = forms.CharField(
        label="Why it is to be erased", widget=forms.Textarea, max_length=300, help_text=_STAYS
    )

    def __init__(self, there: Sequence[Thing], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]
            (thing.key, f"{thing.item.title}: {thing.item.said}") for thing in there
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("extent") == _SOME and not given.get("chosen"):
            self.add_error("chosen", "Choose what is to be erased")
        return given


class SureForm(Form):
    """The same, sent on from the page that says what will happen. ``keys``: with commas between."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    keys = forms.CharField(widget=forms.HiddenInput)
    basis = forms.CharField(widget=forms.HiddenInput, max_length=300)
    reason = forms.CharField(widget=forms.HiddenInput, max_length=300)


def erase(ask: Ask, file: UUID) -> HttpResponseBase:
    """The two steps: choose, confirm."""
    top, there, posted = head(ask, file), things(ask.viewer, basis_of(ask)), sent(ask)
    if posted is not None and "keys" in posted:
        return _propose(ask, file, top, there, SureForm(posted))
    if not there:
        raise Refused("Nothing that you may read is left on this file to be erased.")
    form = ChooseForm(there, posted, initial={"seen": top.version})
    if not (form.is_bound and form.is_valid()):
        return show(
            ask,
            "confirm",
            title="Erase from this file",
            told=_STARTS,
            form=form,
            submit="Continue",
            **_common(file, top),
        )
    typed = form.cleaned_data
    wanted = [t.key for t in there if typed["extent"] == _ALL or t.key in typed["chosen"]]
    said = {name: typed[name] for name in ("seen", "basis", "reason")}
    return _sure(ask, file, top, there, SureForm(initial=said | {"keys": ",".join(wanted)}), wanted)


def _sure(
    ask: Ask,
    file: UUID,
    top: Head,
    there: Sequence[Thing],
    form: SureForm,
    wanted: Sequence[str],
) -> HttpResponse:
    chosen = [thing for thing in there if thing.key in wanted]
    basis, reason = form["basis"].value(), form["reason"].value()
    return show(
        ask,
        "confirm",
        title=f"Propose to erase {_things(len(chosen))}?",
        told=_SURE,
        rows=[
            {"key": "Basis", "value": basis},
            {"key": "Reason", "value": reason},
            *({"key": thing.item.title, "value": thing.item.said} for thing in chosen),
        ],
        form=form,
        submit="Propose the erasure",
        warning=True,
        **_common(file, top),
    )


def _propose(
    ask: Ask, file: UUID, top: Head, there: Sequence[Thing], form: SureForm
) -> HttpResponseBase:
    if not form.is_valid():
        raise Refused("The page was sent without what it asks. Begin again.")
    typed = form.cleaned_data
    wanted = typed["keys"].split(",")
    chosen = [thing for thing in there if thing.key in wanted]
    what = access.erasure_asked(file=file, rows=rows_of(chosen), basis=typed["basis"])

    def propose() -> Proposal:
        # What was shown must be what is proposed.
        members.lock(file, typed["seen"])
        return access.propose(act="erase", what=what, reason=typed["reason"], at=ask.now, by=ask.by)

    ask.if_stale = lambda stale: overtaken(
        ask,
        file,
        stale.seen,
        form,
        yours=None,
        submit="Propose the erasure all the same",
        cancel=reverse("erase", args=[file]),
    )
    is_there = any(
        one.what == what
        for one in Proposal.objects.filter(act="erase", by=ask.viewer.person, decision=None)
    )
    if is_there or attempt(ask, form, propose) is not None:
        told = "The erasure was proposed. Another records officer decides."
        return saved(ask, told, "proposals")
    return _sure(ask, file, top, there, form, wanted)


def _common(file: UUID, top: Head) -> dict[str, Any]:
    return {
        "identity": top.identity,
        "back": back("File", "file", file),
        "cancel": reverse("file", args=[file]),
    }


def _things(many: int) -> str:
    return f"{many} {'entry' if many == 1 else 'entries'}"


def erasing_actions(ask: Ask, file: UUID) -> list[dict[str, str]]:
    """The button of the file's page that leads here."""
    if not any(way.may(Right.ERASE) for way in basis_of(ask).ways):
        return []
    address = reverse("erase", args=[file])
    return [{"text": "Erase", "href": address, "classes": "govuk-button--secondary"}]
