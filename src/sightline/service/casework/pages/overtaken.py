"""A form that was sent after something else was saved: both side by side, and mine kept."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse, QueryDict

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.casework import changes, several
from sightline.service.casework.pages.showing import basis_of, head, show
from sightline.service.casework.said import (
    Named,
    Reader,
    answers,
    files_in,
    kind_of_row,
    named,
    when,
)
from sightline.service.files.models import Record
from sightline.service.files.naming import names
from sightline.service.ui.forms import Form

Difference = dict[str, str]


def overtaken(
    ask: Ask,
    file: UUID,
    seen: int,
    form: Form,
    *,
    yours: Record | None,
    theirs: Record | None = None,
    submit: str,
    cancel: str,
    title: str = "Someone else has saved this since you opened it",
    anew: str = "",
    grown: UUID | None = None,
) -> HttpResponse:
    """Both versions. ``yours``: what was typed, not saved; ``theirs``: the record as it is now.

    Without ``theirs``, what was added to the file since is told. The form says that it has seen
    the file as it is now, so that sending it again applies what was typed. ``anew``: the address
    to which it is sent instead, where there is nothing left to apply it to; no ``submit``: to none.
    ``grown``: the file of which ``seen`` is the version, if that is another on which it stands.
    """
    top = head(ask, file)
    since = changes.since(grown or file, seen, ask.viewer.person)
    by, at = (since[-1].by, since[-1].at) if since else ("Somebody", ask.now)
    told = (
        _side_by_side(ask, theirs, yours)
        if theirs is not None and yours is not None
        else _added(ask, grown or file, since, yours)
    )
    return show(
        ask,
        "overtaken",
        title=title,
        identity=top.identity,
        action=anew,
        form=_having_seen(form, top.version),
        submit=submit,
        cancel=cancel,
        versions=told,
        saved_by=by,
        saved_at=at,
    )


def _having_seen(form: Form, version: int) -> Form:
    assert isinstance(form.data, QueryDict)
    typed = form.data.copy()
    typed["seen"] = str(version)
    several.having_seen(form, typed)
    form.data = typed
    return form


def _side_by_side(ask: Ask, theirs: Record, yours: Record) -> list[Difference]:
    """The fields in which two versions of a record differ."""
    reader = Reader(ask.viewer, basis_of(ask))
    called = named(ask.viewer, files_in([theirs, yours]))
    both = zip(_told(theirs, reader, called), _told(yours, reader, called), strict=True)
    return [
        {"label": label, "theirs": now, "yours": typed}
        for (label, now), (_, typed) in both
        if now != typed
    ]


def _told(row: Record, reader: Reader, called: Named) -> list[tuple[str, str]]:
    said = [(one.title, one.words) for one in answers(row, reader, called)]
    return [("When", when(row)), *said]


def _added(
    ask: Ask, file: UUID, since: Sequence[changes.Change], yours: Record | None
) -> list[Difference]:
    """What was added since, as far as the person reads it, and what they typed themselves."""
    ids = [change.row.pk for change in since if isinstance(change.row, Record)]
    basis, whose = basis_of(ask), ""
    if file != basis.file:
        basis = policy.check_see_file(ask.viewer, file)
        whose = f" to the file of {names([file])[file]}"
    read = Record.objects.filter(policy.visible_records(ask.viewer, basis), pk__in=ids)
    found = [
        {"label": f"{kind_of_row(row)['title']}, {_done(row)} since{whose}",
         "theirs": _told_of(row), "yours": ""}
        for row in read.order_by("position")
    ]  # fmt: skip
    others = len(since) - len(found)
    if others:
        found.append({"label": "Other changes to the file", "theirs": str(others), "yours": ""})
    if yours is not None:
        title = f"{kind_of_row(yours)['title']}, typed by you"
        found.append({"label": title, "theirs": "", "yours": when(yours)})
    return found


def _done(row: Record) -> str:
    if row.misfiled:
        return "moved to another file"
    if row.withdraws is not None:
        return "withdrawn"
    return "added" if row.version_of is None else "corrected"


def _told_of(row: Record) -> str:
    return when(row) if row.withdraws is None else row.reason or ""
