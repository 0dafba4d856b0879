"""The systems that records come from: what they feed, who can mend it, and when last heard."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import URLPattern

from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.models import Agency
from sightline.service.access.pages.shown import attempt, page_of, saved, sent
from sightline.service.exchange import checks, services
from sightline.service.exchange.models import Delivery
from sightline.service.files.models import Fed, System
from sightline.service.files.standard import standard
from sightline.service.files.systems import fault_in_link
from sightline.service.ui.forms import Form


class SystemForm(Form):
    """What a system is, and who can mend what it says."""

    title = forms.CharField(max_length=120, label="What the system is called")
    agency = forms.ChoiceField(label="Whose system it is")
    place = forms.CharField(
        max_length=80,
        required=False,
        label="Area that it tells of",
        help_text="Leave it empty where its deliveries say so themselves.",
    )
    live = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No: its records were taken over")],
        widget=forms.RadioSelect,
        label="Whether records go on being entered there",
        help_text="While they are, nobody enters them here as well, and what came from it is "
        "changed there.",
    )
    file_link = forms.CharField(
        max_length=300,
        required=False,
        label="Address of its own page of a child",
        help_text="With {id} where its number of the child stands, such as "
        "https://careworks.example/child/{id}",
    )
    mended_by = forms.CharField(max_length=120, required=False, label="Who can mend what it says")
    mended_at = forms.CharField(max_length=200, required=False, label="How they are reached")

    def __init__(self, agencies: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = agencies  # type: ignore[attr-defined]

    def clean_file_link(self) -> str:
        given: str = self.cleaned_data["file_link"].strip()
        if given and (fault := fault_in_link(given)):
            raise forms.ValidationError(fault)
        return given

    def told(self) -> services.SystemTold:
        """What was typed."""
        given = self.cleaned_data
        return services.SystemTold(
            title=given["title"].strip(),
            agency=UUID(given["agency"]),
            place=given["place"].strip(),
            live=given["live"] == "yes",
            file_link=given["file_link"],
            mended_by=given["mended_by"].strip(),
            mended_at=given["mended_at"].strip(),
        )


class AddForm(SystemForm):
    """A system that is new here."""

    name = forms.SlugField(
        max_length=60,
        label="Short name",
        help_text="Letters, digits and hyphens, such as careworks. It never changes: the numbers "
        "of its children are kept under it.",
    )
    field_order = ("name",)


def systems(ask: Ask) -> HttpResponse:
    """The systems of one's agencies."""
    rows = System.objects.filter(checks.own_systems(ask.viewer)).order_by("title", "pk")
    listed = page_of(ask, rows)
    heard: dict[int, Any] = {}
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    for row in Fed.objects.filter(system__in=[system.pk for system in listed]):
        heard[row.system_id] = max(heard.get(row.system_id, row.heard_at), row.heard_at)
        kinds[row.system_id].add(row.kind)
    return _show(ask, "systems", page=listed, heard=heard, kinds=kinds)


def add(ask: Ask) -> HttpResponse:
    """Add a system."""
    form = AddForm(_agencies(ask), sent(ask), initial={"live": "yes"})
    if form.is_valid():
        made = attempt(
            ask,
            form,
            lambda: services.add_system(
                name=form.cleaned_data["name"], told=form.told(), by=ask.by
            ),
        )
        if made is not None:
            return saved(ask, "The system was added.", "system", system=made.pk)
    return _show(ask, "add_system", form=form)


def system(ask: Ask, system: int) -> HttpResponse:
    """One system: what it feeds, and what it delivered, the latest first."""
    found = System.objects.select_related("agency").get(pk=system)
    fed: dict[str, Fed] = {}
    for row in Fed.objects.filter(system=found).order_by("heard_at"):
        fed[row.kind] = row
    kinds = standard().kinds
    rows = Delivery.objects.filter(system=found).defer("mapping_text").order_by("-received_at")
    return _show(
        ask,
        "system",
        system=found,
        agency=Agency.objects.filter(pk=found.agency_id).first(),
        fed=sorted(
            (kinds[kind].title if kind in kinds else kind, row) for kind, row in fed.items()
        ),
        page=page_of(ask, rows),
    )


def change(ask: Ask, system: int) -> HttpResponse:
    """Change what is said of a system."""
    found = System.objects.get(pk=system)
    now = {
        "title": found.title, "agency": str(found.agency_id), "place": found.place,
        "live": "yes" if found.live else "no", "file_link": found.file_link,
        "mended_by": found.mended_by, "mended_at": found.mended_at,
    }  # fmt: skip
    form = SystemForm(_agencies(ask), sent(ask), initial=now)
    if form.is_valid():
        changed = attempt(
            ask, form, lambda: services.change_system(system=system, told=form.told(), by=ask.by)
        )
        if changed is not None:
            return saved(ask, "The system was changed.", "system", system=system)
    return _show(ask, "change_system", form=form, system=found)


def _agencies(ask: Ask) -> list[tuple[str, str]]:
    own = Agency.objects.filter(pk__in=checks.own_agencies(ask.viewer)).order_by("name")
    return [(str(agency.pk), agency.name) for agency in own]


def _show(ask: Ask, template: str, **context: Any) -> HttpResponse:
    return render(ask.request, f"exchange/{template}.jinja", context)


urls: list[URLPattern] = [
    page("systems", systems, name="systems", check=checks.load),
    page("systems/add", add, name="add_system", check=checks.load),
    page("systems/<int:system>", system, name="system", check=checks.see_system),
    page("systems/<int:system>/change", change, name="change_system", check=checks.see_system),
]
