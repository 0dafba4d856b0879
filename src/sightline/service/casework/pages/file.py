"""A file: who it is, why it is open, what is owed now, and its records, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.casework import basis, checks, owed, people
from sightline.service.casework.choices import Choice
from sightline.service.casework.closed import closed_said, closing
from sightline.service.casework.corrected import corrected
from sightline.service.casework.erased import erased
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.pages.closing import closing_actions
from sightline.service.casework.pages.erasing import erasing_actions
from sightline.service.casework.pages.showing import basis_of, head, parts, show
from sightline.service.casework.said import Reader, files_in, named
from sightline.service.casework.standing import line, standing
from sightline.service.files import judging
from sightline.service.files.models import Address, Identifier, Name, Obligation, Record
from sightline.service.files.naming import names
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import Form
from sightline.service.ui.paging import NAME

A_PAGE = 50


class Filter(Form):
    """Which records are listed: the kinds and agencies of those that are there to be read."""

    kind = forms.ChoiceField(label="Kind of record", required=False)
    agency = forms.ChoiceField(label="Agency", required=False)

    def __init__(self, kinds: Sequence[Choice], agencies: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["kind"].choices = [("", "All kinds"), *kinds]  # type: ignore[attr-defined]
        self.fields["agency"].choices = [("", "All agencies"), *agencies]  # type: ignore[attr-defined]


def file(ask: Ask, file: UUID) -> HttpResponse:
    """The page."""
    viewer, why = ask.viewer, basis_of(ask)
    judging.refresh([file], viewer.today)
    top = head(ask, file)
    glass = basis.glasses(viewer, [file])
    not_seen, unread = basis.not_seen(viewer, why)
    rows = standing(viewer, why)
    filters = _filter(ask, rows)
    page: Page[Any] = Paginator(_wanted(rows, filters), A_PAGE).get_page(ask.request.GET.get(NAME))
    found = list(page.object_list)
    reader, called = Reader(viewer, why), named(viewer, files_in(found))
    were = corrected(found)
    known_as, closes = people.standing(Name, file), closing(file, viewer.today)
    identifiers, addresses = people.standing(Identifier, file), people.standing(Address, file)
    gone = erased([*found, *known_as, *identifiers, *addresses])
    page.object_list = [line(row, file, reader, called, were, gone.get(row.pk)) for row in found]
    return show(
        ask,
        "file",
        title=f"{top.who.type_said}’s file",
        identity=top.identity,
        sections=parts(ask, top.who, "file"),
        sections_label="Parts of this file",
        actions=_actions(ask, file)
        + closing_actions(ask, file, closes)
        + erasing_actions(ask, file),
        closed="" if closes is None else closed_said(closes, viewer.today),
        erased=gone,
        head=top,
        names=known_as,
        named={people.full_name(name) for name in known_as},
        identifiers=identifiers,
        addresses=addresses,
        said=people,
        why=basis.long(why, glass, top.who.type),
        owed=owed.owed_now(viewer, why, top.who.place, ask.now),
        not_seen=not_seen,
        unread=unread,
        page=page,
        filters=filters,
        after=_after(ask, file, top.who.place),
        file=file,
    )


def _filter(ask: Ask, rows: QuerySet[Record]) -> Filter:
    there = list(rows.order_by().values_list("kind", "agency").distinct())
    kinds = sorted({(str(kind_id(kind)), _title(kind)) for kind, _ in there}, key=lambda c: c[1])
    agencies = names({agency for _, agency in there if agency is not None})
    offered = sorted(((str(id_), name) for id_, name in agencies.items()), key=lambda c: c[1])
    return Filter(kinds, offered, data=ask.request.GET)


def _title(kind: str) -> str:
    declared = standard().kinds.get(kind)
    return kind if declared is None else declared.title


def _wanted(rows: QuerySet[Record], filters: Filter) -> QuerySet[Record]:
    chosen = filters.cleaned_data if filters.is_valid() else {}
    if chosen.get("kind"):
        wanted = [k for k in standard().kinds if str(kind_id(k)) == chosen["kind"]]
        rows = rows.filter(kind__in=wanted)
    if chosen.get("agency"):
        rows = rows.filter(agency=UUID(chosen["agency"]))
    return rows


def _actions(ask: Ask, file: UUID) -> list[dict[str, str]]:
    if not policy.kinds_recorded(ask.viewer, basis_of(ask)):
        return []
    return [{"text": "Add a record", "href": reverse("add", args=[file])}]


def _after(ask: Ask, file: UUID, place: str) -> dict[str, Any] | None:
    """What the record that was just made has met, and what it has opened."""
    try:
        fact = UUID(ask.request.GET.get("after", ""))
        checks.see_record(ask.viewer, file, fact)
    except (ValueError, NotFound):
        return None
    met = Q(met_by=fact) | Q(excused_by=fact) | Q(lapsed_by=fact)
    mine = Obligation.objects.filter(policy.visible_obligations_on(ask.viewer, basis_of(ask)))
    return {
        "met": [owed.title(row) for row in mine.filter(met).order_by("due_on")],
        "opened": [
            owed.told(row, place, ask.now)
            for row in mine.filter(trigger=str(fact), settled="").order_by("due_on")
        ],
    }
