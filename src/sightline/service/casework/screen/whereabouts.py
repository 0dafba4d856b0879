"""Where the child is now: missing, held, placed, or at home as far as is on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sightline.engine.reference.view import Run
from sightline.service.casework import people
from sightline.service.casework.people import address_lines
from sightline.service.casework.screen.known import Known, Source
from sightline.service.files.models import Address, Record
from sightline.service.files.standard import standard

MISSING, CUSTODY, PLACEMENT = "missing", "custody", "placement"
KINDS = (MISSING, CUSTODY, PLACEMENT)

_SAID = {
    MISSING: ("Missing", ("type",)),
    CUSTODY: ("In custody", ("establishment", "establishment-type", "basis", "sentence")),
    PLACEMENT: ("Placed", ("type", "provider", "out-of-area")),
}
"""What each of them is called, and the answers that say more of it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the child is: since when, and until when as planned, its source says."""

    title: str
    said: str
    source: Source


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """``closed`` and ``unwatched``: what might say otherwise, and is not shown or not known."""

    places: tuple[Place, ...]
    address: str
    ahead: tuple[Place, ...]
    closed: tuple[str, ...]
    unwatched: tuple[str, ...]


def whereabouts(known: Known) -> Whereabouts:
    """Everything that runs, the gravest first: a child may be placed, and missing from there."""
    there = [kind for kind in KINDS if kind in standard().kinds]
    titles = {kind: standard().kinds[kind].title for kind in there}
    addresses = [row for row in people.standing(Address, known.file) if row.lines or row.postcode]
    return Whereabouts(
        places=tuple(_place(known, kind, run) for kind in there for run in known.running(kind)),
        address=", ".join(address_lines(addresses[0])) if addresses else "",
        ahead=tuple(_ahead(known, there)),
        closed=tuple(titles[kind] for kind in there if not known.reads(kind)),
        unwatched=tuple(titles[kind] for kind in there if not known.is_watched(kind)),
    )


def _place(known: Known, kind: str, run: Run) -> Place:
    row = known.row(run.fact)
    title, fields = _SAID[kind]
    return Place(
        title=title,
        said=_said(known, kind, fields, row),
        source=known.source(row),
    )


def _said(known: Known, kind: str, fields: tuple[str, ...], row: Record) -> str:
    told = [_answer(known, name, row) for name in fields]
    return ", ".join(words for words in told if words)


def _answer(known: Known, name: str, row: Record) -> str:
    said = known.answer(row, name)
    if not said.is_answer:
        return ""
    # A yes says nothing without its question.
    return said.words if said.words not in ("Yes", "No") else _yes(said.title, said.words)


def _yes(title: str, words: str) -> str:
    return title.lower() if words == "Yes" else ""


def _ahead(known: Known, kinds: list[str]) -> Iterator[Place]:
    """What is planned to begin."""
    for kind in kinds:
        for row in known.planned(kind):
            title, fields = _SAID[kind]
            yield Place(title, _said(known, kind, fields, row), known.source(row))
