"""Posts: proposed by one person, decided by another, ended by one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern

from sightline.service.access import policy, services
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.models import Agency, Post
from sightline.service.access.pages.openings import EndForm, GrantForm
from sightline.service.access.pages.people import person_called, said
from sightline.service.access.pages.shown import attempt, same_for_all, saved, sent, show
from sightline.service.access.posts import APPOINT
from sightline.service.access.roles import Role
from sightline.service.ledger.failures import NotFound


class PostForm(GrantForm):
    """A post that is proposed. An agency and its team are one choice: no pair can be wrong."""

    role = forms.ChoiceField(choices=Role.choices, label="Role", widget=forms.RadioSelect)
    where = forms.ChoiceField(label="Agency, and team where they work in one")
    field_order = ("role", "where", "sensitivities", "from_on", "until_on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = _places()  # type: ignore[attr-defined]

    def clean_where(self) -> tuple[UUID, int | None]:
        agency, _, team = self.cleaned_data["where"].partition("/")
        return UUID(agency), int(team) if team else None


def _places() -> list[tuple[str, str]]:
    found = []
    for agency in Agency.objects.order_by("name").prefetch_related("teams"):
        found.append((str(agency.pk), agency.name))
        teams = sorted(agency.teams.all(), key=lambda team: team.name)
        found += [(f"{agency.pk}/{team.pk}", f"{agency.name}, team {team.name}") for team in teams]
    return found


def propose(ask: Ask, person: UUID) -> HttpResponse:
    """Propose that somebody is granted a post."""
    found = person_called(person)
    form = PostForm(sent(ask), initial={"from_on": ask.viewer.today})
    if form.is_valid():
        proposal = attempt(ask, form, lambda: _propose(ask, person, form.cleaned_data))
        if proposal is not None:
            return saved(ask, "The post was proposed. Somebody else decides.", "proposals")
    return show(ask, "posts/propose", form=form, person=found)


def _propose(ask: Ask, person: UUID, given: dict[str, Any]) -> object:
    agency, team = given["where"]
    what = services.post_asked(
        person=person,
        agency=agency,
        team=team,
        role=Role(given["role"]),
        sensitivities=given["sensitivities"],
        from_on=given["from_on"],
        until_on=given["until_on"],
    )
    return services.propose(
        act=APPOINT.name, what=what, reason=given["reason"], at=ask.now, by=ask.by
    )


def end(ask: Ask, post: UUID) -> HttpResponse:
    """End a post."""
    found = Post.objects.filter(pk=post).select_related("person", "agency", "team").first()
    if found is None:
        raise NotFound("There is no such post.")
    form = EndForm(sent(ask), initial={"on": ask.viewer.today})
    if form.is_valid():
        given = form.cleaned_data
        ending = attempt(
            ask,
            form,
            lambda: services.end_post(
                post=post, on=given["on"], reason=given["reason"], at=ask.now, by=ask.by
            ),
        )
        if ending is not None:
            return saved(ask, "The post ends.", "person", person=found.person_id)
    return show(ask, "posts/end", form=form, post=found, said=said(found))


_ADMINISTERS = same_for_all(policy.check_administer)

urls: list[URLPattern] = [
    page("people/<uuid:person>/posts/propose", propose, name="propose_post", check=_ADMINISTERS),
    page("posts/<uuid:post>/end", end, name="end_post", check=_ADMINISTERS),
]
