"""What the pages of a file have in common: its head, its parts, and how a template is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.reading import Basis
from sightline.service.access.roles import Right
from sightline.service.casework import people
from sightline.service.casework.checks import ALLOCATION
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.people import Who
from sightline.service.files import members
from sightline.service.files.models import Subject, SubjectType
from sightline.service.files.standard import standard

_PARTS = (
    ("file", "Overview"),
    ("file-owed", "What is owed"),
    ("file-records", "Records"),
    ("chronology", "Chronology"),
    ("file-about", "About"),
    ("documents", "Documents"),
    ("file-allocations", "Who works with them"),
    ("child-view", "Their own page"),
    ("lookers", "Who has looked"),
)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of every page of a file. ``version``: of the file, as it is shown."""

    who: Who
    version: int

    @property
    def identity(self) -> str:
        """Whose file it is, in the bar."""
        return f"{self.who.called}, {self.who.age}" if self.who.age else self.who.called


def head(ask: Ask, file: UUID) -> Head:
    """The head of a file's page. The version is read first: what is shown is not older than it."""
    version = members.version(file)
    known = None if ask.basis is None or ask.basis.file != file else ask.basis.facts
    subject = Subject.objects.get(pk=file) if known is None else known.subject
    return Head(people.who(subject, ask.viewer.today), version)


def basis_of(ask: Ask) -> Basis:
    """The basis of a page that is about a file."""
    assert ask.basis is not None
    return ask.basis


def parts(ask: Ask, who: Who, current: str) -> list[dict[str, Any]]:
    """The parts of a file that this person may open: each page has its own rule."""
    file = who.file
    opens = {"file", "file-owed", "file-records", "chronology", "file-about", "documents"}
    # A page with a rule of its own has but that part of the basis which fulfils it.
    is_whole = current in opens
    basis = basis_of(ask) if is_whole else policy.check_see_file(ask.viewer, file)
    if who.type == SubjectType.CHILD:
        opens.add("child-view")
    allocated = standard().kinds.get(ALLOCATION)
    is_allocated = allocated is not None and who.type in allocated.of
    if is_allocated and ALLOCATION in policy.kinds_recorded(ask.viewer, basis):
        opens.add("file-allocations")
    if any(way.may(Right.SEE_LOOKERS) for way in basis.ways):
        opens.add("lookers")
    return [
        {"text": text, "href": reverse(name, args=[file]), "active": name == current}
        for name, text in _PARTS
        if name in opens
    ]


def may_add(ask: Ask, file: UUID) -> list[dict[str, str]]:
    """The button that adds a record, where the person may, and those for what is added often."""
    basis = basis_of(ask)
    recorded = policy.kinds_recorded(ask.viewer, basis)
    if not recorded:
        return []
    kept_on = "" if basis.facts is None else basis.facts.subject.type
    often = [
        {
            "text": f"Record a {kind.title.lower()}",
            "href": reverse("add-record", args=[file, kind_id(kind.name)]),
            "classes": "govuk-button--secondary",
        }
        for kind in standard().kinds.values()
        if kind.often and kind.name in recorded and kept_on in kind.of
    ]
    return [{"text": "Add a record", "href": reverse("add", args=[file])}, *often]


def show(ask: Ask, template: str, **context: Any) -> HttpResponse:
    """A template of this app, in answer to a request."""
    return render(ask.request, f"casework/{template}.jinja", context)


def go(name: str, *args: UUID, after: UUID | None = None) -> HttpResponseRedirect:
    """To another page. ``after``: the record that was just made, for the page to speak of."""
    query = "" if after is None else f"?after={after}"
    return HttpResponseRedirect(reverse(name, args=args) + query)


def back(text: str, name: str, *args: UUID) -> dict[str, str]:
    """The link above a page that leads back."""
    return {"text": text, "href": reverse(name, args=args)}
