"""The records of a file, newest first, a page at a time, by kind and agency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import HttpResponse

from sightline.service.access.asking import Ask
from sightline.service.casework import basis
from sightline.service.casework.choices import Choice
from sightline.service.casework.corrected import corrected
from sightline.service.casework.erased import erased
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.pages.showing import basis_of, head, may_add, parts, show
from sightline.service.casework.said import Named, Reader, files_in, named
from sightline.service.casework.standing import Sort, how_many, line, standing
from sightline.service.files.models import Record
from sightline.service.files.standard import standard
from sightline.service.ui.forms import Form
from sightline.service.ui.paging import NAME, Counted

A_PAGE = 50


class Filter(Form):
    """Which records are listed: the kinds and agencies of those that are there to be read."""

    kind = forms.ChoiceField(label="Kind of record", required=False)
    agency = forms.ChoiceField(label="Agency", required=False)

    def __init__(self, kinds: Sequence[Choice], agencies: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["kind"].choices = [("", "All kinds"), *kinds]  # type: ignore[attr-defined]
        self.fields["agency"].choices = [("", "All agencies"), *agencies]  # type: ignore[attr-defined]


def records(ask: Ask, file: UUID) -> HttpResponse:
    """The page."""
    viewer, why = ask.viewer, basis_of(ask)
    top = head(ask, file)
    not_seen, unread = basis.not_seen(viewer, why)
    rows = standing(viewer, why)
    there = how_many(rows)
    page = _page(ask, rows, there)
    found = list(page.object_list)
    makers = [agency for _, agency in there]
    reader, called = Reader(viewer, why), named(viewer, [*files_in(found), *makers], ())
    were, gone = corrected(found), erased(found)
    page.object_list = [line(row, file, reader, called, were, gone.get(row.pk)) for row in found]
    return show(
        ask,
        "records",
        title="Records",
        identity=top.identity,
        sections=parts(ask, top.who, "file-records"),
        sections_label="Parts of this file",
        actions=may_add(ask, file),
        not_seen=not_seen,
        unread=unread,
        page=page,
        filters=_filter(ask, there, called),
        file=file,
    )


def _filter(ask: Ask, there: Iterable[Sort], called: Named) -> Filter:
    kinds = {(str(kind_id(kind)), _title(kind)) for kind, _ in there}
    agencies = {(str(agency), called[agency]) for _, agency in there if agency is not None}
    offered = [sorted(some, key=lambda choice: choice[1]) for some in (kinds, agencies)]
    return Filter(*offered, data=ask.request.GET)


def _title(kind: str) -> str:
    declared = standard().kinds.get(kind)
    return kind if declared is None else declared.title


def _page(ask: Ask, rows: QuerySet[Record], there: Mapping[Sort, int]) -> Page[Any]:
    """The page of the records that are wanted. How many they are is known from their sorts.

    A kind or an agency of which there is none is not asked for.
    """
    kinds = {kind for kind, _ in there if str(kind_id(kind)) == ask.request.GET.get("kind")}
    agencies = {a for _, a in there if a and str(a) == ask.request.GET.get("agency")}
    if kinds:
        there, rows = {s: there[s] for s in there if s[0] in kinds}, rows.filter(kind__in=kinds)
    if agencies:
        there = {s: there[s] for s in there if s[1] in agencies}
        rows = rows.filter(agency__in=agencies)
    return Counted(rows, A_PAGE, sum(there.values())).get_page(ask.request.GET.get(NAME))
