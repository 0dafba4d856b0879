"""Signing a report, publishing it, and what follows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.access.models import Agency, Sector
from sightline.service.access.pages.shown import attempt, saved, sent
from sightline.service.access.roles import Role
from sightline.service.access.viewer import Viewer
from sightline.service.ledger.failures import NotFound
from sightline.service.publishing import building, issuing, signing, who
from sightline.service.publishing.editing import all_latest
from sightline.service.publishing.issuing import MustRead
from sightline.service.publishing.models import Edition, Report
from sightline.service.publishing.pages.showing import names_of, show, show_report
from sightline.service.ui.forms import DayField, Form

AT_ONCE = 3
"""So many steps follow in one request; the rest when it is asked to go on."""


class SignForm(Form):
    """That it was read. ``seen``: the digest of what was on screen."""

    read = forms.BooleanField(
        label="I have read every text, and agree to what the report says",
    )
    seen = forms.CharField(widget=forms.HiddenInput)


def sign(ask: Ask, report: UUID) -> HttpResponse:
    """What stands in the way, who signed, and the signature."""
    row = who.report_of(ask.viewer, report)
    now = signing.standing(row, ask.viewer.today)
    wrote = who.wrote(ask.viewer, report)
    form = SignForm(sent(ask), initial={"seen": now.digest})
    if form.is_valid():
        who.check_sign(ask.viewer, report)
        made = attempt(
            ask,
            form,
            lambda: signing.sign(
                report=row,
                seen=form.cleaned_data["seen"],
                today=ask.viewer.today,
                by=ask.by,
            ),
        )
        if made is not None:
            return saved(ask, "You signed the report.", "sign-report", report=report)
        now = signing.standing(row, ask.viewer.today)
    signs = signing.signers(report)
    latest = all_latest(report)
    return show_report(
        ask,
        row,
        "sign-report",
        "sign",
        title="Sign",
        form=form,
        now=now,
        wrote=wrote,
        faults=[(building.edition_label(one.edition), one) for one in _faults(now)],
        unwritten=[one.label for one in Edition if not latest[one].words],
        signs=signs[::-1],
        names=names_of([one.by for one in signs]),
    )


def _faults(now: signing.Standing) -> list[Any]:
    return building.faults_of(now.source)


class PublishForm(Form):
    """The day, and who must read it."""

    on = DayField(label="Day of publication")
    agencies = forms.MultipleChoiceField(
        label="Agencies whose people must read it",
        required=False,
        help_text="Each of their teams is asked to talk it over.",
    )
    roles = forms.MultipleChoiceField(
        label="Who must read it there",
        required=False,
        choices=[(role.value, role.label) for role in issuing.ROLES],
    )

    def __init__(self, agencies: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = agencies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("agencies")) != bool(given.get("roles")):
            self.add_error("roles", "Choose agencies and roles, or neither")
        return given


def publish(ask: Ask, report: UUID) -> HttpResponse:
    """Publish a signed report."""
    row = who.report_of(ask.viewer, report)
    now = signing.standing(row, ask.viewer.today)
    last = issuing.last_of(report)
    if last is not None and last.text_digest == now.digest:
        return _published(ask, row)
    form = PublishForm(_agencies(row), sent(ask), initial=_proposed(ask, row))
    if form.is_valid():
        who.check_write(ask.viewer, report)
        made = attempt(ask, form, lambda: _publish(ask, row, form.cleaned_data))
        if made is not None:
            return saved(ask, "The report is published.", "publish-report", report=report)
    return show_report(
        ask,
        row,
        "publish-report",
        "publish",
        title="Publish",
        form=form,
        now=now,
        last=last,
        names=names_of([now.signed.by] if now.signed else []),
        may_write=who.writes(ask.viewer, row),
    )


def _agencies(row: Report) -> list[tuple[str, str]]:
    """Those whose people can be asked: of a service's own look, that service alone."""
    others = Agency.objects.exclude(sector=Sector.INSPECTORATE)
    rows = (Agency.objects.filter(pk=row.agency_id) if row.is_own else others).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _proposed(ask: Ask, row: Report) -> dict[str, Any]:
    found = issuing.proposed_readers(row)
    roles = found[0].roles if found else tuple(str(role) for role in issuing.PROPOSED)
    return {
        "on": ask.viewer.today,
        "agencies": [str(one.agency) for one in found],
        "roles": list(roles) if found else [],
    }


def _publish(ask: Ask, row: Report, given: dict[str, Any]) -> object:
    roles = tuple(str(Role(role)) for role in given["roles"])
    return issuing.publish(
        report=row,
        on=given["on"],
        must_read=[MustRead(UUID(agency), roles) for agency in given["agencies"]],
        today=ask.viewer.today,
        by=ask.by,
    )


def _published(ask: Ask, row: Report) -> HttpResponse:
    """What follows the publication, and how far it is."""
    last = issuing.last_of(row.pk)
    assert last is not None
    there = issuing.steps(last)
    return show_report(
        ask,
        row,
        "publish-report",
        "published_steps",
        title="Publish",
        publication=last,
        steps=there,
        left=sum(step.done is None for step in there),
        may_write=who.writes(ask.viewer, row),
    )


def go_on(ask: Ask, report: UUID) -> HttpResponse:
    """Do some of what follows a publication."""
    last = issuing.last_of(report)
    if last is None:
        raise NotFound(who.NO_REPORT)
    if ask.request.method != "POST":
        return show(
            ask,
            "confirm",
            title="Go on with what follows?",
            part=last.report.title,
            told=[
                "Recommendations are put on the files of those who are asked, and whoever must "
                "read the report is asked to. What is done already is not done again."
            ],
            submit="Go on",
            cancel=reverse("publish-report", args=[report]),
        )
    done = [issuing.go_on(publication=last, by=ask.by) for _ in range(AT_ONCE)]
    left = sum(step.done is None for step in issuing.steps(last))
    number = sum(step is not None for step in done)
    told = "Everything that follows is done." if not left else f"{number} done, {left} to go."
    return saved(ask, told, "publish-report", report=report)


def check_go_on(viewer: Viewer, report: UUID) -> None:
    """Go on with what follows a publication."""
    who.check_write(viewer, report)
    if issuing.last_of(report) is None:
        raise NotFound(who.NO_REPORT)
