"""Who somebody is: names, age, language and identity, and needs that bear on being understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sightline.service.casework import people
from sightline.service.casework.said import ERASED, NOT_RECORDED, NOT_SHOWN, Said
from sightline.service.casework.screen.known import Known, Source
from sightline.service.files.models import Name, Record
from sightline.standard.model import OneOf

IDENTITY, NEED, PLAN, CASE = "identity", "need", "plan", "case"
KINDS = (IDENTITY, NEED, PLAN, CASE)

_ASKED = ("wants-to-be-called", "language", "interpreter", "disability", "ethnicity")
_SPECIAL = OneOf("type", frozenset({"special-educational-needs", "learning-difficulty"}))
_OPEN = OneOf("state", frozenset({"open"}))
_SUPPORT_PLAN = OneOf("type", frozenset({"education-health-care"}))


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known of somebody, or that it is not. ``source``: None for a name."""

    title: str
    words: str
    is_answer: bool = True
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """``known``: in the order in which whoever is about to meet them needs it. ``unknown``: what is
    not, by the words that say so: not recorded, not asked, declined, not open. ``sources``: the
    records that all of this stands in.
    """

    known: tuple[Fact, ...]
    unknown: Mapping[str, tuple[str, ...]]
    sources: tuple[Source, ...]


def who(known: Known) -> Person:
    """As far as the reader may read it."""
    facts = [*_names(known), _age(known), *_identity(known), *_special(known)]
    unknown: dict[str, tuple[str, ...]] = {}
    for fact in facts:
        if not fact.is_answer:
            unknown[fact.words] = (*unknown.get(fact.words, ()), fact.title)
    return Person(
        tuple(fact for fact in facts if fact.is_answer),
        unknown,
        tuple(dict.fromkeys(fact.source for fact in facts if fact.source is not None)),
    )


def _names(known: Known) -> list[Fact]:
    """What they are called, where that is not the name in law; and the names in law."""
    rows = people.standing(Name, known.file)
    found = [
        Fact(row.get_use_display(), people.full_name(row) or ERASED, bool(people.full_name(row)))
        for row in rows
    ]
    if all(fact.words != known.who.called for fact in found):
        found.insert(0, Fact("Called", known.who.called))
    return found


def _age(known: Known) -> Fact:
    if known.who.born_on is None:
        return Fact("Age", known.who.age, is_answer=False)
    return Fact("Age", f"{known.who.age}, born {known.who.born_on:%-d %B %Y}")


def _identity(known: Known) -> list[Fact]:
    """The last answer to each question; an answer stands until it is answered again."""
    if not known.reads(IDENTITY):
        return [Fact("Language and identity", "Not open to you", is_answer=False)]
    told = []
    for run in known.running(IDENTITY)[:1]:
        row = known.row(run.fact)
        told = [_fact(known, row, known.answer(row, name)) for name in _ASKED]
    if not told:
        return [Fact("Language and identity", NOT_RECORDED, is_answer=False)]
    first, *others = told
    # That nobody has said what they want to be called is no news beside what they are called.
    return told if first.is_answer else others


def _fact(known: Known, row: Record, said: Said) -> Fact:
    words = "Not open to you" if said.words == NOT_SHOWN else said.words
    return Fact(said.title, words, said.is_answer, known.source(row))


def _special(known: Known) -> list[Fact]:
    title = "Special educational needs or learning difficulty"
    if not known.reads(NEED, "type", "state"):
        return [Fact(title, "Not open to you", is_answer=False)]
    needs = [known.row(run.fact) for run in known.running(NEED, _SPECIAL, _OPEN)]
    plans = [known.row(run.fact) for run in known.running(PLAN, _SUPPORT_PLAN)]
    rows = [*needs, *plans]
    if not rows:
        return [Fact(title, NOT_RECORDED, is_answer=False)]
    return [Fact(title, known.words(row, "type"), True, known.source(row)) for row in rows]
