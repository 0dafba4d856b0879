"""A file: who it is, why it is open, what is owed now, and its records, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Page
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
from sightline.service.casework.pages.alike import made_of
from sightline.service.casework.pages.closing import closing_actions
from sightline.service.casework.pages.erasing import erasing_actions
from sightline.service.casework.pages.showing import basis_of, head, parts, show
from sightline.service.casework.said import Named, Reader, files_in, named
from sightline.service.casework.standing import Sort, how_many, line, standing
from sightline.service.files import judging
from sightline.service.files.models import Address, Identifier, Name, Obligation, Record
from sightline.service.files.standard import standard
from sightline.service.files.systems import origin_of_file
from sightline.service.ledger.failures import NotFound
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


def file(ask: Ask, file: UUID) -> HttpResponse:
    """The page."""
    viewer, why = ask.viewer, basis_of(ask)
    judging.refresh([file], viewer.today)
    top = head(ask, file)
    not_seen, unread = basis.not_seen(viewer, why)
    rows = standing(viewer, why)
    there = how_many(rows)
    page = _page(ask, rows, there)
    found = list(page.object_list)
    makers = [agency for _, agency in there]
    reader, called = Reader(viewer, why), named(viewer, [*files_in(found), *makers], ())
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
        origin=origin_of_file(file),
        names=known_as,
        named={people.full_name(name) for name in known_as},
        identifiers=identifiers,
        addresses=addresses,
        said=people,
        why=basis.long(why, top.who.type),
        made_of=made_of(ask, file),
        owed=owed.owed_now(viewer, why, top.who.place, ask.now),
        not_seen=not_seen,
        unread=unread,
        page=page,
        filters=_filter(ask, there, called),
        after=_after(ask, file, top.who.place),
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
