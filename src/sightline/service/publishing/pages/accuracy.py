"""The check for errors of fact: on the writers' side, and on that of the inspected agency."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.reporting.published.content import EDITIONS, Source
from sightline.reporting.published.document import PAGE_NAMES, pages
from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import attempt, page_of, saved, sent
from sightline.service.access.viewer import Viewer
from sightline.service.ledger.failures import NotFound
from sightline.service.publishing import building, checking, who
from sightline.service.publishing.models import Comment, Reply
from sightline.service.publishing.pages.showing import names_of, show, show_report, written_out
from sightline.service.ui.forms import DayField, Form

USUAL = timedelta(days=14)
"""How long the inspected agency is proposed to have: the project's interval."""


def accuracy(ask: Ask, report: UUID) -> HttpResponse:
    """The drafts that were sent, what came back, and what was answered."""
    row = who.report_of(ask.viewer, report)
    there = checking.sent(report)
    people = [one.by for each in there for one in each.comments]
    people += [one.by for each in there for one in each.replies.values()]
    return show_report(
        ask,
        row,
        "report-accuracy",
        "accuracy",
        title="Check of facts",
        sent=there[::-1],
        inspected=checking.inspected(row),
        hindrances=list(checking.hindrances(row, ask.viewer.today)),
        names=names_of(people),
        may_write=who.writes(ask.viewer, row),
    )


