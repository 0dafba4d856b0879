"""Practice examples: listed, told, read by somebody else, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.access.pages.shown import attempt, sent
from sightline.service.casework.said import day_said
from sightline.service.files.entries import BadEntry
from sightline.service.inspection import examples
from sightline.service.inspection.examples import Stands, Told
from sightline.service.inspection.knowing import known
from sightline.service.inspection.models import Example, Inspection
from sightline.service.inspection.pages.finding_parts import (
    about,
    back_to,
    called,
    go,
    if_stale,
    show,
)
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import DayField, Form
from sightline.service.ui.paging import NAME

A_PAGE = 25


def listed(ask: Ask, inspection: UUID) -> HttpResponse:
    """The examples, with how far each is, and the judged files of which one can be told."""
    of = known(inspection)
    told = examples.told(inspection)
    rows = examples.judged_files(ask.viewer, of.inspection)
    page: Any = Paginator(rows, A_PAGE).get_page(ask.request.GET.get(NAME))
    free = list(page.object_list)
    names = called(ask, [*(one.row.drawn.file_id for one in told), *(one.file_id for one in free)])
    people = dict(
        Person.objects.filter(
            pk__in={id_ for one in told for id_ in (one.row.by, one.checked_by) if id_}
        ).values_list("pk", "name")
    )
    return show(
        ask,
        "examples",
        **about(of, "examples"),
        title="Practice examples",
        examples=[_row(ask, inspection, one, names, people) for one in told],
        page=page,
        files=[
            {
                "called": names[one.file_id],
                "href": reverse("tell-example", args=[inspection, one.pk]),
            }
            for one in free
        ],
    )


def _row(
    ask: Ask, inspection: UUID, one: Told, names: dict[UUID, str], people: dict[UUID, str]
) -> dict[str, Any]:
    row, is_open = one.row, one.row.drawn.file_id in names
    live = one.stands in (Stands.TO_CHECK, Stands.READY)
    may_check = one.stands is Stands.TO_CHECK and is_open and row.by != ask.viewer.person
    return {
        "title": row.title or "No words are left",
        "words": row.words or "",
        "stands": one.stands.value,
        "is_ready": one.stands is Stands.READY,
        "about": names.get(row.drawn.file_id, "A file that is closed to you"),
        "consent": f"{row.consent_of}, {row.consent_how}, {day_said(row.consent_on)}"
        if live
        else "",
        "by": people.get(row.by, "Not known") if row.by else "Not known",
        "checked_by": people.get(one.checked_by, "") if one.checked_by else "",
        "check": reverse("check-example", args=[inspection, row.pk]) if may_check else "",
        "again": reverse("tell-example", args=[inspection, row.drawn_id])
        if live and is_open
        else "",
        "withdraw": reverse("withdraw-example", args=[inspection, row.pk])
        if one.stands is not Stands.WITHDRAWN
        else "",
    }


class ExampleForm(Form):
    """What was done, and who agreed that it may be told."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="What it shows, in a few words", max_length=120)
    words = forms.CharField(
        label="What was done",
        widget=forms.Textarea,
        max_length=examples.MOST_WORDS,
        help_text="Nobody may be recognised: no names, days, places or schools, and nothing that "
        "only happened to one child. Change what does not matter.",
    )
    consent_of = forms.CharField(
        label="Who agreed that it is told",
        max_length=120,
        help_text="Such as: the child and a parent. No names.",
    )
    consent_how = forms.CharField(
        label="How they agreed",
        max_length=200,
        help_text="Such as: in writing, after reading it with their worker.",
    )
    consent_on = DayField(label="Day on which they agreed")


