"""A file's first screen: what somebody with ten minutes must know, and what was just recorded."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from sightline.service.access.asking import Ask
from sightline.service.access.ways import Sort
from sightline.service.casework import basis, checks, drafts, meets
from sightline.service.casework.closed import closed_said, closing
from sightline.service.casework.pages.showing import basis_of, head, may_add, parts, show
from sightline.service.casework.said import Reader
from sightline.service.casework.screen.panels import panels_for, read
from sightline.service.files import judging
from sightline.service.ledger.failures import NotFound


def file(ask: Ask, file: UUID) -> HttpResponse:
    """The page."""
    viewer, why = ask.viewer, basis_of(ask)
    judging.refresh([file], viewer.today)
    top, closes = head(ask, file), closing(file, viewer.today)
    panels = panels_for(top.who.type)
    known = read(Reader(viewer, why), top.who, ask.now, panels)
    for panel in panels:
        for other in panel.tells_of(known):
            ask.by.saw(other, "list")
    return show(
        ask,
        "file",
        title=f"{top.who.type_said}’s file",
        identity=top.identity,
        sections=parts(ask, top.who, "file"),
        sections_label="Parts of this file",
        actions=may_add(ask, file),
        closed="" if closes is None else closed_said(closes, viewer.today),
        in_emergency=basis.long(why, top.who.type) if why.sort is Sort.BROKEN_GLASS else "",
        after=_after(ask, file),
        drafts=drafts.mine(viewer, file),
        panels=[(panel, panel.made(known)) for panel in panels],
        file=file,
    )


def _after(ask: Ask, file: UUID) -> meets.Groups | None:
    """What the record that was just made has changed; None where none was."""
    try:
        fact = UUID(ask.request.GET.get("after", ""))
        checks.see_record(ask.viewer, file, fact)
    except (ValueError, NotFound):
        return None
    return meets.done(ask.viewer, basis_of(ask), fact)
