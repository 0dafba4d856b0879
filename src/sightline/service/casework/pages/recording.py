"""Adding a record: choose its kind, fill in the form that the kind makes, and see what it met."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.casework import kinds
from sightline.service.casework.forms import RecordForm
from sightline.service.casework.offers import offered
from sightline.service.casework.pages.overtaken import overtaken
from sightline.service.casework.pages.showing import back, basis_of, go, head, show
from sightline.service.files import services
from sightline.service.files.answers import fault_in_type
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Record
from sightline.service.files.recording import row_of
from sightline.service.ledger.failures import Refused, Stale
from sightline.service.ledger.ids import new_id
from sightline.standard.model import Kind

_SENT_BEFORE = "This form belongs to another record. Open it again and type it anew."


def choose(ask: Ask, file: UUID) -> HttpResponse:
    """The kinds that this person may add here, grouped as in the standard."""
    top = head(ask, file)
    groups = [
        (
            group,
            [
                {
                    "title": kind.title,
                    "help": kind.help,
                    "href": reverse("add-record", args=[file, kinds.kind_id(kind.name)]),
                }
                for kind in some
            ],
        )
        for group, some in kinds.by_group(ask.viewer, basis_of(ask), top.who.type).items()
    ]
    return show(
        ask,
        "choose_kind",
        title="What do you want to record?",
        identity=top.identity,
        back=back("File", "file", file),
        groups=groups,
    )


def add(ask: Ask, file: UUID, kind: UUID) -> HttpResponseBase:
    """The form of one kind."""
    declared, top = kinds.kind_of(kind), head(ask, file)
    if fault := fault_in_type(declared, top.who.type):
        raise Refused(fault)
    typed = ask.request.POST if ask.request.method == "POST" else None
    offers = offered(ask.viewer, basis_of(ask), declared, typed=typed)
    fresh = {"id": new_id(), "seen": top.version}
    form = RecordForm(
        declared,
        file=file,
        today=ask.viewer.today,
        offered=offers,
        data=typed,
        initial=fresh,
    )
    if form.is_bound and not form.is_finding():
        saved = _saved(ask, file, declared, form)
        if saved is not None:
            return go("file", file, after=saved)
    return show(
        ask,
        "record_form",
        title=declared.title,
        identity=top.identity,
        back=back("Kinds of record", "add", file),
        help=declared.help,
        unasked=[],
        form=form,
        submit="Save the record",
        cancel=reverse("file", args=[file]),
    )


def _saved(ask: Ask, file: UUID, kind: Kind, form: RecordForm) -> UUID | None:
    """The record that the form has made, now or when it was sent before; None where it has not."""
    is_read = form.is_valid()
    id_ = form.cleaned_data.get("id")
    there = Record.objects.filter(pk=id_).first() if id_ is not None else None
    if there is not None:
        if (there.file_id, there.kind, there.by) == (file, kind.name, ask.viewer.person):
            return there.fact
        form.add_error(None, _SENT_BEFORE)
    elif is_read:
        entry = of_the_person(ask, form.entry())
        ask.if_stale = partial(_overtaken, ask, file, form, entry)
        seen = form.cleaned_data["seen"]
        try:
            return services.record(file=file, entry=entry, seen=seen, id=id_, by=ask.by).fact
        except BadEntry as bad:
            form.add_faults(bad)
    return None


def of_the_person(ask: Ask, entry: Entry) -> Entry:
    """An entry with its author, and with its agency where the form did not ask for which."""
    agency = entry.agency or basis_of(ask).agency
    return replace(entry, agency=agency, author=ask.viewer.worker)


def _overtaken(ask: Ask, file: UUID, form: RecordForm, entry: Entry, stale: Stale) -> HttpResponse:
    return overtaken(
        ask,
        file,
        stale.seen,
        form,
        yours=row_of(entry, file=file, at=ask.now),
        submit="Save the record all the same",
        cancel=reverse("file", args=[file]),
    )
