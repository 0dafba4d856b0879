"""Agencies whose people sign in, how far their practitioners see, and their teams."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, Exists, OuterRef
from django.http import HttpResponse
from django.urls import URLPattern

from sightline.service.access import policy, services
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.models import Agency, Post, Sector
from sightline.service.access.openings import holds_on
from sightline.service.access.pages.shown import attempt, page_of, same_for_all, saved, sent, show
from sightline.service.files import services as files
from sightline.service.files.models import Subject, SubjectType
from sightline.service.files.naming import names
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import Form

NEW = "new"
BODIES = (SubjectType.AGENCY, SubjectType.BOARD, SubjectType.ESTABLISHMENT)


class AgencyForm(Form):
    """What an agency is called, where it is, and how far its practitioners see."""

    name = forms.CharField(max_length=120, label="Name")
    place = forms.CharField(
        max_length=80,
        required=False,
        label="Place",
        help_text="As deliveries and files name it, where it serves one place.",
    )
    sees = forms.ChoiceField(
        choices=Agency.Sees.choices,
        label="What its practitioners see",
        help_text="Managers see all files with which the agency is involved.",
    )


class AddForm(AgencyForm):
    """An agency whose people are to sign in, and the file kept on it."""

    sector = forms.ChoiceField(choices=Sector.choices, label="Sort of agency")
    file = forms.ChoiceField(label="File kept on it")
    type = forms.ChoiceField(
        choices=[(one.value, one.label) for one in BODIES], label="What the new file is kept on",
        initial=SubjectType.AGENCY, required=False,
        help_text="Only where a new file is opened.",
    )  # fmt: skip
    field_order = ("name", "sector", "file", "type", "place", "sees")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = _without_people()
        self.fields["file"].choices = [(NEW, "Open a new file"), *there]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("file") == NEW and not given.get("type"):
            self.add_error("type", "Select what the new file is kept on")
        return given


def _without_people() -> list[tuple[str, str]]:
    """The files on bodies whose people do not sign in yet, by name."""
    signing_in = Agency.objects.filter(pk=OuterRef("pk"))
    files_on = Subject.objects.filter(~Exists(signing_in), type__in=BODIES)
    called = names(list(files_on.values_list("pk", flat=True)))
    return sorted(((str(id_), name) for id_, name in called.items()), key=lambda pair: pair[1])


def agencies(ask: Ask) -> HttpResponse:
    """The agencies, by name."""
    listed = page_of(ask, Agency.objects.annotate(team_count=Count("teams")).order_by("name", "pk"))
    held = Post.objects.filter(
        holds_on(ask.viewer.today), agency__in=[agency.pk for agency in listed]
    )
    people = dict(held.order_by().values_list("agency").annotate(Count("person", distinct=True)))
    return show(ask, "agencies/list", page=listed, people=people)


def add(ask: Ask) -> HttpResponse:
    """Let the people of an agency sign in; the file on it is opened, where there is none."""
    form = AddForm(sent(ask), initial={"file": NEW, "sees": Agency.Sees.TEAM})
    if form.is_valid():
        agency = attempt(ask, form, lambda: _add(ask, form.cleaned_data))
        if agency is not None:
            return saved(ask, "The agency was added.", "agency", agency=agency.pk)
    return show(ask, "agencies/add", form=form)


def _add(ask: Ask, given: dict[str, Any]) -> Agency:
    if given["file"] == NEW:
        opened = files.open_file(
            type=given["type"], family=given["name"].strip(), place=given["place"], by=ask.by
        )
        file = opened.pk
    else:
        file = UUID(given["file"])
    return services.add_agency(
        file=file,
        name=given["name"],
        sector=Sector(given["sector"]),
        place=given["place"],
        sees=Agency.Sees(given["sees"]),
        at=ask.now,
        by=ask.by,
    )


def agency(ask: Ask, agency: UUID) -> HttpResponse:
    """One agency, and its teams with how many people hold a post in each."""
    found = _called(agency)
    held = Post.objects.filter(holds_on(ask.viewer.today), agency=found)
    in_team = dict(held.order_by().values_list("team").annotate(Count("person", distinct=True)))
    return show(
        ask,
        "agencies/agency",
        agency=found,
        teams=[(team, in_team.get(team.pk, 0)) for team in found.teams.order_by("name")],
        people=held.order_by().values("person").distinct().count(),
    )


def change(ask: Ask, agency: UUID) -> HttpResponse:
    """Change what an agency is called, and how far its practitioners see."""
    found = _called(agency)
    now = {"name": found.name, "place": found.place, "sees": found.sees}
    form = AgencyForm(sent(ask), initial=now)
    if form.is_valid():
        given = form.cleaned_data
        attempt(
            ask,
            form,
            lambda: services.change_agency(
                agency=agency,
                name=given["name"],
                place=given["place"],
                sees=Agency.Sees(given["sees"]),
                at=ask.now,
                by=ask.by,
            ),
        )
        if form.is_valid():
            return saved(ask, "The agency was changed.", "agency", agency=agency)
    return show(ask, "agencies/change", form=form, agency=found)


class TeamForm(Form):
    """A team."""

    name = forms.CharField(
        max_length=80,
        label="Name of the team",
        help_text="Exactly as allocations and posts name it.",
    )


def add_team(ask: Ask, agency: UUID) -> HttpResponse:
    """Add a team to an agency."""
    found = _called(agency)
    form = TeamForm(sent(ask))
    if form.is_valid():
        team = attempt(
            ask,
            form,
            lambda: services.add_team(
                agency=agency, name=form.cleaned_data["name"], at=ask.now, by=ask.by
            ),
        )
        if team is not None:
            return saved(ask, "The team was added.", "agency", agency=agency)
    return show(ask, "agencies/add_team", form=form, agency=found)


def _called(id_: UUID) -> Agency:
    found = Agency.objects.filter(pk=id_).first()
    if found is None:
        raise NotFound("There is no such agency.")
    return found


_ADMINISTERS = same_for_all(policy.check_administer)

urls: list[URLPattern] = [
    page("agencies", agencies, name="agencies", check=_ADMINISTERS),
    page("agencies/add", add, name="add_agency", check=_ADMINISTERS),
    page("agencies/<uuid:agency>", agency, name="agency", check=_ADMINISTERS),
    page("agencies/<uuid:agency>/change", change, name="change_agency", check=_ADMINISTERS),
    page("agencies/<uuid:agency>/teams/add", add_team, name="add_team", check=_ADMINISTERS),
]
