"""One record: what it says, its versions, and what may be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.models import Person
from sightline.service.access.policy import fed
from sightline.service.access.roles import Right
from sightline.service.casework import several
from sightline.service.casework.erased import erased
from sightline.service.casework.pages import documents
from sightline.service.casework.pages.showing import back, basis_of, head, show
from sightline.service.casework.said import (
    Named,
    Reader,
    answers,
    at_said,
    files_answered,
    files_in,
    kind_of_row,
    named,
    when,
)
from sightline.service.casework.seen_wrongly import saw_it
from sightline.service.casework.signed import Signing, signing_of
from sightline.service.casework.standing import versions
from sightline.service.casework.starting import taken_over
from sightline.service.files.models import Record
from sightline.standard.kinds import SIGN_OFF

_ACTIONS = (
    ("correct", "Correct", policy.check_correct),
    ("withdraw", "Withdraw", policy.check_withdraw),
    ("refile", "Filed in error", policy.check_refile),
)


def record(ask: Ask, file: UUID, fact: UUID) -> HttpResponse:
    """The page."""
    rows = versions(ask.viewer, basis_of(ask), fact)
    said = [row for row in rows if row.withdraws is None]
    last, ends = said[-1], [row for row in rows if row.withdraws is not None]
    reader = Reader(ask.viewer, basis_of(ask))
    linked = [file for row in rows for file in files_answered(row)]
    called = named(ask.viewer, [*files_in(rows), last.about], linked)
    people, gone = _people(rows), erased(rows)
    carried = taken_over(ask.viewer, basis_of(ask), said)
    signing = None
    if policy.reads_kind(ask.viewer, basis_of(ask), SIGN_OFF, last.agency):
        signing = signing_of(said, reader, is_withdrawn=bool(ends))
    return show(
        ask,
        "record",
        title=kind_of_row(last)["title"],
        back=back("File", "file", file),
        identity=head(ask, file).identity,
        actions=[] if ends else [*_to_sign(ask, signing, file, fact), *_actions(ask, file, fact)],
        signing=signing,
        header=_header(ask, last, called),
        origin=fed.origin_of(last),
        answers=list(answers(last, reader, called, carried.get(last.pk))),
        ended=[_version(row, people) for row in ends],
        versions=[
            _version(row, people)
            | {
                "when": when(row),
                "answers": list(answers(row, reader, called, carried.get(row.pk))),
                "erased": gone.get(row.pk),
            }
            for row in reversed(said)
        ],
        misfiled=any(row.misfiled for row in ends),
        erased=gone.get(last.pk),
        saw_it=saw_it(said[0]) if _sees_lookers(ask) else [],
        file=file,
        papers=documents.of_record(ask, last),
        adding=[] if ends else documents.adding(ask, file, fact),
        hidden=_hidden_file(ask, last, called),
    )


def _sees_lookers(ask: Ask) -> bool:
    return any(way.may(Right.SEE_LOOKERS) for way in basis_of(ask).ways)


def _header(ask: Ask, row: Record, called: Named) -> list[dict[str, str]]:
    agency = called[row.agency] or "Not recorded"
    author = called[row.author] or "Not recorded"
    found = [
        {"key": "When", "value": when(row)},
        {"key": "Agency", "value": agency},
        {"key": "Author", "value": author},
    ]
    if others := several.called(ask.viewer, row, basis_of(ask).file):
        found.append({"key": several.LABEL, "value": ", ".join(others)})
    if row.about is not None:
        found.append({"key": "About", "value": _about(ask, row, called)})
    return found


def _about(ask: Ask, row: Record, called: Named) -> str:
    """The record or subject that it is about, as far as that is read."""
    if row.about == row.file_id:
        return "A birthday"
    if row.about in called.called:
        return called[row.about]
    read = Record.objects.filter(policy.visible_records(ask.viewer, basis_of(ask)))
    there = read.filter(Q(pk=row.about)).first()
    if there is None:
        return "Something that is not shown to you"
    return f"{kind_of_row(there)['title']}, {when(there)}"


def _people(rows: list[Record]) -> dict[UUID, str]:
    ids = {row.by for row in rows if row.by is not None}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name"))


def _version(row: Record, people: dict[UUID, str]) -> dict[str, Any]:
    return {
        "by": people.get(row.by, "Not known") if row.by else "Sightline itself",
        "at": at_said(row.recorded_at) if row.entry_known else "a day that is not known",
        "reason": "Erased" if row.reason is None else row.reason,
    }


def _actions(ask: Ask, file: UUID, fact: UUID) -> list[dict[str, str]]:
    return [
        {
            "text": text,
            "href": reverse(name, args=[file, fact]),
            "classes": "govuk-button--secondary",
        }
        for name, text, check in _ACTIONS
        if policy.can(check, ask.viewer, file, fact)
    ]


def _to_sign(ask: Ask, signing: Signing | None, file: UUID, fact: UUID) -> list[dict[str, str]]:
    """The way to sign what nobody has signed: what waits is what this page is opened for."""
    if signing is None or signing.is_signed or not signing.why:
        return []
    if not policy.can(policy.check_countersign, ask.viewer, file, fact):
        return []
    sign = {
        "text": "Countersign",
        "href": reverse("countersign", args=[file, fact]),
        "classes": "" if signing.waits else "govuk-button--secondary",
    }
    send = {
        "text": "Send back",
        "href": reverse("send-back", args=[file, fact]),
        "classes": "govuk-button--secondary",
    }
    return [sign, send] if signing.waits else [sign]


def _hidden_file(ask: Ask, row: Record, called: Named) -> UUID | None:
    """A file that the record names and that is not open to the person, but could be opened."""
    for other in files_in([row]):
        if other not in called.called and policy.can(policy.check_break_glass, ask.viewer, other):
            return other
    return None
