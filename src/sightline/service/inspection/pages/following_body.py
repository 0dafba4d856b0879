"""What was recommended to a body, and all that became of each: for whoever reads its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.policy import can
from sightline.service.inspection.answering import NO_RECOMMENDATION, check_answer
from sightline.service.inspection.following import Followed, Undertaken, followed
from sightline.service.inspection.looking import check_look, figure
from sightline.service.inspection.pages.following_parts import (
    back,
    name_of,
    paged,
    reads_small,
    said_action,
    said_day,
    said_figure,
    said_look,
    show,
    tag_of,
)
from sightline.service.inspection.repeats import answers_now, published, repeats
from sightline.service.inspection.to_read import check_discuss
from sightline.service.ledger.failures import NotFound


@dataclass(frozen=True, slots=True)
class Line:
    """A recommendation as the list of a body shows it."""

    one: Followed
    href: str
    tag: str
    due: str
    on: str
    repeats: int


@dataclass(frozen=True, slots=True)
class ActionShown:
    """An action with every day that was set for it, in words. ``move``, ``finish``: addresses."""

    one: Undertaken
    state: str
    days: list[tuple[str, str, str]]
    move: str
    finish: str


def of_body(ask: Ask, file: UUID) -> HttpResponse:
    """The list: overdue first."""
    found = followed([file], ask.viewer.today, read_on(ask))

    def lines(shown: list[Followed]) -> list[Line]:
        # Whether it was asked before is looked up among all that was published anywhere.
        again = repeats(published(ask.viewer.today), ask.viewer.today) if shown else {}
        return [
            Line(
                one,
                reverse("recommended", args=[file, one.fact]),
                tag_of(one),
                said_day(one.due_on),
                said_day(one.on),
                len(again.get(one.fact, ())),
            )
            for one in shown
        ]

    return show(
        ask,
        "recommended_to",
        title=f"Recommended to {name_of(file)}",
        back=back("Recommendations", "recommendations"),
        page=paged(ask, found, lines),
        empty="Nothing has been recommended to it in a published report.",
        overdue=sum(one.is_overdue and one.is_open for one in found),
        open=sum(one.is_open for one in found),
        reports=reverse("team-reports", args=[file]),
    )


def read_on(ask: Ask) -> Q:
    """Of the records on the page's file, those that are read there by this person."""
    assert ask.basis is not None
    return policy.visible_records(ask.viewer, ask.basis)


def one_of(ask: Ask, file: UUID, fact: UUID) -> Followed:
    """A recommendation on the file. Raises NotFound."""
    for one in followed([file], ask.viewer.today, read_on(ask)):
        if one.fact == fact:
            return one
    raise NotFound(NO_RECOMMENDATION)


def one_recommendation(ask: Ask, file: UUID, fact: UUID) -> HttpResponse:
    """One, with its answers, its actions, its looks, and the figure that shows it today."""
    one = one_of(ask, file, fact)
    answers, small = can(check_answer, ask.viewer, file), reads_small(ask)
    looks = can(check_look, ask.viewer, file)
    seen = figure(one, ask.viewer.today)
    again = repeats(published(ask.viewer.today), ask.viewer.today).get(fact, [])
    return show(
        ask,
        "recommended",
        title=f"Recommendation {one.number}" if one.number else "Recommendation",
        part=name_of(file),
        back=back(f"Recommended to {name_of(file)}", "recommended-to", file),
        one=one,
        tag=tag_of(one),
        rows=_rows(ask, one, said_figure(seen, small=small)),
        actions=[_action(file, each, answers=answers) for each in one.actions],
        looks=[(look, said_day(look.on), said_look(look, small=small)) for look in one.looks],
        answers=[(each, said_day(each.on)) for each in one.answers],
        again=[(each, said_day(each.on)) for each in again],
        answer=reverse("answer-recommendation", args=[file, fact])
        if answers and one.is_open
        else "",
        change=reverse("answer-recommendation", args=[file, fact])
        if answers and one.is_rejected
        else "",
        undertake=reverse("undertake", args=[file, fact]) if answers and one.is_open else "",
        look=reverse("look-again", args=[file, fact]) if looks and not one.is_closed else "",
    )


def _rows(ask: Ask, one: Followed, figure: str) -> list[dict[str, Any]]:
    shown_by = one.shown_by
    now = answers_now(one.body, one.function, ask.viewer.today)
    since = "" if one.on is None else f" since {said_day(one.on)}"
    found = [
        ("What it is about", one.theme_said),
        ("Report", one.report or "Not recorded"),
        ("Published", said_day(one.on)),
        ("To be answered by", said_day(one.answer_due)),
        ("To be done by", said_day(one.due_on)),
        ("Shown by", "Not recorded" if shown_by is None else shown_by.sentence or shown_by.title),
        (f"How that stands{since}", figure),
        *([("Who answers now", now)] if now else []),
    ]
    return [{"key": key, "value": value} for key, value in found]


def _action(file: UUID, one: Undertaken, *, answers: bool) -> ActionShown:
    runs = answers and one.ended_on is None
    return ActionShown(
        one,
        said_action(one),
        [(said_day(day.day), said_day(day.told_on), day.reason) for day in one.days],
        reverse("move-action", args=[file, one.fact]) if runs else "",
        reverse("finish-action", args=[file, one.fact]) if runs else "",
    )


def may_discuss(ask: Ask, file: UUID) -> bool:
    """Whether the viewer says what a team of the body made of a report."""
    return policy.can(check_discuss, ask.viewer, file)
