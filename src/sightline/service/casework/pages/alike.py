"""Files that may be on one person, for records officers: which they are, and what was decided."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.service.access import joining as access
from sightline.service.access import policy
from sightline.service.access.asking import Ask
from sightline.service.access.closing import restrictions
from sightline.service.access.models import Person
from sightline.service.casework.beside import agencies_of, beside
from sightline.service.casework.pages.showing import back, go, show
from sightline.service.casework.said import at_said
from sightline.service.files import alike as pairs
from sightline.service.files import joining, members
from sightline.service.files.entries import BadEntry
from sightline.service.files.models import Alike, Joining, Subject
from sightline.service.files.naming import names
from sightline.service.ledger.row_security import as_machine
from sightline.service.ui.forms import Form
from sightline.service.ui.paging import NAME

A_PAGE = 25
HIDDEN = "A file that is not open to you"


def alike(ask: Ask) -> HttpResponse:
    """The pairs of which one file, at least, is theirs to join."""
    waiting = pairs.compare_some()
    open_to = Subject.objects.filter(policy.joined_by(ask.viewer))
    with as_machine():
        mine = pairs.undecided().filter(Q(file__in=open_to) | Q(other__in=open_to))
        page: Any = Paginator(mine, A_PAGE).get_page(ask.request.GET.get(NAME))
        found = list(page.object_list)
    shown = policy.bases_for(ask.viewer, {f for row in found for f in (row.file_id, row.other_id)})
    called = names(shown)
    for file in shown:
        ask.by.saw(file, "list")
    page.object_list = [
        {
            "one": called.get(row.file_id, HIDDEN),
            "other": called.get(row.other_id, HIDDEN),
            "why": _why(row),
            "said": "Looked at, not sure" if row.said else "",
            "href": reverse("pair", args=[row.file_id, row.other_id]),
        }
        for row in found
    ]
    return show(
        ask,
        "alike",
        title="Possible duplicates",
        back=back("My files", "my-files"),
        page=page,
        waiting=waiting,
        empty="No two files, of which one is yours to join, may be on one person.",
    )


def _why(row: Alike) -> str:
    return "; ".join(row.reasons).capitalize()


class DecideForm(Form):
    """What two files are. ``seen_one``, ``seen_other``: their versions."""

    what = forms.ChoiceField(label="What are these two files?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why you think so",
        widget=forms.Textarea,
        help_text="Whoever reads either file can read this.",
    )
    seen_one = forms.IntegerField(widget=forms.HiddenInput)
    seen_other = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_joined: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            *(
                [(access.PART, "Two people: part the files again")]
                if is_joined
                else [
                    (access.JOIN, "One person: read both files as one"),
                    (access.DIFFERENT, "Different people"),
                    (access.UNSURE, "Not sure yet"),
                ]
            )
        ]


def pair(ask: Ask, one: UUID, other: UUID) -> HttpResponseBase:
    """Two files side by side, as far as they are open, and what is to be done about them."""
    shown = policy.bases_for(ask.viewer, [one, other])
    can_decide = policy.can(policy.check_join, ask.viewer, one, other)
    last = joining.last_said(one, other) if one in shown else joining.last_said(other, one)
    is_joined = last is not None and last.said == Joining.Said.JOINED
    seen = {"seen_one": members.version(one), "seen_other": members.version(other)}
    posted = ask.request.POST if ask.request.method == "POST" else None
    form = DecideForm(posted, initial=seen, is_joined=is_joined)
    if can_decide and form.is_bound and form.is_valid() and _decided(ask, one, other, form):
        return go("pair", one, other)
    for file in shown:
        ask.by.saw(file, shown[file].sort)
    with as_machine():
        row = Alike.objects.filter(file=min(one, other), other=max(one, other)).first()
    return show(
        ask,
        "pair",
        title="Are these on one person?",
        back=back("Possible duplicates", "alike"),
        form=form if can_decide else None,
        submit="Save the decision",
        cancel=reverse("alike"),
        why="" if row is None else _why(row),
        columns=beside(ask.viewer, [(file, ()) for file in (one, other) if file in shown]),
        hidden=_hidden(ask, {one, other}.difference(shown)),
        is_joined=is_joined,
        decisions=_decisions(one, other) if one in shown else _decisions(other, one),
    )


def _decided(ask: Ask, one: UUID, other: UUID, form: DecideForm) -> bool:
    typed = form.cleaned_data
    try:
        access.decide(
            what=typed["what"],
            file=one,
            other=other,
            reason=typed["reason"],
            seen={one: typed["seen_one"], other: typed["seen_other"]},
            at=ask.now,
            by=ask.by,
        )
    except BadEntry as bad:
        for name, sentence in bad.faults.items():
            form.add_error(name if name in form.fields else None, sentence)
        return False
    return True


def _hidden(ask: Ask, files: Collection[UUID]) -> list[str]:
    """With whom a file that is not open can be spoken about; nothing of one that is closed."""
    with as_machine():
        told = [file for file in files if not restrictions(file, ask.viewer.today).exists()]
        return sorted({name for some in agencies_of(ask.viewer, told).values() for name in some})


def _decisions(file: UUID, other: UUID) -> list[dict[str, str]]:
    """What was said of the two, the last first."""
    rows = list(Joining.objects.filter(file=file, other=other).order_by("-position"))
    people = dict(Person.objects.filter(pk__in={r.by for r in rows}).values_list("pk", "name"))
    return [
        {
            "said": row.get_said_display(),
            "by": people.get(row.by, "Somebody") if row.by else "Sightline itself",
            "at": at_said(row.received_at),
            "reason": row.reason,
        }
        for row in rows
    ]


def made_of(ask: Ask, file: UUID) -> list[dict[str, str]]:
    """The files of which a file is made, for the banner on its page; none where it is one."""
    group = members.group_of(file)
    if len(group) == 1:
        return []
    rows = Joining.objects.filter(file__in=group, said=Joining.Said.JOINED, other__in=group)
    since = {frozenset((row.file_id, row.other_id)): row for row in rows.order_by("position")}
    called, opened = names(group), dict(Subject.objects.filter(pk__in=group).values_list(
        "pk", "received_at"
    ))  # fmt: skip
    found = []
    for both, row in since.items():
        one, other = sorted(both, key=lambda member: (opened[member], member))
        last = joining.last_said(one, other)
        if last is None or last.said != Joining.Said.JOINED:
            continue
        can_part = policy.can(policy.check_join, ask.viewer, one, other)
        found.append(
            {
                "one": called[one],
                "other": called[other],
                "opened": at_said(opened[other]),
                "at": at_said(row.received_at),
                "reason": row.reason,
                "href": reverse("pair", args=[one, other]) if can_part else "",
            }
        )
    return found
