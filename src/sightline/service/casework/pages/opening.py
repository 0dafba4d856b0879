"""Opening a file on somebody who has none, with the agency's case and one's own allocation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from sightline.engine.model import Moment
from sightline.service.access.asking import Ask
from sightline.service.access.models import Agency
from sightline.service.access.roles import Right
from sightline.service.access.viewer import PostHeld
from sightline.service.casework.beside import Beside
from sightline.service.casework.choices import Choice, codes_on
from sightline.service.casework.pages.finding import found_by
from sightline.service.casework.pages.showing import back, go, show
from sightline.service.casework.said import day_said
from sightline.service.casework.services import NewPerson, open_with_case
from sightline.service.files.alike import reasons
from sightline.service.files.entries import BadEntry, Entry
from sightline.service.files.finding import told_of
from sightline.service.files.models import Subject, SubjectType
from sightline.service.files.search_keys import Sought, Told
from sightline.service.files.standard import standard
from sightline.service.ledger.ids import new_id
from sightline.service.ui.forms import DayField, Form
from sightline.standard.calendar import day_of

CASE, ALLOCATION = "case", "allocation"
MOST_BESIDE = 4
"""Files beside what was typed: as many as a screen is wide."""


class OpeningForm(Form):
    """Who it is, and the agency's part. What an agency does not record is not asked of it."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    others = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
    type = forms.ChoiceField(
        label="Who the file is on",
        choices=[(t.value, t.label) for t in (SubjectType.CHILD, SubjectType.ADULT)],
    )
    given = forms.CharField(label="Given names", required=False, max_length=200)
    family = forms.CharField(label="Family name", required=False, max_length=200)
    called = forms.CharField(
        label="What they want to be called",
        required=False,
        max_length=200,
        help_text="If it is not their given and family name.",
    )
    born_on = DayField(
        label="Date of birth",
        required=False,
        help_text="Leave it empty where it is not known. A guess would set clocks going.",
    )
    place = forms.CharField(label="Area", required=False, max_length=80)
    agency = forms.ChoiceField(label="For which agency")
    began_on = DayField(label="The day on which your agency took the case on")
    basis = forms.ChoiceField(label="Why the case is open", required=False)
    role = forms.ChoiceField(label="Your part in it", required=False)

    def __init__(self, ask: Ask, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = _posts(ask)
        named = dict(
            Agency.objects.filter(pk__in=[post.agency for post in posts.values()]).values_list(
                "pk", "name"
            )
        )
        self._offer("agency", [(str(id_), named[post.agency]) for id_, post in posts.items()])
        if len(posts) == 1:
            del self.fields["agency"]
        sectors = {post.sector for post in posts.values()}
        if not any(_makes(CASE, sector) for sector in sectors):
            del self.fields["basis"], self.fields["began_on"]
        else:
            self._offer("basis", _codes(ask, CASE, "basis"))
        if ask.viewer.worker is None or not any(_makes(ALLOCATION, s) for s in sectors):
            del self.fields["role"]
        else:
            roles = [c for c in _codes(ask, ALLOCATION, "role") if c[0] != "cover"]
            self._offer("role", [*roles, ("", "Nobody is allocated yet")])

    def _offer(self, name: str, choices: list[Choice]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def add_faults(self, bad: BadEntry) -> None:
        """Put each fault beside its field."""
        for name, sentence in bad.faults.items():
            place = {"occurred": "began_on"}.get(name, name)
            self.add_error(place if place in self.fields else None, sentence)


def open_file(ask: Ask) -> HttpResponseBase:
    """The form, and the new file."""
    posted = ask.request.POST if ask.request.method == "POST" else None
    form = OpeningForm(ask, posted, initial=_initial(ask))
    if form.is_bound:
        is_read = form.is_valid()
        id_ = form.cleaned_data.get("id")
        if id_ is not None and Subject.objects.filter(pk=id_, by=ask.viewer.person).exists():
            return go("file", id_)
        if is_read:
            known = _known(ask, form.cleaned_data)
            told_apart = form.cleaned_data["others"].split(",")
            if any(str(one.who.file) not in told_apart for one in known):
                return _beside(ask, form, known)
            try:
                return go("file", _open(ask, form.cleaned_data, known).pk)
            except BadEntry as bad:
                form.add_faults(bad)
    return show(
        ask,
        "record_form",
        title="Open a new file",
        back=back("My files", "my-files"),
        help="Open a file on somebody who has none. If there is one that you may not see, it stays "
        "untold: whoever keeps the records brings the two together.",
        unasked=[],
        form=form,
        submit="Open the file",
        cancel=reverse("my-files"),
    )


def _known(ask: Ask, typed: dict[str, Any]) -> list[Beside]:
    """The files that are open to the person and may be on the same one, the likeliest first.

    Of files that are closed to them nothing is asked: whoever keeps the records compares all files.
    """
    given, family = typed["given"] or typed["called"], typed["family"]
    meant = Told(((given, family),), (), typed["born_on"])
    found = found_by(ask, Sought(f"{given} {family}", typed["born_on"]), kept_on=typed["type"])
    told = told_of([one.who.file for one in found])
    return [replace(one, why=why) for one in found if (why := reasons(meant, told[one.who.file]))]


def _beside(ask: Ask, form: OpeningForm, known: Sequence[Beside]) -> HttpResponse:
    """These files beside what was typed, which is sent on if it is somebody else."""
    typed, shown = form.cleaned_data, known[:MOST_BESIDE]
    names = (" ".join((typed["given"], typed["family"])).strip(), typed["called"])
    return show(
        ask,
        "opening_beside",
        title="Is it one of these?",
        back=back("My files", "my-files"),
        columns=shown,
        typed={
            "names": [name for name in names if name],
            "born": day_said(typed["born_on"]) if typed["born_on"] else "Not recorded",
            "place": typed["place"],
        },
        kept=[
            (name, value)
            for name, values in ask.request.POST.lists()
            for value in values
            if name not in ("others", "csrfmiddlewaretoken")
        ],
        others=",".join(str(one.who.file) for one in known),
        cancel=reverse("my-files"),
    )


def _open(ask: Ask, typed: dict[str, Any], known: Sequence[Beside]) -> Subject:
    posts = _posts(ask)
    post = posts[typed["agency"]] if typed.get("agency") else next(iter(posts.values()))
    person = NewPerson(
        type=typed["type"],
        given=typed["given"],
        family=typed["family"],
        called=typed["called"],
        born_on=typed["born_on"],
        place=typed["place"],
    )
    case, allocation = _entries(ask, post, typed)
    ask.by.agency = post.agency
    return open_with_case(
        id=typed["id"],
        person=person,
        case=case,
        allocation=allocation,
        different=[one.who.file for one in known],
        by=ask.by,
    )


def _entries(ask: Ask, post: PostHeld, typed: dict[str, Any]) -> tuple[Entry | None, Entry | None]:
    """The case and the allocation, as far as the agency makes such records."""
    if not _makes(CASE, post.sector):
        return None, None
    common: dict[str, Any] = {
        "occurred": Moment(day_of(typed["began_on"])),
        "agency": post.agency,
        "author": ask.viewer.worker,
    }
    basis = {"basis": typed["basis"]} if typed["basis"] else {}
    case = Entry(kind=CASE, details={"service": post.sector, **basis}, **common)
    if not typed.get("role") or not _makes(ALLOCATION, post.sector):
        return case, None
    said = {"role": typed["role"], "worker": str(ask.viewer.worker)}
    team = {"team": post.team} if post.team else {}
    return case, Entry(kind=ALLOCATION, details=said | team, **common)


def _initial(ask: Ask) -> dict[str, Any]:
    post = next(iter(_posts(ask).values()))
    place = Agency.objects.filter(pk=post.agency).values_list("place", flat=True).first()
    return {"id": new_id(), "place": place, "began_on": ask.viewer.today}


def _posts(ask: Ask) -> dict[str, PostHeld]:
    """The posts for which a file can be opened, by their agency."""
    return {str(post.agency): post for post in ask.viewer.posts if post.may(Right.OPEN_FILES)}


def _makes(kind: str, sector: str) -> bool:
    declared = standard().kinds.get(kind)
    return declared is not None and sector in declared.recorded_by


def _codes(ask: Ask, kind: str, field: str) -> list[Choice]:
    return codes_on(standard().kinds[kind].fields[field].codes, ask.viewer.today)
