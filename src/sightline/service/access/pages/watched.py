"""What is watched: which kinds reach Sightline from which place, since when, and how lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import F
from django.http import HttpResponse
from django.urls import URLPattern

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.door import page
from sightline.service.access.pages.shown import page_of, same_for_all, show
from sightline.service.files.models import NotHeld, Watch
from sightline.service.files.naming import names
from sightline.service.files.standard import standard
from sightline.service.ui.forms import Form

NO_PLACE = "No place named"
_NOWHERE = "-"
"""Stands for the place without a name where it is chosen: a choice must have some value."""


@dataclass(frozen=True, slots=True)
class Row:
    """A kind at a place. ``first_on``: None where no record of it has ever reached Sightline."""

    place: str
    kind: str
    agency: UUID | None = None
    first_on: date | None = None
    last_on: date | None = None
    delivered_at: datetime | None = None


class Filter(Form):
    """Which places and kinds are listed."""

    place = forms.ChoiceField(required=False, label="Place")
    kind = forms.ChoiceField(required=False, label="Kind of record")
    state = forms.ChoiceField(
        required=False,
        choices=[("", "All"), ("watched", "Watched"), ("not-watched", "Not watched")],
        label="Watched",
    )

    def __init__(self, places: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(place or _NOWHERE, place or NO_PLACE) for place in places]
        kinds = sorted((kind.title, kind.name) for kind in standard().kinds.values())
        for name, choices in (("place", named), ("kind", [(name, title) for title, name in kinds])):
            self.fields[name].choices = [("", "All"), *choices]  # type: ignore[attr-defined]


def watched(ask: Ask) -> HttpResponse:
    """Each kind at each place, the longest without a delivery first, the unwatched at the end."""
    places = list(Watch.objects.order_by("place").values_list("place", flat=True).distinct())
    filters = Filter(places, ask.request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    place = _place(wanted.get("place", ""))
    rows = [row for row in _rows(places) if _is_wanted(row, place, wanted)]
    listed = page_of(ask, rows)
    return show(
        ask,
        "watched/watched",
        filters=filters,
        page=listed,
        agencies=names({row.agency for row in listed if row.agency is not None}),
        kinds=standard().kinds,
        place=place,
        no_place=NO_PLACE,
        is_said=bool(places),
        not_held=[] if place is None else _not_held(place),
    )


def _rows(places: list[str]) -> Iterator[Row]:
    columns = ("place", "kind", "agency_id", "first_on", "last_on", "delivered_at")
    oldest_first = (F("delivered_at").asc(nulls_first=True), "place", "kind", "pk")
    there = [Row(*row) for row in Watch.objects.order_by(*oldest_first).values_list(*columns)]
    yield from there
    some = {(row.place, row.kind) for row in there}
    for place in places:
        for kind in standard().kinds:
            if (place, kind) not in some:
                yield Row(place, kind)


def _is_wanted(row: Row, place: str | None, wanted: dict[str, str]) -> bool:
    state = "not-watched" if row.first_on is None else "watched"
    return (
        place in (None, row.place)
        and wanted.get("kind", "") in ("", row.kind)
        and wanted.get("state", "") in ("", state)
    )


def _place(chosen: str) -> str | None:
    if not chosen:
        return None
    return "" if chosen == _NOWHERE else chosen


def _not_held(place: str) -> list[tuple[str, str]]:
    """The duties whose answers no source of the place can hold: id and title."""
    duties = standard().duties
    held = NotHeld.objects.filter(place=place).order_by("duty").values_list("duty", flat=True)
    return [(id_, duties[id_].title) for id_ in held if id_ in duties]


urls: list[URLPattern] = [
    page("watched", watched, name="watched", check=same_for_all(policy.check_see_operations)),
]
