"""Sharing files out: the table of who judges what, and the even proposal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import attempt, saved, sent
from sightline.service.inspection.pages.judging_parts import (
    A_PAGE,
    NO_DRAW,
    about,
    called,
    many,
    show,
    turn_said,
)
from sightline.service.inspection.readings import (
    FileRead,
    Turn,
    files_read,
    last_draw,
)
from sightline.service.inspection.sharing import (
    Given,
    Proposal,
    members,
    propose,
    share,
)
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import Form
from sightline.service.ui.paging import NAME

SIGNED, BEGUN = "Signed", "To judge"


@dataclass(frozen=True, slots=True)
class Cell:
    """One turn of a file. ``href``: where it is given to somebody, or opened again."""

    reader: str
    state: str
    href: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A file of the sample. ``second``: None where it is judged once."""

    name: str
    first: Cell
    second: Cell | None
    judged: str


class EvenForm(Form):
    """What is shared out: ``drawn turn person`` each, with commas between."""

    given = forms.CharField(widget=forms.HiddenInput)


def judging_share(ask: Ask, inspection: UUID) -> HttpResponseBase:
    """Who judges what; and sent with a proposal, that is done."""
    posted = sent(ask)
    if posted is not None:
        return _share(ask, inspection, EvenForm(posted))
    draw = last_draw(inspection)
    files = [] if draw is None else files_read(draw)
    page: Any = Paginator(files, A_PAGE).get_page(ask.request.GET.get(NAME))
    if draw is not None:
        shown = list(page.object_list)
        names = called(ask, draw, shown)
        page.object_list = [_row(ask, inspection, one, names[one.drawn.pk]) for one in shown]
    wanting = sum(turn.reading is None for one in files for turn in one.turns)
    actions = []
    if wanting:
        href = reverse("judging-even", args=[inspection])
        actions = [{"text": "Share out evenly", "href": href}]
    return show(
        ask,
        "judging_share",
        **about(ask, inspection, "judging-share"),
        title="Who judges what",
        page=page,
        actions=actions,
        told=_told(files, wanting),
        empty=NO_DRAW,
    )


def _told(files: list[FileRead], wanting: int) -> list[str]:
    if not files:
        return []
    twice = sum(one.drawn.is_twice for one in files)
    turns = [turn for one in files for turn in one.turns]
    signed = sum(turn.is_signed for turn in turns)
    return [
        f"{many(len(files), 'file is', 'files are')} judged, {twice} of them by two people who do "
        "not see each other’s answers before both have signed.",
        f"{signed} of {many(len(turns), 'reading', 'readings')} signed, {wanting} given to nobody "
        "yet.",
    ]


def _row(ask: Ask, inspection: UUID, one: FileRead, name: str) -> Row:
    cells = [_cell(inspection, one, turn) for turn in one.turns]
    seen = one.is_open
    return Row(
        name=name,
        first=cells[0],
        second=cells[1] if len(cells) > 1 else None,
        judged=reverse("judged", args=[inspection, one.drawn.pk]) if seen else "",
    )


def _cell(inspection: UUID, one: FileRead, turn: Turn) -> Cell:
    if turn.reading is None:
        href = reverse("judging-give", args=[inspection, one.drawn.pk, turn.turn])
        return Cell("Nobody yet", "", href, "Choose")
    name = turn.reading.person.name
    if not turn.is_signed:
        href = reverse("judging-hand-back", args=[inspection, turn.reading.pk])
        return Cell(name, BEGUN, href, "Take back")
    href = reverse("judging-reopen", args=[inspection, turn.reading.pk])
    return Cell(name, SIGNED, href, "Open again")


# --- evenly ----------------------------------------------------------------------------------


def judging_even(ask: Ask, inspection: UUID) -> HttpResponse:
    """What would be shared out, to be looked at before it is done."""
    return _even(ask, inspection, propose(inspection), None)


def _even(ask: Ask, inspection: UUID, proposal: Proposal, refused: EvenForm | None) -> HttpResponse:
    draw = last_draw(inspection)
    if draw is None:
        raise NotFound(NO_DRAW)
    people = {member.person_id: member.person.name for member in members(inspection)}
    has = Counter(reading.person_id for one in files_read(draw) for reading in one.standing)
    gets = Counter(one.person for one in proposal.given)
    form = EvenForm(initial={"given": ",".join(_written(one) for one in proposal.given)})
    if refused is not None:
        # The sentence stands above what is proposed now.
        form = EvenForm({"given": form.initial["given"]})
        for sentence in refused.non_field_errors():
            form.add_error(None, str(sentence))
    without = called(ask, draw, {one.drawn.pk: one for one, _ in proposal.without}.values())
    return show(
        ask,
        "judging_even",
        **about(ask, inspection)
        | {
            "back": {"text": "Who judges what", "href": reverse("judging-share", args=[inspection])}
        },
        title=f"Give {many(len(proposal.given), 'reading', 'readings')} to members?",
        told=[
            "Each file goes to whoever has fewest and has no conflict of interest with it. The "
            "second reader of a file is somebody else than the first.",
        ],
        people=[{"name": name, "has": has[id_], "gets": gets[id_]} for id_, name in people.items()],
        without=[
            f"{without[one.drawn.pk]}: {turn_said(turn).lower()}" for one, turn in proposal.without
        ],
        form=form,
        failed=bool(form.errors),
        submit="Share them out",
        action=reverse("judging-share", args=[inspection]),
        cancel=reverse("judging-share", args=[inspection]),
    )


def _share(ask: Ask, inspection: UUID, form: EvenForm) -> HttpResponseBase:
    if not form.is_valid():
        return _even(ask, inspection, propose(inspection), None)
    wanted = [_read(one) for one in form.cleaned_data["given"].split(",")]
    made = attempt(
        ask,
        form,
        lambda: share(
            viewer=ask.viewer,
            inspection=inspection,
            given=[one for one in wanted if one is not None],
            by=ask.by,
        ),
    )
    if made is None:
        return _even(ask, inspection, propose(inspection), form)
    told = f"{many(len(made), 'file was', 'files were')} given to be judged."
    return saved(ask, told, "judging-share", inspection=inspection)


def _written(one: Given) -> str:
    return f"{one.drawn} {one.turn} {one.person}"


def _read(text: str) -> Given | None:
    """A line of the form; None for what is none, which is then given to nobody."""
    try:
        drawn, turn, person = text.split()
        return Given(UUID(drawn), int(turn), UUID(person))
    except ValueError:
        return None
