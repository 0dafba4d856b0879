"""Moving a record that was filed on the wrong file: find the right one, say why, confirm."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.casework.answer_fields import named_by
from sightline.service.casework.choices import Choice
from sightline.service.casework.pages.correcting import last_version
from sightline.service.casework.pages.overtaken import overtaken
from sightline.service.casework.pages.showing import Head, back, go, head, show
from sightline.service.casework.said import kind_of_row, when
from sightline.service.files import services
from sightline.service.files.members import followers, group_of
from sightline.service.files.models import Name, Record, Subject
from sightline.service.files.naming import names
from sightline.service.files.standard import standard
from sightline.service.ledger.failures import Refused
from sightline.service.ui.forms import Form

MOST_FOUND = 20
_NOT_FOUND = (
    "No file that is open to you, and on which such a record is kept, has this name or address. "
    "Type a part of the name, or copy the address of the page of the file"
)


class FindForm(Form):
    """Which file is the right one."""

    sought = forms.CharField(
        label="The file it belongs on",
        max_length=300,
        help_text="A part of the name, or the address of the page of the file.",
    )


class MoveForm(Form):
    """The right file and why, once files are found. ``sure``: the page that says what happens."""

    sought = forms.CharField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ChoiceField(label="The file it belongs on", widget=forms.RadioSelect)
    reason = forms.CharField(label="Why it is moved", widget=forms.Textarea)

    def __init__(self, found: list[Choice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = found  # type: ignore[attr-defined]


class SureForm(MoveForm):
    """The same, sent on from the page that says what will happen."""

    sure = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("to", "reason"):
            self.fields[name].widget = forms.HiddenInput()


class OffForm(Form):
    """Why a record is taken off a file that it does not concern."""

    reason = forms.CharField(label="Why it is taken off", widget=forms.Textarea)
    seen = forms.IntegerField(widget=forms.HiddenInput)


def refile(ask: Ask, file: UUID, fact: UUID) -> HttpResponseBase:
    """The three steps: find, say why, confirm."""
    last, top = last_version(ask, fact), head(ask, file)
    if last.file_id not in group_of(file):
        return _take_off(ask, file, last, top)
    posted = ask.request.POST if ask.request.method == "POST" else None
    find = FindForm(posted)
    found = _found(ask, file, find, last.kind) if find.is_bound and find.is_valid() else []
    common: dict[str, Any] = {
        "identity": top.identity,
        "rows": [{"key": kind_of_row(last)["title"], "value": when(last)}],
        "cancel": reverse("record", args=[file, fact]),
        "back": back("Record", "record", file, fact),
    }
    if not found:
        return show(
            ask, "confirm", title="Filed in error", told=_TOLD, form=find,
            submit="Find the file", **common,
        )  # fmt: skip
    is_chosen = posted is not None and "to" in posted
    start = {"sought": find.cleaned_data["sought"], "seen": top.version, "to": found[0][0]}
    move = MoveForm(found, posted if is_chosen else None, initial=start)
    if not (is_chosen and move.is_valid()):
        return show(
            ask, "confirm", title="Filed in error", told=_TOLD, form=move,
            submit="Continue", **common,
        )  # fmt: skip
    assert posted is not None
    to, called = UUID(move.cleaned_data["to"]), dict(found)[move.cleaned_data["to"]]
    policy.check_refile(ask.viewer, file, fact, to)
    if "sure" in posted:
        return _move(ask, file, fact, to, SureForm(found, posted), common["cancel"])
    sure = SureForm(found, initial={**move.cleaned_data, "sure": "yes"})
    told = [
        f"The record moves to the file of {called}. Here it will only be said that a record was "
        "filed in error; who saw it here stays known.",
        "What was met by it here is owed again. On the other file it counts from now.",
    ]
    return show(
        ask, "confirm", title="Move this record?", told=told, form=sure,
        submit="Move the record", warning=True, **common,
    )  # fmt: skip


def _take_off(ask: Ask, file: UUID, last: Record, top: Head) -> HttpResponseBase:
    """Are you sure, and why: of a record that stands here because it was said to concern two."""
    form = OffForm(ask.request.POST or None, initial={"seen": top.version})
    cancel = reverse("record", args=[file, last.fact])
    if form.is_bound and form.is_valid():
        ask.if_stale = lambda stale: overtaken(
            ask, file, stale.seen, form, yours=None, submit="Take it off this file", cancel=cancel
        )
        services.take_off(fact=last.fact, file=file, by=ask.by, **form.cleaned_data)
        return go("file", file)
    told = [
        "This record is kept on another file, and was said to concern whom this file is kept on as "
        "well. Take it off this file only where it does not.",
        "Here it will only be said that a record was filed in error; who saw it here stays known. "
        "What was met by it here is owed again. On all other files it stays as it is.",
    ]
    return show(
        ask, "confirm", title="Take this record off this file?", identity=top.identity, told=told,
        rows=[{"key": kind_of_row(last)["title"], "value": when(last)}], form=form,
        submit="Take it off this file", warning=True, cancel=cancel,
        back=back("Record", "record", file, last.fact),
    )  # fmt: skip


_TOLD = [
    "Move a record here only where it is about somebody else. To change what it says, correct it.",
]


def _move(
    ask: Ask, file: UUID, fact: UUID, to: UUID, form: SureForm, cancel: str
) -> HttpResponse | HttpResponseBase:
    if not form.is_valid():
        raise Refused("The page was sent without what it asks. Begin again.")
    ask.if_stale = lambda stale: overtaken(
        ask, file, stale.seen, form, yours=None, submit="Move the record", cancel=cancel
    )
    typed = form.cleaned_data
    moved = services.refile(fact=fact, to=to, reason=typed["reason"], seen=typed["seen"], by=ask.by)
    return go("record", to, moved.fact)


def _found(ask: Ask, file: UUID, find: FindForm, kind: str) -> list[Choice]:
    """The files that are meant, of those open to the person; an error of the form where none.

    ``kind``: of the record; a file on which no such record is kept is not the right one.
    """
    sought = find.cleaned_data["sought"]
    there = Subject.objects.filter(policy.visible_to(ask.viewer)).exclude(pk=file)
    there = there.exclude(pk__in=followers().values("file"))
    if declared := standard().kinds.get(kind):
        there = there.filter(type__in=declared.of)
    link = named_by(sought)
    if link is not None:
        ids = list(there.filter(pk=link).values_list("pk", flat=True))
    else:
        wanted = Q()
        for word in sought.split():
            wanted &= Q(given__icontains=word) | Q(family__icontains=word)
        named = Name.objects.filter(wanted, subject__in=there, withdrawn=False)
        ids = list(named.order_by("subject").values_list("subject", flat=True).distinct())
    if not ids:
        find.add_error("sought", _NOT_FOUND)
    called = names(ids[:MOST_FOUND])
    return [(str(id_), name) for id_, name in called.items()]
