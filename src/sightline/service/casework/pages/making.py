"""A form made into a record: the form as a page gives it, and the one act that saves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.casework import drafts, typed
from sightline.service.casework.choices import Offered
from sightline.service.casework.forms import RecordForm
from sightline.service.casework.offers import offered
from sightline.service.casework.pages.overtaken import overtaken
from sightline.service.casework.pages.showing import basis_of
from sightline.service.casework.starting import Start
from sightline.service.files import services
from sightline.service.files.carrying import Unreviewed
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Record
from sightline.service.files.recording import row_of
from sightline.service.ledger.failures import Stale
from sightline.service.ui.forms import Form
from sightline.standard.model import FieldType, FormStep, Kind


def form_of(
    ask: Ask,
    file: UUID,
    kind: Kind,
    *,
    data: QueryDict | None,
    step: FormStep | None = None,
    start: Start | None = None,
    initial: Mapping[str, Any] | None = None,
) -> RecordForm:
    """The form of a new record. ``data``: all that was typed; ``step``: the page that is shown."""
    return RecordForm(
        kind,
        file=file,
        today=ask.viewer.today,
        offered=_offered(ask, kind, data, step),
        step=step,
        start=start,
        data=data,
        initial=initial,
    )


def _offered(ask: Ask, kind: Kind, data: QueryDict | None, step: FormStep | None) -> Offered:
    """What a page offers; most pages of a long form ask nothing that is looked up."""
    asks_file = step is not None and any(
        kind.fields[name].type is FieldType.FILE for name in step.fields
    )
    if typed.is_in_first(kind, step) or asks_file:
        return offered(ask.viewer, basis_of(ask), kind, typed=data)
    return Offered()


def saved(ask: Ask, file: UUID, form: RecordForm, shown: Form | None = None) -> UUID | None:
    """The record that the form has made, now or when it was sent before; None where it has not.

    ``shown``: the form of the page, where that is another: whoever is overtaken sends it again.
    """
    is_read = form.is_valid()
    id_ = form.cleaned_data.get("id")
    there = Record.objects.filter(pk=id_).first() if id_ is not None else None
    if there is not None:
        if (there.file_id, there.kind, there.by) == (file, form.kind.name, ask.viewer.person):
            return there.fact
        form.add_error(None, drafts.SENT_BEFORE)
    elif is_read:
        entry = of_the_person(ask, form.entry())
        ask.if_stale = partial(_overtaken, ask, file, shown or form, entry)
        try:
            return _made(ask, file, form, entry)
        except BadEntry as bad:
            form.add_faults(bad)
    return None


def _made(ask: Ask, file: UUID, form: RecordForm, entry: Entry) -> UUID:
    id_ = form.cleaned_data["id"]
    start, is_carried = form.start, form.is_carried()
    row = services.record(
        file=file,
        entry=entry,
        seen=form.cleaned_data["seen"],
        id=id_,
        # The pages of a long form are typed at different times.
        seen_also={} if form.kind.steps else form.seen_also(),
        carried=None if start is None else Unreviewed(start.fact, is_carried),
        by=ask.by,
    )
    drafts.is_made(viewer=ask.viewer, id=id_)
    return row.fact


def of_the_person(ask: Ask, entry: Entry) -> Entry:
    """An entry with its author, and with its agency where the form did not ask for which."""
    agency = entry.agency or basis_of(ask).agency
    return replace(entry, agency=agency, author=ask.viewer.worker)


def keep(ask: Ask, file: UUID, form: RecordForm, data: typed.Data) -> UUID | None:
    """Keep what was typed as a draft, whatever is wrong with it; None where no page sent it."""
    form.is_valid()
    id_, seen = form.cleaned_data.get("id"), form.cleaned_data.get("seen")
    if id_ is None or seen is None:
        return None
    said = drafts.Typed(data, form.start)
    drafts.keep(
        viewer=ask.viewer, file=file, kind=form.kind, id=id_, seen=seen, said=said, by=ask.by,
        at=ask.now,
    )  # fmt: skip
    return UUID(str(id_))


def to_drafts(file: UUID, kept: UUID) -> HttpResponseRedirect:
    """To the page that lists a person's drafts on the file, which speaks of the one just kept."""
    return HttpResponseRedirect(f"{reverse('add', args=[file])}?kept={kept}")


def _overtaken(ask: Ask, file: UUID, form: Form, entry: Entry, stale: Stale) -> HttpResponse:
    return overtaken(
        ask,
        file,
        stale.seen,
        form,
        yours=row_of(entry, file=file, at=ask.now),
        submit="Save the record all the same",
        cancel=reverse("file", args=[file]),
        grown=stale.file,
    )
