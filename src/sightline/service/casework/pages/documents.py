"""The documents of a file: the list, adding one, having one, withdrawing one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.downloading import Download
from sightline.service.access.pages.shown import sent
from sightline.service.casework.pages.showing import back, basis_of, go, head, parts, show
from sightline.service.casework.papers import Paper, is_had, papers, waits
from sightline.service.files import attaching, content, services, store
from sightline.service.files.attaching import Document
from sightline.service.files.entries import BadEntry
from sightline.service.files.members import group_of
from sightline.service.files.models import Attachment, Record, Scan
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id
from sightline.service.ui.forms import Form, UploadField
from sightline.standard.calendar import LONDON
from sightline.standard.model import Sensitivity

_ENDINGS = ",".join(ending for sort in content.SORTS for ending in sort.endings)


class AddForm(Form):
    """What the document is, who may read it, and the document."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="What the document is",
        max_length=200,
        help_text="For example, letter from the school of 3 March",
        error_messages={"required": "Say what the document is"},
    )
    sensitivity = forms.ChoiceField(
        label="Who may read it",
        choices=[
            (Sensitivity.ORDINARY, "Everybody to whom this file is open"),
            (Sensitivity.HEALTH, "Those who may read what is said of health"),
            (Sensitivity.VICTIM, "Those who may read what is said of victims"),
            (Sensitivity.POLICE, "Those who may read what the police keep to themselves"),
        ],
        initial=Sensitivity.ORDINARY,
        widget=forms.RadioSelect,
    )
    document = UploadField(label="Document", widget=forms.FileInput({"accept": _ENDINGS}))

    def __init__(self, *args: Any, of_record: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = store.told_size(settings.DOCUMENT_MOST)
        self.fields["document"].help_text = f"{content.TAKEN}; at most {said}"
        if of_record:
            choices: Any = self.fields["sensitivity"]
            choices.choices = [
                (value, "Everybody who may read the record" if not n else text)
                for n, (value, text) in enumerate(choices.choices)
            ]


class WithdrawForm(Form):
    """Why."""

    reason = forms.CharField(
        label="Why it is withdrawn",
        widget=forms.Textarea,
        max_length=300,
        error_messages={"required": "Say why it is withdrawn"},
    )


def documents(ask: Ask, file: UUID) -> HttpResponse:
    """All that are read, newest first."""
    top = head(ask, file)
    return show(
        ask,
        "documents",
        title="Documents",
        identity=top.identity,
        sections=parts(ask, top.who, "documents"),
        sections_label="Parts of this file",
        actions=adding(ask, file),
        papers=papers(ask.viewer, basis_of(ask)),
        file=file,
    )


def adding(ask: Ask, file: UUID, fact: UUID | None = None) -> list[dict[str, str]]:
    """The button that leads to adding one, where that is allowed."""
    asked = (file,) if fact is None else (file, fact)
    if not policy.can(policy.check_attach, ask.viewer, *asked):
        return []
    name = "add-document" if fact is None else "add-document-to-record"
    return [
        {
            "text": "Add a document",
            "href": reverse(name, args=asked),
            "classes": "govuk-button--secondary",
        }
    ]


def add(ask: Ask, file: UUID, fact: UUID | None = None) -> HttpResponseBase:
    """The form. ``fact``: the record that it will belong to."""
    top, posted = head(ask, file), sent(ask)
    form = AddForm(
        posted,
        ask.request.FILES if posted is not None else None,
        initial={"id": new_id()},
        of_record=fact is not None,
    )
    if form.is_bound and (row := _added(ask, file, fact, form)) is not None:
        if row.store is None:
            messages.error(ask.request, "The document was infected, so it was not kept.")
        return go("documents", file) if fact is None else go("record", file, fact)
    where = ("documents", file) if fact is None else ("record", file, fact)
    return show(
        ask,
        "record_form",
        title="Add a document",
        identity=top.identity,
        back=back("Documents" if fact is None else "Record", *where),
        help="",
        unasked=[],
        form=form,
        submit="Add the document",
        cancel=reverse(where[0], args=where[1:]),
    )


def _added(ask: Ask, file: UUID, fact: UUID | None, form: AddForm) -> Attachment | None:
    """The document that the form has added, now or when it was sent before."""
    is_read = form.is_valid()
    id_ = form.cleaned_data.get("id")
    there = Attachment.objects.filter(pk=id_).first() if id_ is not None else None
    if there is not None:
        is_mine = (there.fact, there.by) == (fact, ask.viewer.person)
        if is_mine and there.file_id in group_of(file):
            return there
        raise Refused("This form belongs to another document. Open it again.")
    if not is_read:
        return None
    typed = form.cleaned_data
    upload = typed["document"]
    document = Document(upload.file, upload.name, typed["title"], Sensitivity(typed["sensitivity"]))

    try:
        return services.attach(
            file=file, fact=fact, document=document, agency=basis_of(ask).agency, id=id_, by=ask.by
        )
    except BadEntry as bad:
        for name, fault in bad.faults.items():
            form.add_error(name, fault)
        return None


def download(ask: Ask, file: UUID, attachment: UUID) -> HttpResponseBase:
    """The document, to be saved."""
    row = Attachment.objects.get(pk=attachment)
    scans: list[Scan] = list(row.scans.order_by("position"))
    if not is_had(scans):
        raise Refused(f"{waits(scans)}.")
    if row.store is None or row.salt is None:
        raise NotFound("Of this document nothing is kept.")
    try:
        plain = store.opened(row.store)
    except store.Missing:
        if Attachment.objects.filter(withdraws=row.pk, misfiled=True).exists():
            raise NotFound("It was moved, and has been erased where it is now.") from None
        raise
    attaching.compare(row, plain)
    ask.by.did("download", file=file, row=row.pk)
    return Download(plain, media=row.media, name=_saved_as(row))


def _saved_as(row: Attachment) -> str:
    """A name that tells documents apart and says nothing: what it was called may name the child."""
    added = row.received_at.astimezone(LONDON).date()
    return f"document-{added}-{row.pk.hex[-4:]}{content.BY_MEDIA[row.media].endings[0]}"


def withdraw(ask: Ask, file: UUID, attachment: UUID) -> HttpResponseBase:
    """Say that it should not have been added."""
    row, top, posted = Attachment.objects.get(pk=attachment), head(ask, file), sent(ask)
    form = WithdrawForm(posted)
    where = ("documents", file)

    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        services.withdraw_attachment(attachment=attachment, reason=reason, by=ask.by)
        return go(*where)
    return show(
        ask,
        "confirm",
        title="Withdraw this document?",
        identity=top.identity,
        told=[
            "Withdraw a document that should not be here. Nobody but a records officer can have it "
            "after that. That it was here, and why it was withdrawn, stays. It cannot be undone.",
        ],
        rows=[{"key": "Document", "value": row.title or "Erased"}],
        form=form,
        submit="Withdraw the document",
        cancel=reverse(where[0], args=where[1:]),
        warning=True,
    )


def of_record(ask: Ask, row: Record) -> list[Paper]:
    """The documents of a record, which are shown where it is kept."""
    basis = basis_of(ask)
    is_here = row.file_id in group_of(basis.file)
    return papers(ask.viewer, basis, row.fact) if is_here else []
