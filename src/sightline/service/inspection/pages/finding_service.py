"""The questions about the service itself: all of them, and one answered."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.access.pages.shown import attempt, sent
from sightline.service.casework.said import at_said
from sightline.service.files.entries import BadEntry
from sightline.service.inspection import service_questions
from sightline.service.inspection.knowing import Known, known
from sightline.service.inspection.models import ServiceJudgement
from sightline.service.inspection.pages.finding_parts import about, back_to, go, if_stale, show
from sightline.service.inspection.service_questions import Offered
from sightline.service.ui.forms import Form
from sightline.service.ui.wording import CANNOT_BE_ERASED
from sightline.standard.model import Question

NOT_OFFERED = "A record that is not open to you, or has changed since"


def questions(ask: Ask, inspection: UUID) -> HttpResponse:
    """Every question about every service, with its answer."""
    of = known(inspection)
    given = service_questions.standing(inspection)
    people = _names({row.by for row in given.values()})
    return show(
        ask,
        "service_questions",
        **about(of, "service-questions"),
        title="The service itself",
        areas=[
            {
                "name": name,
                "rows": [
                    _row(of, area, question, given.get((area, question.id)), people)
                    for question in of.of_service()
                ],
            }
            for area, name in of.areas.items()
        ],
        is_final=of.conclusion is not None,
    )


def _row(
    of: Known,
    area: UUID,
    question: Question,
    row: ServiceJudgement | None,
    people: dict[UUID | None, str],
) -> dict[str, Any]:
    return {
        "ask": question.ask,
        "answer": "" if row is None else of.answer_title(row.answer),
        "reason": "" if row is None else row.reason,
        "rests": 0 if row is None else len(row.evidence),
        "by": ""
        if row is None
        else f"{people.get(row.by, 'Not known')}, {at_said(row.received_at)}",
        "href": reverse("answer-service-question", args=[of.id, area, question.id]),
    }


def _names(ids: set[UUID | None]) -> dict[UUID | None, str]:
    known = [id_ for id_ in ids if id_ is not None]
    return dict(Person.objects.filter(pk__in=known).values_list("pk", "name"))


class ServiceForm(Form):
    """An answer, why, and what it rests on."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(label="Answer", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why", widget=forms.Textarea, max_length=4000, help_text=CANNOT_BE_ERASED
    )
    evidence = forms.MultipleChoiceField(
        label="What it rests on",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What is owed, and the latest records on the file of the service. What is "
        "offered here answers nothing by itself.",
    )

    def __init__(
        self, of: Known, question: Question, offered: list[Offered], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        codes = service_questions.codes(question)
        choices = [(code, of.answer_title(code)) for code in codes]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]
        evidence = [(one.code, one.words) for one in offered]
        self.fields["evidence"].choices = evidence  # type: ignore[attr-defined]
        if not evidence:
            del self.fields["evidence"]


def answer(ask: Ask, inspection: UUID, area: UUID, question: str) -> HttpResponse:
    """Answer one question about one service."""
    of = known(inspection)
    asked = service_questions.question_of(of, area, question)
    offered = _offered(ask, area, asked)
    row = service_questions.standing(inspection).get((area, question))
    # What was named before and is not offered now stays named, and is not shown.
    hidden = _hidden(row, offered)
    start: dict[str, Any] = {"seen": 0 if row is None else row.position}
    if row is not None:
        codes = [service_questions.code_of(each) for each in row.evidence]
        start |= {"answer": row.answer, "reason": row.reason, "evidence": codes}
    form = ServiceForm(of, asked, offered, sent(ask), initial=start)
    back = back_to(of, "The service itself", "service-questions")

    def page() -> HttpResponse:
        now = service_questions.standing(inspection).get((area, question))
        people = _names({None if now is None else now.by})
        return show(
            ask,
            "finding_form",
            title=asked.ask,
            part=of.inspection.title,
            back=back,
            told=[of.areas[area]],
            prompts=asked.prompts,
            rows=[]
            if now is None
            else [
                {"key": "Answered", "value": of.answer_title(now.answer)},
                {"key": "Why", "value": now.reason},
                {
                    "key": "By",
                    "value": f"{people.get(now.by, 'Not known')}, {at_said(now.received_at)}",
                },
            ],
            form=form,
            submit="Save the answer",
            cancel=back["href"],
        )

    sentence = "Somebody else answered meanwhile. Their answer stands beside what you typed."
    if_stale(ask, form, page, sentence)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        evidence = [
            *hidden,
            *(service_questions.evidence_of(code) for code in typed.pop("evidence", [])),
        ]
        try:
            made = attempt(
                ask,
                form,
                lambda: service_questions.answer(
                    known=of, area=area, question=question, evidence=evidence, by=ask.by, **typed
                ),
            )
        except BadEntry as bad:
            made = None
            for name, fault in bad.faults.items():
                form.add_error(name, fault)
        if made is not None:
            return go(ask, "The answer was saved.", "service-questions", inspection)
    return page()


def _hidden(row: ServiceJudgement | None, offered: list[Offered]) -> list[dict[str, str]]:
    codes = {one.code for one in offered}
    given = [] if row is None else row.evidence
    return [each for each in given if service_questions.code_of(each) not in codes]


def _offered(ask: Ask, area: UUID, question: Question) -> list[Offered]:
    """What may be shown of the service's file, where it is open to whoever asks; it is noted."""
    basis = policy.basis_for(ask.viewer, area)
    if basis is None:
        return []
    ask.by.saw(area, basis.sort)
    return service_questions.offered(ask.viewer, basis, question)
