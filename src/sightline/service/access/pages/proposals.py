"""What waits for a second person: both read the same sentence, and the second decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import URLPattern

from sightline.service.access import policy, services
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.models import Proposal
from sightline.service.access.pages.log import names_of
from sightline.service.access.pages.shown import attempt, page_of, same_for_all, saved, sent, show
from sightline.service.access.two_people import LISTED, TWO_PEOPLE
from sightline.service.files.naming import names as called
from sightline.service.ui.forms import Form
from sightline.service.ui.wording import CANNOT_BE_ERASED


class DecisionForm(Form):
    """The second person's answer."""

    agreed = forms.ChoiceField(
        choices=[("yes", "Agree: it is done at once"), ("no", "Refuse: it is not done")],
        label="Decision",
        error_messages={"required": "Choose whether you agree or refuse"},
    )
    reason = forms.CharField(
        required=False,
        widget=forms.Textarea,
        max_length=300,
        label="Reason",
        help_text=f"Needed where you refuse. {CANNOT_BE_ERASED}",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("agreed") == "no" and not given.get("reason", "").strip():
            self.add_error("reason", "Enter the reason why you refuse")
        return given


def waiting(ask: Ask) -> HttpResponse:
    """What waits, the oldest first."""
    return _list(ask, "waiting", Q(decision=None), "received_at")


def decided(ask: Ask) -> HttpResponse:
    """What was decided, the latest first."""
    return _list(ask, "decided", ~Q(decision=None), "-decision__received_at")


def _list(ask: Ask, which: str, wanted: Q, order: str) -> HttpResponse:
    mine = policy.proposals_known(ask.viewer)
    listed = page_of(
        ask, Proposal.objects.filter(mine, wanted).select_related("decision").order_by(order, "pk")
    )
    rows = [_row(ask, one) for one in listed]
    files = [file for row in rows if (file := row["file"]) is not None]
    for file in files:
        ask.by.saw(file, "list")
    names = names_of(row["by"] for row in rows) | names_of(row["decided_by"] for row in rows)
    return show(
        ask,
        "proposals/list",
        page=listed,
        rows=rows,
        names=names,
        which=which,
        called=called(files),
    )


def _row(ask: Ask, proposal: Proposal) -> dict[str, Any]:
    decision = getattr(proposal, "decision", None)
    return {
        "proposal": proposal,
        "title": TWO_PEOPLE[proposal.act].title,
        "file": TWO_PEOPLE[proposal.act].file(proposal.what),
        "by": proposal.by,
        "decision": decision,
        "decided_by": None if decision is None else decision.by,
        "mine": proposal.by == ask.viewer.person,
        "may_decide": decision is None
        and policy.can(policy.check_second_person, ask.viewer, proposal),
    }


def decide(ask: Ask, proposal: UUID) -> HttpResponse:
    """One proposal, exactly as it was proposed, and the decision on it."""
    found = Proposal.objects.select_related("decision").get(pk=proposal)
    form = DecisionForm(sent(ask))
    if form.is_valid():
        decision = attempt(ask, form, lambda: _decide(ask, proposal, form.cleaned_data))
        if decision is not None:
            return saved(ask, "Your decision was kept.", "decided_proposals")
    file, items = TWO_PEOPLE[found.act].file(found.what), LISTED.get(found.act)
    if file is not None:
        ask.by.saw(file, "decides")
    return show(
        ask,
        "proposals/decide",
        form=form,
        proposal=found,
        file=file,
        called=called([] if file is None else [file]),
        items=[] if items is None else items(found.what, ask.viewer),
        decided=getattr(found, "decision", None),
        act=TWO_PEOPLE[found.act],
        names=names_of([found.by]),
    )


def _decide(ask: Ask, proposal: UUID, given: dict[str, Any]) -> object:
    return services.decide(
        proposal=proposal,
        agreed=given["agreed"] == "yes",
        reason=given["reason"],
        at=ask.now,
        by=ask.by,
    )


_SEES = same_for_all(policy.check_see_proposals)

urls: list[URLPattern] = [
    page("proposals", waiting, name="proposals", check=_SEES),
    page("proposals/decided", decided, name="decided_proposals", check=_SEES),
    page(
        "proposals/<uuid:proposal>",
        decide,
        name="decide_proposal",
        check=policy.check_decide,
        dangerous=True,
    ),
]
