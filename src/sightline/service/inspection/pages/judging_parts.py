"""What the pages of judging have in common: names of files, the ways between them, words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.casework.said import at_said
from sightline.service.files.naming import names
from sightline.service.inspection import who
from sightline.service.inspection.evidence import moment_of
from sightline.service.inspection.models import Draw, Inspection, Part, Sort
from sightline.service.inspection.pages.planning_parts import OWN_LOOK
from sightline.service.inspection.readings import FileRead

A_PAGE = 25
CLOSED = "closed to you"

NO_DRAW = "No sample has been drawn yet. Files are judged when it is."

_LEADS = ("judging-share", "agreement")
_PARTS = (
    ("judging", "My files to judge"),
    ("judging-share", "Who judges what"),
    ("moderating", "To moderate"),
    ("agreement", "How far readers agree"),
)


def show(ask: Ask, template: str, **context: Any) -> HttpResponse:
    """A template of this app, in answer to a request."""
    return render(ask.request, f"inspection/{template}.jinja", context)


def about(ask: Ask, inspection: UUID, current: str = "") -> dict[str, Any]:
    """What stands above a page of judging: the inspection, and the ways to the other pages."""
    row = Inspection.objects.get(pk=inspection)
    is_lead = who.member(ask.viewer, inspection).part == Part.LEAD
    return {
        "inspection": row,
        "part": row.title,
        "back": {"text": row.title, "href": reverse("inspection", args=[inspection])},
        "own_look": OWN_LOOK if row.sort == Sort.SELF else "",
        "sections_label": "Parts of judging",
        "sections": [
            {"text": text, "href": reverse(name, args=[inspection]), "active": name == current}
            for name, text in _PARTS
            if is_lead or name not in _LEADS
        ],
    }


def called(ask: Ask, draw: Draw, files: Iterable[FileRead]) -> dict[UUID, str]:
    """How files are called on screen: by number, and by name where they are open to whoever asks.

    What is shown of them is noted.
    """
    some = list(files)
    open_to = policy.bases_for(ask.viewer, {one.file for one in some})
    named = names(open_to.keys(), moment_of(draw))
    for file in open_to:
        ask.by.saw(file, "list")
    return {one.drawn.pk: f"File {one.number}, {named.get(one.file, CLOSED)}" for one in some}


def open_files(ask: Ask, files: Collection[UUID]) -> set[UUID]:
    """Those of some files that are open to whoever asks."""
    return set(policy.bases_for(ask.viewer, files))


def as_known(draw: Draw) -> str:
    """T, in words."""
    return at_said(draw.at)


def turn_said(turn: int) -> str:
    """Which reader somebody is of a file."""
    return "Second reader" if turn == 2 else "First reader"


def many(number: int, one: str, more: str) -> str:
    """``1 file``, ``3 files``."""
    return f"{number:,} {one if number == 1 else more}"
