"""A duty of the standard: why, what each rule asked and when, on whose word, and by example."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse

from sightline.engine.examples import OWN_FILE, case_of
from sightline.engine.model import Record
from sightline.engine.words import say_day, say_moment, say_record
from sightline.reporting.told.duties import (
    comes_to,
    duties_beside,
    owed_to,
    said_to_child,
    say_in_force,
)
from sightline.reporting.told.measures import duties_of
from sightline.reporting.told.rules import BASIS, TO_CHECK, RuleTold, history
from sightline.reporting.told.words import day, period, plain, sentence
from sightline.service.access.asking import Ask
from sightline.service.access.pages.shown import MARKS, marked, show
from sightline.service.files.standard import with_examples
from sightline.service.ledger.failures import NotFound
from sightline.standard.model import Duty, Example, Part, Standard

CERTAINTY = {"sure": "Sure.", "check": TO_CHECK, "": "Not said."}


@dataclass(frozen=True, slots=True)
class Shown:
    """A worked example. ``records``: when, what, and on whose file where it is another's."""

    says: str
    comes_to: str
    records: tuple[tuple[str, str], ...]
    judged_on: str


def duty(ask: Ask, duty: str) -> HttpResponse:
    """One duty."""
    told = with_examples()
    found = told.duties.get(duty)
    if found is None:
        raise NotFound("There is no such duty.")
    return show(
        ask,
        "standard/duty",
        duty=found,
        facts=list(_facts(told, found)),
        parts=[(one, list(said_to_child(one)), list(_periods(told, one))) for one in found.parts],
        examples=[_example(told, found, example) for example in found.examples],
        measures=[one for one in told.measures.values() if found.id in duties_of(told, one)],
        pages=[one for one in told.guide.values() if found in duties_beside(told, one)],
        marked=marked,
    )


def _facts(told: Standard, duty: Duty) -> Iterator[dict[str, str]]:
    yield {"key": "Owed to", "value": sentence(owed_to(duty))}
    yield {"key": "In force", "value": sentence(say_in_force(duty))}
    yield {"key": "Serves", "value": "; ".join(_sections(told, duty))}
    yield {"key": "Known as", "value": duty.id}
    if duty.guide is not None:
        yield {"key": "Who does it", "value": duty.guide.who}
        yield {"key": "How", "value": duty.guide.how}
        yield {"key": "What good looks like", "value": duty.guide.good}


def _sections(told: Standard, duty: Duty) -> Iterator[str]:
    """The sections of reviews that it serves, as the review numbers and calls them."""
    for path in duty.serves:
        for review in told.reviews.values():
            if path in review.sections:
                section = review.sections[path]
                yield f"{section.number} {section.title}"


def _periods(told: Standard, part: Part) -> Iterator[tuple[str, list[dict[str, object]]]]:
    for (from_, until), rules in history(told, part, MARKS):
        yield period(from_, until), [_rule(rule) for rule in rules]


def _rule(told: RuleTold) -> dict[str, object]:
    rule = told.rule
    lines = [marked(line) for line in told.lines if line != TO_CHECK]
    decided = [f"Decided by {rule.decided_by}"] if rule.decided_by else []
    decided += [f"on {day(rule.decided_on)}"] if rule.decided_on is not None else []
    return {
        "lines": lines,
        "basis": sentence(", ".join([BASIS[rule.basis], " ".join(decided)]).strip(", ")),
        "source": sentence(rule.source),
        "certainty": CERTAINTY[rule.certainty],
    }


def _example(told: Standard, duty: Duty, example: Example) -> Shown:
    case = case_of(told, duty, example)
    return Shown(
        example.says,
        comes_to(example),
        tuple((_when(record), _what(told, record)) for record in case.file.records),
        say_day(case.on.day),
    )


def _when(record: Record) -> str:
    """When it was; of what has only been planned, for when."""
    if record.at is not None:
        until = "" if record.ended is None else f" until {say_moment(record.ended)}"
        return say_moment(record.at) + until
    if record.planned_start is not None:
        return f"planned for {say_day(record.planned_start)}"
    return "no day"


def _what(told: Standard, record: Record) -> str:
    said = say_record(told.kinds.get(record.kind), record)
    if record.withdraws is not None:
        said = f"Withdrawn: {said}"
    return said if record.file == OWN_FILE else f"{said}, on another file ({plain(record.file)})"
