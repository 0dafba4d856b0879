"""About a file: whom it is kept on, as far as names and numbers say it, and why it is open."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from sightline.service.access.asking import Ask
from sightline.service.casework import basis, people
from sightline.service.casework.closed import closed_said, closing
from sightline.service.casework.erased import erased
from sightline.service.casework.pages.alike import made_of
from sightline.service.casework.pages.closing import closing_actions
from sightline.service.casework.pages.erasing import erasing_actions
from sightline.service.casework.pages.showing import basis_of, head, parts, show
from sightline.service.files.models import Address, Identifier, Name
from sightline.service.files.systems import origin_of_file


def about(ask: Ask, file: UUID) -> HttpResponse:
    """The page."""
    why, top = basis_of(ask), head(ask, file)
    closes = closing(file, ask.viewer.today)
    names, identifiers, addresses = (
        people.standing(Name, file),
        people.standing(Identifier, file),
        people.standing(Address, file),
    )
    not_seen, unread = basis.not_seen(ask.viewer, why)
    return show(
        ask,
        "about",
        title=f"About this {top.who.type_said.lower()}’s file",
        identity=top.identity,
        sections=parts(ask, top.who, "file-about"),
        sections_label="Parts of this file",
        actions=[
            {
                "text": "Change or add",
                "href": reverse("who", args=[file]),
                "classes": "govuk-button--secondary",
            },
            *closing_actions(ask, file, closes),
            *erasing_actions(ask, file),
        ],
        closed="" if closes is None else closed_said(closes, ask.viewer.today),
        erased=erased([*names, *identifiers, *addresses]),
        head=top,
        origin=origin_of_file(file),
        names=names,
        named={people.full_name(name) for name in names},
        identifiers=identifiers,
        addresses=addresses,
        said=people,
        why=basis.long(why, top.who.type),
        made_of=made_of(ask, file),
        not_seen=not_seen,
        unread=unread,
        file=file,
    )
