"""My files: what is open to me, most overdue first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.roles import Role
from sightline.service.access.viewer import Viewer
from sightline.service.access.ways import Sort
from sightline.service.casework.caseload import MINE, TEAM, Caseload, has_own
from sightline.service.casework.pages.showing import show
from sightline.service.files.models import SubjectType
from sightline.service.ui.forms import Form
from sightline.service.ui.paging import NAME

_WHOSE = {"mine": MINE, "team": TEAM, "all": frozenset(Sort)}

_EMPTY = {
    "mine": (
        "No file is allocated to you, and you stand in for nobody who has any. Choose “All that "
        "are open to me”, or ask your manager to allocate files to you."
    ),
    "team": (
        "Your team works with nobody yet. Choose “All that are open to me”, or ask whoever looks "
        "after access in your agency whether your post names your team."
    ),
    "all": (
        "No file is open to you. One opens when it is allocated to you or to your team, when your "
        "agency works with somebody, or under an agreement. Ask your manager."
    ),
}
"""Why a list is empty, and what to do about it."""


class Filter(Form):
    """Which files are listed."""

    whose = forms.ChoiceField(
        label="Whose files",
        choices=(
            ("mine", "Mine"),
            ("team", "My team’s"),
            ("all", "All that are open to me"),
        ),
    )
    type = forms.ChoiceField(
        label="Kept on", required=False, choices=(("", "Anybody"), *SubjectType.choices)
    )


def my_files(ask: Ask) -> HttpResponse:
    """The list."""
    typed = ask.request.GET.copy()
    typed.setdefault("whose", _usual(ask.viewer))
    filters = Filter(typed)
    wanted: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    whose = wanted.get("whose", "all")
    caseload = Caseload(ask.viewer, _WHOSE[whose], wanted.get("type", ""))
    page = caseload.page(ask.request.GET.get(NAME))
    for row in page.object_list:
        ask.by.saw(row.who.file, "list")
    return show(
        ask,
        "my_files",
        title="My files",
        page=page,
        filters=filters,
        shown_now=_shown_now(filters),
        empty=_NONE_OF_TYPE if wanted.get("type") else _EMPTY[whose],
        actions=_actions(ask),
    )


_NONE_OF_TYPE = "No file of this sort is among them. Choose “Anybody” to see the others."


def _shown_now(filters: Filter) -> str:
    """What is listed, in the words of the filter: ``Mine, children``."""
    said = []
    for name in ("whose", "type"):
        choices: dict[Any, Any] = dict(filters.fields[name].choices)  # type: ignore[attr-defined]
        if value := filters[name].value():
            said.append(str(choices.get(value, "")))
    return ", ".join(filter(None, said))


def _usual(viewer: Viewer) -> str:
    """A practitioner begins with the files that are theirs, if there are any; others with all."""
    if not any(post.role == Role.PRACTITIONER for post in viewer.posts):
        return "all"
    return "mine" if has_own(viewer) else "all"


def _actions(ask: Ask) -> list[dict[str, str]]:
    if not policy.can(policy.check_open_file, ask.viewer):
        return []
    return [{"text": "Open a new file", "href": reverse("open-file")}]
