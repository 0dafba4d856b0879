"""The chronology of a file: every agency's records in the order of time, as known at any moment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse

from sightline.engine.words import say_day
from sightline.service.access.asking import Ask
from sightline.service.casework import basis
from sightline.service.casework.chronology import read, told
from sightline.service.casework.chronology.choosing import Choose, kept, links
from sightline.service.casework.chronology.facts import there
from sightline.service.casework.chronology.spans import Spans
from sightline.service.casework.pages.showing import basis_of, head, parts, show
from sightline.service.casework.said import Named, Reader, named
from sightline.service.files.moments import day_at
from sightline.service.files.standard import standard
from sightline.service.ui.paging import NAME

A_PAGE = 100

_NOTHING = (
    "No event that you may read is among what you chose. Choose “Everything”, all kinds, all "
    "agencies and anybody to see the others."
)
_NOTHING_YET = (
    "No significant event that you may read is on this file. Choose “Everything” to see all "
    "that is recorded."
)


def chronology(ask: Ask, file: UUID) -> HttpResponse:
    """The page."""
    reader = Reader(ask.viewer, basis_of(ask))
    choose, called = choosing(ask, reader)
    asked = choose.asked()
    found = read.found(reader, asked)
    page: Any = Paginator(found, A_PAGE).get_page(ask.request.GET.get(NAME))
    page.object_list = read.told(reader, asked, list(page.object_list))
    top = head(ask, file)
    spans = read.spans_of(reader, asked, found, day_at(ask.now))
    not_seen, unread = basis.not_seen(ask.viewer, reader.basis)
    return show(
        ask,
        "chronology",
        title="Chronology",
        identity=top.identity,
        sections=parts(ask, top.who, "chronology"),
        sections_label="Parts of this file",
        actions=_actions(file, choose),
        file=file,
        failed=bool(choose.errors),
        choose=choose,
        links=links(choose, asked),
        heading=told.heading(asked),
        as_known=told.as_known(asked),
        subject_then=told.subject_then(file, asked),
        chosen=", ".join(told.chosen(asked, called)),
        reasons=_reasons(choose),
        spans=spans,
        page=page,
        not_seen=not_seen,
        unread=unread,
        asked=asked,
        spans_said=_spans_said(spans),
        today_said="Today" if asked.as_known_at is None else "As known",
        nothing=_NOTHING if ask.request.GET else _NOTHING_YET,
    )


def choosing(ask: Ask, reader: Reader) -> tuple[Choose, Named]:
    """The form with what there is to choose, and how that is called."""
    offered = there(reader)
    called = named(ask.viewer, offered.agencies | offered.people)
    sent = ask.request.POST if ask.request.method == "POST" else ask.request.GET
    return Choose(offered, called, ask.now, sent), called


def _actions(file: UUID, choose: Choose) -> list[dict[str, str]]:
    query = kept(choose)
    return [
        {
            "text": text,
            "href": reverse(name, args=[file]) + query,
            "classes": "govuk-button--secondary",
        }
        for text, name in (
            ("Who knew what, when", "who-knew"),
            ("Export", "export-chronology"),
        )
    ]


def _spans_said(spans: Spans) -> str:
    """The drawing in words: what a screen reader is told of it."""
    drawing = spans.drawing
    if drawing is None:
        return ""
    groups = ", ".join(lane.group for lane in drawing.lanes)
    left_out = f" {drawing.left_out} are not drawn." if drawing.left_out else ""
    return (
        f"{drawing.drawn} bars from {say_day(drawing.first)} to {say_day(drawing.last)}, in lanes: "
        f"{groups}.{left_out} An arrow means that it has not ended. The table below says the same."
    )


def _reasons(choose: Choose) -> list[tuple[str, str]]:
    """Why records are significant events, for the kinds that are there."""
    kinds = [standard().kinds[kind] for kind in choose.kinds.values() if kind in standard().kinds]
    return sorted((k.title, k.significant.why) for k in kinds if k.significant is not None)
