"""Reports to read: one's own, and what the teams of a body make of theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sightline.engine.model import State
from sightline.service.access.asking import Ask
from sightline.service.access.policy import check_see_standard
from sightline.service.access.viewer import Viewer
from sightline.service.files.entries import BadEntry
from sightline.service.inspection.pages.following_body import may_discuss, read_on
from sightline.service.inspection.pages.following_parts import (
    ActForm,
    answered,
    back,
    name_of,
    paged,
    said_action,
    said_day,
    show,
    version,
)
from sightline.service.inspection.to_read import (
    NO_REPORT,
    TeamReading,
    ToRead,
    acknowledge,
    discuss,
    outcomes,
    team_readings,
    to_read,
)
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import DayField, Form


def check_own_reading(viewer: Viewer) -> None:
    """See what one was asked to read oneself: everybody who holds a post."""
    check_see_standard(viewer)


class ReadForm(Form):
    """That one has read it. ``report``: which."""

    report = forms.UUIDField(widget=forms.HiddenInput)
    differently = forms.CharField(
        label="What will you do differently?", widget=forms.Textarea, required=False
    )


@dataclass(frozen=True, slots=True)
class Own:
    """A report that the viewer was asked to read. ``form``: to say so; None once they have."""

    one: ToRead
    asked: str
    due: str
    read: str
    form: Form | None
    href: str


def own_reading(ask: Ask) -> HttpResponse:
    """What one was asked to read, and the button that says that one has."""
    sent = ReadForm(ask.request.POST) if ask.request.method == "POST" else None
    if sent is not None and sent.is_valid():
        said = sent.cleaned_data
        try:
            acknowledge(
                viewer=ask.viewer, must_read=said["report"], differently=said["differently"],
                by=ask.by,
            )  # fmt: skip
        except BadEntry as bad:
            for name, fault in bad.faults.items():
                sent.add_error(name if name in sent.fields else None, fault)
        else:
            messages.success(ask.request, "Thank you. That you have read it is on your file.")
            return HttpResponseRedirect(reverse("to-read"))
    found = to_read(ask.viewer)
    if found and ask.viewer.worker is not None:
        ask.by.saw(ask.viewer.worker, "own file")
    return show(
        ask,
        "to_read",
        title="Reports to read",
        page=paged(ask, found, lambda some: [_own(one, sent) for one in some]),
        sent=sent,
        failed=sent is not None,
        empty="You have not been asked to read a report.",
    )


def _own(one: ToRead, sent: ReadForm | None) -> Own:
    form: Form | None = None
    if one.read_on is None:
        is_sent = sent is not None and str(sent["report"].value()) == str(one.must_read)
        form = (
            sent
            if is_sent
            else ReadForm(initial={"report": one.must_read}, auto_id=f"id_%s_{one.must_read}")
        )
    return Own(
        one,
        said_day(one.asked_on),
        said_day(one.due_on),
        "" if one.read_on is None else said_day(one.read_on),
        form,
        _report(one.reference),
    )


def _report(reference: str) -> str:
    """The published report; blank where the reference is of none that is read here."""
    try:
        return reverse("published-report", args=[UUID(reference)])
    except ValueError:
        return ""


# --- teams -----------------------------------------------------------------------------------


class DiscussForm(ActForm):
    """What a team made of a report."""

    on = DayField(label="When you talked it over")
    outcome = forms.ChoiceField(label="What came of it", widget=forms.RadioSelect)
    said = forms.CharField(
        label="What was said",
        widget=forms.Textarea,
        required=False,
        help_text="Needed where nothing is to change: why. Name no child.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["outcome"]
        field.choices = list(outcomes().items())


@dataclass(frozen=True, slots=True)
class OfTeam:
    """A report that a team was asked to talk over, in words."""

    one: TeamReading
    asked: str
    stands: str
    is_late: bool
    talks: list[tuple[str, str, str]]
    actions: list[tuple[str, str, str]]
    discuss: str
    undertake: str


def of_teams(ask: Ask, file: UUID) -> HttpResponse:
    """What the teams of a body were asked to talk over, and what came of it."""
    found = team_readings(file, ask.viewer.today, read_on(ask))
    may = may_discuss(ask, file)
    return show(
        ask,
        "team_reports",
        title=f"Reports talked over at {name_of(file)}",
        back=back(f"Recommended to {name_of(file)}", "recommended-to", file),
        page=paged(ask, found, lambda some: [_of_team(file, one, may=may) for one in some]),
        empty="No team has been asked to talk a report over.",
    )


def _of_team(file: UUID, one: TeamReading, *, may: bool) -> OfTeam:
    return OfTeam(
        one,
        said_day(one.asked_on),
        _stands(one),
        State.OVERDUE in (one.discussed, one.acted),
        [(talk.outcome, said_day(talk.on), talk.said) for talk in one.talks],
        [(each.what, each.owner, said_action(each)) for each in one.actions],
        reverse("talk-over-report", args=[file, one.must_read]) if may else "",
        reverse("undertake", args=[file, one.must_read]) if may else "",
    )


def _stands(one: TeamReading) -> str:
    if not one.talks:
        late = (
            "It was to be talked over by"
            if one.discussed is State.OVERDUE
            else "To be talked over by"
        )
        return f"{late} {said_day(one.talk_due)}"
    if one.acted in (State.OPEN, State.OVERDUE):
        late = "was to be agreed by" if one.acted is State.OVERDUE else "is to be agreed by"
        return f"Talked over. An action, or that none is needed, {late} {said_day(one.act_due)}"
    return "Talked over, and it is agreed what follows"


def talk_over(ask: Ask, file: UUID, fact: UUID) -> HttpResponse:
    """What a team made of a report."""
    one = next(
        (r for r in team_readings(file, ask.viewer.today, read_on(ask)) if r.must_read == fact),
        None,
    )
    if one is None:
        raise NotFound(NO_REPORT)
    to = reverse("team-reports", args=[file])
    who = f"{one.team} team" if one.team else "Your team"
    return answered(
        ask,
        lambda sent: DiscussForm(
            sent, initial={"seen": version(file), "on": ask.viewer.today}
        ),
        partial(_discuss, ask, file, fact),
        lambda form: show(
            ask, "following_act", title=f"{who}: what you made of it", form=form,
            back={"text": "Reports talked over", "href": to}, submit="Keep it", cancel=to,
            quoted=one.title,
        ),
        to=to,
        told="What the team made of it is on file.",
    )  # fmt: skip


def _discuss(ask: Ask, file: UUID, fact: UUID, said: Mapping[str, Any]) -> None:
    discuss(
        viewer=ask.viewer, file=file, must_read=fact, on=said["on"], outcome=said["outcome"],
        said=said["said"], seen=said["seen"], by=ask.by,
    )  # fmt: skip
