"""What was known to whom when: events down, those who may have known across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse

from sightline.service.access.asking import Ask
from sightline.service.casework.chronology import parties, read, told
from sightline.service.casework.chronology.choosing import kept, links
from sightline.service.casework.chronology.known import NO_RECORD, Knew, Party
from sightline.service.casework.chronology.lines import Line
from sightline.service.casework.pages.chronology import choosing
from sightline.service.casework.pages.showing import back, basis_of, head, show
from sightline.service.casework.said import Reader
from sightline.service.ui.paging import NAME

A_PAGE = 50
ACROSS = 4
"""So many parties stand beside each event: a table has no more than five columns."""

GROUP = "group"


@dataclass(frozen=True, slots=True)
class Row:
    """An event, and what each of the parties that are shown knew of it."""

    line: Line
    knew: tuple[Knew | None, ...]


def who_knew(ask: Ask, file: UUID) -> HttpResponse:
    """The page."""
    reader = Reader(ask.viewer, basis_of(ask))
    choose, called = choosing(ask, reader)
    asked = choose.asked()
    page: Any = Paginator(read.found(reader, asked), A_PAGE).get_page(ask.request.GET.get(NAME))
    lines = read.told(reader, asked, list(page.object_list))
    known = parties.known(reader, asked)
    groups = Paginator(known.parties, ACROSS)
    group = groups.get_page(ask.request.GET.get(GROUP))
    first = group.start_index() - 1 if known.parties else 0
    page.object_list = [
        Row(line, row[first : first + ACROSS])
        for line, row in zip(lines, known.of(lines), strict=True)
    ]
    return show(
        ask,
        "who_knew",
        title="Who knew what, when",
        identity=head(ask, file).identity,
        back=back("Chronology", "chronology", file),
        file=file,
        failed=bool(choose.errors),
        choose=choose,
        links=links(choose, asked),
        heading=told.heading(asked),
        as_known=told.as_known(asked),
        subject_then="",
        chosen=", ".join(told.chosen(asked, called)),
        page=page,
        parties=list(group.object_list),
        groups=_groups(known.parties, kept(choose), group.number),
        by_looks=known.by_looks,
        no_record=NO_RECORD,
        asked=asked,
    )


def _groups(some: Sequence[Party], query: str, current: int) -> list[dict[str, Any]]:
    """The parties by as many as are shown at once, each group with its address."""
    pages = Paginator(some, ACROSS)
    if pages.num_pages < 2:
        return []
    return [
        {
            "text": "; ".join(party.name for party in pages.page(number).object_list),
            "href": f"{query}&{GROUP}={number}",
            "current": number == current,
        }
        for number in pages.page_range
    ]
