"""One file to judge: how far it is, stage by stage; signing it; handing it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import attempt, saved, sent
from sightline.service.casework.said import at_said
from sightline.service.files.entries import BadEntry
from sightline.service.inspection import autosaving, evidence
from sightline.service.inspection.evidence import chronology_href
from sightline.service.inspection.judging import (
    Judging,
    given_back_by,
    hand_back,
    judging,
    sign,
)
from sightline.service.inspection.models import Judgement
from sightline.service.inspection.offering import offered
from sightline.service.inspection.pages.judging_parts import about, as_known, show, turn_said
from sightline.service.inspection.readings import is_signed
from sightline.service.inspection.then_facts import called_then, running_then, subject_then
from sightline.service.ui.forms import Form
from sightline.standard.model import Question

STAYS = "This is kept for good and shown to the other inspectors: name nobody in it."


class SignForm(Form):
    """``seen``: the digest of the answers that are signed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class HandBackForm(Form):
    """Why."""

    reason = forms.CharField(
        label="Why it is handed back", widget=forms.Textarea, max_length=300, help_text=STAYS
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A question among those of a file."""

    number: int
    ask: str
    href: str
    state: str
    is_answered: bool


def judging_file(ask: Ask, inspection: UUID, reading: UUID) -> HttpResponse:
    """The page of a file: its facts as known at T, and the questions with their answers."""
    at = judging(ask.viewer, inspection, reading)
    where = [inspection, reading]
    signed = at.reading.completed if is_signed(at.reading) else None
    steps = stages_of(ask, at)
    return show(
        ask,
        "judging_file",
        **common(ask, at, inspection),
        title=f"Judge file {at.file.number}",
        stages=steps,
        left=len(at.left),
        total=len(at.asked.questions),
        subject=subject_then(at.then),
        running=running_then(at.then),
        chronology=chronology_href(at.then),
        next=_next(at, where),
        sign="" if at.left or signed else reverse("judging-sign", args=where),
        signed_at=None if signed is None else signed.received_at,
        hand_back="" if signed else reverse("judging-hand-back", args=where),
        judged=reverse("judged", args=[inspection, at.file.drawn.pk]) if at.file.is_open else "",
        reopened=at.reading.reason,
    )


def common(ask: Ask, at: Judging, inspection: UUID) -> dict[str, Any]:
    """What stands around each page of a file that is judged."""
    back = {"text": "My files to judge", "href": reverse("judging", args=[inspection])}
    return about(ask, inspection) | {
        "back": back,
        "identity": called_then(at.then),
        "turn": turn_said(at.reading.turn),
        "at": as_known(at.draw),
        "file": at.then.basis.file,
    }


def stages_of(ask: Ask, at: Judging) -> list[tuple[str, list[Step]]]:
    """The questions by stage, each with how far it is."""
    typed = autosaving.begun(ask.viewer.person, [at.reading])[at.reading.pk]
    return [
        (title, [_step(at, number, one, one.id in typed) for number, one in some])
        for title, some in at.asked.stages()
    ]


def _step(at: Judging, number: int, question: Question, is_typed: bool) -> Step:
    given = at.given.get(question.id)
    state = "Not answered" if given is None else at.asked.scale[given.answer]
    if is_typed:
        state = "Begun, not answered" if given is None else f"{state}. Something else is typed"
    href = reverse("judging-question", args=[at.reading.inspection_id, at.reading.pk, number])
    return Step(number, question.ask, href, state, given is not None)


def _next(at: Judging, where: list[UUID]) -> dict[str, str]:
    """The first question that is left."""
    if not at.left or is_signed(at.reading):
        return {}
    text = "Go on" if at.given else "Begin"
    return {"text": text, "href": reverse("judging-question", args=[*where, at.left[0][0]])}


# --- signing ---------------------------------------------------------------------------------


def judging_sign(ask: Ask, inspection: UUID, reading: UUID) -> HttpResponseBase:
    """All answers to be checked, and the signature."""
    at = judging(ask.viewer, inspection, reading)
    form = SignForm(sent(ask), initial={"seen": at.digest})
    if (
        form.is_bound
        and form.is_valid()
        and attempt(
            ask,
            form,
            lambda: sign(
                viewer=ask.viewer,
                inspection=inspection,
                reading=reading,
                seen=form.cleaned_data["seen"],
                by=ask.by,
            ),
        )
        is not None
    ):
        return saved(ask, "You have signed the file.", "judging", inspection=inspection)
    if form.is_bound:
        # What is wrong is told above the answers as they are now, which can then be signed.
        form.data = {**form.data, "seen": at.digest}
    return show(
        ask,
        "judging_sign",
        **common(ask, at, inspection)
        | {"back": {"text": "File", "href": reverse("judging-file", args=[inspection, reading])}},
        title=f"Check and sign file {at.file.number}",
        form=form,
        failed=bool(form.errors),
        stages=[
            (title, [(number, one, at.given.get(one.id)) for number, one in some])
            for title, some in at.asked.stages()
        ],
        scale=at.asked.scale,
        rests=rests_on(at),
        left=len(at.left),
        question_href=[
            reverse("judging-question", args=[inspection, reading, number])
            for number, _ in at.asked.numbered()
        ],
        cancel=reverse("judging-file", args=[inspection, reading]),
    )


def rests_on(at: Judging) -> dict[UUID, list[evidence.Item]]:
    """By each answer that counts what it rests on, in words."""
    return rests_on_of(at.then, list(at.given.values()), at.asked.questions)


def rests_on_of(
    then: evidence.Then, rows: list[Judgement], questions: tuple[Question, ...]
) -> dict[UUID, list[evidence.Item]]:
    """The same of any answers about a file: the records and what was owed are read once for all."""
    owed = {}
    if any("obligation" in one for row in rows for one in row.evidence or ()):
        duties = {duty for question in questions for duty in question.offers}
        owed = {one.id: one.item for one in offered(then, duties)}
    every = [one for row in rows for one in row.evidence or ()]
    read = {item.key: item for item in evidence.told(then, every, owed)}
    return {row.pk: [read[evidence.key_of(one)] for one in row.evidence or ()] for row in rows}


# --- handing back ----------------------------------------------------------------------------


def judging_hand_back(ask: Ask, inspection: UUID, reading: UUID) -> HttpResponseBase:
    """Somebody else is to judge it."""
    found = given_back_by(ask.viewer, inspection, reading)
    own = found.person_id == ask.viewer.person
    back = "judging" if own else "judging-share"
    form = HandBackForm(sent(ask))
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]

        def give() -> object:
            try:
                return hand_back(
                    viewer=ask.viewer,
                    inspection=inspection,
                    reading=reading,
                    reason=reason,
                    by=ask.by,
                )
            except BadEntry as bad:
                for name, sentence in bad.faults.items():
                    form.add_error(name, sentence)
                return None

        if attempt(ask, form, give) is not None:
            told = "The file is handed back, to be given to somebody else."
            return saved(ask, told, back, inspection=inspection)
    return show(
        ask,
        "judging_confirm",
        **about(ask, inspection)
        | {"back": {"text": "Back", "href": reverse(back, args=[inspection])}},
        title="Hand this file back?" if own else f"Take this file back from {found.person.name}?",
        told=[
            "Somebody else judges it. What was answered so far is kept and counts no more; what "
            "was typed and not saved as an answer is thrown away.",
            f"It was given on {at_said(found.received_at)}.",
        ],
        form=form,
        submit="Hand it back" if own else "Take it back",
        cancel=reverse(back, args=[inspection]),
    )
