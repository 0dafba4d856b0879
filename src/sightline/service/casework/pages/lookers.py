"""Who has looked at a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse

from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.casework import basis
from sightline.service.casework.pages.showing import head, parts, show
from sightline.service.casework.said import at_said
from sightline.service.files.members import group_of
from sightline.service.files.naming import names
from sightline.service.ledger.reading import lookers as looks_at
from sightline.service.ui.paging import NAME

A_PAGE = 50

_LOOKED: Mapping[str, str] = {
    "my-files": "Saw the name in a list",
    "my-week": "Saw initials in a list of a week’s work",
    "team": "Saw the name in a list of a team’s work",
    "team-countersigning": "Saw the name in a list of what waits to be countersigned",
    "team-not-seen": "Saw the name in a list of those who are not seen",
    "team-unallocated": "Saw the name in a list of those whom nobody leads",
    "team-worker": "Saw the name in a list of what a worker holds",
    "file": "Opened the file",
    "find": "Found it by name, birth or number",
    "open-file": "Saw it beside a new file",
    "alike": "Saw it in a list of files that may be on one person",
    "pair": "Saw it beside a file that may be on the same person",
    "record": "Read a record",
    "add": "Chose what to record",
    "add-record": "Opened a form to add a record",
    "correct": "Opened a form to correct a record",
    "withdraw": "Opened a form to withdraw a record",
    "countersign": "Read a record to countersign it",
    "send-back": "Read a record to send it back",
    "refile": "Opened a form to move a record",
    "owed": "Read why something is owed",
    "excuse": "Opened a form to excuse something",
    "chronology": "Read the chronology",
    "who-knew": "Read who knew what, and when",
    "export-chronology": "Opened a form to export the chronology",
    "who": "Read who it is",
    "file-allocations": "Read who works with them",
    "lookers": "Read who has looked",
    "break-glass": "Opened a form to break the glass",
}
"""What is looked at on a page where nothing was done, by what the log calls the page."""

_WHY: Mapping[str, str] = {sort.value: words for sort, words in basis.OF_ANYBODY.items()} | {
    "list": "It was in a list",
    "act": "Something was done to it",
}


def lookers(ask: Ask, file: UUID) -> HttpResponse:
    """Every look and act, the last first."""
    looks_ = looks_at(file, joined=group_of(file)[1:])
    page: Any = Paginator(looks_, A_PAGE).get_page(ask.request.GET.get(NAME))
    looks = list(page.object_list)
    people = dict(
        Person.objects.filter(pk__in={look.person for look in looks if look.person}).values_list(
            "pk", "name"
        )
    )
    agencies = names({look.agency for look in looks if look.agency})
    page.object_list = [
        {
            "at": at_said(look.at),
            "who": people.get(look.person, "Somebody") if look.person else "Sightline itself",
            "agency": agencies.get(look.agency, "") if look.agency else "",
            "did": ", ".join(dict.fromkeys(look.acts))
            or _LOOKED.get(look.route, f"Looked ({look.route})"),
            "basis": _WHY.get(look.basis, look.basis),
            "outcome": look.outcome.label,
        }
        for look in looks
    ]
    top = head(ask, file)
    return show(
        ask,
        "lookers",
        title="Who has looked at this file",
        identity=top.identity,
        sections=parts(ask, top.who, "lookers"),
        sections_label="Parts of this file",
        page=page,
    )
