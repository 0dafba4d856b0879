"""What the pages of a report have in common."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from sightline.reporting.published import html
from sightline.reporting.published.content import Source
from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.publishing.models import Report

_SECTIONS = (
    ("report", "Report"),
    ("report-figures", "Figures"),
    ("report-accuracy", "Check of facts"),
    ("sign-report", "Sign"),
    ("publish-report", "Publish"),
)


def show(ask: Ask, template: str, **context: Any) -> HttpResponse:
    """A template of this app, in answer to a request."""
    return render(ask.request, f"publishing/{template}.jinja", context)


def show_report(ask: Ask, report: Report, current: str, template: str, **said: Any) -> HttpResponse:
    """A page of a report in preparation, with the links to its other pages."""
    sections = [
        {"text": text, "href": reverse(name, args=[report.pk]), "active": name == current}
        for name, text in _SECTIONS
    ]
    context = {
        "report": report,
        "part": report.title,
        "sections": sections,
        "sections_label": "Parts of this report",
        "back": {"text": "Reports in preparation", "href": reverse("reports-written")},
    }
    return show(ask, template, **context | said)


def names_of(people: Collection[UUID | None]) -> dict[UUID | None, str]:
    """What people are called; the machine where nobody acted."""
    rows = Person.objects.filter(pk__in=[one for one in people if one is not None])
    return {None: "Sightline", **dict(rows.values_list("pk", "name"))}


def written_out(source: Source, page: str, addresses: dict[str, str]) -> SafeString:
    """A page of a report as HTML. Everything in it was escaped where it was made."""
    return mark_safe(html.body_of(source, page, addresses))
