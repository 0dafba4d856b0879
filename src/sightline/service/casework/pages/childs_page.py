"""A child's own page, to be read with the child and printed."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse

from sightline.service.access.asking import Ask
from sightline.service.casework import people
from sightline.service.casework.childs.own_words import own_views
from sightline.service.casework.childs.people import my_people
from sightline.service.casework.childs.rows import told
from sightline.service.casework.childs.said import say_day
from sightline.service.casework.childs.things import things
from sightline.service.casework.childs.words import meanings
from sightline.service.casework.falls import falls_on
from sightline.service.casework.pages.showing import back, basis_of, head, show
from sightline.service.casework.said import Reader
from sightline.service.files import judging
from sightline.service.files.models import Name
from sightline.service.files.standard import standard
from sightline.service.ui.forms import Form

_ALWAYS_SAID = "advocate complain"
"""Words of what stands on every such page."""


class Shown(Form):
    """What stands on the page that may lie on a table."""

    words = forms.BooleanField(
        label="Put in what they said in their own words",
        required=False,
        help_text="Read it first. Think of who else may see the page.",
    )


def childs_page(ask: Ask, file: UUID) -> HttpResponse:
    """The page."""
    viewer, why = ask.viewer, basis_of(ask)
    judging.refresh([file], viewer.today)
    top = head(ask, file)
    roles = standard().roles.declared
    falls = falls_on(viewer, why, [(role, viewer.today) for role in roles])
    owed, mine = told(viewer, why), my_people(falls, viewer.today)
    said = things(owed.ones, falls, viewer.today)
    sentences = [
        *(sentence for thing in (*said.now, *said.done) for sentence in (thing.says, *thing.then)),
        *(one.role for one in mine),
    ]
    shown = Shown(ask.request.GET)
    return show(
        ask,
        "childs_page",
        title=f"{top.who.called}’s own page",
        identity=top.identity,
        back=back("File", "file", file),
        given=_given(file, top.who.called),
        on=say_day(viewer.today, viewer.today) + f" {viewer.today.year}",
        told=said,
        my_people=mine,
        own_views=own_views(Reader(viewer, why)),
        shown=shown,
        with_words=shown.is_valid() and shown.cleaned_data["words"],
        is_silent=owed.is_silent,
        meanings=meanings([*sentences, _ALWAYS_SAID]),
    )


def _given(file: UUID, called: str) -> str:
    """The first name by which the child is called; all of it where that cannot be told apart."""
    rows = people.standing(Name, file)
    return next(
        (row.given for row in rows if row.given and people.full_name(row) == called), called
    )
