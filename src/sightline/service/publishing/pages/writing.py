"""Writing a report: the list, how one is begun, its overview, and the editor of each text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse

from sightline.reporting.published import texts
from sightline.reporting.published.content import EDITIONS
from sightline.reporting.published.document import pages
from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import attempt, page_of, saved, sent
from sightline.service.access.viewer import Viewer
from sightline.service.files.standard import standard
from sightline.service.inspection.models import Conclusion, Inspection
from sightline.service.inspection.who import members_of
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.publishing import building, editing, figures, proposed, who
from sightline.service.publishing.issuing import last_of
from sightline.service.publishing.models import Edition, Publication, Report, Text
from sightline.service.publishing.pages.showing import names_of, show, show_report, written_out
from sightline.service.publishing.signing import standing
from sightline.service.ui.forms import Form

EDITION_SLUGS = frozenset(Edition.values)


def written(ask: Ask) -> HttpResponse:
    """The reports in preparation, the latest first."""
    rows = Report.objects.filter(who.visible_reports(ask.viewer)).select_related("agency")
    page = page_of(ask, rows.order_by("-received_at", "pk"))
    ids = [row.pk for row in page]
    on = dict(
        Publication.objects.filter(report__in=ids).order_by("position").values_list("report", "on")
    )
    actions = [{"text": "Begin a report", "href": reverse("begin-report")}] if _about(ask) else []
    return show(ask, "written", page=page, published=on, actions=actions)


class BeginForm(Form):
    """What a report is on, and its title."""

    about = forms.ChoiceField(label="What it is on", widget=forms.RadioSelect)
    title = forms.CharField(
        label="Title",
        max_length=160,
        help_text="As it stands on the report. Write a year or another number as {name:2026}.",
    )

    def __init__(self, offered: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = offered  # type: ignore[attr-defined]


def begin(ask: Ask) -> HttpResponse:
    """Begin a report."""
    form = BeginForm(_about(ask), sent(ask))
    if form.is_valid():
        made = attempt(ask, form, lambda: _begin(ask, **form.cleaned_data))
        if made is not None:
            return saved(ask, "The report was begun.", "report", report=made.pk)
    return show(ask, "begin", form=form)


def _about(ask: Ask) -> list[tuple[str, str]]:
    """What the viewer may begin a report on: concluded inspections of theirs, and reviews."""
    mine = members_of(ask.viewer).values("inspection")
    done = Conclusion.objects.filter(inspection__in=mine).values("inspection")
    begun = Report.objects.exclude(inspection=None).values("inspection")
    inspections = Inspection.objects.filter(pk__in=done).exclude(pk__in=begun)
    found = [(f"inspection {one.pk}", one.title) for one in inspections.order_by("title", "pk")]
    agencies = who.may_begin_on(ask.viewer)
    for agency in agencies:
        has = set(Report.objects.filter(agency=agency).values_list("review", flat=True))
        for review in standard().reviews.values():
            if review.id not in has:
                named = f", for {agency.name}" if len(agencies) > 1 else ""
                found.append((f"review {review.id} {agency.pk}", f"{review.title}{named}"))
    return found


def _begin(ask: Ask, about: str, title: str) -> Report:
    sort, *what = about.split()
    if sort == "review":
        return editing.begin_on_review(review=what[0], agency=UUID(what[1]), title=title, by=ask.by)
    report = editing.begin_on_inspection(inspection=UUID(what[0]), title=title, by=ask.by)
    figures.take_in(report=report, by=ask.by)
    proposed.write(report=report, by=ask.by)
    return report


def report(ask: Ask, report: UUID) -> HttpResponse:
    """Where a report stands, and its texts."""
    row = who.report_of(ask.viewer, report)
    now = standing(row, ask.viewer.today)
    saves: dict[str, Text] = {}
    counts: dict[str, int] = {}
    for text in Text.objects.filter(report=report).defer("words").order_by("position"):
        saves[text.edition] = text
        counts[text.edition] = counts.get(text.edition, 0) + 1
    signers = [one.by for one in (now.signed, now.void) if one is not None]
    return show_report(
        ask,
        row,
        "report",
        "report",
        title=row.title,
        part="Reports in preparation",
        editions=[(one, saves.get(one), counts.get(one, 0)) for one in Edition],
        now=now,
        published=last_of(report),
        names=names_of([*(one.by for one in saves.values()), *signers]),
        may_write=who.writes(ask.viewer, row),
    )


class TextForm(Form):
    """A text. ``seen``: the version that was on screen."""

    words = forms.CharField(
        label="Text", widget=forms.Textarea, strip=False, required=False, max_length=texts.MOST
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)


def text(ask: Ask, report: UUID, edition: str) -> HttpResponse:
    """The editor of one text."""
    row, of = who.report_of(ask.viewer, report), _edition(edition)
    if not who.writes(ask.viewer, row):
        raise Refused(who.NOT_ITS_MEMBER)
    now = editing.latest(report, of)
    begins = now.words if now.version else building.proposed_words(row, of)
    form = TextForm(sent(ask), initial={"words": begins, "seen": now.version})
    if form.is_valid():
        given = form.cleaned_data
        ask.if_stale = lambda stale: _overtaken(ask, row, of, form)
        made = attempt(
            ask,
            form,
            lambda: editing.save_text(
                report=report, edition=of, words=given["words"], seen=given["seen"], by=ask.by
            ),
        )
        if made is not None:
            return saved(ask, "The text was saved.", "report-text", report=report, edition=edition)
    typed = str(form["words"].value() or "")
    return _editor(ask, row, of, form, editing.plain(typed), now.version)


def _editor(
    ask: Ask, row: Report, of: Edition, form: TextForm, words: str, version: int
) -> HttpResponse:
    source = building.source_of(row)
    named = "methodology" if of == Edition.METHOD else str(of)
    faults = texts.faults_of(source, named, words) if words else []
    used = [mark.value for mark in texts.marks(texts.read(words)) if mark.name == "figure"]
    return show_report(
        ask,
        row,
        "report",
        "text",
        title=of.label,
        edition=of,
        form=form,
        version=version,
        faults=faults,
        used=[source.cells[name] for name in dict.fromkeys(used) if name in source.cells],
        examples=source.examples,
        tables=source.tables,
        back={"text": row.title, "href": reverse("report", args=[row.pk])},
    )


def _overtaken(ask: Ask, row: Report, of: Edition, form: TextForm) -> HttpResponse:
    """Both texts: what somebody else saved in between, and what was typed."""
    now = editing.latest(row.pk, of)
    last = Text.objects.filter(report=row, edition=of).order_by("position").last()
    assert isinstance(form.data, QueryDict)
    typed = form.data.copy()
    typed["seen"] = str(now.version)
    form.data = typed
    by = None if last is None else last.by
    return show_report(
        ask,
        row,
        "report",
        "text_overtaken",
        form=form,
        edition=of,
        lines=list(editing.compared(now.words, editing.plain(typed.get("words", "")))),
        saved_by=names_of([by])[by],
        saved_at=ask.now if last is None else last.received_at,
        back={"text": row.title, "href": reverse("report", args=[row.pk])},
    )


def preview(ask: Ask, report: UUID, edition: str) -> HttpResponse:
    """A text as it will look."""
    row, of = who.report_of(ask.viewer, report), _edition(edition)
    source = building.source_of(row)
    if of == Edition.METHOD:
        source = replace(source, editions={"report": source.methodology})
        page = "report"
    else:
        page = str(of)
    body = None
    if page in pages(source):
        addresses = {
            name: reverse("report-preview", args=[report, name])
            for name in EDITIONS
            if name in source.editions
        }
        body = written_out(source, page, addresses)
    return show_report(
        ask,
        row,
        "report",
        "preview",
        title=of.label,
        edition=of,
        body=body,
        back={"text": row.title, "href": reverse("report", args=[report])},
    )


def versions(ask: Ask, report: UUID, edition: str) -> HttpResponse:
    """Every version of a text, the latest first, and what changed from one to the next."""
    row, of = who.report_of(ask.viewer, report), _edition(edition)
    there = editing.versions(report, of)
    numbered = list(enumerate(there, 1))[::-1]
    page = page_of(ask, numbered)
    chosen = _number(ask.request.GET.get("version"), len(there))
    lines = None
    if chosen:
        before = there[chosen - 2].words if chosen > 1 else ""
        lines = list(editing.compared(before, there[chosen - 1].words))
    return show_report(
        ask,
        row,
        "report",
        "versions",
        title=f"{of.label}: versions",
        edition=of,
        page=page,
        names=names_of([text.by for _, text in page]),
        chosen=chosen,
        lines=lines,
        empty="This text was not saved yet.",
        back={"text": row.title, "href": reverse("report", args=[report])},
    )


def _number(said: str | None, most: int) -> int:
    return int(said) if said and said.isdecimal() and 1 <= int(said) <= most else 0


def the_figures(ask: Ask, report: UUID) -> HttpResponse:
    """Every figure that may be put in, what it says, and its mark."""
    row = who.report_of(ask.viewer, report)
    page = page_of(ask, list(building.source_of(row).cells.values()))
    return show_report(
        ask,
        row,
        "report-figures",
        "figures",
        title="Figures",
        page=page,
        empty="No figures were taken in yet.",
        may_take_in=row.inspection_id is not None and who.writes(ask.viewer, row),
    )


def take_in(ask: Ask, report: UUID) -> HttpResponse:
    """Take the figures in again, after the inspection was concluded anew."""
    row = who.report_of(ask.viewer, report)
    if ask.request.method == "POST":
        number = figures.take_in(report=row, by=ask.by)
        told = f"{number} figures are new." if number else "No figure is new."
        return saved(ask, told, "report-figures", report=report)
    return show(
        ask,
        "confirm",
        title="Take the figures in again?",
        part=row.title,
        told=[
            "Figures of what was concluded since are added. A question that was answered in a "
            "published figure before keeps its answer."
        ],
        submit="Take them in",
        cancel=reverse("report-figures", args=[report]),
    )


def check_begin(viewer: Viewer) -> None:
    """Begin a report."""
    who.check_see_writing(viewer)


def check_text(viewer: Viewer, report: UUID, edition: str) -> None:
    """See a text of a report in preparation."""
    who.check_see_report(viewer, report)
    _edition(edition)


def check_editor(viewer: Viewer, report: UUID, edition: str) -> None:
    """Change a text."""
    who.check_write(viewer, report)
    _edition(edition)


def _edition(said: str) -> Edition:
    if said not in EDITION_SLUGS:
        raise NotFound("There is no such text.")
    return Edition(said)
