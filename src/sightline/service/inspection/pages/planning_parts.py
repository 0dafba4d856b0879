"""What the pages of planning have in common: the head of an inspection, its parts, words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Page as Listed
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import resolve, reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.door import Page
from sightline.service.files.reading import names
from sightline.service.inspection import who
from sightline.service.inspection.models import Draw, Drawn, Inspection, Part, Sort
from sightline.service.inspection.plans import BadPlan
from sightline.service.ledger import chains
from sightline.service.ledger.failures import Refused
from sightline.service.ui.paging import NAME

_Made = TypeVar("_Made")

A_PAGE = 25
CLOSED = "Closed to you"

PARTS: Final = (
    ("inspection", "Overview"),
    ("inspection-members", "Who carries it out"),
    ("sample", "The sample"),
    ("judging", "Judging"),
    ("findings", "Findings"),
    ("drafted-recommendations", "Recommendations"),
)
"""The pages of an inspection that its other pages are found from, by name."""

OWN_LOOK = (
    "This is the service’s own look at itself. It is not an inspection, and nothing of it may be "
    "given out as one."
)


def show(ask: Ask, template: str, **context: Any) -> HttpResponse:
    """A template of this app, in answer to a request."""
    return render(ask.request, f"inspection/{template}.jinja", context)


def about(ask: Ask, inspection: UUID, current: str = "") -> dict[str, Any]:
    """What stands above every page of an inspection. The version is read first."""
    version = chains.version(chains.inspection_chain(inspection))
    row = Inspection.objects.select_related("agency").get(pk=inspection)
    is_lead = who.member(ask.viewer, inspection).part == Part.LEAD
    return {
        "inspection": row,
        "part": row.title,
        "version": version,
        "is_lead": is_lead,
        "own_look": OWN_LOOK if row.sort == Sort.SELF else "",
        "sections_label": "Parts of this inspection",
        "sections": parts(ask, inspection, current),
    }


def parts(ask: Ask, inspection: UUID, current: str) -> list[dict[str, Any]]:
    """The parts of an inspection that this person may open."""
    found = []
    for name, text in PARTS:
        href = reverse(name, args=[inspection])
        made: Page = resolve(href).func.page  # type: ignore[attr-defined]
        if policy.can(made.check, ask.viewer, inspection=inspection):
            found.append({"text": text, "href": href, "active": name == current})
    return found


def back(row: Inspection, name: str = "inspection", text: str = "") -> dict[str, str]:
    """The link above a page that leads back to the inspection."""
    return {"text": text or row.title, "href": reverse(name, args=[row.pk])}


def sent(ask: Ask) -> QueryDict | None:
    """What a form was sent with; None where the page was merely opened."""
    return ask.request.POST if ask.request.method == "POST" else None


def saved(ask: Ask, told: str, name: str, *where: UUID) -> HttpResponse:
    """On to another page, which begins with what was done. ``told`` names nobody."""
    messages.success(ask.request, told)
    return HttpResponseRedirect(reverse(name, args=where))


def attempt(ask: Ask, form: forms.Form, do: Callable[[], _Made]) -> _Made | None:
    """What a service did; where it refuses, None, and its sentences stand in the form."""
    acts, files = len(ask.by.acts), dict(ask.by.files)
    try:
        with transaction.atomic():
            return do()
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except BadPlan as bad:
        for name, sentence in bad.faults.items():
            form.add_error(name if name in form.fields else None, sentence)
    del ask.by.acts[acts:]
    ask.by.files = files
    return None


def page_of(ask: Ask, rows: Any) -> Listed[Any]:
    """The page of a list that was asked for."""
    return Paginator(rows, A_PAGE).get_page(ask.request.GET.get(NAME))


def last_draw(inspection: UUID) -> Draw | None:
    """The draw that counts."""
    rows = Draw.objects.filter(inspection=inspection).select_related("plan")
    return rows.order_by("position").last()


def called(ask: Ask, draw: Draw, files: Collection[Drawn]) -> dict[UUID, str]:
    """How drawn files are called, as known at the draw; those that are closed say no more.

    What is shown is noted.
    """
    open_to = policy.bases_for(ask.viewer, [one.file_id for one in files])
    told = names(open_to.keys(), draw.at)
    for file, basis in open_to.items():
        ask.by.saw(file, basis.sort)
    return {one.pk: told.get(one.file_id, CLOSED) for one in files}
