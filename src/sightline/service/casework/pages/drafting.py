"""A draft gone on with: its form or its steps, its answers to be checked, and thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.casework import changes, drafts, several, starting, typed
from sightline.service.casework.forms import RecordForm
from sightline.service.casework.models import Draft
from sightline.service.casework.pages.foreseeing import foreseen
from sightline.service.casework.pages.making import (
    form_of,
    keep,
    of_the_person,
    saved,
    to_drafts,
)
from sightline.service.casework.pages.showing import back, basis_of, go, head, show
from sightline.service.casework.said import Reader, answers, at_said, files_in, named, when
from sightline.service.casework.starting import Start
from sightline.service.files.recording import row_of
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import NotFound
from sightline.service.ui.forms import Form
from sightline.standard.model import FormStep, Kind

_SURE = "Nobody else sees it, and nothing of it is recorded. It cannot be undone."
_GONE = "Records of this kind are no longer made. Copy what you need from here, then throw it away."


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft as it is shown. ``told``: what became of it since it was saved, in sentences."""

    row: Draft
    kind: Kind
    data: typed.Data
    start: Start | None
    told: tuple[str, ...]


class SureForm(Form):
    """Which draft, and which version of the file was seen when it was checked."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class _Own(Reader):
    """Whoever typed it reads it."""

    def reads(self, kind: str, field: str, agency: UUID | None) -> bool:
        return True


def draft(ask: Ask, file: UUID, draft: UUID) -> HttpResponseBase:
    """A short form as it was left, or the answers of a long one, to be checked before all else."""
    row = drafts.find(ask.viewer, file, draft)
    if row is None:
        return go("file", file, after=draft)  # sent twice: the record is there
    if row.kind not in standard().kinds:
        return HttpResponseRedirect(reverse("throw-draft", args=[file, draft]))
    opened = _opened(ask, row)
    return _check(ask, file, opened) if opened.kind.steps else _form(ask, file, opened)


def step(ask: Ask, file: UUID, draft: UUID, number: int) -> HttpResponseBase:
    """One page of a long form. An address that ends in ``?check`` leads back to the answers."""
    row = drafts.find(ask.viewer, file, draft)
    if row is None:
        return go("file", file, after=draft)
    kind = standard().kinds.get(row.kind)
    if kind is None or not 1 <= number <= len(kind.steps):
        raise NotFound("There is no such page.")
    opened, top, asked = _opened(ask, row), head(ask, file), kind.steps[number - 1]
    form, data = _typed(ask, file, opened, asked, row.seen)
    if form.is_bound and ask.request.method == "POST" and not form.is_finding():
        is_kept = typed.KEEPS in ask.request.POST
        if is_kept or form.is_valid():
            keep(ask, file, form, data)
            return to_drafts(file, draft) if is_kept else _next(ask, file, draft, kind, number)
    return show(
        ask,
        "record_form",
        title=asked.title,
        identity=top.identity,
        back=_back(file, draft, number, is_checked="check" in ask.request.GET),
        help="",
        of_steps=f"{kind.title}, step {number} of {len(kind.steps)}",
        unasked=[],
        form=form,
        submit="Save and continue",
        cancel=reverse("file", args=[file]),
        keeps=typed.KEEPS,
        told=opened.told,
    )


def throw_away(ask: Ask, file: UUID, draft: UUID) -> HttpResponseBase:
    """Are you sure: with all that it says."""
    row, top = drafts.find(ask.viewer, file, draft), head(ask, file)
    if row is None:
        return go("add", file)
    if ask.request.method == "POST":
        drafts.throw_away(row=row, by=ask.by)
        return go("add", file)
    gone = row.kind not in standard().kinds
    told = [("Last saved", at_said(row.saved_at)), *_said(ask, row)]
    return show(
        ask,
        "confirm",
        title="Throw away this draft?",
        identity=top.identity,
        back=back("What do you want to record?", "add", file),
        told=[_GONE] if gone else [_SURE],
        rows=[{"key": key, "value": words} for key, words in told],
        warning=True,
        submit="Throw away the draft",
        cancel=reverse("add", args=[file]),
    )


# --- a short form ----------------------------------------------------------------------------


def _form(ask: Ask, file: UUID, opened: Opened) -> HttpResponseBase:
    top = head(ask, file)
    form, data = _typed(ask, file, opened, None, top.version)
    sights = foreseen(ask, file, form, partial(of_the_person, ask))
    if (
        ask.request.method == "POST"
        and not form.is_finding()
        and typed.SEES not in ask.request.POST
    ):
        if typed.KEEPS in ask.request.POST:
            keep(ask, file, form, data)
            return to_drafts(file, opened.row.pk)
        if (fact := saved(ask, file, form)) is not None:
            return go("file", file, after=fact)
    return show(
        ask,
        "record_form",
        title=opened.kind.title,
        identity=top.identity,
        back=back("Kinds of record", "add", file),
        help=opened.kind.help,
        unasked=[],
        form=form,
        submit="Save the record",
        cancel=reverse("file", args=[file]),
        keeps=typed.KEEPS,
        sights=sights,
        sees=typed.SEES,
        told=[*opened.told, *_since(ask, file, opened.row, top.version)],
    )


def _typed(
    ask: Ask, file: UUID, opened: Opened, asked: FormStep | None, seen: int
) -> tuple[RecordForm, typed.Data]:
    """The form with all that is held, and with what its page has sent, and that by itself."""
    sent = ask.request.POST if ask.request.method == "POST" else None
    kind = opened.kind
    data = opened.data if sent is None else typed.merged(opened.data, sent, kind, asked)
    hidden = {"id": opened.row.pk} | ({"seen": seen} if sent is None else {})
    query = typed.as_sent(data, sent, **hidden)
    form = form_of(ask, file, kind, data=query, step=asked, start=opened.start)
    if sent is None:
        form.find_no_fault()
        several.having_seen(form, query)
    return form, data


# --- the answers of a long form --------------------------------------------------------------


def _check(ask: Ask, file: UUID, opened: Opened) -> HttpResponseBase:
    """Every answer, each page with a way to change it."""
    top, row = head(ask, file), opened.row
    is_sent = ask.request.method == "POST"
    sent = ask.request.POST.copy() if is_sent else QueryDict(mutable=True)
    sent["id"] = str(row.pk)
    sent.setdefault("seen", str(top.version))
    query = typed.as_sent(opened.data, None, id=row.pk, seen=sent["seen"], sees="yes")
    form = form_of(ask, file, opened.kind, data=query, start=opened.start)
    sure = SureForm(sent)
    if is_sent and (fact := saved(ask, file, form, sure)) is not None:
        return go("file", file, after=fact)
    form.is_valid()
    return show(
        ask,
        "check_answers",
        sights=foreseen(ask, file, form, partial(of_the_person, ask)),
        title="Check your answers",
        identity=top.identity,
        back=back("What do you want to record?", "add", file),
        kind=opened.kind.title,
        form=sure,
        sections=list(_sections(ask, file, opened, form)),
        faults=list(_faults(file, opened, form)),
        failed=is_sent,
        is_carried=len(form.is_carried()),
        start=opened.start,
        told=[*opened.told, *_since(ask, file, row, top.version)],
        submit="Save the record",
        cancel=reverse("file", args=[file]),
        throw=reverse("throw-draft", args=[file, row.pk]),
    )


def _sections(ask: Ask, file: UUID, opened: Opened, form: RecordForm) -> Iterator[dict[str, Any]]:
    kind = opened.kind
    said = row_of(of_the_person(ask, form.entry()), file=file, at=ask.now)
    called = named(ask.viewer, files_in([said]))
    own = _Own(ask.viewer, basis_of(ask))
    told = dict(zip(kind.fields, answers(said, own, called), strict=True))
    carried = form.is_carried()
    for number, step in enumerate(kind.steps, 1):
        rows = [("When", when(said), True, False)] if number == 1 else []
        rows += [
            (told[name].title, told[name].words, told[name].is_answer, name in carried)
            for name in step.fields
        ]
        yield {"title": step.title, "href": _change(file, opened.row.pk, number), "rows": rows}


def _faults(file: UUID, opened: Opened, form: RecordForm) -> Iterator[dict[str, str]]:
    """What is wrong, each with the page on which it is mended."""
    asked = {
        place: number
        for number, step in enumerate(opened.kind.steps, 1)
        for answer in form.answers
        if answer.field.name in step.fields
        for place in answer.fields
    }
    for name, sentences in form.errors.items():
        for sentence in sentences:
            href = _change(file, opened.row.pk, asked.get(name, 1))
            yield {"text": str(sentence), "href": href}


def _change(file: UUID, draft: UUID, number: int) -> str:
    return f"{reverse('draft-step', args=[file, draft, number])}?check"


# --- what became of it -----------------------------------------------------------------------


def _opened(ask: Ask, row: Draft) -> Opened:
    kind, said = standard().kinds[row.kind], drafts.typed(row)
    told, data, start = drafts.misfits(row, kind, said.data), said.data, said.start
    if start is not None:
        now = starting.start(ask.viewer, basis_of(ask), kind, start.fact)
        day = start.said
        start, data, gone = starting.held(kind, start, data, now)
        told += [
            f"“{title}” was carried over from the record of {day}, which no longer says it to you. "
            "It was taken out."
            for title in gone
        ]
    return Opened(row, kind, data, start, tuple(told))


def _since(ask: Ask, file: UUID, row: Draft, version: int) -> list[str]:
    """That others have added to the file since it was begun. ``version``: as it is now."""
    if version == row.seen:
        return []
    others = [one for one in changes.since(file, row.seen, ask.viewer.person) if one.by != "You"]
    if not others:
        return []
    many = "One entry was" if len(others) == 1 else f"{len(others)} entries were"
    return [f"{many} added to this file by others since you began. Look at it before you save."]


def _said(ask: Ask, row: Draft) -> list[tuple[str, str]]:
    if row.kind not in standard().kinds:
        return drafts.said_in(row, drafts.typed(row).data)
    return drafts.said_in(row, _opened(ask, row).data)


def _next(ask: Ask, file: UUID, draft: UUID, kind: Kind, number: int) -> HttpResponseRedirect:
    if "check" in ask.request.GET or number == len(kind.steps):
        return go("draft", file, draft)
    return HttpResponseRedirect(reverse("draft-step", args=[file, draft, number + 1]))


def _back(file: UUID, draft: UUID, number: int, *, is_checked: bool) -> dict[str, str]:
    if is_checked:
        return back("Check your answers", "draft", file, draft)
    if number == 1:
        return back("Kinds of record", "add", file)
    return {"text": "Back", "href": reverse("draft-step", args=[file, draft, number - 1])}
