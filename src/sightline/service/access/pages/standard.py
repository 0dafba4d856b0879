"""Browsing the standard: every duty with its history and sources, kinds, roles and the guide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern

from sightline.reporting.told.duties import owed_to, say_in_force
from sightline.reporting.told.words import plain
from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.pages.shown import page_of, same_for_all, show
from sightline.service.access.pages.standard_duty import duty
from sightline.service.access.pages.standard_kinds import (
    guide,
    kind,
    kinds,
    owners,
    roles,
    title_of,
)
from sightline.service.files.standard import standard
from sightline.service.ui.forms import Form
from sightline.standard.model import Duty, Standard

Choices = list[tuple[str, str]]


class Filter(Form):
    """Which duties are listed. All that is chosen must hold; every word must occur."""

    words = forms.CharField(required=False, max_length=80, label="Words")
    owed_to = forms.ChoiceField(required=False, label="Owed to")
    owner = forms.ChoiceField(required=False, label="Falls to")
    section = forms.ChoiceField(required=False, label="Section of the review")

    def __init__(self, told: Standard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in _choices(told).items():
            self.fields[name].choices = [("", "All"), *choices]  # type: ignore[attr-defined]


def duties(ask: Ask) -> HttpResponse:
    """The duties, in the order of the standard, as far as the filter lets them through."""
    told = standard()
    filters = Filter(told, ask.request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    found = [each for each in told.duties.values() if _is_wanted(each, wanted)]
    return show(
        ask,
        "standard/duties",
        standard=told,
        filters=filters,
        page=page_of(ask, found),
        owed_to=owed_to,
        in_force=say_in_force,
    )


def _is_wanted(duty: Duty, wanted: dict[str, str]) -> bool:
    text = f"{duty.title} {duty.why} {plain(duty.id)}".lower()
    return (
        all(word in text for word in wanted.get("words", "").lower().split())
        and wanted.get("owed_to", "") in ("", *duty.owed_to)
        and wanted.get("owner", "") in ("", *owners(duty))
        and wanted.get("section", "") in ("", *duty.serves)
    )


def _choices(told: Standard) -> dict[str, Choices]:
    duties = told.duties.values()
    types = dict.fromkeys(to for each in duties for to in each.owed_to)
    named = {owner for each in duties for owner in owners(each)}
    served = {path for each in duties for path in each.serves}
    return {
        "owed_to": [(to, plain(to).capitalize()) for to in types],
        "owner": sorted(((one, title_of(told, one)) for one in named), key=lambda pair: pair[1]),
        "section": [
            (section.path, f"{section.number} {section.title}")
            for review in told.reviews.values()
            for section in review.sections.values()
            if section.path in served
        ],
    }


_OPEN = same_for_all(policy.check_see_standard)

urls: list[URLPattern] = [
    page("standard", duties, name="standard", check=_OPEN),
    page("standard/duties/<slug:duty>", duty, name="duty", check=_OPEN),
    page("standard/kinds", kinds, name="kinds", check=_OPEN),
    page("standard/kinds/<slug:kind>", kind, name="kind", check=_OPEN),
    page("standard/roles", roles, name="roles", check=_OPEN),
    page("standard/guide/<slug:guide>", guide, name="guide", check=_OPEN),
]
