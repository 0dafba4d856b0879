"""Domestic abuse: what is known of it, what the police said, and when they were called out."""

from __future__ import annotations

from collections.abc import Iterator

from sightline.engine.reference.facts import Fact
from sightline.service.casework.screen.adult_lines import (
    NOT_OPEN,
    Asked,
    Line,
    asked,
    one_of,
    told,
)
from sightline.service.casework.screen.known import Known

KINDS = ("need", "case", "check", "incident", "notice", "assessment", "decision", "referral")
ABUSE = "domestic-abuse"
CALL_OUTS = 3
"""How many call-outs are shown, the last first; the others are counted."""

_KNOWN = {"partner-violence": "Towards a partner", ABUSE: "At home"}
_ANSWERS = ("assessment", "referral", "decision")
"""The kinds of record by which a case manager answers a call-out."""
_TOOLS = ("dash", "sara")


def abuse(known: Known) -> list[Asked]:
    """From what is said of this person to what happened last."""
    return [
        *(_needs(known)),
        asked("Call-outs", _call_outs(known), _none(known, "incident", "type")),
        asked("Police were asked", _police(known), _none(known, "check", "asked-of")),
        asked("Assessed", _assessed(known), _none(known, "assessment", "tool")),
    ]


def _none(known: Known, kind: str, field: str) -> str:
    return "None recorded" if known.reads(kind, field) else NOT_OPEN


def _needs(known: Known) -> Iterator[Asked]:
    """Whether this person is known to have hurt a partner, and to have been hurt at home."""
    for type_, title in _KNOWN.items():
        if not known.reads("need", "type", "state"):
            yield Asked(title, (Line(NOT_OPEN),))
            continue
        runs = known.running("need", one_of("type", type_))
        rows = [known.row(run.fact) for run in runs[:1]]
        yield asked(title, (told(known, row, "state", "level") for row in rows))


def _call_outs(known: Known) -> Iterator[Line]:
    found = known.had("incident", one_of("type", ABUSE))
    for fact in found[:CALL_OUTS]:
        row = known.row(fact)
        child = known.answer(row, "child-present")
        there = {"Yes": "a child was there", "No": "no child was there"}.get(
            child.words, "whether a child was there is not recorded"
        )
        text = f"{there[0].upper()}{there[1:]}; {_answered(known, fact)}"
        yield Line(text, known.source(row), is_grave=True)
    if len(found) > CALL_OUTS:
        yield Line(f"{len(found) - CALL_OUTS} more before")


def _answered(known: Known, call: Fact) -> str:
    """Whether the case manager was told of a call-out, and did something about it."""
    notices = [fact for fact in known.had("notice") if fact.record.about == call.id]
    if not notices:
        return (
            "that the case manager was told is not recorded"
            if known.reads("notice")
            else "whether the case manager was told is not open to you"
        )
    when = known.source(known.row(notices[-1])).when
    about = {call.id, *(fact.id for fact in notices)}
    done = [fact for kind in _ANSWERS for fact in known.had(kind) if fact.record.about in about]
    if not done:
        said = (
            "no answer recorded"
            if all(known.reads(kind) for kind in _ANSWERS)
            else "not all that may answer it is open to you"
        )
        return f"case manager told {when}, {said}"
    titles = dict.fromkeys(known.source(known.row(fact)).title.lower() for fact in done)
    return f"case manager told {when}, answered by {' and '.join(titles)}"


def _police(known: Known) -> Iterator[Line]:
    tests = (one_of("asked-of", "police"), one_of("asked-about", ABUSE))
    for fact in known.had("check", *tests)[:1]:
        yield told(known, known.row(fact), "result")


def _assessed(known: Known) -> Iterator[Line]:
    """The last assessment with each tool for domestic abuse."""
    for tool in _TOOLS:
        for fact in known.had("assessment", one_of("tool", tool))[:1]:
            row = known.row(fact)
            level = known.answer(row, "victim-risk")
            is_high = level.words == "High"
            words = f"risk to the victim: {level.words[0].lower()}{level.words[1:]}"
            yield Line(f"{known.words(row, 'tool')}, {words}", known.source(row), is_high)
