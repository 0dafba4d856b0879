"""What the pages of findings have in common: what stands above them, and how figures are said."""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction
from math import floor
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from sightline.engine.inspection.findings import QuestionFinding
from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.files.naming import names
from sightline.service.inspection import who
from sightline.service.inspection.finding import Found, found
from sightline.service.inspection.knowing import Known, known
from sightline.service.inspection.models import Part
from sightline.service.ledger.failures import Stale
from sightline.service.ui.forms import Form

NOTHING = "Nothing to count"
FEW = 5
"""Of fewer answers a percentage says little, and that is said, whatever the rules call few."""

OWN = "This is the service’s own look at itself, and no inspection by anybody else."
_PARTS = (
    ("findings", "Findings"),
    ("ratings", "Ratings"),
    ("service-questions", "The service itself"),
    ("findings-beside", "What children say"),
    ("examples", "Practice examples"),
    ("conclusion", "Conclusion"),
)


def show(ask: Ask, template: str, **context: Any) -> HttpResponse:
    """A template of this app, in answer to a request."""
    return render(ask.request, f"inspection/{template}.jinja", context)


def found_of(inspection: UUID) -> Found:
    """What an inspection comes to."""
    return found(known(inspection))


def about(known: Known, current: str = "") -> dict[str, Any]:
    """What stands above a page of findings: the inspection, and the ways to the other pages."""
    left_out = set()
    if known.rules is None:
        left_out.add("ratings")
    if not known.of_service():
        left_out.add("service-questions")
    row = known.inspection
    return {
        "inspection": row,
        "part": row.title,
        "own": OWN if known.is_own else "",
        "back": {"text": row.title, "href": reverse("inspection", args=[row.pk])},
        "sections_label": "Parts of the findings",
        "sections": [
            {"text": text, "href": reverse(name, args=[row.pk]), "active": name == current}
            for name, text in _PARTS
            if name not in left_out
        ],
    }


def back_to(known: Known, text: str, name: str) -> dict[str, str]:
    """The link above a page that leads back to one of the parts."""
    return {"text": text, "href": reverse(name, args=[known.id])}


def go(ask: Ask, told: str, name: str, inspection: UUID) -> HttpResponse:
    """On to another page, which begins with what was done."""
    messages.success(ask.request, told)
    return HttpResponseRedirect(reverse(name, args=[inspection]))


def is_lead(ask: Ask, inspection: UUID) -> bool:
    """Whether whoever asks leads the inspection."""
    return who.member(ask.viewer, inspection).part == Part.LEAD


def if_stale(ask: Ask, form: Form, again: Callable[[], HttpResponse], sentence: str) -> None:
    """Answer what is overtaken with what was typed, and what stands by now beside it.

    ``again``: the page, which reads anew; what was seen last is put into the form for the next try.
    """

    def answer(stale: Stale) -> HttpResponse:
        seen_now(form, stale.now)
        form.add_error(None, sentence)
        return again()

    ask.if_stale = answer


def seen_now(form: Form, seen: object) -> None:
    """Let a form that was sent say, when it is sent again, that this was seen."""
    if isinstance(form.data, QueryDict):
        data = form.data.copy()
        data["seen"] = str(seen)
        form.data = data


# --- files -----------------------------------------------------------------------------------


def called(ask: Ask, files: Collection[UUID]) -> dict[UUID, str]:
    """Those of some files that are open to whoever asks, with how they are called; all noted."""
    open_to = policy.bases_for(ask.viewer, set(files))
    for file in open_to:
        ask.by.saw(file, "list")
    return names(open_to.keys())


# --- figures in words ------------------------------------------------------------------------


def whole(percent: Fraction | float) -> int:
    """Rounded half up."""
    half = Fraction(1, 2) if isinstance(percent, Fraction) else 0.5
    return floor(percent + half)


def percent_said(one: QuestionFinding) -> str:
    """``60%``, or that there is nothing to count."""
    return NOTHING if one.percent is None else f"{whole(one.percent)}%"


def of_said(one: QuestionFinding) -> str:
    """``3 of 5``."""
    return f"{one.yes:,} of {one.n:,}"


def interval_said(one: QuestionFinding) -> str:
    """The 95% interval, or why there is none."""
    if one.percent is None:
        return "None"
    if one.all_files:
        return "All files were read"
    if one.low is None or one.high is None:
        return "None"
    return f"{whole(one.low)}% to {whole(one.high)}%"


def weighted_said(one: QuestionFinding) -> str:
    """What it comes to by the weights of the strata; blank where all weigh the same."""
    if one.weighted is None:
        return ""
    said = f"Weighted by stratum: {whole(one.weighted)}%"
    if one.weighted_low is None or one.weighted_high is None:
        return said
    return f"{said} ({whole(one.weighted_low)}% to {whole(one.weighted_high)}%)"


def files_said(number: int) -> str:
    """``1 file``, ``3 files``."""
    return f"{number:,} {'file' if number == 1 else 'files'}"
