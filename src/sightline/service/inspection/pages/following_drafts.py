"""Recommendations as they are drafted: the list, one, and one that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.access.models import Agency
from sightline.service.files.standard import standard
from sightline.service.inspection import recommending
from sightline.service.inspection.following import Followed
from sightline.service.inspection.models import Inspection, Recommended
from sightline.service.inspection.pages.following_parts import answered, back, said_day, show
from sightline.service.inspection.pages.planning_parts import parts
from sightline.service.inspection.recommending import MOST_WORDS, themes
from sightline.service.inspection.repeats import (
    Asked,
    Earlier,
    Whom,
    answers_now,
    bodies_of,
    earlier,
    published,
)
from sightline.service.inspection.shown_by import choices, read_told, read_value
from sightline.service.inspection.who import member
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import DayField, Form


@dataclass(frozen=True, slots=True)
class Row:
    """A drafted recommendation as the list shows it."""

    number: int
    words: str
    to: str
    theme: str
    due: str
    shown_by: str
    sentence: str
    now: str
    earlier: list[Earlier]
    href: str
    withdraw: str


class RecommendForm(Form):
    """What is asked of whom, by when, and what will show it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label="What should be done",
        widget=forms.Textarea,
        max_length=MOST_WORDS,
        help_text="One thing, in words that whoever is asked can act on. Name no child.",
    )
    to = forms.ChoiceField(label="Who is asked")
    body = forms.ChoiceField(
        label="As which public body",
        required=False,
        help_text="If its work ever passes to another body, that one answers.",
    )
    theme = forms.ChoiceField(label="What it is about")
    due_on = DayField(label="By when")
    shown_by = forms.ChoiceField(
        label="What will show that it worked",
        help_text="A duty or a measure that is counted anyway: nobody marks it as done by hand.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies: Any = Agency.objects.order_by("name", "pk").values_list("pk", "name")
        self._offer("to", [(str(id_), name) for id_, name in bodies])
        self._offer("body", [("", "None of those that the standard knows"), *_functions()])
        self._offer("theme", list(themes().items()))
        self._offer("shown_by", list(choices()))

    def _offer(self, name: str, some: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = some


def _functions() -> list[tuple[str, str]]:
    """Each public body with each of its functions that it has today or had."""
    bodies = standard().bodies
    found = [
        (f"{body.id} {function}", f"{body.title}: {bodies.functions[function].lower()}")
        for body in bodies.declared.values()
        for function in body.functions
    ]
    return sorted(found, key=lambda one: one[1])


def drafts(ask: Ask, inspection: UUID) -> HttpResponse:
    """What an inspection recommends, and what was recommended before of the same."""
    member(ask.viewer, inspection)
    row = Inspection.objects.get(pk=inspection)
    among = published(ask.viewer.today)
    bodies = bodies_of(among)
    return show(
        ask,
        "drafted_recommendations",
        title="Recommendations",
        sections_label="Parts of this inspection",
        sections=parts(ask, inspection, "drafted-recommendations"),
        part=row.title,
        back=back(row.title, "inspection", inspection),
        rows=[_row(ask, one, among, bodies) for one in recommending.recommended(inspection)],
        add=reverse("recommend", args=[inspection]),
        is_published=any(one.reference == str(inspection) for one in among),
    )


def _row(ask: Ask, one: Recommended, among: list[Followed], bodies: Mapping[UUID, Asked]) -> Row:
    shown_by = read_told(one.shown_by)
    args = [one.inspection_id, one.number]
    return Row(
        number=one.number,
        words=one.words,
        to=one.to.name,
        theme=themes().get(one.theme, "Not recorded"),
        due=said_day(one.due_on),
        shown_by=shown_by.title,
        sentence=shown_by.sentence,
        now=answers_now(one.body, one.function, ask.viewer.today),
        earlier=earlier(
            Whom(one.to_id, one.to.place, one.body, one.function),
            one.theme,
            shown_by,
            among,
            ask.viewer.today,
            but=str(one.inspection_id),
            bodies=bodies,
        ),
        href=reverse("recommend-again", args=args),
        withdraw=reverse("recommendation-withdraw", args=args),
    )


def recommend(ask: Ask, inspection: UUID, number: int | None = None) -> HttpResponse:
    """A recommendation drafted, or said anew."""
    member(ask.viewer, inspection)
    last = None if number is None else _last(inspection, number)

    def made(sent: QueryDict | None) -> Form:
        return RecommendForm(sent, initial=_initial(last))

    def shown(form: Form) -> HttpResponse:
        return show(
            ask,
            "recommend",
            title="Recommend something" if last is None else f"Recommendation {last.number}",
            back=back("Recommendations", "drafted-recommendations", inspection),
            form=form,
            submit="Keep this recommendation",
            cancel=reverse("drafted-recommendations", args=[inspection]),
            earlier=_while_drafting(ask, inspection, form),
            sentence=_sentence(form),
        )

    return answered(
        ask,
        made,
        partial(_keep, ask, inspection, number),
        shown,
        to=reverse("drafted-recommendations", args=[inspection]),
        told="The recommendation is kept.",
    )


def _keep(ask: Ask, inspection: UUID, number: int | None, said: Mapping[str, Any]) -> None:
    body, _, function = said["body"].partition(" ")
    shown_by = read_value(said["shown_by"])
    assert shown_by is not None, "the form offers no other"
    recommending.recommend(
        inspection=inspection, number=number, seen=said["seen"], to=UUID(said["to"]),
        words=said["words"], theme=said["theme"], due_on=said["due_on"], body=body,
        function=function, shown_by=shown_by.told, by=ask.by,
    )  # fmt: skip


def _while_drafting(ask: Ask, inspection: UUID, form: Form) -> list[Earlier]:
    """What was recommended before of what the form says so far."""
    to, theme = str(form["to"].value() or ""), str(form["theme"].value() or "")
    agency = Agency.objects.filter(pk=UUID(to)).first() if _is_id(to) else None
    if agency is None or not theme:
        return []
    body, _, function = str(form["body"].value() or "").partition(" ")
    whom = Whom(agency.pk, agency.place, body, function)
    shown_by = read_value(str(form["shown_by"].value() or ""))
    among = published(ask.viewer.today)
    return earlier(whom, theme, shown_by, among, ask.viewer.today, but=str(inspection))


def _sentence(form: Form) -> str:
    shown_by = read_value(str(form["shown_by"].value() or ""))
    return "" if shown_by is None else shown_by.sentence


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _initial(last: Recommended | None) -> dict[str, Any]:
    if last is None:
        return {}
    return {
        "seen": last.position,
        "words": last.words,
        "to": str(last.to_id),
        "body": f"{last.body} {last.function}".strip(),
        "theme": last.theme,
        "due_on": last.due_on,
        "shown_by": read_told(last.shown_by).value,
    }


def _last(inspection: UUID, number: int) -> Recommended:
    for one in recommending.recommended(inspection):
        if one.number == number:
            return one
    raise NotFound("There is no such recommendation.")


def withdraw(ask: Ask, inspection: UUID, number: int) -> HttpResponse:
    """Whether to recommend it no longer."""
    member(ask.viewer, inspection)
    last = _last(inspection, number)
    to = reverse("drafted-recommendations", args=[inspection])
    if ask.request.method == "POST":
        recommending.withdraw_recommendation(inspection=inspection, number=number, by=ask.by)
        messages.success(ask.request, f"Recommendation {number} is not made.")
        return HttpResponseRedirect(to)
    return show(
        ask,
        "following_confirm",
        title=f"No longer recommend number {number}?",
        back=back("Recommendations", "drafted-recommendations", inspection),
        told=[last.words, "What was drafted stays in the record of the inspection. Its number is "
              "not given again."],
        submit="No longer recommend it",
        cancel=to,
        warning=True,
    )  # fmt: skip
