"""How the pages of administration say things: a page of a list, and the standard's sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from sightline.reporting.told.rules import Marks
from sightline.service.access.asking import Ask
from sightline.service.access.viewer import Viewer
from sightline.service.ledger.failures import Refused
from sightline.service.ui.paging import NAME
from sightline.standard.model import Kind

A_PAGE: Final = 25

_Row = TypeVar("_Row")
_Made = TypeVar("_Made")


def same_for_all(check: Callable[[Viewer], None]) -> Callable[..., None]:
    """A rule of the policy for pages whose address names what they are about."""

    def asked(viewer: Viewer, **_: object) -> None:
        check(viewer)

    return asked


def show(ask: Ask, template: str, **context: Any) -> HttpResponse:
    """A template of this app, in answer to a request."""
    return render(ask.request, f"access/{template}.jinja", context)


def page_of(ask: Ask, rows: Sequence[_Row] | QuerySet[Any, _Row]) -> Page[_Row]:
    """The page of a list that was asked for; the nearest there is where it is not there."""
    return Paginator(rows, A_PAGE).get_page(ask.request.GET.get(NAME))


def sent(ask: Ask) -> QueryDict | None:
    """What a form was sent with; None where the page was merely opened."""
    return ask.request.POST if ask.request.method == "POST" else None


def saved(ask: Ask, told: str, name: str, **where: Any) -> HttpResponse:
    """On to another page, which begins with what was done. ``told`` names nobody."""
    messages.success(ask.request, told)
    return HttpResponseRedirect(reverse(name, kwargs=where))


def attempt(ask: Ask, form: forms.Form, do: Callable[[], _Made]) -> _Made | None:
    """What a service did; where it refuses, None, and its sentence stands above the form.

    What was typed is kept, and of what the service had begun nothing: neither rows nor notes.
    """
    begun = len(ask.by.acts)
    try:
        with transaction.atomic():
            return do()
    except Refused as refusal:
        del ask.by.acts[begun:]
        form.add_error(None, str(refusal))
        return None


# Characters that no standard uses (Unicode's private area) stand for the marks until the sentence
# has been escaped: nothing in the standard can then be taken for a mark or for HTML.
_STRONG, _NAME, _TITLE, _END = "\ue000", "\ue001", "\ue002", "\ue003"
_LINK = re.compile(f"{_NAME}([^{_TITLE}]*){_TITLE}([^{_END}]*){_END}")
_BOLD = re.compile(f"{_STRONG}([^{_END}]*){_END}")


def _kind(kind: Kind, title: str) -> str:
    return f"{_NAME}{kind.name}{_TITLE}{title}{_END}"


MARKS: Final = Marks(strong=lambda text: f"{_STRONG}{text}{_END}", kind=_kind)
"""For sentences that ``marked`` makes HTML of."""


def marked(text: str) -> SafeString:
    """A sentence told with MARKS as HTML, each kind a link to its page."""

    def link(found: re.Match[str]) -> str:
        return f'<a class="govuk-link" href="{reverse("kind", args=[found[1]])}">{found[2]}</a>'

    linked = _LINK.sub(link, str(escape(text)))
    return SafeString(_BOLD.sub(r"<strong>\1</strong>", linked))
