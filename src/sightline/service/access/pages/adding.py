"""The form by which somebody is added, and the file that is kept on them as a worker found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef

from sightline.service.access.models import Person
from sightline.service.access.openings import runs_on
from sightline.service.files.by_name import has_words
from sightline.service.files.models import Involvement, Subject, SubjectType
from sightline.service.files.naming import names
from sightline.service.ui.forms import Form

MOST_WORKERS = 25
"""So many are shown to choose from; more of the name finds fewer."""


class AddForm(Form):
    """Somebody who is to sign in.

    Where there is a file on them already, it is found by their name and chosen from those found.
    ``today``: whose posts tell apart workers of one name.
    """

    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(max_length=254, label="Email address")
    file = forms.ChoiceField(
        choices=[
            ("none", "None: they do not work with children"),
            ("new", "Open one now"),
            ("there", "There is one already"),
        ],
        label="File kept on them as a worker",
        help_text="Allocations name a worker by this file; without one, none can be theirs.",
    )
    find = forms.CharField(
        max_length=120,
        required=False,
        label="Name on that file",
        help_text="Only where there is one already. Part of the name is enough.",
    )

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = str(self.data.get("find", "")).strip()
        self.found = workers_called(words) if words else []
        if self.found:
            told = _told(self.found[:MOST_WORKERS], today)
            self.fields["worker"] = forms.ChoiceField(
                required=False, choices=told, widget=forms.RadioSelect, label="Which of these"
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("file") == "there":
            self._check_chosen(given)
        return given

    def _check_chosen(self, given: dict[str, Any]) -> None:
        if len(self.found) > MOST_WORKERS:
            self.add_error("find", f"Enter more of the name: more than {MOST_WORKERS} workers fit")
        if not given.get("find"):
            self.add_error("find", "Enter the name on the file that is kept on them")
        elif not self.found:
            self.add_error(
                "find", "No worker of this name has a file that is nobody's yet. Check the name"
            )
        elif not given.get("worker") and "worker" not in self.errors:
            self.add_error("worker", "Choose which of these workers they are")


def workers_called(words: str) -> list[UUID]:
    """Files on workers of a name that are nobody's who signs in, one more than are shown."""
    theirs = Person.objects.filter(worker=OuterRef("pk"))
    free = Subject.objects.filter(has_words(words), ~Exists(theirs), type=SubjectType.WORKER)
    return list(free.order_by("-pk").values_list("pk", flat=True)[: MOST_WORKERS + 1])


def _told(files: Collection[UUID], today: date) -> list[tuple[str, str]]:
    """Each with the name, and the agencies that they hold posts in."""
    agencies: defaultdict[UUID, list[UUID]] = defaultdict(list)
    posts = Involvement.objects.filter(runs_on(today), file__in=files, sort="post")
    for file, agency in posts.order_by("pk").values_list("file", "agency"):
        if agency is not None:
            agencies[file].append(agency)
    called = names({*files, *(one for some in agencies.values() for one in some)})
    told = [
        (str(file), ", ".join([called[file], *(called[one] for one in agencies[file])]))
        for file in files
    ]
    return sorted(told, key=lambda one: one[1].lower())
