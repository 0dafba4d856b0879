"""One thing that is owed: why, by when, and its excuse."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.engine.model import State
from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.casework import checks
from sightline.service.casework import owed as owing
from sightline.service.casework.all_owed import whom
from sightline.service.casework.excuses import excuses
from sightline.service.casework.explained import explained
from sightline.service.casework.pages.overtaken import overtaken
from sightline.service.casework.pages.showing import Head, back, basis_of, go, head, show
from sightline.service.casework.said import Reader
from sightline.service.casework.work import answering
from sightline.service.files import services
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Obligation, Record
from sightline.service.files.standard import standard
from sightline.service.ledger.ids import new_id
from sightline.service.ui.forms import Form, MomentField
from sightline.standard.model import BIRTHDAY_TRIGGER, EXEMPTION


def owed(ask: Ask, file: UUID, obligation: UUID) -> HttpResponse:
    """Why it is owed."""
    row, top = Obligation.objects.get(pk=obligation), head(ask, file)
    may_excuse = policy.can(checks.excuse, ask.viewer, file, obligation)
    excuse = {
        "text": "Excuse",
        "href": reverse("excuse", args=[file, obligation]),
        "classes": "govuk-button--secondary",
    }
    return show(
        ask,
        "owed",
        title=owing.title(row),
        identity=top.identity,
        back=back("What is owed", "file-owed", file),
        actions=[*_answers(ask, row), *([excuse] if may_excuse else [])],
        one=owing.told(row, top.who.place, ask.now),
        told=explained(ask.viewer, basis_of(ask), row, ask.now),
        falls=whom(ask.viewer, basis_of(ask), row, ask.now),
        duty=standard().duties[row.duty],
        excuses=excuses(Reader(ask.viewer, basis_of(ask)), row),
        may_excuse=may_excuse,
        file=file,
    )


def _answers(ask: Ask, row: Obligation) -> list[dict[str, Any]]:
    """The way to what answers it, while something still can; to another system at any time."""
    if row.settled in ("", State.UNDATED, State.NOT_WATCHED):
        found = answering.button(ask.viewer, basis_of(ask), row)
    else:
        found = answering.elsewhere(basis_of(ask), answering.kinds_answering(row))
    return [found.as_action] if found is not None and found.href else []


class ExcuseForm(Form):
    """Why it is excused, from when and until when."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    occurred = MomentField(label="When this was decided")
    ended = MomentField(
        label="Until when it holds",
        required=False,
        help_text="Leave it empty where it holds for good.",
    )
    reason = forms.CharField(label="Why it is excused", widget=forms.Textarea)

    def add_faults(self, bad: BadEntry) -> None:
        """Put each fault beside its field."""
        for name, sentence in bad.faults.items():
            self.add_error(name if name in self.fields else None, sentence)


def excuse(ask: Ask, file: UUID, obligation: UUID) -> HttpResponseBase:
    """The form of the exemption."""
    row, top = Obligation.objects.get(pk=obligation), head(ask, file)
    posted = ask.request.POST if ask.request.method == "POST" else None
    form = ExcuseForm(posted, initial={"id": new_id(), "seen": top.version})
    is_read = form.is_bound and form.is_valid()
    if is_read and (_is_there(ask, file, form) or _excused(ask, row, form)):
        return go("file", file, after=form.cleaned_data["id"])
    return _shown(ask, row, top, form)


def _is_there(ask: Ask, file: UUID, form: ExcuseForm) -> bool:
    """Whether the form was sent before, and made its record then."""
    mine = Record.objects.filter(file=file, kind=EXEMPTION, by=ask.viewer.person)
    return mine.filter(pk=form.cleaned_data["id"]).exists()


def _excused(ask: Ask, row: Obligation, form: ExcuseForm) -> bool:
    typed = form.cleaned_data
    duty = f"{row.duty}/{row.part}" if row.part else row.duty
    decided_by = Person.objects.get(pk=ask.viewer.person).name
    entry = Entry(
        kind=EXEMPTION,
        occurred=typed["occurred"].as_moment(),
        ended=None if typed["ended"] is None else typed["ended"].as_moment(),
        about=row.file_id if row.trigger == BIRTHDAY_TRIGGER else UUID(row.trigger),
        agency=basis_of(ask).agency,
        author=ask.viewer.worker,
        details={"duty": duty, "reason": typed["reason"], "decided-by": decided_by},
    )
    cancel = reverse("owed", args=[row.file_id, row.pk])
    ask.if_stale = lambda stale: overtaken(
        ask, row.file_id, stale.seen, form, yours=None, submit="Excuse it", cancel=cancel
    )
    try:
        services.record(
            file=row.file_id, entry=entry, seen=typed["seen"], id=typed["id"], by=ask.by
        )
    except BadEntry as bad:
        form.add_faults(bad)
        return False
    return True


def _shown(ask: Ask, row: Obligation, top: Head, form: ExcuseForm) -> HttpResponse:
    told = owing.told(row, top.who.place, ask.now)
    rows = [{"key": "What is owed", "value": told.title}, {"key": "Now", "value": told.clock}]
    if told.due:
        rows.append({"key": "Due", "value": told.due})
    return show(
        ask,
        "confirm",
        title="Excuse what is owed?",
        identity=top.identity,
        told=[
            "An excuse says that this need not be done, and why. It holds for all that this duty "
            "asks because of the same event, and it stays on file with your name.",
            "What was already overdue when it was decided stays counted as overdue.",
        ],
        rows=rows,
        form=form,
        submit="Excuse it",
        cancel=reverse("owed", args=[row.file_id, row.pk]),
    )