def tell(ask: Ask, inspection: UUID, drawn: UUID) -> HttpResponse:
    """Tell an example from a judged file, or tell it anew."""
    of = known(inspection).inspection
    rows = Example.objects.filter(inspection=inspection, drawn=drawn).order_by("position")
    row = rows.last()
    start: dict[str, Any] = {"seen": 0 if row is None else row.position}
    if row is not None:
        fields = ("title", "words", "consent_of", "consent_how", "consent_on")
        start |= {name: getattr(row, name) for name in fields}
    form = ExampleForm(sent(ask), initial=start)
    back = back_to(known(inspection), "Practice examples", "examples")

    def page() -> HttpResponse:
        now = rows.last()
        return _form(ask, of, form, back, now)

    sentence = "Somebody else wrote this example meanwhile. It stands beside what you typed."
    if_stale(ask, form, page, sentence)
    if form.is_bound and form.is_valid():
        try:
            made = attempt(
                ask,
                form,
                lambda: examples.tell(
                    viewer=ask.viewer,
                    drawn=drawn,
                    inspection=inspection,
                    by=ask.by,
                    **form.cleaned_data,
                ),
            )
        except BadEntry as bad:
            made = None
            for name, fault in bad.faults.items():
                form.add_error(name, fault)
        if made is not None:
            told = "The example was saved. Somebody else reads it before it can be published."
            return go(ask, told, "examples", inspection)
    return page()


def _form(
    ask: Ask, of: Inspection, form: Form, back: dict[str, str], now: Example | None
) -> HttpResponse:
    rows = []
    if now is not None and now.words is not None:
        rows = [{"key": "As it stands", "value": f"{now.title}. {now.words}"}]
    return show(
        ask,
        "finding_form",
        title="Tell a practice example",
        part=of.title,
        back=back,
        told=[
            "It is published only while those it is about agree. Whoever is not sure has not "
            "agreed. A second person reads it before it can be published."
        ],
        rows=rows,
        form=form,
        submit="Save the example",
        cancel=back["href"],
    )


def check(ask: Ask, inspection: UUID, example: UUID) -> HttpResponse:
    """Somebody else reads it and says that nobody is recognised."""
    one = examples.example_of(inspection, example)
    basis = policy.check_see_file(ask.viewer, one.row.drawn.file_id)
    ask.by.saw(one.row.drawn.file_id, basis.sort)
    form = Form(sent(ask))
    if form.is_bound and form.is_valid():
        made = attempt(
            ask,
            form,
            lambda: examples.check(
                viewer=ask.viewer, example=example, inspection=inspection, by=ask.by
            ),
        )
        if made is not None:
            return go(ask, "The example may be published.", "examples", inspection)
    back = back_to(known(inspection), "Practice examples", "examples")
    return show(
        ask,
        "finding_confirm",
        title="Would anybody be recognised here?",
        back=back,
        told=[
            "Read it as somebody would who lives next door, teaches the child or was there. If "
            "you could guess who it is, do not confirm: write it anew, or leave it out.",
            "It was held against the names, addresses, numbers and places on the file. What only "
            "people would recognise, no machine finds.",
        ],
        rows=[
            {"key": "What it shows", "value": one.row.title or "Erased"},
            {"key": "What was done", "value": one.row.words or "Erased"},
            {
                "key": "Who agreed",
                "value": f"{one.row.consent_of}, {one.row.consent_how}, "
                f"{day_said(one.row.consent_on)}",
            },
        ],
        form=form,
        submit="Nobody would be recognised",
        cancel=back["href"],
    )


def withdraw(ask: Ask, inspection: UUID, example: UUID) -> HttpResponse:
    """Consent was withdrawn."""
    one = examples.example_of(inspection, example)
    if one.stands is Stands.WITHDRAWN:
        raise NotFound("This example has ended.")
    form = Form(sent(ask))
    if form.is_bound and form.is_valid():
        made = attempt(
            ask,
            form,
            lambda: examples.withdraw(example=example, inspection=inspection, by=ask.by),
        )
        if made is not None:
            told = "The example has ended. It is out of every draft from now on."
            return go(ask, told, "examples", inspection)
    back = back_to(known(inspection), "Practice examples", "examples")
    return show(
        ask,
        "finding_confirm",
        title="End this example?",
        back=back,
        told=[
            "Do this as soon as anybody who agreed agrees no longer. It ends at once, in drafts of "
            "reports too. It cannot be undone, and nobody is asked a second time.",
        ],
        rows=[{"key": "What it shows", "value": one.row.title or "Erased"}],
        form=form,
        submit="End the example",
        cancel=back["href"],
        warning=True,
    )
