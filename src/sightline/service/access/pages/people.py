"""People who sign in: listed, found, added, and what each holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.urls import URLPattern, reverse

from sightline.service.access import logins, policy, services
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.granting import SENSITIVITIES
from sightline.service.access.models import Agency, Ending, Person, Post
from sightline.service.access.openings import holds_on
from sightline.service.access.pages.adding import AddForm
from sightline.service.access.pages.openings import state_on
from sightline.service.access.pages.shown import attempt, page_of, same_for_all, saved, sent, show
from sightline.service.access.roles import Role
from sightline.service.files import services as files
from sightline.service.files.models import SubjectType
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import Form

MOST_FOUND = 25
"""A search shows no more; more words find fewer."""


class Filter(Form):
    """Which people are listed. Sent in the address, so it asks nothing that names anybody."""

    role = forms.ChoiceField(required=False, choices=[("", "All"), *Role.choices], label="Role")
    agency = forms.ModelChoiceField(
        Agency.objects.order_by("name"), required=False, empty_label="All", label="Agency"
    )
    signs_in = forms.ChoiceField(
        required=False, choices=[("", "All"), ("yes", "Yes"), ("no", "No")], label="Signs in"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].label_from_instance = lambda agency: agency.name  # type: ignore[attr-defined]


class Search(Form):
    """Somebody by name or e-mail address; sent in the body, so that it stands in no address."""

    words = forms.CharField(max_length=120, label="Part of the name or email address")


@dataclass(frozen=True, slots=True)
class Row:
    """A person of a list, with the posts held today."""

    person: Person
    posts: list[str]
    state: str


def people(ask: Ask) -> HttpResponse:
    """The people in order of their names; those found, where somebody was searched for."""
    search = Search(sent(ask))
    if search.is_valid():
        found = list(_found(search.cleaned_data["words"])[: MOST_FOUND + 1])
        return show(
            ask,
            "people/found",
            search=search,
            rows=_rows(ask, found[:MOST_FOUND]),
            more=len(found) > MOST_FOUND,
        )
    filters = Filter(ask.request.GET)
    listed = page_of(ask, Person.objects.filter(_wanted(ask, filters)).order_by("name", "pk"))
    return show(
        ask,
        "people/list",
        search=search,
        filters=filters,
        page=listed,
        rows=_rows(ask, listed.object_list),
    )


def _found(words: str) -> Any:
    asked = Q()
    for word in words.split():
        asked &= Q(name__icontains=word) | Q(email__icontains=word)
    return Person.objects.filter(asked).order_by("name", "pk")


def _wanted(ask: Ask, filters: Filter) -> Q:
    wanted = filters.cleaned_data if filters.is_valid() else {}
    posts = Post.objects.filter(holds_on(ask.viewer.today), person=OuterRef("pk"))
    asked = Q()
    if wanted.get("signs_in"):
        asked &= Q(is_active=wanted["signs_in"] == "yes")
    if wanted.get("role"):
        posts = posts.filter(role=wanted["role"])
    if wanted.get("agency"):
        posts = posts.filter(agency=wanted["agency"])
    if wanted.get("role") or wanted.get("agency"):
        asked &= Q(Exists(posts))
    return asked


def _rows(ask: Ask, some: Iterable[Person]) -> list[Row]:
    some = list(some)
    posts = _posts_today(ask, [person.pk for person in some])
    return [Row(one, posts[one.pk], "Yes" if one.is_active else "No") for one in some]


def _posts_today(ask: Ask, ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
    held: defaultdict[UUID, list[str]] = defaultdict(list)
    posts = Post.objects.filter(holds_on(ask.viewer.today), person__in=ids)
    for post in posts.select_related("agency", "team").order_by("agency__name", "pk"):
        held[post.person_id].append(said(post))
    return held


def said(post: Post) -> str:
    """``Manager, Borchester youth justice service, team North``."""
    team = "" if post.team is None else f", team {post.team.name}"
    return f"{Role(post.role).label}, {post.agency.name}{team}"


# --- adding ----------------------------------------------------------------------------------


def add(ask: Ask) -> HttpResponse:
    """Add somebody; what they hold is granted afterwards, and by two people."""
    form = AddForm(ask.viewer.today, sent(ask))
    if form.is_valid():
        person = attempt(ask, form, lambda: _add(ask, form.cleaned_data))
        if person is not None:
            return saved(
                ask, "The person was added. Propose a post for them.", "person", person=person.pk
            )
    return show(ask, "people/add", form=form)


def _add(ask: Ask, given: dict[str, Any]) -> Person:
    worker = UUID(given["worker"]) if given["file"] == "there" else None
    if given["file"] == "new":
        opened = files.open_file(type=SubjectType.WORKER, called=given["name"].strip(), by=ask.by)
        worker = opened.pk
    return services.add_person(
        email=given["email"], name=given["name"], worker=worker, at=ask.now, by=ask.by
    )


# --- one person ------------------------------------------------------------------------------


def person(ask: Ask, person: UUID) -> HttpResponse:
    """One person: how they sign in, the posts that they hold, are to hold and have held."""
    found = person_called(person)
    factors = Authenticator.objects.filter(user=found, type=Authenticator.Type.TOTP)
    failures = logins.failures(found)
    return show(
        ask,
        "people/person",
        person=found,
        posts=_posts(ask, found),
        has_factor=factors.exists(),
        locked=failures >= settings.AXES_FAILURE_LIMIT,
        failures=failures,
        elsewhere=logins.linked_elsewhere(found) if settings.OIDC_ISSUER else None,
        oneself=found.pk == ask.viewer.person,
        add_post=reverse("propose_post", kwargs={"person": found.pk}),
    )


def person_called(id_: UUID) -> Person:
    """The person. Raises NotFound."""
    found = Person.objects.filter(pk=id_).first()
    if found is None:
        raise NotFound("There is no such person.")
    return found


def _posts(ask: Ask, person: Person) -> list[dict[str, Any]]:
    """All posts, the latest first, each with when it ends and whether it is held."""
    posts = list(Post.objects.filter(person=person).select_related("agency", "team"))
    endings = {
        ending.of: ending for ending in Ending.objects.filter(of__in=[post.pk for post in posts])
    }
    rows = [_post(ask, post, endings.get(post.pk)) for post in posts]
    return sorted(rows, key=lambda row: row["post"].from_on, reverse=True)


def _post(ask: Ask, post: Post, ending: Ending | None) -> dict[str, Any]:
    state, last = state_on(ask.viewer.today, post.from_on, post.until_on, ending)
    return {
        "post": post,
        "said": said(post),
        "last": last,
        "state": state,
        "may_end": ending is None and state != "Ended",
        "sensitive": [SENSITIVITIES[letter] for letter in post.sensitivities],
    }


_ADMINISTERS = same_for_all(policy.check_administer)

urls: list[URLPattern] = [
    page("people", people, name="people", check=_ADMINISTERS),
    page("people/add", add, name="add_person", check=_ADMINISTERS),
    page("people/<uuid:person>", person, name="person", check=_ADMINISTERS),
]
