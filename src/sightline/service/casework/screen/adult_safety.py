"""How those are kept safe whom this adult has hurt or may hurt, and what they have been offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sightline.service.casework.screen import adult_contacts as contacts
from sightline.service.casework.screen.adult_lines import (
    NOT_OPEN,
    Asked,
    Line,
    asked,
    booked,
    one_of,
    told,
)
from sightline.service.casework.screen.known import Known
from sightline.service.files.models import Record

KINDS = ("need", "case", "link", "order", "arrangement", "notice", "referral")

_PROTECTIVE = one_of("type", "non-molestation", "sexual-harm-prevention")


def safety(known: Known) -> list[Asked]:
    """Who is at risk, what forbids contact, and who speaks with them."""
    return [
        asked("A known victim at risk", _at_risk(known), _none(known, "need", "type", "state")),
        asked("Contact forbidden", _forbidden(known), _none(known, "order", "type")),
        asked("Women’s safety worker", _offers(known, "partner", "partner-safety"), _spoken(known)),
        asked("Victim liaison", _offers(known, "victim", "victim-offer"), _spoken(known)),
        asked("MARAC", _marac(known), _none(known, "referral", "to")),
    ]


def visits(known: Known) -> list[Asked]:
    """Visits at home: the last, what was tried since, and the next."""
    if not contacts.reads(known):
        return [Asked("Visits", (Line(NOT_OPEN),))]
    kept = [known.row(fact) for fact in contacts.last(known, where="home", result=contacts.KEPT)]
    tried = [known.row(fact) for fact in contacts.last(known, where="home", result="attempted")]
    since = [row for row in tried if not kept or _at(row) > _at(kept[0])]
    ahead = contacts.booked(known, "where", "home")
    return [
        asked("Last visit", (_seen(known, row) for row in kept[:1]), "None recorded"),
        *([asked("Tried since", (told(known, row, "result") for row in since))] if since else []),
        asked("Next visit", () if ahead is None else (booked(known, ahead),), "None booked"),
        asked("Visit needed", _needed(known), _none(known, "assessment", "visit-needed")),
    ]


def _none(known: Known, kind: str, *fields: str) -> str:
    return "None recorded" if known.reads(kind, *fields) else NOT_OPEN


def _spoken(known: Known) -> str:
    return "No contact recorded" if contacts.reads(known) else NOT_OPEN


def _at_risk(known: Known) -> Iterator[Line]:
    tests = one_of("type", "person-at-risk"), one_of("state", "open")
    for run in known.running("need", *tests)[:1]:
        yield told(known, known.row(run.fact), "level", grave=True)


def _forbidden(known: Known) -> Iterator[Line]:
    """By a court, by the licence, or as whoever recorded the link was told."""
    for run in known.running("order", _PROTECTIVE):
        yield told(known, known.row(run.fact), "type", grave=True)
    confirmed = known.had("arrangement", one_of("type", "licence-condition"))[:1]
    for fact in confirmed:
        row = known.row(fact)
        yes = known.answer(row, "confirmed").words == "Yes"
        said = "confirmed" if yes else "not recorded as confirmed"
        yield Line(f"Condition in the licence, {said}", known.source(row), is_grave=True)
    told_her = one_of("what", "licence-condition"), one_of("to", "victim")
    for fact in known.had("notice", *told_her)[:1]:
        yield Line("The victim was told of it", known.source(known.row(fact)))


def _offers(known: Known, whom: str, purpose: str) -> Iterator[Line]:
    if not contacts.reads(known):
        return
    for fact in contacts.last(known, with_=whom, purpose=purpose)[:1]:
        yield told(known, known.row(fact), "result")


def _marac(known: Known) -> Iterator[Line]:
    for fact in known.had("referral", one_of("to", "marac"))[:1]:
        yield Line("Referred", known.source(known.row(fact)))


# --- visits --------------------------------------------------------------------------------------


def _seen(known: Known, row: Record) -> Line:
    alone = {"Yes": "seen alone", "No": "not seen alone"}.get(known.words(row, "seen-alone"), "")
    who = known.words(row, "with") or "who was seen is not recorded"
    by = known.called[row.author]
    said = [part for part in (who, alone, f"by {by}" if by else "") if part]
    return Line(", ".join(said), known.source(row))


def _at(row: Record) -> datetime:
    assert row.occurred_at is not None
    return row.occurred_at


def _needed(known: Known) -> Iterator[Line]:
    for fact in known.had("assessment", one_of("tool", "oasys"))[:1]:
        row = known.row(fact)
        said = known.answer(row, "visit-needed")
        yield Line(said.words, known.source(row))
