"""Every published recommendation: by theme and body, what is overdue, what was asked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.models import Agency
from sightline.service.access.roles import Right
from sightline.service.access.viewer import Viewer
from sightline.service.files.standard import standard
from sightline.service.inspection.following import Followed
from sightline.service.inspection.pages.following_parts import paged, said_day, show, tag_of
from sightline.service.inspection.recommending import themes
from sightline.service.inspection.repeats import answers_now, bodies_of, published, repeats
from sightline.service.ui.forms import Form

STATES = (
    ("", "All"),
    ("open", "Still to be done"),
    ("overdue", "Overdue"),
    ("repeated", "Asked for before"),
    ("closed", "Found done, no longer needed, or rejected"),
)


def check_across(viewer: Viewer) -> None:
    """See what was recommended to whom, and how it stands: it is published."""
    policy.check_see_figures(viewer)


@dataclass(frozen=True, slots=True)
class Line:
    """A published recommendation. ``href``: where its body's file is open, all about it."""

    one: Followed
    name: str
    now: str
    tag: str
    due: str
    open_for: str
    again: int
    href: str


class AcrossForm(Form):
    """What is listed."""

    theme = forms.ChoiceField(label="What it is about", required=False)
    body = forms.ChoiceField(label="Who was asked", required=False)
    state = forms.ChoiceField(label="How it stands", required=False, choices=STATES)

    def __init__(self, data: QueryDict, names: dict[UUID, str]) -> None:
        super().__init__(data)
        theme, body = self.fields["theme"], self.fields["body"]
        theme.choices = [("", "Everything"), *themes().items()]  # type: ignore[attr-defined]
        bodies = sorted(((str(id_), name) for id_, name in names.items()), key=lambda one: one[1])
        body.choices = [("", "Everybody"), *bodies]  # type: ignore[attr-defined]


def across(ask: Ask) -> HttpResponse:
    """The list, the overdue first; each leads to all about it where the body's file is open."""
    today = ask.viewer.today
    every = published(today)
    bodies = bodies_of(every)
    names = {file: asked.name for file, asked in bodies.items()}
    again = repeats(every, today)
    filters = AcrossForm(ask.request.GET, names)
    found = [one for one in every if _is_asked(one, filters, again.get(one.fact, []))]

    def lines(shown: list[Followed]) -> list[Line]:
        open_ = policy.bases_for(ask.viewer, {one.file for one in shown})
        return [
            Line(
                one,
                names.get(one.file, "Not recorded"),
                answers_now(one.body, one.function, today),
                tag_of(one),
                said_day(one.due_on),
                _open_for(one, today),
                len(again.get(one.fact, ())),
                reverse("recommended", args=[one.file, one.fact]) if one.file in open_ else "",
            )
            for one in shown
        ]

    return show(
        ask,
        "recommendations",
        title="Recommendations",
        page=paged(ask, found, lines),
        filters=filters,
        empty="Nothing of this sort has been recommended in a published report.",
        own=_own(ask, every),
        reviews=[
            {
                "text": standard().reviews[review].title,
                "href": reverse("review-recommended", args=[review]),
            }
            for review in standard().recommendations
        ],
    )


def _own(ask: Ask, every: list[Followed]) -> list[dict[str, str]]:
    """What was recommended to the viewer's own agencies: how much, and the page of it."""
    found = []
    agencies = {post.agency for post in ask.viewer.posts if post.may(Right.READ_BODY)}
    for agency, name in (
        Agency.objects.filter(pk__in=agencies).order_by("name").values_list("pk", "name")
    ):
        mine = [one for one in every if one.file == agency]
        overdue = sum(one.is_overdue and one.is_open for one in mine)
        told = f"{sum(one.is_open for one in mine)} to be done, {overdue} overdue"
        found.append({"text": name, "href": reverse("recommended-to", args=[agency]), "told": told})
    return found


def _is_asked(one: Followed, filters: AcrossForm, again: list[Followed]) -> bool:
    asked = {name: filters[name].value() or "" for name in ("theme", "body", "state")}
    return (
        asked["theme"] in ("", one.theme)
        and asked["body"] in ("", str(one.file))
        and {
            "open": one.is_open,
            "overdue": one.is_open and one.is_overdue,
            "repeated": bool(again),
            "closed": not one.is_open,
        }.get(asked["state"], True)
    )


def _open_for(one: Followed, today: date) -> str:
    """For how long it has been to be done, in whole months."""
    if not one.is_open or one.on is None:
        return ""
    months = (today.year - one.on.year) * 12 + today.month - one.on.month
    months -= today.day < one.on.day
    if months < 1:
        return "Open for less than a month"
    return f"Open for {months} {'month' if months == 1 else 'months'}"
