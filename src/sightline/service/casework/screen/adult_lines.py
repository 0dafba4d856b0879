"""What the panels of an adult's file are made of: a question, and the lines that answer it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sightline.service.casework.said import day_said
from sightline.service.casework.screen.known import Known, Source
from sightline.service.files.models import Record
from sightline.standard.model import OneOf

NOT_OPEN = "Not open to you"
NOT_RECORDED = "Not recorded"


@dataclass(frozen=True, slots=True)
class Line:
    """``text``: what is said; ``source``: the record that says it, None where none does."""

    text: str
    source: Source | None = None
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, as a short heading, and what there is to say to it."""

    title: str
    lines: tuple[Line, ...]


def one_of(field: str, *values: str) -> OneOf:
    """Of records, those that answer a field with one of these."""
    return OneOf(field, frozenset(values))


def asked(title: str, lines: Iterable[Line], otherwise: str = NOT_RECORDED) -> Asked:
    """A question with its lines; with words instead where there are none."""
    return Asked(title, tuple(lines) or (Line(otherwise),))


def told(known: Known, row: Record, *fields: str, grave: bool = False, before: str = "") -> Line:
    """A record as a line: what it answers in these fields, one after the other."""
    words = [before, *(known.words(row, name) for name in fields)]
    first, *others = [part for part in words if part] or [NOT_RECORDED]
    text = ", ".join([first, *map(uncapitalised, others)])
    return Line(text, known.source(row), grave)


def uncapitalised(words: str) -> str:
    """``Kept`` within a sentence; ``MARAC`` stays."""
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"


def booked(known: Known, row: Record, before: str = "Booked") -> Line:
    """What is planned, with its day."""
    source = known.source(row)
    on = "" if row.planned_start_on is None else day_said(row.planned_start_on)
    return Line(before, replace(source, when=on))
