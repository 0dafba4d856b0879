"""A chronology taken out of the service: Word, PDF, Excel or CSV. Each is an act in the log.

One file's chronology is no bulk export, which takes two people: whoever takes it could read it all
on screen. But a copy cannot be called back, so the password is asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse

from sightline.service.access.asking import Ask
from sightline.service.casework.chronology import read, told
from sightline.service.casework.chronology.asked import Asked
from sightline.service.casework.chronology.choosing import sent
from sightline.service.casework.chronology.export import content, pdf, tables, word, workbook
from sightline.service.casework.pages.chronology import choosing
from sightline.service.casework.pages.showing import back, basis_of, head, show
from sightline.service.casework.said import Named, Reader
from sightline.service.ui.forms import Form

DONE = "exported the chronology"
"""What the log calls it."""

_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMS: Mapping[str, tuple[str, str, Callable[[content.Content], bytes]]] = {
    "docx": ("Word", f"{_OFFICE}.wordprocessingml.document", word.document),
    "pdf": ("PDF", "application/pdf", pdf.document),
    "xlsx": ("Excel", f"{_OFFICE}.spreadsheetml.sheet", workbook.workbook),
    "zip": ("CSV: three tables in one archive", "application/zip", tables.archive),
}
"""By the ending of the file's name: how it is called, its type, and how it is made."""


class Take(Form):
    """In which form, and for what."""

    form = forms.ChoiceField(label="What to make", widget=forms.RadioSelect)
    purpose = forms.CharField(
        label="What it is for",
        max_length=200,
        help_text="For example, the name of the case review. It stands at the head of what is made "
        "and is not written in the log.",
    )

    def __init__(self, number: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offered = [(name, title) for name, (title, _, _) in FORMS.items()]
        if not pdf.can_be_made() or number > pdf.MOST:
            offered = [one for one in offered if one[0] != "pdf"]
        field: Any = self.fields["form"]
        field.choices = offered


def export(ask: Ask, file: UUID) -> HttpResponse:
    """The page, and what it makes."""
    reader = Reader(ask.viewer, basis_of(ask))
    choose, called = choosing(ask, reader)
    asked = choose.asked()
    number = len(read.found(reader, asked))
    posted = ask.request.POST if ask.request.method == "POST" else None
    take = Take(number, data=posted)
    if posted is not None and not choose.errors and take.is_valid():
        return _made(ask, file, reader, asked, called, take)
    return show(
        ask,
        "export_chronology",
        title="Export the chronology",
        identity=head(ask, file).identity,
        back=back("Chronology", "chronology", file),
        failed=bool(take.errors),
        form=take,
        kept=list(sent(choose).items()),
        heading=told.heading(asked),
        as_known=told.as_known(asked),
        subject_then=told.subject_then(file, asked),
        chosen=list(told.chosen(asked, called)),
        number=number,
        no_pdf=_no_pdf(number),
    )


def _made(
    ask: Ask, file: UUID, reader: Reader, asked: Asked, called: Named, take: Take
) -> HttpResponse:
    ending = take.cleaned_data["form"]
    _, type_, make = FORMS[ending]
    whole = content.content(
        reader,
        asked,
        who=head(ask, file).who,
        called=called,
        purpose=take.cleaned_data["purpose"],
        now=ask.now,
    )
    ask.by.did(DONE, file=file)
    # The name says nothing of whom it is about: it stands in lists of downloads.
    disposition = f'attachment; filename="chronology.{ending}"'
    return HttpResponse(
        make(whole), content_type=type_, headers={"Content-Disposition": disposition}
    )


def _no_pdf(number: int) -> str:
    """Why no PDF can be made; '' where one can."""
    if not pdf.can_be_made():
        return (
            "This machine cannot make a PDF: Pango is not installed. Choose Word, or print the "
            "chronology from your browser."
        )
    if number > pdf.MOST:
        return (
            f"A PDF holds no more than {pdf.MOST:,} events. Choose fewer, by days or kinds, or "
            "choose Word."
        )
    return ""
