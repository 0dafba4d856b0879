"""What an adult is under, whether they keep to it, and the work that is done with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sightline.service.casework.screen import adult_contacts as contacts
from sightline.service.casework.screen.adult_lines import (
    NOT_OPEN,
    Asked,
    Line,
    asked,
    booked,
    one_of,
    told,
    uncapitalised,
)
from sightline.service.casework.screen.known import Known
from sightline.service.files.models import Record

KINDS = ("case", "order", "custody", "court-event", "decision", "assessment", "intervention")

_PROTECTIVE = ("non-molestation",)
_SHOWN = 3


def supervision(known: Known) -> list[Asked]:
    """The order or licence, the appointments under it, and what was done when they were missed."""
    return [
        asked("Order or licence", _orders(known), _none(known, "order", "type")),
        *([] if not known.running("custody") else [asked("In custody", _custody(known))]),
        asked("Assessment", _assessed(known), _none(known, "assessment", "tool")),
        asked("Appointments", _appointments(known), NOT_OPEN),
        asked("Enforcement", _enforced(known), _none(known, "decision", "matter")),
    ]


def programmes(known: Known) -> list[Asked]:
    """The programmes and treatment that run, or ran last, with what was attended and missed."""
    if not known.reads("intervention", "type"):
        return [Asked("Programme", (Line(NOT_OPEN),))]
    found = [known.row(run.fact) for run in known.running("intervention")]
    if not found:
        found = [known.row(fact) for fact in known.had("intervention")[:1]]
    shown = found[:_SHOWN]
    if not shown:
        return [Asked("Programme", (Line("None recorded"),))]
    return [
        Asked(
            known.words(row, "type") or "Programme",
            tuple(_programme(known, row)),
        )
        for row in shown
    ]


def _none(known: Known, kind: str, field: str) -> str:
    return "None recorded" if known.reads(kind, field) else NOT_OPEN


def _orders(known: Known) -> Iterator[Line]:
    for run in known.running("order"):
        row = known.row(run.fact)
        if run.fact.record.details.get("type") in _PROTECTIVE:
            continue  # beside those whom it protects
        yield told(known, row, "type", "requirements")


def _custody(known: Known) -> Iterator[Line]:
    for run in known.running("custody"):
        yield told(known, known.row(run.fact), "establishment", "basis")


def _assessed(known: Known) -> Iterator[Line]:
    """The last assessment: how far it goes, and whether it says what it must of those around."""
    for fact in known.had("assessment", one_of("tool", "oasys"))[:1]:
        row = known.row(fact)
        yield told(known, row, "tool", "stage")
        yield Line(f"Children: {_children(known, row)}")
        yield Line(f"Safety of victims: {uncapitalised(known.answer(row, 'victim-safety').words)}")


def _children(known: Known, row: Record) -> str:
    """Whether it covers the children, and what it says of the effect of abuse on them."""
    covers = known.answer(row, "covers")
    impact = known.answer(row, "impact-on-children")
    covered = "children" in (row.details or {}).get("covers", ()) if covers.is_answer else False
    said = "covered" if covered else "not recorded as covered"
    return f"{said}; effect of domestic abuse on them {uncapitalised(impact.words)}"


# --- appointments --------------------------------------------------------------------------------


def _appointments(known: Known) -> Iterator[Line]:
    if not contacts.reads(known):
        return
    results = contacts.lately(known)
    if results:
        yield Line(f"{_counted(results)} in the last three months")
    else:
        yield Line("None recorded in the last three months")
    for fact in contacts.last(known, purpose="appointment", result=contacts.MISSED)[:1]:
        yield Line("Last missed without a good reason", known.source(known.row(fact)))
    ahead = contacts.booked(known, "purpose", "appointment")
    yield Line("Next: none booked") if ahead is None else booked(known, ahead, "Next")


def _counted(results: Counter[str]) -> str:
    said = [
        f"{results[contacts.KEPT]} kept",
        f"{results[contacts.MISSED]} missed",
        f"{results[contacts.EXCUSED]} missed with a good reason",
    ]
    return ", ".join(said)


def _enforced(known: Known) -> Iterator[Line]:
    """What was decided about a breach, and what a court was asked, the last first."""
    decided = known.had("decision", one_of("matter", "breach"))[:1]
    for fact in decided:
        yield told(known, known.row(fact), "outcome", before="Decided on enforcing")
    for fact in known.had("court-event", one_of("type", "breach"))[:1]:
        yield told(known, known.row(fact), before="Taken back to court")


# --- programmes ----------------------------------------------------------------------------------


def _programme(known: Known, row: Record) -> Iterator[Line]:
    first = known.answer(row, "first-session")
    ended = known.words(row, "end-reason")
    text = f"First session {first.words}" if first.is_answer else "First session not recorded"
    yield Line(f"Ended: {uncapitalised(ended)}" if ended else text, known.source(row))
    if not contacts.reads(known):
        yield Line(f"Sessions: {uncapitalised(NOT_OPEN)}")
        return
    results = contacts.sessions(known, row.fact)
    been = sum(results[name] for name in (contacts.KEPT, contacts.MISSED, contacts.EXCUSED))
    yield Line(f"Sessions: {_counted(results)}" if been else "Sessions: none recorded")
