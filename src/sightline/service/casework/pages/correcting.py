"""Correcting, withdrawing and refiling a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse

from sightline.engine.model import Moment
from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.casework import several, starting
from sightline.service.casework.forms import RecordForm
from sightline.service.casework.kinds import kind_id
from sightline.service.casework.offers import offered
from sightline.service.casework.pages.overtaken import overtaken
from sightline.service.casework.pages.showing import back, basis_of, go, head, show
from sightline.service.casework.said import Reader, answers, files_in, kind_of_row, named, when
from sightline.service.casework.standing import versions
from sightline.service.files import services
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.models import Precision, Record
from sightline.service.files.moments import day_at, day_number, moment_from
from sightline.service.files.reading import values_from
from sightline.service.files.recording import row_of
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import Refused, Stale
from sightline.service.ledger.ids import new_id
from sightline.service.ui.forms import Form

WITHDRAWN = "This record has been withdrawn. Record it anew if it was right after all."


def correct(ask: Ask, file: UUID, fact: UUID) -> HttpResponseBase:
    """The form of a record, filled in."""
    rows, top = versions(ask.viewer, basis_of(ask), fact), head(ask, file)
    is_withdrawn, last = _is_withdrawn(rows), _last(rows)
    if is_withdrawn and ask.request.method != "POST":
        raise Refused(WITHDRAWN)
    kind = standard().kinds[last.kind]
    before = several.with_others(entry_of(last), last)
    reader = Reader(ask.viewer, basis_of(ask))
    unasked = [f for f in kind.fields.values() if not reader.reads(kind.name, f.name, last.agency)]
    typed = ask.request.POST if ask.request.method == "POST" else None
    form = RecordForm(
        kind,
        file=file,
        today=ask.viewer.today,
        offered=offered(ask.viewer, basis_of(ask), kind, before, typed),
        unasked=frozenset(field.name for field in unasked),
        before=before,
        was=_was(ask, last, reader),
        start=starting.of_record(ask.viewer, basis_of(ask), last, reader),
        data=typed,
        initial={"id": last.pk, "seen": top.version},
    )
    if form.is_bound and not form.is_finding():
        ask.if_stale = partial(_overtaken, ask, file, form, fact)
        if is_withdrawn:
            form.is_valid()
            raise Stale(form.cleaned_data.get("seen", 0), top.version)
        if _is_corrected(ask, last, form):
            return go("record", file, fact)
    return show(
        ask,
        "record_form",
        title=f"Correct: {kind.title}",
        identity=top.identity,
        back=back("Record", "record", file, fact),
        help="What stands now stays on file beside the correction, with the reason you give.",
        unasked=[field.title for field in unasked],
        form=form,
        submit="Save the correction",
        cancel=reverse("record", args=[file, fact]),
    )


def _was(ask: Ask, row: Record, reader: Reader) -> dict[str, str]:
    """What stands now, by the fields of the form."""
    told = answers(row, reader, named(ask.viewer, files_in([row])))
    names = [field["name"] for field in kind_of_row(row)["fields"]]
    return {"occurred": when(row)} | {
        name: one.words for name, one in zip(names, told, strict=True)
    }


def _is_corrected(ask: Ask, last: Record, form: RecordForm) -> bool:
    """Whether the record says what was typed: now, or since the form was sent before."""
    if not form.is_valid():
        return False
    entry, reason = form.entry(), form.cleaned_data["reason"]
    # A form sent twice: the person's own correction is there already, word for word.
    is_said = entry_of(last) == replace(entry, also=None)
    is_there = last.by == ask.viewer.person and last.reason == reason and is_said
    if is_there and last.pk != form.cleaned_data["id"]:
        return True
    try:
        services.correct(
            fact=last.fact, entry=entry, reason=reason, seen=form.cleaned_data["seen"],
            seen_also=form.seen_also(), reviewed=form.is_reviewed(), by=ask.by,
        )  # fmt: skip
    except BadEntry as bad:
        form.add_faults(bad)
        return False
    return True


def _overtaken(ask: Ask, file: UUID, form: RecordForm, fact: UUID, stale: Stale) -> HttpResponse:
    rows = versions(ask.viewer, basis_of(ask), fact)
    yours = row_of(form.entry(), file=file, at=ask.now)
    cancel = reverse("record", args=[file, fact])
    if _is_withdrawn(rows):
        can_add = policy.can(policy.check_record, ask.viewer, file, yours.kind)
        return overtaken(
            ask,
            file,
            stale.seen,
            _as_a_new_one(form),
            yours=yours,
            submit="Record it anew" if can_add else "",
            cancel=cancel,
            title="This record was withdrawn after you opened it",
            anew=reverse("add-record", args=[file, kind_id(yours.kind)]) if can_add else "",
        )
    return overtaken(
        ask,
        file,
        stale.seen,
        form,
        yours=yours,
        theirs=_last(rows) if stale.file in (None, file) else None,
        grown=stale.file,
        submit="Save my version",
        cancel=cancel,
    )


def _as_a_new_one(form: RecordForm) -> RecordForm:
    """What was typed as a correction, for the form that adds a record: that asks for no reason."""
    assert isinstance(form.data, QueryDict)
    typed = form.data.copy()
    typed["id"] = str(new_id())
    form.data = typed
    form.errors.pop("reason", None)
    del form.fields["reason"]
    return form


class ReasonForm(Form):
    """Why, and of which version of the file."""

    reason = forms.CharField(label="Why it is withdrawn", widget=forms.Textarea)
    seen = forms.IntegerField(widget=forms.HiddenInput)


def withdraw(ask: Ask, file: UUID, fact: UUID) -> HttpResponseBase:
    """Are you sure, and why."""
    rows = versions(ask.viewer, basis_of(ask), fact)
    if any(row.withdraws is not None and row.by == ask.viewer.person for row in rows):
        return go("record", file, fact)
    last, top = last_version(ask, fact), head(ask, file)
    posted = ask.request.POST if ask.request.method == "POST" else None
    form = ReasonForm(posted, initial={"seen": top.version})
    cancel = reverse("record", args=[file, fact])
    if form.is_bound and form.is_valid():
        ask.if_stale = lambda stale: overtaken(
            ask, file, stale.seen, form, yours=None, submit="Withdraw the record", cancel=cancel
        )
        services.withdraw(fact=fact, by=ask.by, **form.cleaned_data)
        return go("record", file, fact)
    return show(
        ask,
        "confirm",
        title="Withdraw this record?",
        identity=top.identity,
        told=[
            "Withdraw a record only where what it says never was so. To change what it says, "
            "correct it.",
            "It stays readable as withdrawn, with your reason. What was met by it is owed again. "
            "It cannot be undone.",
        ],
        rows=[{"key": kind_of_row(last)["title"], "value": when(last)}],
        form=form,
        submit="Withdraw the record",
        cancel=cancel,
        warning=True,
    )


def last_version(ask: Ask, fact: UUID) -> Record:
    """The version of a fact that stands on the basis's file; Refused where it was withdrawn."""
    rows = versions(ask.viewer, basis_of(ask), fact)
    if _is_withdrawn(rows):
        raise Refused(WITHDRAWN)
    return rows[-1]


def _is_withdrawn(rows: Sequence[Record]) -> bool:
    return any(row.withdraws is not None for row in rows)


def _last(rows: Sequence[Record]) -> Record:
    """The last version of ``standing.versions``, withdrawn or not."""
    return [row for row in rows if row.withdraws is None][-1]


def entry_of(row: Record) -> Entry:
    """What a record says, as its form would."""
    occurred = moment_from(row.occurred_at, row.occurred_precision)
    is_rough = row.occurred_precision in (Precision.MONTH, Precision.YEAR)
    if row.occurred_at is not None and is_rough:
        occurred = Moment(day_at(row.occurred_at))
    return Entry(
        kind=row.kind,
        occurred=occurred,
        precision=row.occurred_precision if is_rough else "",
        ended=moment_from(row.ended_at, row.ended_precision),
        planned_start=day_number(row.planned_start_on),
        planned_end=day_number(row.planned_end_on),
        about=row.about,
        agency=row.agency,
        author=row.author,
        details=values_from(row.details or {}),
    )
