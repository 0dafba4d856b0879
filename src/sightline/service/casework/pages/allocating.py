"""Who works with them: allocations, made and ended by a manager."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.casework.checks import ALLOCATION
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.pages.correcting import entry_of, last_version
from sightline.service.casework.pages.overtaken import overtaken
from sightline.service.casework.pages.showing import basis_of, go, head, parts, show
from sightline.service.casework.said import Reader, answers, files_in, named, when
from sightline.service.casework.standing import standing
from sightline.service.files import services
from sightline.service.files.entries import BadEntry
from sightline.service.ui.forms import Form, MomentField


def allocations(ask: Ask, file: UUID) -> HttpResponse:
    """Those who work with them, and those who did."""
    rows = list(
        standing(ask.viewer, basis_of(ask)).filter(
            ~Q(is_withdrawn=True), kind=ALLOCATION, misfiled=False
        )
    )
    reader, called = Reader(ask.viewer, basis_of(ask)), named(ask.viewer, files_in(rows))
    told = [
        {
            "when": when(row),
            "fact": row.fact,
            "said": ", ".join(s.words for s in answers(row, reader, called) if s.is_answer),
            "agency": called[row.agency] or "Agency not recorded",
            "end": row.ended_at is None
            and policy.can(policy.check_correct, ask.viewer, file, row.fact),
        }
        for row in rows
    ]
    add = reverse("add-record", args=[file, kind_id(ALLOCATION)])
    top = head(ask, file)
    return show(
        ask,
        "allocations",
        title="Who works with them",
        identity=top.identity,
        sections=parts(ask, top.who, "file-allocations"),
        sections_label="Parts of this file",
        actions=[{"text": "Allocate", "href": add}],
        rows=told,
        file=file,
    )


class EndForm(Form):
    """When an allocation ended, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    ended = MomentField(label="When it ended")
    reason = forms.CharField(label="Why it ended", widget=forms.Textarea)

    def add_faults(self, bad: BadEntry) -> None:
        """Put each fault beside its field."""
        for name, sentence in bad.faults.items():
            self.add_error(name if name in self.fields else None, sentence)


def end(ask: Ask, file: UUID, fact: UUID) -> HttpResponseBase:
    """End one: a version of the record, with its end."""
    last, top = last_version(ask, fact), head(ask, file)
    if last.ended_at is not None:
        return go("file-allocations", file)
    posted = ask.request.POST if ask.request.method == "POST" else None
    form = EndForm(posted, initial={"seen": top.version})
    cancel = reverse("file-allocations", args=[file])
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        entry = replace(entry_of(last), ended=typed["ended"].as_moment())
        ask.if_stale = lambda stale: overtaken(
            ask, file, stale.seen, form, yours=None, submit="End the allocation", cancel=cancel
        )
        try:
            services.correct(
                fact=fact, entry=entry, reason=typed["reason"], seen=typed["seen"], by=ask.by
            )
            return go("file-allocations", file)
        except BadEntry as bad:
            form.add_faults(bad)
    called = named(ask.viewer, files_in([last]))
    said = answers(last, Reader(ask.viewer, basis_of(ask)), called)
    return show(
        ask,
        "confirm",
        title="End this allocation?",
        identity=top.identity,
        told=["From the day after it ends, the file is no longer open because of it."],
        rows=[{"key": "From", "value": when(last)}]
        + [{"key": s.title, "value": s.words} for s in said if s.is_answer],
        form=form,
        submit="End the allocation",
        cancel=cancel,
    )
