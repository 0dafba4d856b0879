"""Adding a record: choose its kind, and fill in the form that the kind makes."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.casework import drafts, kinds, starting, typed
from sightline.service.casework.forms import RecordForm
from sightline.service.casework.pages.foreseeing import foreseen
from sightline.service.casework.pages.making import form_of, keep, of_the_person, saved, to_drafts
from sightline.service.casework.pages.showing import back, basis_of, go, head, show
from sightline.service.casework.starting import Start
from sightline.service.casework.work import answering
from sightline.service.casework.work.answering import Prefilled
from sightline.service.files.answers import fault_in_type
from sightline.service.ledger.failures import NotFound, Refused
from sightline.service.ledger.ids import new_id
from sightline.service.ui.forms import DayAndTime
from sightline.standard.calendar import LONDON
from sightline.standard.model import Kind


def choose(ask: Ask, file: UUID) -> HttpResponse:
    """The kinds that this person may add here, grouped as in the standard, and what they began."""
    top = head(ask, file)
    own = drafts.mine(ask.viewer, file)
    groups = [
        (
            group,
            [
                {
                    "title": kind.title,
                    "help": kind.help,
                    "href": reverse("add-record", args=[file, kinds.kind_id(kind.name)]),
                }
                for kind in some
            ],
        )
        for group, some in kinds.by_group(ask.viewer, basis_of(ask), top.who.type).items()
    ]
    return show(
        ask,
        "choose_kind",
        title="What do you want to record?",
        identity=top.identity,
        back=back("File", "file", file),
        groups=groups,
        drafts=own,
        kept=next((one for one in own if str(one.id) == ask.request.GET.get("kept")), None),
    )


def add(ask: Ask, file: UUID, kind: UUID) -> HttpResponseBase:
    """The form of one kind, or the first page of it where it is long."""
    declared, top = kinds.kind_of(kind), head(ask, file)
    if fault := fault_in_type(declared, top.who.type):
        raise Refused(fault)
    sent = ask.request.POST if ask.request.method == "POST" else None
    start = _start(ask, declared)
    step = declared.steps[0] if declared.steps else None
    asked = answering.asked_for(ask.viewer, basis_of(ask), declared, ask.request.GET)
    held = {} if sent is None else _held(ask, file, declared, start, asked)
    data = {} if sent is None else typed.merged(held, sent, declared, step)
    form = form_of(
        ask,
        file,
        declared,
        data=None if sent is None else typed.as_sent(data, sent),
        step=step,
        start=start,
        initial=_fresh(ask, declared, top.version) | answering.initial_of(asked),
    )
    sights = foreseen(ask, file, form, partial(of_the_person, ask))
    if sent is not None and not form.is_finding() and typed.SEES not in sent:
        is_kept = typed.KEEPS in sent
        if is_kept or (step is not None and form.is_valid()):
            id_ = keep(ask, file, form, data)
            if id_ is not None:
                return to_drafts(file, id_) if is_kept else _on(file, id_)
        elif step is None and (fact := saved(ask, file, form)) is not None:
            return go("file", file, after=fact)
    return show(
        ask,
        "record_form",
        title=declared.title if step is None else step.title,
        identity=top.identity,
        back=back("Kinds of record", "add", file),
        help=declared.help,
        of_steps="" if step is None else f"{declared.title}, step 1 of {len(declared.steps)}",
        unasked=[],
        form=form,
        submit="Save the record" if step is None else "Save and continue",
        cancel=reverse("file", args=[file]),
        keeps=typed.KEEPS,
        sights=sights,
        sees=typed.SEES if step is None else "",
        **_before(ask, file, declared, start, form),
    )


def _before(
    ask: Ask, file: UUID, kind: Kind, start: Start | None, form: RecordForm
) -> dict[str, Any]:
    """What a form that is merely opened offers instead of an empty one."""
    if form.is_bound:
        return {}
    if start is not None:
        return {"start": start}
    here = reverse("add-record", args=[file, kinds.kind_id(kind.name)])
    return {
        "drafts": [one for one in drafts.mine(ask.viewer, file) if one.kind == kind.name],
        "sources": [
            {"text": one.words, "href": f"{here}?from={one.fact}"}
            for one in starting.sources(ask.viewer, basis_of(ask), kind)
        ],
    }


def _start(ask: Ask, kind: Kind) -> Start | None:
    """The earlier record from which the form starts, as its address or the form itself says."""
    request = ask.request
    told = request.POST.get("start") or request.GET.get("from")
    if not told:
        return None
    try:
        found = starting.start(ask.viewer, basis_of(ask), kind, UUID(told))
    except ValueError:
        found = None
    if found is None and request.method != "POST":
        raise NotFound("There is no such record to start from, or none that is open to you.")
    return found


def _held(
    ask: Ask, file: UUID, kind: Kind, start: Start | None, asked: Prefilled | None
) -> typed.Data:
    """What the other pages of the form hold by now, where it was sent before; else its start."""
    try:
        row = drafts.find(ask.viewer, file, UUID(ask.request.POST.get("id", "")))
    except ValueError:
        row = None
    if row is not None and row.kind == kind.name:
        return drafts.typed(row).data
    if start is not None:
        return typed.typed_of(kind, start.filled)
    return {} if asked is None else typed.typed_of(kind, asked.answers)


def _fresh(ask: Ask, kind: Kind, version: int) -> dict[str, Any]:
    """What a new form begins with; what is recorded at once begins with now."""
    found: dict[str, Any] = {"id": new_id(), "seen": version}
    if kind.often:
        now = ask.now.astimezone(LONDON)
        found["occurred"] = DayAndTime(now.date(), now.time().replace(second=0, microsecond=0))
    return found


def _on(file: UUID, draft: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("draft-step", args=[file, draft, 2]))
