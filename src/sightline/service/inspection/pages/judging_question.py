"""One question about one file: answered, kept while it is typed, overtaken."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import attempt, sent
from sightline.service.casework.said import at_said
from sightline.service.files.entries import BadEntry
from sightline.service.inspection import autosaving
from sightline.service.inspection.evidence import A_PAGE, chronology_href
from sightline.service.inspection.judging import (
    SIGNED,
    Judging,
    answer,
    judging,
    keep,
    seen_of,
)
from sightline.service.inspection.models import Judgement
from sightline.service.inspection.pages.judging_file import common, rests_on_of, stages_of
from sightline.service.inspection.pages.judging_forms import (
    KEEP,
    LOOK,
    THROW,
    JudgeForm,
    initial_of,
    shelf,
    there,
    typed_in,
)
from sightline.service.inspection.pages.judging_parts import show
from sightline.service.inspection.readings import earlier_of, is_signed
from sightline.service.inspection.then_facts import running_then, subject_then
from sightline.service.ledger.failures import Refused, Stale
from sightline.standard.model import Question

QUIET = "quiet"
"""What the script sends in KEEP: the answer has no page."""

CHANGED = "Your answer has changed since this page was opened"


def judging_question(ask: Ask, inspection: UUID, reading: UUID, number: int) -> HttpResponseBase:
    """The page, and what its buttons do."""
    at = judging(ask.viewer, inspection, reading)
    question = at.question(number)
    if is_signed(at.reading):
        raise Refused(SIGNED)
    posted, kinds = sent(ask), there(at)
    if posted is not None and THROW in posted:
        autosaving.throw_away(at.reading, question.id)
        ask.by.did("throw away what was typed", file=at.then.basis.file, row=reading)
        return HttpResponseRedirect(ask.request.path)
    if posted is not None and (KEEP in posted or LOOK in posted):
        return _keep(ask, at, number, posted, kinds)
    kept = autosaving.kept(at.reading, question.id)
    initial = initial_of(at.given.get(question.id), None if kept is None else kept[0])
    form = JudgeForm(at, question, kinds, posted, initial=initial)
    if form.is_bound and form.is_valid():
        ask.if_stale = lambda stale: _overtaken(ask, inspection, reading, number, stale)
        if attempt(ask, form, lambda: _answer(ask, at, number, form)) is not None:
            return _onwards(ask, inspection, reading, number)
    return _page(ask, at, number, form, kinds, None if kept is None else at_said(kept[1]))


def _answer(ask: Ask, at: Judging, number: int, form: JudgeForm) -> Judgement | None:
    """The answer; None where something of it is wrong, which then stands beside its box."""
    try:
        said = form.said()
    except ValueError as fault:
        form.add_error("evidence", str(fault))
        return None
    try:
        return answer(
            viewer=ask.viewer,
            inspection=at.reading.inspection_id,
            reading=at.reading.pk,
            number=number,
            said=said,
            seen=form.cleaned_data["seen"],
            by=ask.by,
        )
    except BadEntry as bad:
        for name, sentence in bad.faults.items():
            form.add_error(name, sentence)
        return None


def _onwards(ask: Ask, inspection: UUID, reading: UUID, number: int) -> HttpResponse:
    """To the next question that is not answered, or to the file where none is left."""
    at = judging(ask.viewer, inspection, reading)
    left = [each for each, _ in at.left]
    after = [each for each in left if each > number] or left
    if after:
        return HttpResponseRedirect(
            reverse("judging-question", args=[inspection, reading, after[0]])
        )
    messages.success(ask.request, "Every question about this file is answered.")
    return HttpResponseRedirect(reverse("judging-file", args=[inspection, reading]))


def _keep(
    ask: Ask, at: Judging, number: int, posted: QueryDict, kinds: dict[str, int]
) -> HttpResponse:
    """Keep what was typed, and then what the button asks: nothing, to leave, or to list records."""
    typed = posted.copy()
    if LOOK in posted:
        typed["start"] = posted.get(LOOK) or ""
    quiet = posted.get(KEEP) == QUIET
    keep(
        viewer=ask.viewer,
        inspection=at.reading.inspection_id,
        reading=at.reading.pk,
        number=number,
        typed=typed_in(typed),
        seen=_whole(posted.get("seen")) if quiet else None,
        by=ask.by,
    )
    if quiet:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if KEEP in posted:
        messages.success(ask.request, "What you typed is kept. It is not yet an answer.")
        where = [at.reading.inspection_id, at.reading.pk]
        return HttpResponseRedirect(reverse("judging-file", args=where))
    question = at.question(number)
    form = JudgeForm(at, question, kinds, initial=initial_of(None, typed_in(typed)))
    return _page(ask, at, number, form, kinds, at_said(ask.now))


def _whole(text: str | None) -> int:
    """A number that a form sent; of what is none, one that no answer has."""
    return int(text) if text and text.isdecimal() else -1


def _page(
    ask: Ask, at: Judging, number: int, form: JudgeForm, kinds: dict[str, int], kept: str | None
) -> HttpResponse:
    question = at.question(number)
    inspection, reading = at.reading.inspection_id, at.reading.pk
    given = _all_given(at, question)
    offers = shelf(at, question, form, kinds)
    title = question.ask
    return show(
        ask,
        "judging_question",
        **common(ask, at, inspection)
        | {"back": {"text": "File", "href": reverse("judging-file", args=[inspection, reading])}},
        title=title,
        number=number,
        total=len(at.asked.questions),
        heading=next(text for text, some in at.asked.stages() if (number, question) in some),
        prompts=question.prompts,
        form=form,
        failed=bool(form.errors),
        shelf=offers,
        earlier=max(0, offers.start - A_PAGE),
        later=offers.start + A_PAGE,
        kept=kept or "",
        given=given,
        rests=rests_on_of(at.then, given, (question,)),
        scale=at.asked.scale,
        subject=subject_then(at.then),
        running=running_then(at.then),
        chronology=chronology_href(at.then),
        stages=stages_of(ask, at),
    )


def _all_given(at: Judging, question: Question) -> list[Judgement]:
    """All that they have answered to a question on this file so far, in order."""
    own = [one.pk for one in earlier_of(at.reading, at.file.readings)]
    rows = Judgement.objects.filter(reading__in=own, question=question.id)
    return list(rows.order_by("position"))


def _overtaken(
    ask: Ask, inspection: UUID, reading: UUID, number: int, stale: Stale
) -> HttpResponse:
    """Both versions side by side: what stands by now, and what was typed, kept in its boxes."""
    at = judging(ask.viewer, inspection, reading)
    question = at.question(number)
    now = at.given[question.id]
    data = ask.request.POST.copy()
    typed = JudgeForm(at, question, there(at), data)
    typed.is_valid()
    data["seen"] = str(seen_of(now))
    form = JudgeForm(at, question, there(at), data)
    scale = {"": "No answer", **at.asked.scale}
    said: dict[str, Any] = typed.cleaned_data
    both = [
        ("Your answer", scale[now.answer], scale[said.get("answer", "")]),
        ("Why", now.reason or "", said.get("reason", "")),
        ("Notes for the inspectors", now.notes or "", said.get("notes", "")),
        ("What it rests on", _counted(now.evidence), _counted(said.get("evidence"))),
    ]
    return show(
        ask,
        "judging_overtaken",
        **common(ask, at, inspection),
        title=CHANGED,
        form=form,
        offers=shelf(at, question, form, there(at)),
        submit="Save my answer all the same",
        cancel=reverse("judging-question", args=[inspection, reading, number]),
        versions=[
            {"label": label, "theirs": theirs, "yours": yours}
            for label, theirs, yours in both
            if theirs != yours
        ],
        saved_by="In another window, you",
        saved_at=now.received_at,
    )


def _counted(evidence: Any) -> str:
    many = len(evidence or ())
    return f"{many} {'thing' if many == 1 else 'things'}" if many else "Nothing"