class SendForm(Form):
    """To whom the draft goes, and until when they have."""

    to = forms.ChoiceField(label="Send it to", widget=forms.RadioSelect)
    by_on = DayField(label="Day by which they say what is wrong")

    def __init__(self, agencies: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = agencies  # type: ignore[attr-defined]


def send(ask: Ask, report: UUID) -> HttpResponse:
    """Send the draft as it is now."""
    row = who.report_of(ask.viewer, report)
    agencies = [(str(one.pk), one.name) for one in checking.inspected(row)]
    first = agencies[0][0] if len(agencies) == 1 else None
    form = SendForm(agencies, sent(ask), initial={"by_on": ask.viewer.today + USUAL, "to": first})
    if form.is_valid():
        given = form.cleaned_data
        made = attempt(
            ask,
            form,
            lambda: checking.send_draft(
                report=row,
                to=UUID(given["to"]),
                by_on=given["by_on"],
                today=ask.viewer.today,
                by=ask.by,
            ),
        )
        if made is not None:
            return saved(ask, "The draft was sent.", "report-accuracy", report=report)
    return show(
        ask,
        "send",
        form=form,
        report=row,
        faults=len(building.faults_of(building.source_of(row))),
        back={"text": "Check of facts", "href": reverse("report-accuracy", args=[report])},
    )


class ReplyForm(Form):
    """The answer to a comment."""

    outcome = forms.ChoiceField(
        label="What becomes of it", choices=Reply.Outcome.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="What was changed, or why nothing was",
        widget=forms.Textarea,
        max_length=4000,
        help_text="The agency reads this.",
    )


def reply(ask: Ask, report: UUID, comment: UUID) -> HttpResponse:
    """Answer a comment."""
    row = who.report_of(ask.viewer, report)
    said = Comment.objects.select_related("request__to").get(pk=comment)
    form = ReplyForm(sent(ask))
    if form.is_valid():
        made = attempt(
            ask, form, lambda: checking.reply(comment=said, by=ask.by, **form.cleaned_data)
        )
        if made is not None:
            return saved(ask, "The comment was answered.", "report-accuracy", report=report)
    return show(
        ask,
        "reply",
        form=form,
        report=row,
        comment=said,
        back={"text": "Check of facts", "href": reverse("report-accuracy", args=[report])},
    )


def changes(ask: Ask, report: UUID, draft: UUID) -> HttpResponse:
    """What changed since a draft was sent."""
    row = who.report_of(ask.viewer, report)
    found = next((one for one in checking.sent(report) if one.request.pk == draft), None)
    if found is None:
        raise NotFound(who.NO_REPORT)
    now = building.source_of(row)
    return show_report(
        ask,
        row,
        "report-accuracy",
        "changes",
        title="What changed since the draft was sent",
        draft=found.request,
        changed=checking.changes_since(found.request, now),
        others=checking.others_changed(found.request, now),
        back={"text": "Check of facts", "href": reverse("report-accuracy", args=[report])},
    )


# --- on the side of the inspected agency -----------------------------------------------------


def drafts(ask: Ask) -> HttpResponse:
    """The drafts that were sent to my agency, the latest first."""
    rows = who.requests_to(ask.viewer).select_related("report", "to")
    page = page_of(ask, rows.defer("source").order_by("-received_at", "pk"))
    done = set(
        Comment.objects.filter(request__in=[one.pk for one in page]).values_list(
            "request", flat=True
        )
    )
    return show(ask, "drafts", page=page, done=done)


def draft(ask: Ask, draft: UUID) -> HttpResponse:
    """One draft: its texts, what was said of it, and what was answered."""
    row = who.request_of(ask.viewer, draft)
    here = checking.sent_as(row)
    return show(
        ask,
        "draft",
        draft=row,
        sent=here,
        names=names_of([one.by for one in here.comments]),
        pages=[(name, PAGE_NAMES[name]) for name in _pages(_draft(row))],
        reader=ask.request.user,
        now=ask.now,
    )


def draft_text(ask: Ask, draft: UUID, edition: str) -> HttpResponse:
    """A text of the very draft that was sent."""
    row = who.request_of(ask.viewer, draft)
    source = _draft(row)
    if edition not in _pages(source):
        raise NotFound(who.NO_DRAFT)
    addresses = {name: reverse("draft-text", args=[draft, name]) for name in _pages(source)}
    return show(
        ask,
        "draft_text",
        draft=row,
        edition=edition,
        body=written_out(source, edition, addresses),
        reader=ask.request.user,
        now=ask.now,
        back={"text": "The draft", "href": reverse("draft-to-check", args=[draft])},
    )


def _draft(row: Any) -> Source:
    return building.restored(row.report, row.source)


def _pages(source: Source) -> list[str]:
    return [name for name in pages(source) if name in EDITIONS or name == "figures"]


class CommentForm(Form):
    """What is wrong with a draft, or that nothing is."""

    found = forms.ChoiceField(
        label="What you found",
        choices=(("wrong", "Something is wrong"), ("nothing", "Nothing is wrong")),
        widget=forms.RadioSelect,
    )
    about = forms.CharField(
        label="Where it stands",
        max_length=200,
        required=False,
        help_text="The heading or the sentence. One comment for each thing.",
    )
    words = forms.CharField(
        label="What is wrong, and what is right",
        widget=forms.Textarea,
        max_length=4000,
        required=False,
        help_text="Name no child.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("found") == "wrong" and not given.get("words"):
            self.add_error("words", "Enter what is wrong, and what is right")
        if given.get("found") == "nothing" and given.get("words"):
            self.add_error("found", "Say that something is wrong, or take out what you wrote")
        return given


def comment(ask: Ask, draft: UUID) -> HttpResponse:
    """Say what is wrong, or that nothing is."""
    row = who.request_of(ask.viewer, draft)
    form = CommentForm(sent(ask))
    if form.is_valid():
        given = form.cleaned_data
        made = attempt(
            ask,
            form,
            lambda: checking.comment(
                request=row,
                about=given["about"],
                words=given["words"],
                is_nothing=given["found"] == "nothing",
                by=ask.by,
            ),
        )
        if made is not None:
            return saved(ask, "Your comment was sent.", "draft-to-check", draft=draft)
    return show(
        ask,
        "comment",
        form=form,
        draft=row,
        back={"text": "The draft", "href": reverse("draft-to-check", args=[draft])},
    )


def check_changes(viewer: Viewer, report: UUID, draft: UUID) -> None:
    """See what changed since a draft was sent."""
    who.check_see_report(viewer, report)
