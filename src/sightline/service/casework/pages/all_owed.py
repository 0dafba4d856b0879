"""All that is and was owed on a file: what to do now, then the past year by year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse

from sightline.service.access.asking import Ask
from sightline.service.casework.all_owed import STATES, AllOwed, lines
from sightline.service.casework.choices import Choice
from sightline.service.casework.pages.showing import basis_of, head, parts, show
from sightline.service.files import judging
from sightline.service.ledger.ids import id_from
from sightline.service.ui.forms import Form
from sightline.service.ui.paging import NAME

A_PAGE = 30


class Filter(Form):
    """Which obligations are listed: topics and agencies are those of what there is to see."""

    state = forms.ChoiceField(
        label="What became of it", required=False, choices=[("", "Everything"), *STATES.items()]
    )
    topic = forms.ChoiceField(label="What it is about", required=False)
    agency = forms.ChoiceField(label="Which agency owes it", required=False)

    def __init__(self, topics: Sequence[Choice], agencies: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["topic"].choices = [("", "All topics"), *topics]  # type: ignore[attr-defined]
        self.fields["agency"].choices = [("", "All agencies"), *agencies]  # type: ignore[attr-defined]


def all_owed(ask: Ask, file: UUID) -> HttpResponse:
    """The page."""
    viewer, why = ask.viewer, basis_of(ask)
    judging.refresh([file], viewer.today)
    top = head(ask, file)
    there = AllOwed(viewer, why)
    topics = _choices("topic", (sort.topic for sort in there.sorts))
    agencies = _choices("agency", (sort.agency for sort in there.sorts))
    filters = Filter(topics, agencies, data=ask.request.GET)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    topic = dict(topics).get(wanted.get("topic", ""), "")
    agency = dict(agencies).get(wanted.get("agency", ""), "")
    state = wanted.get("state", "")
    page = Paginator(there.rows(state, topic, agency), A_PAGE).get_page(ask.request.GET.get(NAME))
    found = lines(viewer, why, list(page.object_list), top.who.place, ask.now)
    asked = filter(None, [STATES.get(state), topic, agency])
    return show(
        ask,
        "all_owed",
        title="What is owed",
        identity=top.identity,
        sections=parts(ask, top.who, "file-owed"),
        sections_label="Parts of this file",
        page=page,
        groups=[(under, list(some)) for under, some in groupby(found, key=lambda one: one.under)],
        filters=filters,
        shown_now=", ".join(asked) or "Everything that you may see",
        is_chosen=bool(state or topic or agency),
        file=file,
    )


def _choices(sort: str, titles: Iterable[str]) -> list[Choice]:
    """Titles in order, each behind an identifier: an address says nothing of a child's troubles."""
    return [(str(id_from(sort, title)), title) for title in sorted(set(titles))]
