"""What the pages of recommendations have in common: words, figures, and how a form is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from sightline.engine.recommended import Seen
from sightline.service.access.asking import Ask
from sightline.service.access.models import Agency
from sightline.service.access.roles import Right
from sightline.service.casework.said import day_said
from sightline.service.files.entries import BadEntry
from sightline.service.inspection.following import Followed, Look, Undertaken
from sightline.service.ledger import chains
from sightline.service.ledger.failures import Stale
from sightline.service.ui.forms import Form

T = TypeVar("T")
A_PAGE = 25
FEWEST = 10
"""On a smaller base a figure is withheld from whoever reads no files (DESIGN.md section 6)."""

OVERTAKEN = (
    "Something was added to this file after you opened the page. What you typed is still here: "
    "look at what stands there now, and send it again."
)


class ActForm(Form):
    """A form that adds to a file. ``seen``: the version that its writer saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def show(ask: Ask, template: str, **context: Any) -> HttpResponse:
    """A template of this app, in answer to a request."""
    return render(ask.request, f"inspection/{template}.jinja", context)


def back(text: str, name: str, *args: object) -> dict[str, str]:
    """The link above a page that leads back."""
    return {"text": text, "href": reverse(name, args=args)}


def version(file: UUID) -> int:
    """The version of a body's file."""
    return chains.version(chains.file_chain(file))


def paged(ask: Ask, found: Sequence[T], lines: Callable[[list[T]], list[Any]]) -> Page[Any]:
    """A page of a list. ``lines``: what is shown of the few that stand on it."""
    page: Page[Any] = Paginator(found, A_PAGE).get_page(ask.request.GET.get("page"))
    page.object_list = lines(list(page.object_list))
    return page


def answered(
    ask: Ask,
    made: Callable[[QueryDict | None], Form],
    do: Callable[[Mapping[str, Any]], object],
    shown: Callable[[Form], HttpResponse],
    *,
    to: str,
    told: str,
) -> HttpResponse:
    """A form shown, or sent and answered. ``do`` raises BadEntry with faults by field.

    ``to``: the address that follows; ``told``: what has been done, said there.
    """
    if ask.request.method != "POST":
        return shown(made(None))
    sent = ask.request.POST
    ask.if_stale = lambda stale: shown(_overtaken(made, sent, stale))
    form = made(sent)
    if not form.is_valid():
        return shown(form)
    try:
        do(form.cleaned_data)
    except BadEntry as bad:
        for name, fault in bad.faults.items():
            form.add_error(name if name in form.fields else None, fault)
        return shown(form)
    messages.success(ask.request, told)
    return HttpResponseRedirect(to)


def _overtaken(made: Callable[[QueryDict | None], Form], sent: QueryDict, stale: Stale) -> Form:
    again = sent.copy()
    again["seen"] = str(stale.now)
    form = made(again)
    form.add_error(None, OVERTAKEN)
    return form


# --- words -----------------------------------------------------------------------------------


def said_day(day: date | None) -> str:
    """A day, or that it is not recorded."""
    return "Not recorded" if day is None else day_said(day)


def name_of(file: UUID) -> str:
    """What a body is called."""
    return Agency.objects.filter(pk=file).values_list("name", flat=True).first() or "This body"


def reads_small(ask: Ask) -> bool:
    """Whether figures on few children are shown: to whoever reads files."""
    return ask.viewer.may(Right.READ_FILES)


def said_figure(seen: Seen | None, *, small: bool) -> str:
    """``31 of 40 (78%). Of 2 nobody can tell.``"""
    if seen is None:
        return "Nothing that the standard knows shows it."
    return _said(seen.numerator, seen.denominator, seen.unknown, small=small)


def said_look(look: Look, *, small: bool) -> str:
    """The figure that was kept with a look."""
    if look.counted is None or look.as_asked is None:
        return "No figure was kept"
    over = f"{said_day(look.from_on)} to {said_day(look.to_on)}"
    return f"{_said(look.as_asked, look.counted, look.not_known or 0, small=small)} {over}."


def _said(numerator: int, denominator: int, unknown: int, *, small: bool) -> str:
    if not denominator:
        said = "Nothing has fallen due or been counted yet."
    elif denominator < FEWEST and not small:
        return f"Withheld: on fewer than {FEWEST}, somebody could be recognised."
    else:
        share = round(100 * numerator / denominator)
        said = f"{numerator:,} of {denominator:,} ({share}%)."
    return f"{said} Of {unknown:,} nobody can tell." if unknown else said


def tag_of(one: Followed) -> str:
    """The look of the tag beside a state: nothing is told by colour alone."""
    if one.is_overdue and one.is_open:
        return "govuk-tag--red"
    return "govuk-tag--grey" if not one.is_open else "govuk-tag--blue"


def said_action(one: Undertaken) -> str:
    """How an action stands, in words."""
    if one.ended_on is not None:
        how = {"withdrawn": "Withdrawn", "not-done": "Ended, not done"}.get(one.result, "Done")
        return f"{how} on {said_day(one.ended_on)}"
    if one.due_on is None:
        return "No day is set"
    state = "Overdue: it was due" if str(one.state or "") == "overdue" else "Due"
    return f"{state} on {said_day(one.due_on)}"
