"""What the plain evaluator finds in a case, and obligations in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from itertools import chain

from sightline.engine.model import (
    NOTE_WORDS,
    Moment,
    Note,
    Obligation,
    Outcome,
    State,
    UnknownTrigger,
)
from sightline.engine.reference import evaluate
from sightline.standard.calendar import OutsideCalendar
from tests.generative.strategies import Case
from tests.generative.written import said_day, said_minute

Evaluator = Callable[[Case], Outcome]


def by_reference(case: Case) -> Outcome:
    """What the plain evaluator finds, file by file."""
    return together(
        evaluate(case.standard, file, known_at=case.known_at, on=case.on, watched=case.watched)
        for file in case.files
    )


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcomes of several files as one, in order of their keys."""
    found = list(outcomes)
    return Outcome(
        tuple(sorted(chain.from_iterable(o.obligations for o in found), key=lambda o: o.key)),
        tuple(sorted(chain.from_iterable(o.unknown for o in found), key=unknown_key)),
    )


def unknown_key(unknown: UnknownTrigger) -> tuple[str, str, str, str]:
    return unknown.file, unknown.duty, unknown.part, unknown.trigger


def attempt(evaluator: Evaluator, case: Case) -> Outcome | str:
    """What an evaluator finds, or that the case leaves the calendar (clause 4.5)."""
    try:
        return evaluator(case)
    except OutsideCalendar:
        return "outside the calendar"


def in_words(obligation: Obligation) -> str:
    """One obligation in one line."""
    said = [
        f"{field.name} {value_in_words(field.name, getattr(obligation, field.name))}"
        for field in fields(Obligation)
        if getattr(obligation, field.name) not in (None, (), Note.NONE, "")
    ]
    return ", ".join(said)


def value_in_words(name: str, value: object) -> str:
    match value:
        case Moment(day, minute):
            return said_day(day) if minute is None else said_minute(minute)
        case Note():
            return " + ".join(word for note, word in NOTE_WORDS.items() if note in value) or "none"
        case State():
            return value.value
        case int() if name in ("period", "booked"):
            return said_day(value)
        case int() if name == "entered":
            return said_minute(value)
        case _:
            return str(value)
