"""Published reports, for everybody who signs in: the list, a search, each page, each file."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.reporting.published import downloads
from sightline.reporting.published.content import Source
from sightline.reporting.published.document import pages
from sightline.reporting.published.pdf import CannotBeMade
from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import page_of, saved, sent
from sightline.service.access.policy import can
from sightline.service.access.viewer import Viewer
from sightline.service.files.entries import BadEntry
from sightline.service.inspection.to_read import acknowledge, read_by
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.publishing import reading, who
from sightline.service.publishing.pages.showing import show, written_out
from sightline.service.ui.forms import Form

_WAYS = (
    ("find-in-reports", "Search the reports", who.check_see_reports),
    ("reports-written", "Reports in preparation", who.check_see_writing),
    ("drafts", "Drafts to check", who.check_see_drafts),
    ("uptake", "Who read what", who.check_uptake),
)


def reports(ask: Ask) -> HttpResponse:
    """Every published report, the latest first; what I must read is marked."""
    page = page_of(ask, reading.published(ask.viewer).defer("source"))
    ways = [
        {"text": text, "href": reverse(name), "classes": "govuk-button--secondary"}
        for name, text, check in _WAYS
        if can(check, ask.viewer)
    ]
    return show(
        ask, "reports", page=page, rows=reading.listed(ask.viewer, list(page)), actions=ways
    )


class FindForm(Form):
    """What is looked for."""

    words = forms.CharField(label="Words", max_length=100)


def find(ask: Ask) -> HttpResponse:
    """Look for words in all reports. What is typed is in no address."""
    form = FindForm(sent(ask))
    found = reading.find(ask.viewer, form.cleaned_data["words"]) if form.is_valid() else None
    return show(ask, "find", form=form, found=found, most=reading.MOST_FOUND)


class ReadForm(Form):
    """That one has read it."""

    differently = forms.CharField(
        label="What I will do differently",
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        help_text="A sentence, if there is something. Name no child.",
    )


def published(ask: Ask, report: UUID) -> HttpResponse:
    """One report: its pages, its files, and whether I must read it."""
    row = who.publication_of(ask.viewer, report)
    asked = read_by(ask.viewer, str(report))
    form = ReadForm(sent(ask))
    if ask.request.method == "POST":
        if asked is None:
            raise NotFound(who.NO_REPORT)
        if form.is_valid():
            said = form.cleaned_data["differently"]
            try:
                acknowledge(
                    viewer=ask.viewer, must_read=asked.must_read, differently=said, by=ask.by
                )
            except BadEntry as fault:
                for field, sentence in fault.faults.items():
                    form.add_error(field, sentence)
            else:
                told = "You said that you have read it."
                return saved(ask, told, "published-report", report=report)
    source = reading.source(row)
    return show(
        ask,
        "published",
        row=row,
        source=source,
        pages=reading.page_names(source),
        files=_files(source),
        asked=asked,
        form=form,
        may_see_uptake=can(who.check_uptake, ask.viewer),
    )


def _files(source: Source) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be taken away: of each page, and of the figures; with the ending of each file."""
    called = {"html": "Web page", "pdf": "PDF", "docx": "Word", "csv": "CSV", "xlsx": "Excel"}
    found = [
        (title, [(f"{name}.{form}", called[form]) for form in downloads.forms()])
        for name, title in reading.page_names(source)
    ]
    tables = [(f"figures.{form}", called[form]) for form in downloads.OF_FIGURES]
    return [*found, ("All figures as a table", tables)]


def published_page(ask: Ask, report: UUID, page: str) -> HttpResponse:
    """A page of a report."""
    row = who.publication_of(ask.viewer, report)
    source = reading.source(row)
    if page not in pages(source):
        raise NotFound(who.NO_REPORT)
    there = reading.page_names(source)
    addresses = {name: reverse("published-page", args=[report, name]) for name, _ in there}
    return show(
        ask,
        "published_page",
        row=row,
        source=source,
        title=dict(there)[page],
        page=page,
        pages=there,
        body=written_out(source, page, addresses),
        back={"text": source.title, "href": reverse("published-report", args=[report])},
    )


def download(ask: Ask, report: UUID, name: str) -> HttpResponse:
    """A file of a report: a page as a web page, PDF or Word; its figures as CSV or Excel."""
    source = reading.source(who.publication_of(ask.viewer, report))
    page, _, form = name.rpartition(".")
    if page == "figures" and form in downloads.OF_FIGURES:
        made = downloads.figures_as(source, form)
    elif page in pages(source) and form in downloads.OF_PAGES:
        try:
            made = downloads.page_as(source, page, form)
        except CannotBeMade as missing:
            raise Refused(str(missing)) from None
    else:
        raise NotFound(who.NO_REPORT)
    ask.by.did("download report", row=report)
    answer = HttpResponse(made.content, content_type=made.type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


def check_download(viewer: Viewer, report: UUID, name: str) -> None:
    """Take a file of a published report away."""
    who.check_published(viewer, report)
